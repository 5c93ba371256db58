import type { FastifyInstance } from "fastify";

const firstQuery = `# 1. Put your access token below, under Headers.
# 2. Run this (Ctrl-Enter).
# 3. Shift-Ctrl-R loads the schema: docs, completion.
{
  experiments(first: 5) {
    nodes {
      name
      runs(first: 3) {
        nodes { name status metrics { nodes { key value } } }
      }
    }
  }
}
`;

/** The browser itself keeps the page from loading or sending anything elsewhere, and other pages from framing it. */
const contentSecurityPolicy = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'none'";

/** Serves the page with GraphiQL and all it needs in it: nothing is loaded from elsewhere. It holds no data and no token. */
export function serveGraphiql(app: FastifyInstance, path: string, endpoint: string): void {
  // Nine megabytes, the same for everybody: loaded and made once, when first asked for.
  let page: Promise<Buffer> | undefined;
  app.get(path, async (_, reply) => {
    page ??= graphiqlPage(endpoint);
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", contentSecurityPolicy)
      .header("x-content-type-options", "nosniff")
      .send(await page);
  });
}

async function graphiqlPage(endpoint: string): Promise<Buffer> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const page = renderGraphiQL({
    title: "Gatehouse",
    endpoint,
    defaultQuery: firstQuery,
    headers: JSON.stringify({ Authorization: "Bearer <access token>" }, null, 2),
    shouldPersistHeaders: false,
  });
  return Buffer.from(page);
}
