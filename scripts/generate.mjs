// One Prisma client per database: Prisma allows one literal provider a schema, so the same models are put
// under three headers. Skipped when nothing changed, so that a later start is quick.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const providers = { postgres: "postgresql", mysql: "mysql", sqlite: "sqlite" };
const models = readdirSync(join(root, "prisma"))
  .filter((name) => name.endsWith(".prisma"))
  .sort()
  .map((name) => readFileSync(join(root, "prisma", name), "utf8"))
  .join("\n");
const require = createRequire(import.meta.url);
const prismaVersion = require("prisma/package.json").version;
const stamp = createHash("sha256")
  .update(models + prismaVersion + readFileSync(fileURLToPath(import.meta.url)))
  .digest("hex");
const stampFile = join(root, "src/generated/prisma/.stamp");

if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
  rmSync(dirname(stampFile), { recursive: true, force: true });
  for (const [dialect, provider] of Object.entries(providers)) generate(dialect, provider);
  writeFileSync(stampFile, stamp);
}

function generate(dialect, provider) {
  const folder = join(root, ".cache/prisma", dialect);
  mkdirSync(folder, { recursive: true });
  const schema = join(folder, "schema.prisma");
  writeFileSync(schema, `${header(dialect, provider)}\n${models}`);
  execFileSync(process.execPath, [require.resolve("prisma/build/index.js"), "generate", "--schema", schema], {
    cwd: folder,
    // Generating needs no schema engine; without this Prisma would look for a binary that no install script fetched.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function header(dialect, provider) {
  const output = join(root, "src/generated/prisma", dialect);
  return `generator client {
  provider               = "prisma-client"
  output                 = ${JSON.stringify(output)}
  runtime                = "nodejs"
  moduleFormat           = "esm"
  importFileExtension    = "js"
  generatedFileExtension = "ts"
}

datasource db {
  provider = "${provider}"
}
`;
}
