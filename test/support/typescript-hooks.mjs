import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformFile } from "@swc/core";

/*
 * Module hooks for global-setup.mjs. Jest loads that file outside its own transform, and the functions it needs are the same
 * TypeScript files that tests import; these hooks let Node read them with the same compiler.
 */

/** Finds `name.ts` where an import says `name.js`. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier.startsWith(".") && specifier.endsWith(".js") && !context.parentURL.includes("/node_modules/")) {
    const source = new URL(`${specifier.slice(0, -".js".length)}.ts`, context.parentURL);
    if (existsSync(source)) return { url: source.href, format: "module", shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

/** Compiles TypeScript with the repository's .swcrc. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const { code } = await transformFile(fileURLToPath(url));
  return { format: "module", source: code, shortCircuit: true };
}
