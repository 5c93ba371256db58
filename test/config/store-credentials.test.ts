import { rootCertificates } from "node:tls";
import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../src/config.js";
import { problemsOf, token } from "./problems-of.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const pem = `${rootCertificates[0]}\n`;
const caFile = folder.write("ca.pem", pem);
const otherCa = folder.write("other.pem", pem);
const url = "postgresql://me@h/db";
const storeOf = (store: object) => parseConfig({ token, stores: [{ name: "prod", url, ...store }] }, {}).stores[0];
const problems = (store: object) => problemsOf(() => storeOf(store));

describe("the TLS of a store", () => {
  test.each<[string, object, object]>([
    ["nothing said", {}, { mode: "prefer", ca: null }],
    ["a mode", { tls: { mode: "require" } }, { mode: "require", ca: null }],
    ["allow", { tls: { mode: "allow" } }, { mode: "prefer", ca: null }],
    ["only a certificate authority", { tls: { caFile } }, { mode: "verify-full", ca: pem }],
    [
      "require with a certificate authority, as libpq",
      { tls: { mode: "require", caFile } },
      { mode: "verify-ca", ca: pem },
    ],
    ["sslmode in the URL", { url: `${url}?sslmode=verify-ca` }, { mode: "verify-ca", ca: null }],
    ["both in the URL", { url: `${url}?sslmode=verify-ca&sslrootcert=${caFile}` }, { mode: "verify-ca", ca: pem }],
    [
      "the mode in the URL, the authority as key",
      { url: `${url}?sslmode=verify-full`, tls: { caFile } },
      { mode: "verify-full", ca: pem },
    ],
    [
      "the same in both places",
      { url: `${url}?sslmode=require`, tls: { mode: "require" } },
      { mode: "require", ca: null },
    ],
    ["the system's authorities", { url: `${url}?sslrootcert=system` }, { mode: "verify-full", ca: null }],
  ])("%s", (_title, store, tls) => {
    expect(storeOf(store)?.tls).toEqual(tls);
  });

  test("the URL handed on says nothing about it", () => {
    expect(storeOf({ url: `${url}?sslmode=require&application_name=x` })?.url).toBe(`${url}?application_name=x`);
  });

  test.each<[string, object, string]>([
    [
      "a key against the URL",
      { url: `${url}?sslmode=require`, tls: { mode: "disable" } },
      "stores[0].tls.mode: contradicts stores[0].url about the TLS mode: keep one of them",
    ],
    [
      "one URL against the other",
      { url: `${url}?sslmode=require`, directUrl: `${url}?sslmode=disable` },
      "stores[0].url: contradicts stores[0].directUrl about the TLS mode: keep one of them",
    ],
    [
      "one authority against another",
      { url: `${url}?sslrootcert=${otherCa}`, tls: { caFile } },
      "stores[0].tls.caFile: contradicts stores[0].url about the certificate authority: keep one of them",
    ],
    [
      "an authority that nothing would check",
      { tls: { mode: "prefer", caFile } },
      "stores[0].tls.caFile: is of no use with the TLS mode prefer: say verify-ca or verify-full",
    ],
    [
      "a file that holds no certificate",
      { tls: { caFile: folder.write("x.pem", "hello") } },
      "stores[0].tls.caFile: names a file without a certificate: PEM text with -----BEGIN CERTIFICATE----- is needed",
    ],
    [
      "a file that is a folder",
      { tls: { caFile: folder.path } },
      "stores[0].tls.caFile: names a file that cannot be read: it is a folder; name a file in it",
    ],
  ])("%s is a problem", (_title, store, problem) => {
    expect(problems(store)).toEqual([problem]);
  });
});

describe("the password of a store", () => {
  test.each<[string, object, string]>([
    ["as a key", { password: "a b" }, "postgresql://me:a%20b@h/db"],
    ["instead of the one in the URL", { url: "postgresql://me:old@h/db", password: "new" }, "postgresql://me:new@h/db"],
    [
      "in a file, without the line break at its end",
      { passwordFile: folder.write("p1", " s3 \r\n") },
      "postgresql://me:%20s3%20@h/db",
    ],
  ])("%s", (_title, store, expected) => {
    expect(storeOf(store)?.url).toBe(expected);
  });

  test.each<[string, object, string]>([
    [
      "in an empty file",
      { passwordFile: folder.write("p2", "\n") },
      "stores[0].passwordFile: names a file that is empty",
    ],
    [
      "in two places",
      { password: "x", passwordFile: folder.write("p3", "x") },
      "stores[0].passwordFile: is given beside password: keep one of them",
    ],
    ["as a number", { password: 1234 }, "stores[0].password: must be text: put the value in quotes"],
  ])("%s is a problem", (_title, store, problem) => {
    expect(problems(store)).toEqual([problem]);
  });
});

test("a token file is checked like a token", () => {
  const load = (content: string) => () =>
    parseConfig({ stores: [{ name: "prod", url }] }, { GATEHOUSE_TOKEN_FILE: folder.write("token", content) });
  expect(load(`${token}\n`)().token).toBe(token);
  expect(problemsOf(load("short"))).toEqual([
    "GATEHOUSE_TOKEN_FILE: names a file whose token must have at least 16 characters; `openssl rand -hex 24` makes one",
  ]);
});
