import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { getIntrospectionQuery } from "graphql";
import { decodeJwt } from "jose";
import { formatApiToken } from "../../src/rules/api-token.js";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { testToken } from "../support/test-config.js";
import { makeKey, type SigningKey, TestIssuer, testAudience } from "../support/test-issuer.js";
import { send } from "./http-client.js";
import { type LoggedServer, startLoggedServer } from "./http-logged-server.js";

const viewerQuery = "{ viewer { id kind issuer subject groups areGroupsKnown isUnverified expiresAt } }";
const nobody = formatApiToken(new Uint8Array(32).fill(9));

let key: SigningKey;
let issuer: TestIssuer;

beforeAll(async () => {
  key = await makeKey("one");
  issuer = await TestIssuer.start(key, () => ({ groups: ["ml"] }));
});

afterAll(() => issuer.stop());

const issuers = () => [{ issuer: issuer.issuer, audience: testAudience }];
const asBearer = (token: string) => ({ authorization: `Bearer ${token}` });
const inTenMinutes = () => Math.floor(Date.now() / 1_000) + 600;

describe("who asks", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ stores: [fixtureStore("sqlite")], issuers: issuers() });
  });

  afterAll(() => server.close());

  test("is the bootstrap token's holder", async () => {
    expect(await server.data(viewerQuery)).toEqual({
      viewer: {
        id: "bootstrap",
        kind: "BOOTSTRAP",
        issuer: null,
        subject: "bootstrap",
        groups: [],
        areGroupsKnown: true,
        isUnverified: false,
        expiresAt: null,
      },
    });
  });

  test("is a person whom an issuer vouches for, with the groups it names", async () => {
    const token = await issuer.accessToken("ada");
    const { data, errors } = await server.query(viewerQuery, {}, { headers: asBearer(token) });
    expect([errors, data]).toEqual([
      undefined,
      {
        viewer: {
          id: `${issuer.issuer}|ada`,
          kind: "USER",
          issuer: issuer.issuer,
          subject: "ada",
          groups: [`${issuer.issuer}|ml`],
          areGroupsKnown: true,
          isUnverified: false,
          expiresAt: new Date(Number(decodeJwt(token).exp) * 1_000).toISOString(),
        },
      },
    ]);
  });

  test("is told apart for every request of one connection", async () => {
    const people = ["ada", "bob", "eve"];
    const tokens = await Promise.all(people.map((person) => issuer.accessToken(person)));
    const asked = await Promise.all(
      Array.from({ length: 30 }, (_, round) =>
        server.query<{ viewer: { subject: string } }>(viewerQuery, {}, { headers: asBearer(tokens[round % 3] ?? "") }),
      ),
    );
    expect(asked.map(({ data }) => data?.viewer.subject)).toEqual(asked.map((_, round) => people[round % 3]));
  });

  test.each<[string, () => Promise<string>, string]>([
    ["a token for others", () => issuer.sign({ aud: "other", exp: inTenMinutes() }), "TOKEN_WRONG"],
    ["a token that has ended", () => issuer.sign({ exp: inTenMinutes() - 1_200 }), "TOKEN_EXPIRED"],
    [
      "a token that has not begun",
      () => issuer.sign({ exp: inTenMinutes(), nbf: inTenMinutes() }),
      "TOKEN_NOT_YET_VALID",
    ],
    ["a token of a stranger", () => issuer.sign({ iss: "https://evil.example" }), "TOKEN_ISSUER_UNKNOWN"],
    ["a token that is too long", () => issuer.sign({ padding: "x".repeat(10_000) }), "TOKEN_TOO_LONG"],
    ["an API token that no store has", async () => nobody, "TOKEN_WRONG"],
  ])("with %s is nobody, and gets nothing, not even the schema", async (_, makeToken, reason) => {
    const authorization = `Bearer ${await makeToken()}`;
    for (const query of [viewerQuery, "{ __typename }", getIntrospectionQuery()]) {
      const answer = await send(server, { body: JSON.stringify({ query }), headers: { authorization } });
      expect([answer.status, answer.headers.get("www-authenticate"), answer.failures]).toEqual([
        401,
        "Bearer",
        [`UNAUTHENTICATED ${reason}`],
      ]);
    }
  });
});

describe("with the bootstrap token switched off", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ stores: [fixtureStore("sqlite")], issuers: issuers(), bootstrap: false });
  });

  afterAll(() => server.close());

  test("it opens nothing, though it is still configured", async () => {
    const { status, errors } = await server.query(viewerQuery, {}, { headers: asBearer(testToken) });
    expect([status, errors?.[0]?.extensions?.reason]).toEqual([401, "TOKEN_WRONG"]);
  });

  test("people still come in", async () => {
    const headers = asBearer(await issuer.accessToken("ada"));
    expect((await server.query(viewerQuery, {}, { headers })).status).toBe(200);
  });
});

