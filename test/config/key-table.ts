import type { z } from "zod";
import { leafPaths, variableOf } from "../../src/config/environment.js";
import { upperSnake } from "../../src/config/key-path.js";
import { bindingKeys, configKeys, issuerKeys, storeKeys } from "../../src/config/keys.js";

/** The five tables of docs/configuration.md, made from the schema itself. */
export const keyTables = {
  server: () => table(serverKeys(), variableOf),
  stores: () => table(rowsOf(storeKeys), entryVariable("STORE")),
  bindings: () => table(rowsOf(bindingKeys), () => ""),
  issuers: () => table(rowsOf(issuerKeys), entryVariable("ISSUER")),
  limits: () => table(rowsOf(configKeys.shape.limits), (path) => variableOf(["limits", ...path])),
};

type Row = readonly [path: readonly string[], schema: z.ZodType];

function serverKeys(): Row[] {
  return rowsOf(configKeys).filter(([path]) => path[0] !== "limits");
}

function rowsOf(schema: z.ZodObject): Row[] {
  return leafPaths(schema).map((path) => [path, leafAt(schema, path)]);
}

function leafAt(schema: z.ZodObject, path: readonly string[]): z.ZodType {
  return path.reduce<z.ZodType>((section, key) => (section as z.ZodObject).shape[key] as z.ZodType, schema);
}

function entryVariable(noun: string): (path: readonly string[]) => string {
  return (path) => (path[0] === "name" ? "" : `GATEHOUSE_${noun}_<NAME>_${upperSnake(path)}`);
}

function table(rows: readonly Row[], variable: (path: readonly string[]) => string): string {
  const lines = rows.map(([path, schema]) => {
    const cells = [code(path.join(".")), code(defaultOf(schema)), code(variable(path)), schema.description ?? ""];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| key | default | variable | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function defaultOf(schema: z.ZodType): string {
  const { data } = schema.safeParse(undefined);
  return data === undefined ? "" : typeof data === "string" ? data : JSON.stringify(data);
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
