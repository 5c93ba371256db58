import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatStoreUrl, parseStoreUrl } from "../../src/config/store-url.js";

const handedOn = (text: string) => {
  const parsed = parseStoreUrl(text, "/base");
  return "url" in parsed ? formatStoreUrl(parsed.url) : parsed.problem;
};

describe("every form becomes the one its dialect's store takes", () => {
  test.each([
    ["postgresql://u:p@h:5433/db", "postgresql://u:p@h:5433/db"],
    ["postgres://u@h/db", "postgresql://u@h/db"],
    ["postgresql+psycopg2://u:p@h/db", "postgresql://u:p@h/db"],
    ["POSTGRESQL://u@h/db", "postgresql://u@h/db"],
    ["postgresql+psycopg2://u:a/b#c?d@h/db", "postgresql://u:a%2Fb%23c%3Fd@h/db"],
    ["postgresql://u:100%@h/db", "postgresql://u:100%25@h/db"],
    ["postgresql://u:%C3%A9%40@h/db", "postgresql://u:%C3%A9%40@h/db"],
    ["postgresql://u:@h/db", "postgresql://u@h/db"],
    ["postgresql://h/db", "postgresql://h/db"],
    ["postgresql://u@[::1]:5432/db", "postgresql://u@[::1]:5432/db"],
    ["postgresql://u@h/my db", "postgresql://u@h/my%20db"],
    ["postgresql://u@/db?host=/var/run/postgresql", "postgresql://u@/db?host=%2Fvar%2Frun%2Fpostgresql"],
    [
      "postgresql://u@h/db?options=-c%20search_path%3Dml&keepalives=1",
      "postgresql://u@h/db?options=-c%20search_path%3Dml",
    ],
    ["postgresql://u@h/db?sslmode=require&sslrootcert=system&connect_timeout=3", "postgresql://u@h/db"],
    ["mysql+pymysql://u:p@h:3307/db?charset=utf8mb4", "mysql://u:p@h:3307/db"],
    ["mariadb+mariadbconnector://u:p@h/db", "mysql://u:p@h/db"],
    ["mysql://u@/db?unix_socket=/run/mysqld.sock", "mysql://u@localhost/db?unix_socket=%2Frun%2Fmysqld.sock"],
    ["sqlite:/data/a b#c%20.db", "sqlite:/data/a b#c%20.db"],
    ["sqlite:////data/mlflow.db", "sqlite:/data/mlflow.db"],
    ["sqlite:///mlflow.db", "sqlite:/base/mlflow.db"],
    ["sqlite:mlflow.db", "sqlite:/base/mlflow.db"],
    ["sqlite+pysqlite:///x/mlflow.db?timeout=5", "sqlite:/base/x/mlflow.db"],
  ])("%s", (text, url) => {
    expect(handedOn(text)).toBe(url);
  });
});

describe("what the parameters say about TLS", () => {
  test.each([
    ["postgresql://h/db", null, null],
    ["postgresql://h/db?sslmode=verify-full", "verify-full", null],
    ["postgresql://h/db?sslmode=allow", "prefer", null],
    ["postgresql://h/db?sslmode=verify-ca&sslrootcert=/ca.pem", "verify-ca", "/ca.pem"],
    ["postgresql://h/db?sslrootcert=system", "verify-full", ""],
    ["mysql://h/db?ssl-mode=VERIFY_IDENTITY", "verify-full", null],
    ["mysql+pymysql://h/db?ssl_ca=/ca.pem", "verify-ca", "/ca.pem"],
    ["mysql+pymysql://h/db?ssl_ca=/ca.pem&ssl_verify_identity=true", "verify-full", "/ca.pem"],
  ])("%s", (text, tlsMode, caFile) => {
    const parsed = parseStoreUrl(text, "/base");
    expect("url" in parsed && [parsed.url.parameters.tlsMode, parsed.url.parameters.caFile]).toEqual([tlsMode, caFile]);
  });
});

describe("a URL that cannot be used says why", () => {
  const forms =
    "must be a database URL such as postgresql://user@host:5432/mlflow, mysql://user@host:3306/mlflow or sqlite:/path/mlflow.db";
  const encode =
    "cannot be taken apart: percent-encode @ : / ? # and % in the user name and the password, or give the password as passwordFile";
  test.each([
    ["mlruns", forms],
    ["/data/mlflow.db", forms],
    ["mssql+pyodbc://u:p@h/db", forms],
    ["constructor://u@h/db", forms],
    ["postgresql:u@h/db", forms],
    [
      "http://localhost:5000",
      "is the address of a web server; Gatehouse reads MLflow's database: give the URL that MLflow has as --backend-store-uri",
    ],
    ["postgresql://u:a@b@h/db", encode],
    [
      "postgresql://u:p@h:port/db",
      "has a port that is not a number from 1 to 65535; check for a password that is not percent-encoded",
    ],
    [
      "postgresql://u:p@h:70000/db",
      "has a port that is not a number from 1 to 65535; check for a password that is not percent-encoded",
    ],
    [
      "postgresql://u:p@h h/db",
      "has a host name with a character that no host name has; check for a password that is not percent-encoded",
    ],
    ["postgresql://u:p@h1,h2/db", "names several hosts: name one"],
    ["postgresql://u:p@h", "names no database: add it after the host, as in postgresql://user@host:5432/mlflow"],
    ["postgresql://u:p@h/a/b", "must end in one database name after the host"],
    ["postgresql://u:%ff@h/db", "has a percent sign that encodes no text: write %25 for a plain %"],
    [
      "postgresql://h/db?sslmode=full",
      "has an sslmode that is not one of disable, allow, prefer, require, verify-ca, verify-full",
    ],
    ["postgresql://h/db?sslmode=require&sslmode=disable", "has the parameter sslmode twice"],
    ["postgresql://h/db?sslcert=/c.pem", "has the parameter sslcert: client certificates are not supported, remove it"],
    [
      "postgresql://h/db?ssl=true",
      "has the parameter ssl: say it with sslmode and sslrootcert, or with the store's tls key",
    ],
    [
      "postgresql://h/db?aplication_name=x",
      "has the parameter aplication_name, which Gatehouse does not know; did you mean application_name?; remove it",
    ],
    [
      "postgresql://h/db?channel_binding=require",
      "has the parameter channel_binding, which Gatehouse does not know; remove it",
    ],
    ["mysql://h/db?a b=c", "has a parameter behind ? whose name is not a word; percent-encode a ? in the password"],
    ["sqlite://mlflow.db", "has two slashes after sqlite: or more than four; write sqlite:/path/mlflow.db"],
    ["sqlite://", "has two slashes after sqlite: or more than four; write sqlite:/path/mlflow.db"],
    ["sqlite:///:memory:", "names no file: a SQLite store needs one, as in sqlite:/path/mlflow.db"],
    ["sqlite:///file:mlflow.db?uri=true", "uses SQLite's file: form; write sqlite:/path/mlflow.db"],
  ])("%s", (text, problem) => {
    expect(handedOn(text)).toBe(problem);
  });
});

test("any user, password and database survive being written as a URL and read by a URL parser", () => {
  const word = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .filter((text) => !/[\n\r/]|^\.{1,2}$/.test(text));
  fc.assert(
    fc.property(word, word, word, (user, password, database) => {
      const text = `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h/${encodeURIComponent(database)}`;
      const read = new URL(handedOn(text));
      const parts = [read.username, read.password, read.pathname.slice(1)].map(decodeURIComponent);
      expect(parts).toEqual([user, password, database]);
    }),
  );
});
