import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTrace } from "@apollo/server/plugin/inlineTrace";
import { startStandaloneServer } from "@apollo/server/standalone";
import { afterAll, beforeAll, describe } from "@jest/globals";
import { inventorySubgraph, usersSubgraph } from "./neighbours.js";
import { productsSubgraph } from "./products.js";
import { compose, supergraphGateway } from "./supergraph.js";

/**
 * Apollo's own tests of subgraphs, as its package has them, on the function that makes Gatehouse a subgraph: they ask the
 * subgraph `products`, and a supergraph of it and two more.
 */
const require = createRequire(import.meta.url);
const folder = join(
  dirname(require.resolve("@apollo/federation-subgraph-compatibility-tests/package.json")),
  "dist/tests",
);
const servers: ApolloServer[] = [];

async function serve(server: ApolloServer): Promise<string> {
  servers.push(server);
  const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
  return url;
}

beforeAll(async () => {
  const schemas = { products: productsSubgraph(), users: usersSubgraph(), inventory: inventorySubgraph() };
  const subgraphs = await Promise.all(
    Object.entries(schemas).map(async ([name, schema]) => {
      const server = new ApolloServer({
        schema,
        stopOnTerminationSignals: false,
        plugins: [ApolloServerPluginInlineTrace()],
      });
      const url = await serve(server);
      const { body } = await server.executeOperation<{ _service: { sdl: string } }>({ query: "{ _service { sdl } }" });
      return { name, url, sdl: body.kind === "single" ? (body.singleResult.data?._service.sdl ?? "") : "" };
    }),
  );
  const gateway = supergraphGateway(compose(subgraphs));
  const router = await serve(new ApolloServer({ gateway, stopOnTerminationSignals: false }));
  Object.assign(globalThis, { federationUrls: { products: subgraphs[0]?.url, router } });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});

for (const file of readdirSync(folder).filter((name) => name.endsWith(".test.js"))) {
  describe(`Apollo's subgraph compatibility tests: ${file}`, () => {
    require(join(folder, file));
  });
}
