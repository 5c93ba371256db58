import { describe, expect, test } from "@jest/globals";
import { type Config, parseConfig } from "../../src/config.js";
import { problemsOf, sqliteStore, token } from "./problems-of.js";

describe("a configuration with only what is required", () => {
  const config = parseConfig({ token, stores: [sqliteStore] }, {});

  test("gets every default", () => {
    expect(config).toEqual({
      host: "127.0.0.1",
      port: 4000,
      token,
      corsOrigins: [],
      introspection: true,
      graphiql: true,
      drainTimeoutMs: 10_000,
      schemaRecheckMs: 10_000,
      logLevel: "info",
      limits: {
        depthMax: 15,
        aliasesMax: 50,
        directivesMax: 50,
        tokensMax: 5_000,
        bodyBytesMax: 1_048_576,
        batchMax: 10,
        costMax: 200_000,
        deadlineMs: 30_000,
        pageSizeMax: 100,
        keyValuePageSizeMax: 1_000,
        idsMax: 100,
        entitiesMax: 1_000,
        historyPointsMax: 100_000,
        lineageTimeMs: 2_000,
        filterDepthMax: 10,
        filterConditionsMax: 100,
        exportsMax: 4,
        exportDeadlineMs: 600_000,
      },
      stores: [
        {
          name: "dev",
          dialect: "sqlite",
          mode: "READ_WRITE",
          url: "sqlite:/data/mlflow.db",
          directUrl: null,
          tls: { mode: "disable", ca: null },
          poolSizeMax: 10,
          statementTimeoutMs: 30_000,
          connectTimeoutMs: 5_000,
        },
      ],
      bindings: { dev: [] },
      issuers: [],
    } satisfies Config);
  });

  test("is frozen through and through", () => {
    const parts = [config, config.limits, config.stores, config.stores[0], config.stores[0]?.tls, config.corsOrigins];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
  });

  test("does not touch the object it is made from", () => {
    const input = { token, stores: [{ ...sqliteStore }] };
    parseConfig(input, { GATEHOUSE_PORT: "1", GATEHOUSE_STORE_DEV_POOL_SIZE_MAX: "3" });
    expect(input).toEqual({ token, stores: [sqliteStore] });
  });
});

const base = { token, stores: [sqliteStore] };
const prod = { name: "prod", url: "postgresql://mlflow@db/mlflow" };
const wholeNumber = (min: number, max: number) => `must be a whole number from ${min} to ${max}`;

