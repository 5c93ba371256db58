/** Jest calls this once, after the last test file; the hooks that global-setup.mjs registered are still in place. */
export default async function globalTeardown() {
  const { tearDownRun } = await import("./run-setup.ts");
  await tearDownRun();
}
