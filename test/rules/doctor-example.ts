import { capabilityNames } from "../../src/rules/mlflow-schema.js";
import type { StoreFacts } from "../../src/rules/store-facts.js";

/** A store in use, as the doctor finds it: shown in docs/doctor.md and the ground that other tests vary. */
export const exampleFacts: StoreFacts = {
  name: "prod",
  connection: {
    isReached: true,
    failure: null,
    connectMs: 31.4,
    statementMs: 0.62,
    pooler: "none",
    direct: null,
  },
  server: {
    product: "PostgreSQL",
    version: "15.20",
    readOnly: null,
    isolation: "read committed",
    journalMode: null,
  },
  schema: {
    revision: "da6fb0208061",
    releases: "3.13",
    capabilities: capabilityNames.filter((name) => name !== "traceColumns"),
  },
  access: {
    user: "gatehouse",
    tables: [
      {
        table: "runs",
        exists: true,
        canSelect: true,
        canInsert: false,
        canUpdate: false,
        canDelete: false,
      },
    ],
    canCreateTables: false,
    isOwner: false,
    isSuperuser: false,
    grants: [],
  },
  text: { encoding: "UTF8", collation: "en_US.UTF-8", keyCollations: [], holdsAllCharacters: true, mergesKeys: false },
  tables: [
    { table: "runs", rows: 61_204, count: "exact", bytes: 22_306_816 },
    { table: "metrics", rows: 184_223_104, count: "estimate", bytes: 71_403_372_544 },
  ],
  missingIndexes: [
    {
      name: "gatehouse_versions_of_run",
      table: "model_versions",
      columns: ["run_id"],
      only: null,
      rowsMin: 10_000,
      helps: "model versions of runs",
      ddl: "CREATE INDEX CONCURRENTLY IF NOT EXISTS gatehouse_versions_of_run ON model_versions (run_id);",
    },
  ],
  clock: { differenceMs: -3.2, uncertaintyMs: 0.3 },
  webhooks: { active: 2, events: ["model_version.created", "model_version_alias.created"] },
  unread: [],
};
