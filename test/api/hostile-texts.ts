import fc from "fast-check";

/** What somebody who looks for a hole has learned of the store: ids, names, cursors, of what is hidden too. */
export interface Loot {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly cursors: readonly string[];
}

/** Texts that end a literal, a statement, a comment, a pattern or a line, on one database or another. */
const injections = [
  "'",
  '"',
  "`",
  "\\",
  "\\'",
  "%",
  "_",
  "' OR '1'='1",
  "' OR 1=1 -- ",
  "' OR 1=1 #",
  '" OR ""="',
  "') OR ('1'='1",
  "1; DROP TABLE runs; --",
  "'; DELETE FROM experiments; --",
  "'; UPDATE runs SET status = 'FAILED'; --",
  "x' UNION SELECT name, 1 FROM experiments --",
  "x' UNION ALL SELECT NULL, version()::text --",
  "'; SELECT pg_sleep(9); --",
  "' AND SLEEP(9) AND '1'='1",
  "'||(SELECT name FROM registered_models LIMIT 1)||'",
  "$1",
  "?",
  ":name",
  "$$; DROP TABLE gatehouse_bindings; $$",
  "/* */",
  "*/ OR 1=1 /*",
  "\u02bc OR 1=1 --",
  "\u00bf\u0027 OR 1=1 --",
  "fraud%",
  "*",
  "fraud*",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "toString",
  '{"$ne":null}',
  "<script>alert(1)</script>",
  "${7*7}",
  "main\u0000",
  "null",
  "",
];

const filterInjections = [
  "name = 'x' OR '1'='1'",
  "name = 'x'; DROP TABLE runs",
  "tags.`a` = 'x' AND 1=1",
  "tags.\"a'b\" = 'x'",
  "params.`\u0000` LIKE '%'",
  "attributes.name LIKE '%' UNION SELECT 1",
  "name LIKE '%fraud%'",
  "name ILIKE '%\\'",
  "metrics.loss > 1e999",
  "metrics.`x' OR '1'='1` > 0",
  "run_id IN ('a', 'b', '\u0000')",
  'name = "\'"',
  "name = '''",
  "((((((name = 'x'))))))",
  "tags.`' OR 1=1 --` != 'x'",
  "dataset.name LIKE '%'",
  "version_number > 99999999999999999999",
];

const controls = fc
  .array(
    fc.constantFrom(
      "\u0000",
      "\u0001",
      "\u001b",
      "\r",
      "\n",
      "\t",
      "\u007f",
      "\u2028",
      "\ud800",
      "\udfff",
      "\ufeff",
      "a",
    ),
  )
  .map((parts) => parts.join(""));
const huge = fc.constantFrom(300, 5_000, 70_000).map((length) => "x'%\u{1f9ea}".repeat(length / 5));

export function text(loot: Loot): fc.Arbitrary<string> {
  const known = fc.constantFrom(...loot.ids, ...loot.names, ...loot.cursors);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...injections) },
    { weight: 3, arbitrary: fc.constantFrom(...filterInjections) },
    { weight: 5, arbitrary: known },
    { weight: 2, arbitrary: fc.tuple(known, fc.constantFrom(...injections)).map(([one, more]) => one + more) },
    { weight: 2, arbitrary: controls },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
    { weight: 1, arbitrary: fc.constantFrom(...loot.ids).map(tampered) },
    { weight: 1, arbitrary: huge },
  );
}

/** An id with another type, store or key in it. */
function tampered(id: string): string {
  const parts = Buffer.from(id, "base64url").toString().split(":");
  const [store = "", type = "", ...key] = parts;
  return Buffer.from([store, type === "Run" ? "Experiment" : "Run", ...key].join(":")).toString("base64url");
}

/** What is asked for by name is mostly there: the injected texts must come as far as the statement. */
export function textFor(name: string, loot: Loot): fc.Arbitrary<string> {
  const any = text(loot);
  const mostly = (texts: readonly string[], weight = 12) =>
    fc.oneof({ weight, arbitrary: fc.constantFrom(...texts) }, { weight: 2, arbitrary: any });
  if (name === "store" || name === "stores") return mostly(["main"]);
  if (name === "workspace") return mostly(["default"], 4);
  if (name === "after") return mostly(loot.cursors, 3);
  if (name === "filterString")
    return fc.oneof({ weight: 5, arbitrary: filterString(loot) }, { weight: 1, arbitrary: any });
  if (name === "name" || name === "mlflowId") return mostly(loot.names, 4);
  if (["id", "ids", "of", "runs", "experiments"].includes(name)) return mostly(loot.ids, 4);
  return any;
}

/** A filter that MLflow's grammar takes, with hostile texts for its key and its value: these do reach the statement. */
function filterString(loot: Loot): fc.Arbitrary<string> {
  const quoted = text(loot).map((one) => `'${one.replaceAll("'", "")}'`);
  const doubled = text(loot).map((one) => `"${one.replaceAll('"', "")}"`);
  const key = text(loot).map((one) => `\`${one.replaceAll("`", "")}\``);
  const field = fc.oneof(
    fc.constantFrom("name", "attributes.run_name", "name", "digest", "status", "run_id"),
    fc.tuple(fc.constantFrom("tags", "params", "tag"), key).map((parts) => parts.join(".")),
  );
  const comparator = fc.constantFrom("=", "!=", "LIKE", "ILIKE");
  const term = fc.tuple(field, comparator, fc.oneof(quoted, doubled)).map((parts) => parts.join(" "));
  return fc.array(term, { minLength: 1, maxLength: 2 }).map((terms) => terms.join(" AND "));
}
