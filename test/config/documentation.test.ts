import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { leafPaths } from "../../src/config/environment.js";
import { bindingKeys, configKeys, issuerKeys, storeKeys } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config.js";
import { keyTables } from "./key-table.js";

const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
const example = readFileSync(new URL("../../gatehouse.example.yaml", import.meta.url), "utf8");

describe("docs/configuration.md", () => {
  test.each(Object.entries(keyTables))("the table of %s is what the schema says", (name, table) => {
    const [, found] = new RegExp(`<!-- keys: ${name} -->\n([^]*?)\n<!-- end -->`).exec(page) ?? [];
    expect(found).toBe(table());
  });
});

describe("gatehouse.example.yaml", () => {
  const everyKey = parse(example.replace(/^( *)#( *(?:- )?[a-z]\w*:)/gm, "$1$2"));

  test("is a valid configuration once its variables are filled in", () => {
    const config = parseConfig({ ...parse(example), token: "0123456789abcdef" }, {});
    expect(config.stores.map(({ name, dialect }) => [name, dialect])).toEqual([["prod", "postgres"]]);
  });

  test("names every key there is and no other", () => {
    const { stores, issuers, ...server } = everyKey;
    const [{ bindings, ...store }] = stores;
    expect(pathsOf(server)).toEqual(leafPaths(configKeys).map(String).sort());
    expect(pathsOf(bindings[0])).toEqual(leafPaths(bindingKeys).map(String).sort());
    expect(pathsOf(store)).toEqual(leafPaths(storeKeys).map(String).sort());
    expect(pathsOf(issuers[0])).toEqual(leafPaths(issuerKeys).map(String).sort());
  });

  test("shows the real default of every key that is commented out", () => {
    const { token, tokenFile, stores, issuers, ...server } = everyKey;
    const { password, passwordFile, directUrl, tls, bindings, ...store } = stores[0];
    const config = parseConfig({ ...server, stores: [store], token: "0123456789abcdef" }, {});
    expect(config).toEqual(
      parseConfig({ stores: [{ name: store.name, url: store.url }], token: "0123456789abcdef" }, {}),
    );
    const [{ jwksUri, tokenAgeMaxSeconds, ...issuer }] = issuers;
    const withIssuer = (entry: object) =>
      parseConfig({ stores: [store], token: "0123456789abcdef", issuers: [entry] }, {});
    const { name, issuer: url, audience } = issuer;
    expect(withIssuer(issuer)).toEqual(withIssuer({ name, issuer: url, audience }));
    expect([typeof jwksUri, typeof tokenAgeMaxSeconds]).toEqual(["string", "number"]);
    expect(bindings[0].effect).toBe("ALLOW");
    expect([tls.mode, token, password]).toEqual(["prefer", `\${GATEHOUSE_TOKEN}`, `\${PROD_PASSWORD:-}`]);
    expect([tokenFile, passwordFile, directUrl, tls.caFile].map((text) => typeof text)).toEqual(
      Array(4).fill("string"),
    );
  });
});

/** Every path to a value that is no mapping, as `limits,depthMax`. */
function pathsOf(section: Record<string, unknown>): string[] {
  return Object.entries(section)
    .flatMap(([key, value]) => (isSection(value) ? pathsOf(value).map((path) => `${key},${path}`) : [key]))
    .sort();
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
