import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type AuditResult, serverAudits } from "graphql-http";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ stores: [fixtureStore("sqlite")] });
});

afterAll(() => server.close());

/** As a client that has the token. */
const fetchWithToken = (url: string | URL | Request, init: RequestInit = {}) =>
  fetch(url, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${server.token}` },
  });

describe("graphql-http's audit of the server", () => {
  test("finds no error, and at least 58 of 61 points in order", async () => {
    const results: AuditResult[] = [];
    for (const audit of serverAudits({ url: server.url, fetchFn: fetchWithToken })) results.push(await audit.fn());
    const of = (status: AuditResult["status"]) => results.filter((result) => result.status === status);
    const told = results
      .filter(({ status }) => status !== "ok")
      .map((result) => `${result.status} ${result.id} ${result.name}: ${"reason" in result ? result.reason : ""}`);
    process.stdout.write(
      `graphql-http audit: ${of("ok").length} ok, ${of("notice").length} notice, ${of("warn").length} warn, ${of("error").length} error\n${told.join("\n")}\n`,
    );
    expect(results.length).toBe(61);
    expect(of("error")).toEqual([]);
    expect(of("ok").length).toBeGreaterThanOrEqual(58);
  });
});
