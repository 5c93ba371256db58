import { type Command, exitCodes } from "./command.js";

export const schema: Command = {
  name: "schema",
  summary: "Print the GraphQL schema (SDL).",
  options: [
    {
      name: "federation",
      summary: "Print it as a subgraph of Apollo Federation: what a supergraph is composed from.",
    },
  ],
  async run(call) {
    const { buildGraph, printGraph, printGraphAsSubgraph } = await import("../gateway/schema.js");
    const print = call.has("federation") ? printGraphAsSubgraph : printGraph;
    process.stdout.write(`${print(buildGraph()).trimEnd()}\n`);
    return exitCodes.ok;
  },
};