describe("an issuer that hangs", () => {
  let server: TestServer;

  beforeEach(() => {
    issuer.interfere = () => true;
  });

  afterEach(async () => {
    issuer.interfere = () => false;
    issuer.server.closeAllConnections();
    await server.close();
  });

  test("holds a request to its deadline at most, and nobody else", async () => {
    server = await startServer({ issuers: issuers(), limits: { deadlineMs: 300 } });
    const authorization = `Bearer ${await issuer.sign({ exp: inTenMinutes() })}`;
    const answer = await send(server, { body: JSON.stringify({ query: viewerQuery }), headers: { authorization } });
    expect([answer.status, answer.headers.get("retry-after"), answer.failures]).toEqual([
      503,
      "5",
      ["UNAUTHENTICATED ISSUER_UNAVAILABLE"],
    ]);
    expect((await server.query(viewerQuery)).status).toBe(200);
    const health = await send(server, { method: "GET", path: "/health/live", headers: { authorization: null } });
    expect(health.status).toBe(200);
  });
});

describe("the log", () => {
  let server: LoggedServer;

  afterEach(() => server.close());

  const warnings = () =>
    server
      .logged()
      .map((line) => JSON.parse(line) as { level: string; msg: string })
      .filter(({ level }) => level === "warn")
      .map(({ msg }) => msg);

  test("warns at start, once, that the bootstrap token is on, and does not when it is off", async () => {
    server = await startLoggedServer({});
    expect(warnings().filter((text) => text.includes("bootstrap"))).toEqual([
      "the bootstrap token is on: whoever has it is admin on every store; `bootstrap: false` switches it off",
    ]);
    await server.close();
    server = await startLoggedServer({ bootstrap: false });
    expect(warnings().filter((text) => text.includes("bootstrap"))).toEqual([]);
  });

  test("says why somebody stays outside, for whoever runs the server", async () => {
    server = await startLoggedServer({ issuers: issuers() });
    server.logged();
    const { requestId } = await server.ask(viewerQuery, {}, await issuer.sign({ aud: "other", exp: inTenMinutes() }));
    const lines = server.logged().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "not let in", requestId, reason: "TOKEN_WRONG", detail: "CLAIM_AUD" }),
    );
  });

  test("and the answers show no token, no part of one and nothing that it says, let in or not", async () => {
    server = await startLoggedServer({ issuers: issuers(), bootstrap: true });
    const person = "person-secret-3a8e";
    const group = "group-secret-77c1";
    const claims = { sub: person, groups: [group], exp: inTenMinutes() };
    const other = await makeKey("other");
    const tokens = [
      testToken,
      nobody,
      nobody.slice(0, -1),
      "token-secret-of-nobody-5d21",
      await issuer.sign(claims),
      await issuer.sign({ ...claims, aud: "audience-secret-9f20" }),
      await issuer.sign({ ...claims, exp: 1 }),
      await issuer.sign({ ...claims, iss: "https://issuer-secret-40d2.example" }),
      await issuer.sign(claims, { kid: "kid-secret-2c6b" }),
      await issuer.sign(claims, { typ: "type-secret-81ee" }),
      await issuer.sign(claims, {}, other),
      `${(await issuer.sign(claims)).slice(0, -20)}!`,
    ];
    const answers = [];
    for (const token of tokens) answers.push((await server.ask("{ viewer { kind } }", {}, token)).text);
    issuer.server.closeAllConnections();
    await issuer.stop();
    answers.push((await server.ask("{ viewer { kind } }", {}, await issuer.sign(claims, { kid: "unseen" }))).text);
    await issuer.restart();
    const secrets = tokens.flatMap((token) => [token, ...token.split(".").filter((part) => part.length > 12)]);
    for (const shown of [...answers, ...server.logged()]) {
      for (const secret of [...secrets, person, group]) expect(shown).not.toContain(secret);
      expect(shown).not.toMatch(/-secret-/);
    }
  });
});

describe("any Authorization header at all", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ stores: [fixtureStore("sqlite")], issuers: issuers() });
  });

  afterAll(() => server.close());

  /** The status of the answer to a header of any bytes, over a connection of its own; nobody who stays outside is read on. */
  function statusFor(authorization: string, body = ""): Promise<number> {
    const { hostname, port } = new URL(server.url);
    const lines = [
      "POST /graphql HTTP/1.1",
      "Host: x",
      "Content-Type: application/json",
      `Content-Length: ${body.length || 9}`,
      "Connection: close",
      `Authorization: ${authorization}`,
    ];
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let answer = "";
      socket.setEncoding("latin1");
      socket.on("data", (text) => {
        answer += String(text);
      });
      socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])));
      socket.on("error", reject);
      socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
    });
  }

  test("is answered, and never by an error of ours", async () => {
    const bytes = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 300,
    });
    const words = fc.array(
      fc.constantFrom("Bearer", "bearer", " ", ".", "gth_", "eyJ", "\t", ",", "=", "\u00ff", "\0"),
    );
    const headers = fc.oneof(
      bytes,
      bytes.map((text) => `Bearer ${text}`),
      words.map((parts) => parts.join("")),
      fc.nat({ max: 13_000 }).map((length) => `Bearer ${"x".repeat(length)}`),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (header) => {
        expect([400, 401]).toContain(await statusFor(header.replace(/[\r\n]/g, "")));
      }),
      { numRuns: 1_000 },
    );
    expect(await statusFor(`Bearer ${testToken}`, JSON.stringify({ query: viewerQuery }))).toBe(200);
  });
});
