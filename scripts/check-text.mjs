// Words that belong to one machine or one workplace and not to the project: found in a tracked file, they are an error.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const rules = [
  ["a path of somebody's machine", /(?<![\w.])\/(?:work|root)\/\w/],
  [
    "the address of a package registry",
    /\bregistry\.(?:npmjs|yarnpkg)\b|\bpypi\.org\b|\bpythonhosted\.org\b|\bdeb\.debian\.org\b|--(?:index-url|registry)[ =]/,
  ],
  ["a download address in the lock file (set omit-lockfile-registry-resolved)", /^\s*"resolved": "https?:/],
  ["the number of an issue that a reader cannot open", /\bissue #?\d+\b/i],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----(?!["'`])/],
  ["a conflict marker", /^(?:<{7}|>{7}) /],
];

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  encoding: "utf8",
});
const files = listed.split("\0").filter((path) => path !== "" && !/\.(?:gz|tgz|png|ico|woff2?)$/.test(path));
const found = files.flatMap((path) => findingsIn(path));

if (found.length > 0) {
  console.error(found.join("\n"));
  process.exitCode = 1;
} else {
  console.log(`${files.length} files, nothing that belongs elsewhere`);
}

function findingsIn(path) {
  const lines = textOf(path).split("\n");
  return lines.flatMap((line, index) =>
    rules
      .filter(([, pattern]) => pattern.test(line))
      .map(([what]) => `${path}:${index + 1}: ${what}: ${line.trim().slice(0, 120)}`),
  );
}

/** Empty for a file that is listed but deleted in the work tree. */
function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}
