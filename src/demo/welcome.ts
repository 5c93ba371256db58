import type { RunningDemo } from "./run-demo.js";

/** A question worth asking first: who is the champion of fraud detection, and how good was its run? */
export const firstQuery =
  '{ registeredModel(store: "demo", name: "fraud-detector") { aliases { nodes { alias modelVersion { version stage description ' +
  'run { name metrics(keys: ["aucpr"]) { nodes { key value } } } } } } } }';

/** What a person needs once the demo is up. It shows the demo's tokens, which guard made-up data on this machine only. */
export function welcome({ url, token, roleTokens }: RunningDemo): string {
  return `
Gatehouse serves the demo at ${url}

  Access token   ${token}
  In a browser   ${new URL("/graphiql", url)} (the access token goes under Headers)
  In a terminal  curl -s ${url} -H 'Content-Type: application/json' -H 'Authorization: Bearer ${token}' \\
                   -d '${JSON.stringify({ query: firstQuery })}'

The access token may do everything. To see the graph as somebody else does, use the token of a role:

${roleTokens.map(({ role, token: ofRole }) => `  ${role.toLowerCase().padEnd(14)} ${ofRole}`).join("\n")}

One run keeps training while this is up. Ctrl-C stops everything; the next npm start goes on with the same data.
`;
}
