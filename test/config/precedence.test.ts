import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../src/config.js";
import { problemsOf, sqliteStore, token } from "./problems-of.js";

const file = {
  token,
  port: 1,
  host: "file",
  logLevel: "warn",
  limits: { idsMax: 5, depthMax: 6 },
  stores: [sqliteStore],
} as const;
const input = () => structuredClone(file) as object;

describe("precedence", () => {
  test("a flag goes before a variable, a variable before the file, the file before the default", () => {
    const config = parseConfig(input(), { GATEHOUSE_PORT: "2", GATEHOUSE_HOST: "env" }, { port: "3" });
    expect([config.port, config.host, config.logLevel, config.graphiql]).toEqual([3, "env", "warn", true]);
  });

  test("a variable sets one key of a section and leaves the others", () => {
    const { limits } = parseConfig(input(), { GATEHOUSE_LIMITS_IDS_MAX: "7" });
    expect([limits.idsMax, limits.depthMax, limits.batchMax]).toEqual([7, 6, 10]);
  });

  test("a wrong value in the file does not matter once a flag overrides it", () => {
    expect(parseConfig({ ...input(), port: "x" } as object, {}, { port: "3" }).port).toBe(3);
  });

  test("origins in a variable are separated by commas", () => {
    const { corsOrigins } = parseConfig(input(), {
      GATEHOUSE_CORS_ORIGINS: "https://a.example, http://b.example:8080",
    });
    expect(corsOrigins).toEqual(["https://a.example", "http://b.example:8080"]);
  });

  test("a token in the environment replaces the token file of the file", () => {
    const { token: _token, ...rest } = file;
    expect(parseConfig({ ...rest, tokenFile: "/nowhere" } as object, { GATEHOUSE_TOKEN: token }).token).toBe(token);
  });

  test("a wrong variable or flag is named as the person wrote it", () => {
    const problems = problemsOf(() =>
      parseConfig(input(), { GATEHOUSE_PORT: "x" }, { logLevel: "loud", stores: ["x"] }),
    );
    expect(problems).toEqual([
      "--store: must be NAME=URL, such as prod=postgresql://user@host:5432/mlflow; a name is made of a-z, 0-9, _ and -",
      "GATEHOUSE_PORT: must be a whole number from 0 to 65535",
      "--log-level: must be one of fatal, error, warn, info, debug, trace, silent",
    ]);
  });
});

