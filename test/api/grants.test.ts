import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Store } from "../../src/stores/store.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";
import { failuresOf, send } from "./http-client.js";

type Headers = Readonly<Record<string, string>>;
type Input = Readonly<Record<string, unknown>>;
interface Payload {
  readonly binding?: { readonly id: string } | null;
  readonly apiToken?: { readonly id: string } | null;
  readonly text?: string | null;
  readonly errors: readonly { readonly code: string; readonly reason: string; readonly path: string[] | null }[];
}

const documents = {
  bindingGrant: `mutation ($input: BindingGrantInput!) { payload: bindingGrant(input: $input) {
    binding { id principal { kind issuer subject } role serviceRole effect scope { kind workspace experimentId pattern } notBefore expiresAt grantedBy reason createdAt revokedAt revokedBy }
    errors { __typename ... on UserError { message code reason path } ... on Forbidden { missing roles } } } }`,
  bindingRevoke: `mutation ($input: BindingRevokeInput!) { payload: bindingRevoke(input: $input) {
    binding { id revokedBy } errors { ... on UserError { message code reason path } ... on Forbidden { missing } } } }`,
  apiTokenCreate: `mutation ($input: ApiTokenCreateInput!) { payload: apiTokenCreate(input: $input) {
    apiToken { id label principal { kind subject } role scope { kind pattern } createdBy lastUsedAt revokedAt } text
    errors { ... on UserError { message code reason path } ... on Forbidden { missing } } } }`,
  apiTokenRevoke: `mutation ($input: ApiTokenRevokeInput!) { payload: apiTokenRevoke(input: $input) {
    apiToken { id revokedBy } errors { ... on UserError { message code reason path } ... on Forbidden { missing } } } }`,
} as const;

