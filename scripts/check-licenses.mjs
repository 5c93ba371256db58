// Every package that a production install brings has a permissive licence; the exceptions below are named in NOTICE.
import { readFileSync } from "node:fs";

const permissive = new Set(
  "0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT PostgreSQL Python-2.0 Unlicense".split(" "),
);
/** Used unmodified and replaceable, as the LGPL asks: npm installs it as a package of its own. */
const exceptions = { mariadb: "LGPL-2.1-or-later" };

const { packages } = readJson("package-lock.json");
const notice = readFileSync("NOTICE", "utf8");
const problems = [];
let count = 0;

for (const [path, locked] of Object.entries(packages)) {
  // `devOptional` marks the Prisma command line and what it needs: a tool that generates, never part of what serves.
  if (path === "" || locked.dev || locked.devOptional) continue;
  count += 1;
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const license = licenseOf(path, locked);
  if (exceptions[name] === license && notice.includes(name)) continue;
  if (!isPermissive(license)) problems.push(`${name} ${locked.version}: ${license}`);
}

if (problems.length > 0) {
  console.error(
    `licences to look at (permissive ones only; an exception is named in NOTICE):\n  ${problems.join("\n  ")}`,
  );
  process.exitCode = 1;
} else {
  console.log(`${count} production packages, all with a permissive licence but ${Object.keys(exceptions).join(", ")}`);
}

/** What the installed package says of itself; packages for other platforms are not installed, the lock file tells of them. */
function licenseOf(path, locked) {
  const manifest = readJson(`${path}/package.json`) ?? locked;
  const license = manifest.license ?? manifest.licenses?.map((entry) => entry.type ?? entry).join(" AND ");
  return license?.type ?? license ?? locked.license ?? "none stated";
}

/** `A OR B` needs one permissive part, `A AND B` every part; brackets only group equals in the expressions that occur. */
function isPermissive(expression) {
  const alternatives = expression.replace(/[()]/g, "").split(/\s+OR\s+/i);
  return alternatives.some((alternative) =>
    alternative.split(/\s+AND\s+/i).every((part) => permissive.has(part.trim())),
  );
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}