describe("stores from several places", () => {
  const urls = (env: Record<string, string>, stores: string[] = []) =>
    parseConfig(input(), env, { stores }).stores.map(({ name, url }) => `${name} ${url}`);

  test("variables and flags add stores after those of the file", () => {
    expect(urls({ GATEHOUSE_STORE_EU_WEST_URL: "mysql://u@h/db" }, ["us=postgres://u@h/db"])).toEqual([
      "dev sqlite:/data/mlflow.db",
      "eu_west mysql://u@h/db",
      "us postgresql://u@h/db",
    ]);
  });

  test("a store of the same name keeps its place and its other keys", () => {
    const stores = [{ name: "eu-west", url: "mysql://u@old/db", poolSizeMax: 3 }, sqliteStore];
    const env = { GATEHOUSE_STORE_EU_WEST_URL: "mysql://u@new/db", GATEHOUSE_STORE_EU_WEST_CONNECT_TIMEOUT_MS: "9" };
    const config = parseConfig({ token, stores }, env, { stores: ["dev=sqlite:/other.db"] });
    expect(config.stores.map((store) => [store.name, store.url, store.poolSizeMax, store.connectTimeoutMs])).toEqual([
      ["eu-west", "mysql://u@new/db", 3, 9],
      ["dev", "sqlite:/other.db", 10, 5000],
    ]);
  });

  test("a password in the environment goes into the URL of the file, and of directUrl for the same user", () => {
    const store = { name: "prod", url: "postgresql://me@pooler/db", directUrl: "postgresql://direct/db" };
    const [prod] = parseConfig({ token, stores: [store] }, { GATEHOUSE_STORE_PROD_PASSWORD: "p@ss/w?rd#%" }).stores;
    expect(prod?.url).toBe("postgresql://me:p%40ss%2Fw%3Frd%23%25@pooler/db");
    expect(prod?.directUrl).toBe("postgresql://me:p%40ss%2Fw%3Frd%23%25@direct/db");
  });

  test("a variable may belong to a store that only a flag names", () => {
    const env = { GATEHOUSE_STORE_EU_WEST_PASSWORD: "p", GATEHOUSE_STORE_EU_WEST_POOL_SIZE_MAX: "3" };
    const { stores } = parseConfig({ token }, env, { stores: ["eu-west=postgresql://me@h/db"] });
    expect(stores.map(({ name, url, poolSizeMax }) => [name, url, poolSizeMax])).toEqual([
      ["eu-west", "postgresql://me:p@h/db", 3],
    ]);
  });

  test("a directUrl of another user keeps its own credentials", () => {
    const store = { name: "prod", url: "postgresql://me:one@pooler/db", directUrl: "postgresql://you:two@direct/db" };
    expect(parseConfig({ token, stores: [store] }, {}).stores[0]?.directUrl).toBe("postgresql://you:two@direct/db");
  });

  test("a URL in the environment that brings its password replaces the password of the file", () => {
    const stores = [{ name: "prod", url: "postgresql://me@h/db", passwordFile: "/nowhere" }];
    const config = parseConfig({ token, stores }, { GATEHOUSE_STORE_PROD_URL: "postgresql://me:new@h/db" });
    expect(config.stores[0]?.url).toBe("postgresql://me:new@h/db");
  });

  test("a URL without a password keeps the password of the file", () => {
    const stores = [{ name: "prod", url: "postgresql://me@h/db", password: "old" }];
    const config = parseConfig({ token, stores }, {}, { stores: ["prod=postgresql://me@other/db"] });
    expect(config.stores[0]?.url).toBe("postgresql://me:old@other/db");
  });

  test("TLS can be set by variables", () => {
    const stores = [{ name: "prod", url: "postgresql://me@h/db" }];
    const config = parseConfig({ token, stores }, { GATEHOUSE_STORE_PROD_TLS_MODE: "verify-full" });
    expect(config.stores[0]?.tls).toEqual({ mode: "verify-full", ca: null });
  });

  test.each<[string, object, Record<string, string>, string[], string]>([
    [
      "a variable of a store that is not there",
      {},
      { GATEHOUSE_STORE_X_PASSWORD: "p" },
      [],
      "GATEHOUSE_STORE_X_PASSWORD: belongs to a store that is not configured; give that store a url, or remove this",
    ],
    [
      "a variable that fits two stores",
      {
        stores: [
          { name: "a-b", url: "mysql://u@h/1" },
          { name: "a_b", url: "mysql://u@h/2" },
        ],
      },
      { GATEHOUSE_STORE_A_B_PASSWORD: "p" },
      [],
      "GATEHOUSE_STORE_A_B_PASSWORD: fits more than one store: rename one of them",
    ],
    [
      "one store twice on the command line",
      {},
      {},
      ["a=mysql://u@h/1", "a=mysql://u@h/2"],
      "--store a: sets stores[1].url a second time; keep one",
    ],
    [
      "a wrong URL in a variable",
      {},
      { GATEHOUSE_STORE_X_URL: "nope" },
      [],
      "GATEHOUSE_STORE_X_URL: must be a database URL such as postgresql://user@host:5432/mlflow, mysql://user@host:3306/mlflow or sqlite:/path/mlflow.db",
    ],
    [
      "a new store whose name cannot be one",
      {},
      { GATEHOUSE_STORE__X_URL: "mysql://u@h/d" },
      [],
      "GATEHOUSE_STORE__X_URL: must be 1 to 63 of a-z, 0-9, _ and -, and start with a letter or digit",
    ],
  ])("%s is named", (_title, change, env, stores, problem) => {
    expect(problemsOf(() => parseConfig({ ...input(), ...change }, env, { stores }))).toEqual([problem]);
  });
});

describe("variables that are not ours", () => {
  test.each([
    ["GATEHOUSE_TOKN", "GATEHOUSE_TOKEN"],
    ["GATEHOUSE_LOGLEVEL", "GATEHOUSE_LOG_LEVEL"],
    ["GATEHOUSE_CONFG", "GATEHOUSE_CONFIG"],
    ["GATEHOUSE_STORE_DEV_PASWORD", "GATEHOUSE_STORE_DEV_PASSWORD"],
    ["GATEHOUSE_STORE_EU_WEST_POOLSIZE_MAX", "GATEHOUSE_STORE_EU_WEST_POOL_SIZE_MAX"],
  ])("%s is taken for a slip of the pen", (variable, meant) => {
    expect(problemsOf(() => parseConfig(input(), { [variable]: "x" }))).toEqual([
      `${variable}: is not a variable of Gatehouse; did you mean ${meant}?`,
    ]);
  });

  test("what Kubernetes sets beside a Service called gatehouse is left alone", () => {
    const env = {
      GATEHOUSE_PORT: "tcp://10.0.0.1:4000",
      GATEHOUSE_SERVICE_HOST: "10.0.0.1",
      GATEHOUSE_SERVICE_PORT: "4000",
      GATEHOUSE_PORT_4000_TCP: "tcp://10.0.0.1:4000",
      GATEHOUSE_PORT_4000_TCP_ADDR: "10.0.0.1",
      GATEHOUSE_PORT_4000_TCP_PORT: "4000",
      GATEHOUSE_PORT_4000_TCP_PROTO: "tcp",
      GATEHOUSE_STORE_SERVICE_HOST: "10.0.0.2",
      GATEHOUSE_STORE_PORT: "tcp://10.0.0.2:5432",
      GATEHOUSE_STORE_PORT_5432_TCP: "tcp://10.0.0.2:5432",
    };
    expect(parseConfig(input(), env).port).toBe(1);
  });
});
