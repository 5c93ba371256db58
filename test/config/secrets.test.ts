import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import type { Environment } from "../../src/config/environment.js";
import type { ConfigFlags } from "../../src/config/flags.js";
import { ConfigError } from "../../src/config/problem.js";
import { loadConfig, parseConfig } from "../../src/config.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

/** Everything a careless log could print of what was thrown. */
function thrownBy(load: () => unknown): string {
  try {
    load();
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return inspect(error, { depth: 10 });
  }
}

// Long and odd enough not to occur in a message by chance. The digit matters: an unknown key of letters alone is
// repeated, or nobody could find a misspelled one.
const secret = fc
  .tuple(
    fc.constantFrom("", "*", "!", "&", "@", "${", "%", "#", "'", '"', "- ", "{", "[", "|", "?", " "),
    fc.stringMatching(/^[a-zA-Z0-9:/?#@%&=+!$*{}<>,;.~^ -]{8,40}$/),
  )
  .map(([first, rest]) => `${first}zq7${rest}qz`);

/** Each puts the secret where a password or token belongs, or where a hurried person may put it. */
const places: ((secret: string) => object)[] = [
  (s) => ({ token: s }),
  (s) => ({ token: [s] }),
  (s) => ({ token: { [s]: s } }),
  (s) => ({ tokenFile: s }),
  (s) => ({ stores: [{ name: s, url: s }] }),
  (s) => ({ stores: [{ name: "a", url: `postgresql://me:${s}@h/db` }] }),
  (s) => ({ stores: [{ name: "a", url: `mysql://me:${s}@h:port/db?x=y` }] }),
  (s) => ({ stores: [{ name: "a", url: `mysql://h/db?${s}=${s}` }] }),
  (s) => ({ stores: [{ name: "a", url: "postgresql://h/db", directUrl: `nope://me:${s}@h` }] }),
  (s) => ({ stores: [{ name: "a", url: "sqlite:/x", password: s, tls: { mode: s, caFile: s } }] }),
  (s) => ({ stores: [{ name: "a", url: "postgresql://me@h/db", passwordFile: s }] }),
  (s) => ({ stores: [s, { [`postgresql://me:${s}@h/db`]: null }] }),
  (s) => ({ stores: s, limits: s, port: s, host: s, logLevel: s, corsOrigins: s, introspection: s }),
  (s) => ({
    bootstrap: s,
    issuers: [{ name: s, issuer: s, audience: [s], algorithms: [s], jwksUri: s, clockSkewSeconds: s }],
  }),
  (s) => ({
    issuers: [{ issuer: `https://me:${s}@h`, jwksUri: `https://me:${s}@h`, claims: { user: `.${s}`, groups: [s] } }],
  }),
  (s) => ({ corsOrigins: [s], limits: { idsMax: s, [s]: s }, [`x ${s}`]: s }),
];

describe("no secret is in what is thrown", () => {
  test.each(["hunter2", "9f86d081884c7d65", "aB3.dE-f_G"])("%s as a key that does not exist", (text) => {
    const thrown = thrownBy(() => parseConfig({ limits: { [text]: 1 }, stores: [{ [text]: null }], [text]: 1 }, {}));
    expect(thrown).not.toContain(text);
  });

  test("wherever it stands in the configuration", () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (text, place) => {
        expect(thrownBy(() => parseConfig(place(text), {}))).not.toContain(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test("wherever it stands in a YAML file, quoted or not", () => {
    const files: ((s: string) => string)[] = [
      ...places.map((place) => (s: string) => stringify(place(s))),
      (s) => `token: ${s}\n`,
      (s) => `token: "${s}\n`,
      (s) => `token ${s}\nport: 1\n`,
      (s) => `stores: [{name: a, url: postgresql://me:${s}@h/db}]\n`,
      (s) => `stores:\n  - name: a\n    password: ${s}\n   url: x\n`,
      (s) => s,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...files), (text, file) => {
        const config = folder.write("gatehouse.yaml", file(text));
        expect(thrownBy(() => loadConfig({ config }, {}))).not.toContain(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test("in a variable or a flag, right or wrong", () => {
    const inputs: ((s: string) => [Environment, ConfigFlags])[] = [
      (s) => [{ GATEHOUSE_TOKEN: s, GATEHOUSE_STORE_A_URL: `postgresql://me:${s}@h` }, {}],
      (s) => [{ GATEHOUSE_TOKN: s, GATEHOUSE_PORT: s, GATEHOUSE_STORE_A_PASSWORD: s, GATEHOUSE_TOKEN_FILE: s }, {}],
      (s) => [{}, { stores: [s, `postgresql://me:${s}@h/db`, `a=postgresql://me:${s}@h:x/db`] }],
      (s) => [{ GATEHOUSE_ISSUER_A_AUDIENCE: s, GATEHOUSE_ISSUER_A_ISSUER: s, GATEHOUSE_ISSUER_B_CLAIMS_USER: s }, {}],
      (s) => [{}, { issuers: [s, `a=${s}`, `b=https://me:${s}@h`], bootstrap: s }],
      (s) => [{}, { host: s, port: s, logLevel: s, tokenFile: s }],
      (s) => [{}, { config: `postgresql://me:${s}@h/db` }],
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...inputs), (text, input) => {
        expect(thrownBy(() => loadConfig(input(text)[1], input(text)[0]))).not.toContain(text);
      }),
      { numRuns: 1_000 },
    );
  });
});