const issuer = "https://id.example";
const person = (subject: string) => ({ kind: "USER", issuer, subject });
const expiresAt = "2126-01-01T00:00:00.000Z";
const fraud = { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" } as const;
const outcomeOf = ({ errors }: Payload) => errors.map(({ code, reason }) => `${code} ${reason}`);

describeDialects("who may grant what", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let nobody: Headers;
  let viewer: Headers;
  let modelAdmin: Headers;
  let admin: Headers;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url);
    nobody = await addViewer(store, "nobody", []);
    viewer = await addViewer(store, "viewer", [{}]);
    modelAdmin = await addViewer(store, "modelAdmin", [{ role: "ADMIN", scope: fraud }]);
    admin = await addViewer(store, "admin", [{ role: "ADMIN", id: "of-admin" }]);
    server = await startServer({ stores: [{ url: database.url }] });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await store.close();
    await database.drop();
  });

  async function act(name: keyof typeof documents, input: Input, headers?: Headers): Promise<Payload> {
    const variables = { input: { store: "main", ...input } };
    const { data, errors } = await server.query<{ payload: Payload }>(
      documents[name],
      variables,
      headers && { headers },
    );
    expect(errors).toBeUndefined();
    return (data as { payload: Payload }).payload;
  }

  const grant = (input: Input, headers?: Headers) =>
    act("bindingGrant", { principal: person("zoe"), role: "VIEWER", scope: { kind: "STORE" }, ...input }, headers);
  const rows = async (table: string) => {
    const sql = await openSql(database.url);
    const [row] = await sql.query<{ n: unknown }>(`SELECT count(*) AS n FROM ${table}`);
    await sql.close();
    return Number(row?.n);
  };

  test("an admin grants a binding, which counts at once, and takes it back", async () => {
    const reason = "joins the team";
    const { binding, errors } = await grant({ reason, expiresAt, principal: person("nobody") }, admin);
    expect(errors).toEqual([]);
    expect(binding).toEqual({
      id: binding?.id,
      principal: person("nobody"),
      role: "VIEWER",
      serviceRole: null,
      effect: "ALLOW",
      scope: { kind: "STORE", workspace: null, experimentId: null, pattern: null },
      notBefore: null,
      expiresAt,
      grantedBy: `${issuer}|admin`,
      reason,
      createdAt: expect.stringMatching(/^20/),
      revokedAt: null,
      revokedBy: null,
    });
    const stores = () => server.query("{ stores { nodes { name } } }", {}, { headers: nobody });
    expect((await stores()).data).toEqual({ stores: { nodes: [{ name: "main" }] } });
    const revoked = await act("bindingRevoke", { id: binding?.id }, admin);
    expect(revoked).toEqual({ binding: { id: binding?.id, revokedBy: `${issuer}|admin` }, errors: [] });
    expect((await stores()).data).toEqual({ stores: { nodes: [] } });
    expect(outcomeOf(await act("bindingRevoke", { id: binding?.id }, admin))).toEqual(["CONFLICT ALREADY_REVOKED"]);
  });

  test("whoever may not is told what is missing, and nothing is written", async () => {
    const before = await rows("gatehouse_bindings");
    const refused = await grant({}, viewer);
    expect(refused).toEqual({
      binding: null,
      errors: [
        {
          __typename: "Forbidden",
          message: expect.stringContaining("BINDING_EDIT"),
          code: "FORBIDDEN",
          reason: "GRANT_MISSING",
          path: null,
          missing: "BINDING_EDIT",
          roles: ["ADMIN"],
        },
      ],
    });
    expect((await grant({}, modelAdmin)).errors).toMatchObject([{ missing: "BINDING_EDIT" }]);
    expect((await grant({ role: "APPROVER" }, admin)).errors).toMatchObject([{ missing: "PROMOTION_VOTE" }]);
    expect(await rows("gatehouse_bindings")).toBe(before);
  });

  test("who administers a model grants there, denies there, and sees the bindings there", async () => {
    const given = await grant({ scope: fraud }, modelAdmin);
    const denied = await grant({ scope: fraud, role: "APPROVER", effect: "DENY" }, modelAdmin);
    expect([given.errors, denied.errors]).toEqual([[], []]);
    const ofViewer = (headers: Headers) =>
      server.query<{ store: { bindings: { nodes: { id: string; scope: { kind: string } }[] } | null } }>(
        '{ store(name: "main") { bindings(first: 100) { nodes { id grantedBy scope { kind } } } } }',
        {},
        { headers },
      );
    const seen = (await ofViewer(modelAdmin)).data?.store.bindings?.nodes ?? [];
    expect(new Set(seen.map(({ scope }) => scope.kind))).toEqual(new Set(["REGISTERED_MODEL"]));
    const all = (await ofViewer(admin)).data?.store.bindings?.nodes ?? [];
    expect(all.length).toBeGreaterThan(seen.length);
    expect(failuresOf((await ofViewer(viewer)).errors)).toEqual(["FORBIDDEN GRANT_MISSING at store.bindings"]);
    expect((await act("bindingRevoke", { id: "of-admin" }, modelAdmin)).errors).toMatchObject([{ code: "FORBIDDEN" }]);
    expect((await act("bindingRevoke", { id: "no such" }, modelAdmin)).errors).toMatchObject([{ code: "FORBIDDEN" }]);
    for (const { binding } of [given, denied])
      expect((await act("bindingRevoke", { id: binding?.id }, modelAdmin)).errors).toEqual([]);
  });

  test("a hidden store answers as one that is not there, whatever is asked", async () => {
    const inputs = {
      bindingGrant: { principal: person("zoe"), role: "VIEWER", scope: { kind: "STORE" } },
      bindingRevoke: { id: "of-admin" },
      apiTokenCreate: { label: "x", role: "VIEWER", expiresAt },
      apiTokenRevoke: { id: "token-1" },
    };
    for (const name of Object.keys(inputs) as (keyof typeof inputs)[]) {
      const hidden = await act(name, inputs[name], nobody);
      expect(outcomeOf(hidden)).toEqual(["NOT_FOUND NOT_FOUND"]);
      expect(await act(name, { ...inputs[name], store: "absent" }, nobody)).toEqual(hidden);
    }
  });

  test("the last admin stays", async () => {
    const { errors } = await act("bindingRevoke", { id: "of-admin" }, admin);
    expect(errors).toMatchObject([{ code: "CONFLICT", reason: "LAST_ADMIN" }]);
    const denial = await grant({ principal: person("admin"), effect: "DENY" }, admin);
    expect(outcomeOf(denial)).toEqual(["CONFLICT LAST_ADMIN"]);
  });

  test("wrong input is told with its place", async () => {
    const wrong: readonly (readonly [Input, string[]])[] = [
      [{ scope: { kind: "EXPERIMENT" } }, ["input", "scope"]],
      [{ principal: person("a\0") }, ["input", "principal", "subject"]],
      [{ role: "SERVICE" }, ["input", "role"]],
      [{ expiresAt: "2001-01-01T00:00:00Z" }, ["input", "expiresAt"]],
      [{ reason: "x".repeat(1_001) }, ["input", "reason"]],
      [{ scope: { kind: "EXPERIMENT", pattern: "\ud800" } }, ["input", "scope", "pattern"]],
    ];
    for (const [input, path] of wrong)
      expect((await grant(input, admin)).errors).toMatchObject([{ code: "INVALID", path }]);
  });

  test("a person makes a token for themself, comes with it, and revokes it", async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const notebook = { label: "notebook", role: "VIEWER", expiresAt: until };
    const made = await act("apiTokenCreate", notebook, viewer);
    const id = made.apiToken?.id;
    expect(made).toEqual({
      apiToken: {
        id,
        label: "notebook",
        principal: { kind: "USER", subject: "viewer" },
        role: "VIEWER",
        scope: null,
        createdBy: `${issuer}|viewer`,
        lastUsedAt: null,
        revokedAt: null,
      },
      text: expect.stringMatching(/^gth_\w{43}_\w{6}$/),
      errors: [],
    });
    const asNotebook = { authorization: `Bearer ${made.text}` };
    const who = await server.query("{ viewer { id } stores { nodes { name } } }", {}, { headers: asNotebook });
    expect(who.data).toEqual({ viewer: { id: `${issuer}|viewer` }, stores: { nodes: [{ name: "main" }] } });
    // One that was made with another ends with it.
    const longer = await act("apiTokenCreate", { ...notebook, expiresAt }, asNotebook);
    expect(longer.errors).toMatchObject([{ code: "FORBIDDEN", missing: "READ" }]);
    expect(await act("apiTokenRevoke", { id }, viewer)).toEqual({
      apiToken: { id, revokedBy: `${issuer}|viewer` },
      errors: [],
    });
  });

  test("nobody makes a token for more than they may, nor for others without the right", async () => {
    const create = (input: Input, headers?: Headers) =>
      act("apiTokenCreate", { label: "x", role: "VIEWER", expiresAt, ...input }, headers);
    const soon = new Date(Date.now() + 60_000).toISOString();
    const before = await rows("gatehouse_tokens");
    expect((await create({ role: "CONTRIBUTOR", expiresAt: soon }, viewer)).errors).toMatchObject([
      { missing: "EXPERIMENT_CREATE" },
    ]);
    expect((await create({ principal: person("zoe") }, viewer)).errors).toMatchObject([{ missing: "TOKEN_EDIT" }]);
    expect((await create({ principal: person("zoe"), role: "APPROVER" })).errors).toMatchObject([
      { missing: "PROMOTION_VOTE" },
    ]);
    expect(outcomeOf(await create({}))).toEqual(["INVALID PRINCIPAL_MISSING"]);
    expect(outcomeOf(await create({ role: "SERVICE", principal: person("zoe") }))).toEqual(["INVALID TOKEN_ROLE"]);
    expect(await rows("gatehouse_tokens")).toBe(before);
    const service = { kind: "SERVICE", issuer: "gatehouse", subject: "trainer" };
    const made = await create({ principal: service, scope: fraud }, modelAdmin);
    expect(made.errors).toEqual([]);
    const asService = await server.query(
      "{ viewer { id } }",
      {},
      { headers: { authorization: `Bearer ${made.text}` } },
    );
    expect(asService.data).toEqual({ viewer: { id: "gatehouse|trainer" } });
    const tokens = (headers: Headers) =>
      server.query<{ store: { apiTokens: { nodes: object[]; pageInfo: { hasNextPage: boolean } } } }>(
        '{ store(name: "main") { apiTokens(first: 1) { nodes { id label } pageInfo { hasNextPage } } } }',
        {},
        { headers },
      );
    // Their own alone, where everybody's begin with another.
    expect((await tokens(viewer)).data?.store.apiTokens.nodes).toMatchObject([{ label: "notebook" }]);
    expect((await tokens(admin)).data?.store.apiTokens).toEqual({
      nodes: [{ id: made.apiToken?.id, label: "x" }],
      pageInfo: { hasNextPage: true },
    });
    expect(outcomeOf(await act("apiTokenRevoke", { id: made.apiToken?.id }, viewer))).toEqual([
      "FORBIDDEN GRANT_MISSING",
    ]);
    expect((await act("apiTokenRevoke", { id: made.apiToken?.id }, modelAdmin)).errors).toEqual([]);
  });

  test("nothing is changed by GET, and the limits hold", async () => {
    const before = await rows("gatehouse_bindings");
    const mutation = `mutation { bindingGrant(input: {store: "main", principal: {kind: USER, issuer: "i", subject: "s"}, role: VIEWER, scope: {kind: STORE}}) { errors { ... on UserError { code } } } }`;
    const got = await send(server, {
      method: "GET",
      path: `?query=${encodeURIComponent(mutation)}`,
      headers: { "content-type": null, "apollo-require-preflight": "1" },
    });
    expect([got.status, got.failures]).toEqual([405, ["INVALID BAD_REQUEST"]]);
    const aliases = Array.from({ length: 51 }, (_, at) =>
      mutation.slice(11, -2).replace("bindingGrant", `a${at}: bindingGrant`),
    );
    const many = await server.query(`mutation { ${aliases.join(" ")} }`);
    expect(failuresOf(many.errors)).toEqual(["LIMIT TOO_MANY_ALIASES"]);
    const batch = await send(server, { body: JSON.stringify(Array(11).fill({ query: mutation })) });
    expect(batch.failures).toEqual(["LIMIT BATCH_TOO_LARGE"]);
    expect(await rows("gatehouse_bindings")).toBe(before);
  });
});

describeDialects("a store that cannot keep a grant", (dialect) => {
  test("says that it has no ledger, or is read-only, to who may see it", async () => {
    const database = await mlflowStore(dialect);
    const server = await startServer({
      stores: [
        { name: "bare", url: database.url },
        { name: "reader", url: database.url, mode: "READ_ONLY" },
      ],
    });
    try {
      const ask = async (store: string) => {
        const input = { store, principal: person("zoe"), role: "VIEWER", scope: { kind: "STORE" } };
        const { data } = await server.query<{ payload: Payload }>(documents.bindingGrant, { input });
        return data?.payload.errors;
      };
      expect(await ask("bare")).toMatchObject([
        { __typename: "Unavailable", reason: "LEDGER_MISSING", message: expect.stringContaining("gatehouse migrate") },
      ]);
      expect(await ask("reader")).toMatchObject([{ code: "UNAVAILABLE", reason: "STORE_READ_ONLY" }]);
    } finally {
      await server.close();
      await database.drop();
    }
  });
});
