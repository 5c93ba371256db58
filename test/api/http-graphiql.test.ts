import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startServer, type TestServer } from "../support/start-server.js";
import { type HttpRequest, send } from "./http-client.js";

let shown: TestServer;
let hidden: TestServer;

beforeAll(async () => {
  shown = await startServer({});
  hidden = await startServer({ graphiql: false });
});

afterAll(async () => {
  await shown.close();
  await hidden.close();
});

const visit = (path: string, accept = "text/html,application/xhtml+xml,*/*;q=0.8"): HttpRequest => ({
  method: "GET",
  path,
  headers: { "content-type": null, authorization: null, accept },
});

/** The page without what stands in its scripts and styles. */
function markupOf(page: string): string {
  return page.replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, "$1").replace(/(<style\b[^>]*>)[\s\S]*?<\/style>/g, "$1");
}

describe("GraphiQL's page", () => {
  test("holds all it needs: no script, style, font or picture comes from elsewhere", async () => {
    const { status, headers, text } = await send(shown, visit("/graphiql"));
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const markup = markupOf(text);
    expect(markup).toContain("<script");
    const addresses = [...markup.matchAll(/\b(?:src|href|srcset|action|data)\s*=\s*["']?([^"'\s>]{0,16})/g)];
    expect(addresses.map(([, address]) => address)).toEqual(["data:image/x-ico"]);
    expect(
      [...text.matchAll(/\burl\(\s*(?!['"\\]*data:)(['"\\]*(https?:)?\/\/[^)]*)\)/g)].map(([found]) => found),
    ).toEqual([]);
    expect(text).not.toMatch(/@import\s+(url|['"])/);
    expect(text).not.toMatch(/(import|importScripts|fetch|Worker)\(\s*['"`]https?:/);
  });

  test("tells the browser to load and send nothing elsewhere", async () => {
    const { headers } = await send(shown, visit("/graphiql"));
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("asks the graph of its own server, and leaves the token to the person", async () => {
    const { text } = await send(shown, visit("/graphiql"));
    expect(text).toContain('"endpoint":"/graphql"');
    expect(text).toContain("Bearer <access token>");
    expect(text).not.toContain(shown.token);
  });

  test("is what a person gets who opens the graph's address in a browser; a query by GET is none", async () => {
    const { status, headers } = await send(shown, visit("/graphql"));
    expect([status, headers.get("location")]).toEqual([302, "/graphiql"]);
    expect((await send(shown, visit("/graphql?query={__typename}"))).status).toBe(401);
    expect((await send(shown, visit("/graphql", "application/json"))).status).toBe(401);
  });

  test("is not there when switched off", async () => {
    expect((await send(hidden, visit("/graphiql"))).failures).toEqual(["NOT_FOUND NO_SUCH_PATH"]);
    expect((await send(hidden, visit("/graphql"))).status).toBe(401);
  });
});
