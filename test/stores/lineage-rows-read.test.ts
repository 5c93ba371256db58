import { beforeAll, expect, test } from "@jest/globals";
import { eachWay, type LineageRef, type LineageWay, lineageRef } from "../../src/rules/lineage.js";
import { lineageEdges } from "../../src/stores/mlflow/lineage.js";
import { join, type Sql, sql } from "../../src/stores/sql.js";
import { modelIdOf, runIdOf, shapeWriter } from "../support/lineage-shapes.js";
import { describeEmptied } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { experimentColumns, experimentRow } from "./rows.js";

const hubSize = 50_000;
const limit = 101;
const rowsMax = 20_000;
const hubModel = lineageRef("LOGGED_MODEL", modelIdOf(2, 1));
const hub = lineageRef("DATASET", "hub-1");
const others = Array.from({ length: 20 }, (_, at) => lineageRef("RUN", runIdOf(1, 2 * at)));

describeEmptied("of a hub no more rows are read than are wanted", ["3.17.2"], (store) => {
  beforeAll(async () => {
    const { dialect, database } = store();
    await database.insert("experiments", experimentColumns(experimentRow("1")));
    const shapes = await shapeWriter(dialect, database.url);
    await shapes.hub(1, hubSize);
    // The even nodes 2, 4, 6 ... use model 1.
    await shapes.usedBy(2, 1, hubSize);
    await shapes.close();
    await database.sql.script(dialect === "mysql" ? "analyze table inputs" : "analyze inputs");
  }, 60_000);

  /** Asks for edges, and the database how it read `inputs` for them. */
  async function plans(way: LineageWay, refs: readonly LineageRef[]): Promise<unknown[]> {
    const { open, dialect } = store();
    const explained: unknown[] = [];
    const prefix = {
      postgres: sql`explain (analyze, format json) `,
      mysql: sql`analyze format=json `,
      sqlite: sql`explain query plan `,
    }[dialect];
    const rows = async <Row>(statement: Sql): Promise<Row[]> => {
      if (statement.sql.includes("inputs i")) explained.push(...(await open.rows(join([prefix, statement], ""))));
      return open.rows<Row>(statement);
    };
    const wanted = eachWay((one) => (one === way ? refs : []));
    const found = await lineageEdges({ ...open, rows }, scope, wanted, { limit, rowsMax });
    expect(Math.max(...[...found[way].values()].map(({ edges }) => edges.length))).toBe(limit);
    return explained;
  }

  test.each([
    ["a dataset that many runs read", [hub]],
    ["such a dataset among other nodes", [hub, lineageRef("DATASET", "other"), ...others]],
    ["a logged model that many runs used", [hubModel]],
  ])("downstream of %s", async (_, refs) => {
    const read = await plans("downstream", refs);
    expect(read.length).toBeGreaterThan(0);
    if (store().dialect === "sqlite") {
      const details = read.map((row) => (row as { detail: string }).detail);
      // The limited scan of the index, then its rows by their own numbers; never the whole table.
      expect(details).toContain("SEARCH i USING INTEGER PRIMARY KEY (rowid=?)");
      expect(details.filter((detail) => detail.startsWith("SCAN i"))).toEqual([]);
    } else {
      expect(rowsRead(read)).toBeGreaterThanOrEqual(limit);
      // MariaDB reads all, up to so many, before it turns to one limited select for each node.
      const tried = refs.length > 1 && store().dialect === "mysql" ? rowsMax + 1 : 0;
      expect(rowsRead(read)).toBeLessThanOrEqual(tried + 2 * limit);
    }
  });
});

/** Rows that scans of `inputs` gave, times how often they ran. */
function rowsRead(plan: unknown): number {
  // MariaDB's plan is text.
  if (typeof plan === "string" && plan.startsWith("{")) return rowsRead(JSON.parse(plan));
  if (typeof plan !== "object" || plan === null) return 0;
  const node = plan as Record<string, unknown>;
  const own =
    node["Relation Name"] === "inputs" || node.table_name === "i"
      ? Number(node["Actual Rows"] ?? node.r_rows) * Number(node["Actual Loops"] ?? node.r_loops)
      : 0;
  return Object.values(node).reduce<number>((total, inner) => total + rowsRead(inner), own);
}
