// A PostgreSQL of the small benchmark's own: it runs where no other does.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../dist/demo/embedded-postgres.js";
import { isServerNamed, useServer } from "./database.mjs";

/** Runs `work` on the server that GATEHOUSE_BENCH_POSTGRES_URL names, or on one that lives as long as `work`. */
export async function onSomeServer(work) {
  if (isServerNamed) return work();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  chmodSync(folder, 0o755); // As root, PostgreSQL runs as another user, who must reach the folder.
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), persistent: false });
    useServer(embedded.url("postgres"));
    return await work().finally(() => embedded.stop());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
