import { register } from "node:module";

/** Jest calls this once, before the first test file that may need a database. */
export default async function globalSetup() {
  register("./typescript-hooks.mjs", import.meta.url);
  const { setUpRun } = await import("./run-setup.ts");
  await setUpRun();
}
