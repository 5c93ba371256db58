import { type Command, exitCodes } from "./command.js";

export const schema: Command = {
  name: "schema",
  summary: "Print the GraphQL schema (SDL).",
  options: [],
  async run() {
    const { buildGraph, printGraph } = await import("../gateway/schema.js");
    process.stdout.write(`${printGraph(buildGraph()).trimEnd()}\n`);
    return exitCodes.ok;
  },
};
