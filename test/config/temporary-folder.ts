import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";

/** A folder of the calling test file's own, gone when its tests are done. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    /** Writes a file and answers with its path. */
    write(name: string, content: string): string {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}
