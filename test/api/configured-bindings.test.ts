import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { migrated } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { makeKey, TestIssuer, testAudience } from "../support/test-issuer.js";
import { failuresOf } from "./http-client.js";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await TestIssuer.start(await makeKey("one"));
});
afterAll(() => issuer.stop());

describeDialects("bindings of the configuration", (dialect) => {
  let database: TestDatabase;
  let server: TestServer;
  let ids: readonly string[];
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    const person = (subject: string) => ({ kind: "USER", issuer: issuer.issuer, subject }) as const;
    const bindings = [
      { principal: person("ada"), role: "ADMIN", scope: { kind: "STORE" } },
      { principal: person("bea"), role: "VIEWER", scope: { kind: "REGISTERED_MODEL", pattern: "fraud" } },
    ] as const;
    server = await startServer({
      stores: [{ url: database.url, bindings: [...bindings] }],
      issuers: [{ issuer: issuer.issuer, audience: testAudience }],
      schemaRecheckMs: 1,
    });
    ids = ["ada", "bea", "eve"];
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function ask<Data>(subject: string, document: string) {
    const authorization = `Bearer ${await issuer.accessToken(subject)}`;
    return server.query<Data>(document, {}, { headers: { authorization } });
  }

  test("decide in a store without a ledger, each for its own", async () => {
    const document = "{ registeredModels(first: 100) { nodes { name } } experiments(first: 1) { totalCount } }";
    const answers = await Promise.all(ids.map((id) => ask<ModelsAnswer>(id, document)));
    const [ada, bea, eve] = answers.map(({ data }) => ({
      models: data?.registeredModels.nodes.map(({ name }) => name),
      experiments: data?.experiments.totalCount,
    }));
    expect(ada?.models?.length).toBeGreaterThan(1);
    expect(ada?.experiments).toBeGreaterThan(0);
    expect(bea).toEqual({ models: ["fraud"], experiments: 0 });
    expect(eve).toEqual({ models: [], experiments: 0 });
  });

  test("are listed to who edits bindings, granted by config, and revoked in the file alone", async () => {
    const list = '{ store(name: "main") { bindings { nodes { id grantedBy createdAt role } } } }';
    expect((await ask("ada", list)).data).toEqual({
      store: {
        bindings: {
          nodes: [
            { id: "config:1", grantedBy: "config", createdAt: null, role: "ADMIN" },
            { id: "config:2", grantedBy: "config", createdAt: null, role: "VIEWER" },
          ],
        },
      },
    });
    expect(failuresOf((await ask("bea", list)).errors)).toEqual(["FORBIDDEN GRANT_MISSING at store.bindings"]);
    const revoke =
      'mutation { bindingRevoke(input: {store: "main", id: "config:1"}) { errors { ... on UserError { code reason } } } }';
    const refused = (code: string, reason: string) => ({ bindingRevoke: { errors: [{ code, reason }] } });
    expect((await ask("ada", revoke)).data).toEqual(refused("UNAVAILABLE", "LEDGER_MISSING"));
    expect((await ask("eve", revoke)).data).toEqual(refused("NOT_FOUND", "NOT_FOUND"));
    await migrated(database.url);
    const grant = `mutation { bindingGrant(input: {store: "main", principal: {kind: USER, issuer: "${issuer.issuer}", subject: "eve"},
      role: VIEWER, scope: {kind: STORE}}) { errors { ... on UserError { code reason } } } }`;
    // The ledger is found when the schema is read again, behind the requests.
    const granted = await untilTold(async () => (await ask("ada", grant)).data, "LEDGER_MISSING");
    expect(granted).toEqual({ bindingGrant: { errors: [] } });
    expect((await ask("ada", revoke)).data).toEqual(refused("INVALID", "CONFIGURED_BINDING"));
    const eve = await ask<{ stores: { nodes: object[] } }>("eve", "{ stores { nodes { name } } }");
    expect(eve.data?.stores.nodes).toEqual([{ name: "main" }]);
    const both = await ask<{ store: { bindings: { nodes: object[] } } }>("ada", list);
    expect(both.data?.store.bindings.nodes).toHaveLength(3);
  });
});

interface ModelsAnswer {
  readonly registeredModels: { readonly nodes: readonly { readonly name: string }[] };
  readonly experiments: { readonly totalCount: number };
}

/** Asks on while the answer tells of a state that is about to pass. */
async function untilTold(ask: () => Promise<unknown>, passing: string): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (tries === 100 || !JSON.stringify(answer).includes(passing)) return answer;
  }
}
