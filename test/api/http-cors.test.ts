import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type HttpAnswer, type HttpRequest, send } from "./http-client.js";

const listed = ["https://console.example", "http://localhost:8080"];
const body = JSON.stringify({ query: "{ __typename }" });

let closed: TestServer;
let open: TestServer;

beforeAll(async () => {
  const stores = [fixtureStore("sqlite")];
  closed = await startServer({ stores });
  open = await startServer({ stores, corsOrigins: listed });
});

afterAll(async () => {
  await closed.close();
  await open.close();
});

function preflight(origin: string): HttpRequest {
  return {
    method: "OPTIONS",
    headers: {
      "content-type": null,
      authorization: null,
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  };
}

/** Only the headers by which a browser decides. */
function corsHeaders({ headers }: HttpAnswer): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));
}

describe("without origins in the configuration", () => {
  test.each([...listed, "null", "https://other.example"])("a page of %s gets no leave", async (origin) => {
    expect(corsHeaders(await send(closed, { body, headers: { origin } }))).toEqual({});
    const asked = await send(closed, preflight(origin));
    expect(asked.status).toBe(405);
    expect(corsHeaders(asked)).toEqual({});
  });
});

describe("with origins in the configuration", () => {
  test.each(listed)("a page of %s, which is listed, may ask and read", async (origin) => {
    const asked = await send(open, preflight(origin));
    expect(asked.status).toBe(204);
    expect(corsHeaders(asked)).toEqual({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-max-age": "600",
    });
    const answer = await send(open, { body, headers: { origin } });
    expect(answer.status).toBe(200);
    expect(corsHeaders(answer)).toEqual({ "access-control-allow-origin": origin });
    expect(answer.headers.get("vary")).toContain("Origin");
  });

  test("a page that is listed can read why it was refused", async () => {
    const origin = "https://console.example";
    const answer = await send(open, { body, headers: { origin, authorization: null } });
    expect(answer.status).toBe(401);
    expect(corsHeaders(answer)).toEqual({ "access-control-allow-origin": origin });
  });

  test.each([
    "null",
    "https://other.example",
    "http://console.example",
    "https://console.example:8443",
    "https://console.example.evil.example",
    "https://evil-console.example",
    "https://sub.console.example",
    "HTTPS://CONSOLE.EXAMPLE",
  ])("a page of %s, which is not listed, gets no leave", async (origin) => {
    expect(corsHeaders(await send(open, { body, headers: { origin } }))).not.toHaveProperty(
      "access-control-allow-origin",
    );
    expect(corsHeaders(await send(open, preflight(origin)))).not.toHaveProperty("access-control-allow-origin");
  });

  test("no answer lets a browser send credentials by itself", async () => {
    for (const origin of listed) {
      expect(corsHeaders(await send(open, preflight(origin)))).not.toHaveProperty("access-control-allow-credentials");
    }
  });
});