describe("a wrong value is named with its key and what would be right", () => {
  test.each<[string, object, string]>([
    ["a port out of range", { port: 70_000 }, `port: ${wholeNumber(0, 65_535)}`],
    ["a port that is no number", { port: "http" }, `port: ${wholeNumber(0, 65_535)}`],
    ["a port with a fraction", { port: 80.5 }, `port: ${wholeNumber(0, 65_535)}`],
    ["a host with a port", { host: "localhost:80/x" }, "host: must be a host name or an IP address, without a port"],
    ["a number as the host", { host: 1 }, "host: must be text: put the value in quotes"],
    ["a limit of zero", { limits: { depthMax: 0 } }, `limits.depthMax: ${wholeNumber(1, 2_147_483_647)}`],
    [
      "a timer Node would fire at once",
      { drainTimeoutMs: 2 ** 31 },
      `drainTimeoutMs: ${wholeNumber(0, 2_147_483_647)}`,
    ],
    ["limits that are a list", { limits: [] }, "limits: must be a mapping of keys to values"],
    ["a switch that is neither", { introspection: "maybe" }, "introspection: must be true or false"],
    [
      "a wildcard origin",
      { corsOrigins: ["*"] },
      "corsOrigins: must be a list of origins such as https://app.example.com, without a path or a slash at the end",
    ],
    [
      "an origin with a slash",
      { corsOrigins: ["https://a.example/"] },
      "corsOrigins: must be a list of origins such as https://app.example.com, without a path or a slash at the end",
    ],
    [
      "a log level near another",
      { logLevel: "inof" },
      "logLevel: must be one of fatal, error, warn, info, debug, trace, silent; did you mean info?",
    ],
    [
      "a short token",
      { token: "123456789012345" },
      "token: must have at least 16 characters; `openssl rand -hex 24` makes one",
    ],
    ["a token with a space", { token: "0123456789 abcdef" }, "token: must be printable ASCII without spaces"],
    ["a token that YAML took for a number", { token: 12345678901234 }, "token: must be text: put the value in quotes"],
    ["a token and a file for it", { tokenFile: "/x" }, "tokenFile: is given beside token: keep one of them"],
    ["a near miss", { tokne: "x" }, "tokne: is not a key of Gatehouse; did you mean token?"],
    ["another spelling", { cors_origins: [] }, "cors_origins: is not a key of Gatehouse; did you mean corsOrigins?"],
    [
      "a near miss in a section",
      { limits: { depthMaks: 3 } },
      "limits.depthMaks: is not a key of Gatehouse; did you mean depthMax?",
    ],
    ["stores that are a mapping", { stores: { prod: {} } }, "stores: must be a list: start each entry with a dash"],
    ["a store that is text", { stores: ["prod"] }, "stores[0]: must be a mapping of keys to values"],
    [
      "a store name in capitals",
      { stores: [{ ...prod, name: "Prod" }] },
      "stores[0].name: must be 1 to 63 of a-z, 0-9, _ and -, and start with a letter or digit",
    ],
    [
      "a store without a name",
      { stores: [{ url: prod.url }] },
      "stores[0].name: is missing: give the store a short name, such as prod",
    ],
    [
      "a store without a URL",
      { stores: [{ name: "prod" }] },
      "stores[0].url: is missing: give the database, such as postgresql://user@host:5432/mlflow",
    ],
    [
      "two stores of one name",
      { stores: [prod, prod] },
      "stores[1].name: is the name of another store as well: give each its own",
    ],
    [
      "a near miss in a store",
      { stores: [{ ...prod, pasword: "x" }] },
      "stores[0].pasword: is not a key of Gatehouse; did you mean password?",
    ],
    ["a pool of nothing", { stores: [{ ...prod, poolSizeMax: 0 }] }, `stores[0].poolSizeMax: ${wholeNumber(1, 1_000)}`],
    [
      "a password without a user",
      { stores: [{ name: "prod", url: "mysql://db/mlflow", password: "x" }] },
      "stores[0].url: names no user for the password: write it before the host, as in postgresql://user@host/mlflow",
    ],
    [
      "a password for SQLite",
      { stores: [{ ...sqliteStore, password: "x" }] },
      "stores[0].password: is not for SQLite: remove it",
    ],
    [
      "TLS for SQLite",
      { stores: [{ ...sqliteStore, tls: { mode: "require" } }] },
      "stores[0].tls.mode: is not for SQLite: remove it",
    ],
    [
      "an unknown TLS word",
      { stores: [{ ...prod, tls: { mode: "verify-al" } }] },
      "stores[0].tls.mode: must be one of disable, allow, prefer, require, verify-ca, verify-full; did you mean verify-ca?",
    ],
    [
      "a direct URL of another kind",
      { stores: [{ ...prod, directUrl: "mysql://u@db/m" }] },
      "stores[0].directUrl: must lead to the same database as url: the schemes differ",
    ],
    [
      "a password file that is not there",
      { stores: [{ ...prod, passwordFile: "/nowhere" }] },
      "stores[0].passwordFile: names a file that cannot be read: there is no such file; relative paths start at the folder of the config file, or at the working directory for flags and variables",
    ],
  ])("%s", (_title, change, problem) => {
    expect(problemsOf(() => parseConfig({ ...base, ...change }, {}))).toEqual([problem]);
  });

  test("an unknown key that is near no other comes with the list of keys", () => {
    expect(problemsOf(() => parseConfig({ ...base, stores: [{ ...prod, owner: "me" }] } as object, {}))).toEqual([
      "stores[0].owner: is not a key of Gatehouse; the keys under stores[0] are name, url, mode, password, passwordFile, directUrl, tls, poolSizeMax, statementTimeoutMs, connectTimeoutMs, bindings",
    ]);
  });

  test("__proto__ is an unknown key like any other", () => {
    const input = JSON.parse(
      `{"token":"${token}","stores":[{"name":"dev","url":"sqlite:/x.db"}],"__proto__":{"port":1}}`,
    );
    expect(problemsOf(() => parseConfig(input, {}))).toEqual([
      expect.stringContaining("configuration: has a key that is not a word; the keys are host, port, "),
    ]);
  });
});

test("every problem is reported at once, in one message", () => {
  const input = {
    port: -1,
    tokn: "x",
    limits: { idsMax: "many" },
    stores: [{ name: "Prod", url: "ftp://x", poolSizeMax: 0 }],
  };
  expect(
    problemsOf(() => parseConfig(input as object, { GATEHOUSE_HOSTT: "x" })).map((line) => line.split(":")[0]),
  ).toEqual([
    "GATEHOUSE_HOSTT",
    "tokn",
    "port",
    "limits.idsMax",
    "stores[0].name",
    "stores[0].poolSizeMax",
    "token",
    "stores[0].url",
  ]);
});

test("nothing configured at all: the token and the stores are asked for", () => {
  expect(problemsOf(() => parseConfig({}, {}))).toEqual([
    "token: is missing: set GATEHOUSE_TOKEN or GATEHOUSE_TOKEN_FILE, --token-file, or token or tokenFile in the config file; at least 16 characters, `openssl rand -hex 24` makes one; or switch it off with bootstrap: false",
    "stores: has no store: add one to the config file, or give --store NAME=URL or GATEHOUSE_STORE_<NAME>_URL",
  ]);
});

test("empty values count as not given", () => {
  const config = parseConfig({ ...base, host: "", limits: null, port: null } as object, { GATEHOUSE_LOG_LEVEL: "" });
  expect([config.host, config.port, config.limits.depthMax, config.logLevel]).toEqual(["127.0.0.1", 4000, 15, "info"]);
});

test("numbers and switches are understood as text, as variables and quotes deliver them", () => {
  const config = parseConfig({ ...base, port: "8080", introspection: "no", graphiql: "FALSE" } as object, {});
  expect([config.port, config.introspection, config.graphiql]).toEqual([8080, false, false]);
});
