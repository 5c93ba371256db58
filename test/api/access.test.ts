import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { Store } from "../../src/stores/store.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";
import { failuresOf } from "./http-client.js";

type Headers = Readonly<Record<string, string>>;

const explainDocument = `query ($action: Action!, $id: ID!, $principal: String) {
  explainAccess(action: $action, id: $id, principal: $principal) {
    principal isAllowed isBeyondToken areGroupsKnown
    allowedBy { id role effect grantedBy reason scope { kind workspace experimentId pattern } }
    deniedBy { id role }
    missingGrant { roles scope { kind workspace experimentId pattern } }
  }
}`;

const ofFraud = { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" } as const;
const nobodyAt = "https://id.example|nobody-at-all";

describeDialects("access", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let contributor: Headers;
  let auditor: Headers;
  let fraud: string;
  let hidden: string;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url);
    server = await startServer({ stores: [{ url: database.url }] });
    const { registeredModels } = await server.data<{ registeredModels: { nodes: { id: string; name: string }[] } }>(
      "{ registeredModels(first: 100) { nodes { id name } } }",
    );
    fraud = registeredModels.nodes.find(({ name }) => name === "fraud")?.id ?? "";
    hidden = registeredModels.nodes.find(({ name }) => name !== "fraud")?.id ?? "";
    contributor = await addViewer(store, "cat", [
      { id: "cat-fraud", role: "CONTRIBUTOR", scope: ofFraud, reason: "on the team" },
      { id: "cat-experiment", scope: { kind: "EXPERIMENT", workspace: "default", pattern: "fraud*" } },
    ]);
    auditor = await addViewer(store, "aud", [{ id: "aud-fraud", role: "AUDITOR", scope: ofFraud }]);
  }, 60_000);
  afterAll(async () => {
    await server?.close();
    await store?.close();
    await database?.drop();
  });

  const ask = async (headers: Headers, variables: Record<string, unknown>) => {
    const { data, errors } = await server.query<{ explainAccess: object | null }>(explainDocument, variables, {
      headers,
    });
    return errors === undefined ? data?.explainAccess : failuresOf(errors);
  };

  test("is explained to oneself: what allows it, and what is missing", async () => {
    expect(await ask(contributor, { action: "ALIAS_SET", id: fraud })).toEqual({
      principal: "https://id.example|cat",
      isAllowed: true,
      isBeyondToken: false,
      areGroupsKnown: false,
      allowedBy: [
        {
          id: "cat-fraud",
          role: "CONTRIBUTOR",
          effect: "ALLOW",
          grantedBy: "bootstrap",
          reason: "on the team",
          scope: { ...ofFraud, experimentId: null },
        },
      ],
      deniedBy: [],
      missingGrant: null,
    });
    expect(await ask(contributor, { action: "REGISTERED_MODEL_DELETE", id: fraud })).toMatchObject({
      isAllowed: false,
      allowedBy: [],
      missingGrant: { roles: ["ADMIN"], scope: { ...ofFraud, experimentId: null } },
    });
  });

  test("of a run is explained by its experiment", async () => {
    const { runs } = await server.data<{
      runs: { nodes: { id: string; experiment: { name: string; mlflowId: string } }[] };
    }>("{ runs(first: 100) { nodes { id experiment { name mlflowId } } } }");
    const run = runs.nodes.find(({ experiment }) => experiment.name.startsWith("fraud"));
    expect(await ask(contributor, { action: "RUN_WRITE", id: run?.id })).toMatchObject({
      isAllowed: false,
      missingGrant: { scope: { kind: "EXPERIMENT", experimentId: run?.experiment.mlflowId } },
    });
  });

  test("to what is hidden is NOT_FOUND, as to what does not exist", async () => {
    const absent = formatGlobalId("main", "RegisteredModel", "default", "no such model", "1");
    for (const id of [hidden, absent, formatGlobalId("other", "Store")]) {
      expect(await ask(contributor, { action: "READ", id })).toEqual(["NOT_FOUND NOT_FOUND at explainAccess"]);
      expect(await ask(auditor, { action: "READ", id, principal: nobodyAt })).toEqual([
        "NOT_FOUND NOT_FOUND at explainAccess",
      ]);
    }
  });

  test("of others is explained to who holds ACCESS_EXPLAIN there, and to nobody else", async () => {
    const of = { action: "ALIAS_SET", id: fraud, principal: "https://id.example|cat" };
    expect(await ask(auditor, of)).toMatchObject({
      principal: of.principal,
      isAllowed: true,
      allowedBy: [{ id: "cat-fraud" }],
    });
    expect(await ask(auditor, { ...of, principal: nobodyAt })).toMatchObject({ isAllowed: false, allowedBy: [] });
    expect(await ask(auditor, { ...of, principal: "nobody" })).toEqual(["INVALID NOT_A_PRINCIPAL at explainAccess"]);
    expect(await ask(contributor, { ...of, principal: "https://id.example|aud" })).toEqual([
      "FORBIDDEN NOT_ALLOWED at explainAccess",
    ]);
    expect(await ask(contributor, of)).toMatchObject({ isAllowed: true });
  });

  test("is told on the objects by the same rule", async () => {
    const document = `{
      stores { nodes { viewerCanEditBindings } }
      registeredModel(store: "main", name: "fraud") {
        viewerCanUpdate viewerCanRename viewerCanDelete versions(first: 1) { nodes { viewerCanRequestPromotion } }
      }
      experiment(store: "main", name: "fraud/detection") { viewerCanUpdate viewerCanDelete }
    }`;
    const all = (update: boolean, decide: boolean, experiment: boolean) => ({
      stores: { nodes: [{ viewerCanEditBindings: decide }] },
      registeredModel: {
        viewerCanUpdate: update,
        viewerCanRename: decide,
        viewerCanDelete: decide,
        versions: { nodes: [{ viewerCanRequestPromotion: update }] },
      },
      experiment: { viewerCanUpdate: experiment, viewerCanDelete: experiment },
    });
    expect(await server.data(document)).toEqual(all(true, true, true));
    const { data, errors } = await server.query(document, undefined, { headers: contributor });
    expect([data, errors]).toEqual([all(true, false, false), undefined]);
  });

  test("costs no statement for a row", async () => {
    const count = async (fields: string) => {
      const warm = { headers: contributor };
      await server.query(`{ stores { nodes { name } } }`, undefined, warm);
      server.statements();
      await server.query(`{ modelVersions(first: 50) { nodes { name ${fields} } } }`, undefined, warm);
      return server.statements().filter((sql) => !/gatehouse_/.test(sql)).length;
    };
    expect(await count("viewerCanRequestPromotion")).toBe(await count(""));
  });
});
