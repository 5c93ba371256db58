// Every optional package that another names must be in the lock file, also those for other platforms: `npm ci` refuses it
// otherwise. npm leaves them out when its registry does not list them. `--write` adds them, as npm itself would.
import { readFileSync, writeFileSync } from "node:fs";

const path = "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([parentPath, parent]) =>
  Object.entries(parent.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(parentPath, name))
    .map(([name, version]) => ({ name, version, parent })),
);

if (process.argv.includes("--write")) {
  for (const { name, version, parent } of missing)
    lock.packages[`node_modules/${name}`] = entryOf(name, version, parent);
  const ordered = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(ordered) }, null, 2)}\n`);
  console.log(`${missing.length} packages added to ${path}`);
} else if (missing.length > 0) {
  const names = missing.map(({ name, version }) => `${name}@${version}`).join("\n  ");
  console.error(`${path} lacks packages for other platforms (run: node scripts/check-lock.mjs --write)\n  ${names}`);
  process.exitCode = 1;
} else {
  console.log(`${Object.keys(lock.packages).length} packages, complete for every platform`);
}

/** Node's own search: beside the parent's dependencies first, then outwards. */
function isLocked(parentPath, name) {
  const folders = parentPath === "" ? [] : parentPath.split("/node_modules/");
  return [...folders.keys(), folders.length].some((depth) => {
    const folder = folders.slice(0, depth).join("/node_modules/");
    return `${folder === "" ? "" : `${folder}/`}node_modules/${name}` in lock.packages;
  });
}

/** Without its hash, which only a registry that has the package can tell; the platform is written in the name. */
function entryOf(name, version, parent) {
  const words = name.slice(name.lastIndexOf("/") + 1).split(/[-.]/);
  const os = words.find((word) => /^(?:android|darwin|freebsd|linux|netbsd|openbsd|openharmony|win32)$/.test(word));
  const cpu = words.find((word) => /^(?:arm|arm64|ia32|loong64|ppc64|riscv64|s390x|x64)$/.test(word));
  if (!/^\d/.test(version) || os === undefined || cpu === undefined) {
    throw new Error(`${name}@${version}: cannot tell its platform; add it to ${path} by hand`);
  }
  const libc = words.some((word) => /^musl/.test(word))
    ? ["musl"]
    : words.some((word) => /^gnu/.test(word))
      ? ["glibc"]
      : null;
  return { version, cpu: [cpu], ...(parent.dev && { dev: true }), ...(libc && { libc }), optional: true, os: [os] };
}
