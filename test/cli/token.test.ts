import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Store } from "../../src/stores/store.js";
import { temporaryFolder } from "../config/temporary-folder.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";
import { gatehouse } from "./start-gatehouse-process.js";

const issuer = "https://id.example";
const tokenShape = /^gth_\w{43}_\w{6}\n$/;

describeDialects("gatehouse token", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let ann: { readonly GATEHOUSE_TOKEN: string };
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url);
    const { authorization } = await addViewer(store, "ann", [{}]);
    ann = { GATEHOUSE_TOKEN: authorization.slice("Bearer ".length) };
    server = await startServer({ stores: [{ url: database.url }] });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await store.close();
    await database.drop();
  });

  const storeOption = () => `--store=main=${database.url}`;
  const idIn = (text: string) => /([0-9a-f-]{36})\t/.exec(text)?.[1] ?? "";
  const viewerOf = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { data, errors } = await server.query<{ viewer: { id: string } }>("{ viewer { id } }", {}, { headers });
    return data?.viewer.id ?? errors?.map(({ extensions }) => extensions?.reason);
  };

  /** The server records a use beside the request that it was for. */
  async function untilUsed(label: string): Promise<void> {
    const lastUses = () => store.read((open) => open.models.ledgerToken.findMany({ where: { label } }));
    for (let rows = await lastUses(); rows[0]?.lastUsedAt === null; ) rows = await lastUses();
  }

  test("on a store makes, lists and revokes as its database user; only the text goes to standard output", async () => {
    const service = ["--service=trainer", "--role=contributor", "--models=fraud-*", "--label=nightly training"];
    const made = await gatehouse(["token", "create", storeOption(), ...service]);
    expect([made.exitCode, made.stdout]).toEqual([0, expect.stringMatching(tokenShape)]);
    const token = made.stdout.trim();
    expect(made.stderr).not.toContain(token);
    expect(await viewerOf(token)).toBe("gatehouse|trainer");
    await untilUsed("nightly training");
    const listed = await gatehouse(["token", "list", storeOption()]);
    const line = listed.stdout.split("\n").find((each) => each.includes("nightly training")) ?? "";
    expect(line).toContain("\tCONTRIBUTOR\tREGISTERED_MODEL default/fraud-*\tSERVICE gatehouse|trainer\t");
    expect(line).toMatch(/\tused \d{4}-/);
    expect([listed.exitCode, listed.stderr, listed.stdout.includes(token)]).toEqual([0, "", false]);
    const revoked = await gatehouse(["token", "revoke", storeOption(), idIn(line)]);
    expect([revoked.exitCode, revoked.stdout, revoked.stderr]).toEqual([0, "", expect.stringContaining("\trevoked ")]);
    const again = await gatehouse(["token", "revoke", storeOption(), idIn(line)]);
    expect(again).toEqual({ exitCode: 1, stdout: "", stderr: "gatehouse: The token is revoked already.\n" });
    const [created] = await store.read((open) => open.models.ledgerToken.findMany({ where: { id: idIn(line) } }));
    expect(created?.createdBy).toMatch(/^operator:\w+/);
  });

  test("with --url acts as the person of the token, with their rights", async () => {
    const through = [`--url=${server.url}`, "--store=main"];
    const days = await gatehouse(["token", "create", ...through, "--role=viewer", "--label=mine"], ann);
    // Ann came with a token that ends within the hour.
    expect([days.exitCode, days.stdout]).toEqual([1, ""]);
    expect(days.stderr).toContain("This needs READ");
    const list = await gatehouse(["token", "list", ...through], ann);
    // Her own alone.
    expect([list.exitCode, list.stderr, list.stdout.split("\n").length]).toEqual([0, "", 2]);
    await untilUsed("ann");
    const bootstrap = { GATEHOUSE_TOKEN: server.token };
    const zoe = [`--issuer=${issuer}`, "--user=zoe", "--role=viewer", "--label=for zoe", "--experiment-id=1"];
    const made = await gatehouse(["token", "create", ...through, ...zoe], bootstrap);
    expect([made.exitCode, made.stdout]).toEqual([0, expect.stringMatching(tokenShape)]);
    expect(await viewerOf(made.stdout.trim())).toBe(`${issuer}|zoe`);
    const all = await gatehouse(["token", "list", ...through], bootstrap);
    const line = all.stdout.split("\n").find((each) => each.includes("for zoe")) ?? "";
    expect(line).toContain(`\tVIEWER\tEXPERIMENT default/1\tUSER ${issuer}|zoe\t`);
    const revoked = await gatehouse(["token", "revoke", ...through, idIn(line)], bootstrap);
    expect([revoked.exitCode, revoked.stderr]).toEqual([0, expect.stringContaining("\trevoked ")]);
  });
});

describe("gatehouse token with a wrong command line", () => {
  const folder = temporaryFolder();
  const store = "--store=main=sqlite:/nowhere/a.db";
  test.each<[string, string[], string]>([
    ["no label", ["create", store, "--role=viewer", "--service=a"], "--label is missing"],
    ["an unknown role", ["create", store, "--role=boss", "--label=a", "--service=a"], "--role must be one of"],
    ["nobody to have it", ["create", store, "--role=viewer", "--label=a"], "say whose token it is"],
    ["no id", ["revoke", store], "say which token"],
    ["two stores", ["list", store, "--store=b=sqlite:/nowhere/b.db"], "a token belongs to one store"],
    ["an open address", ["list", "--url=http://gate.example/graphql", "--store=a"], "--url must be https://"],
    ["no token", ["list", "--url=http://127.0.0.1:1/graphql", "--store=a"], "with --url a token is needed"],
    ["a token on the command line", ["list", store, "--token=gth_x"], "there is no option --token"],
  ])("%s is told", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await gatehouse(["token", ...args]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("gth_x");
  });

  test("a server that is not there is told, without the token of the file", async () => {
    const file = folder.write("token", "secret-of-the-file\n");
    const args = ["--url=http://127.0.0.1:1/graphql", "--store=a", `--token-file=${file}`];
    const { exitCode, stdout, stderr } = await gatehouse(["token", "list", ...args]);
    expect([exitCode, stdout]).toEqual([69, ""]);
    expect(stderr).toContain("nothing answers there");
    expect(stderr).not.toContain("secret-of-the-file");
  });
});
