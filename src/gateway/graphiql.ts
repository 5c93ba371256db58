import { renderGraphiQL } from "@graphql-yoga/render-graphiql";

const firstQuery = `# Set your access token below, under Headers, then run this.
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

/** The page with GraphiQL and all it needs in it: nothing is loaded from elsewhere. It holds no data and no token. */
export function graphiqlPage(endpoint: string): string {
  return renderGraphiQL({
    title: "Gatehouse",
    endpoint,
    defaultQuery: firstQuery,
    headers: JSON.stringify({ Authorization: "Bearer <access token>" }, null, 2),
    shouldPersistHeaders: false,
  });
}
