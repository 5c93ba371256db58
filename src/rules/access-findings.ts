import { type Finding, finding, type StoreMode, type StoreReport } from "./doctor-report.js";
import type { AccessFacts, StoreFacts } from "./store-facts.js";

/** What Gatehouse may do in a store, and what it needs. */
export function judgeAccess(access: AccessFacts): Finding[] {
  return [...judgeReading(access), ...judgeAbsent(access), ...judgeWriting(access)];
}

/** All that there is for now. */
const configuredMode: StoreMode = "READ_ONLY";

/** What Gatehouse does in a store, beside what the database would let it do. */
export function modeOf({ access, schema, server }: StoreFacts): StoreReport["mode"] {
  return { configured: configuredMode, possible: possibleMode() };

  function possibleMode(): StoreMode {
    if (access === null || schema === null || !access.tables.every(({ canSelect }) => canSelect)) return "NONE";
    const mayWrite = access.tables
      .filter(({ table }) => table !== "alembic_version")
      .every(({ canInsert, canUpdate, canDelete }) => canInsert && canUpdate && canDelete);
    const isWritable = server?.readOnly === null && schema.releases !== null;
    return mayWrite && isWritable && access.canCreateTables ? "READ_WRITE" : "READ_ONLY";
  }
}

function judgeReading({ tables, grants, user }: AccessFacts): Finding[] {
  const who = user === null ? "" : ` as ${user}`;
  const there = tables.filter(({ exists }) => exists);
  const hidden = there.filter(({ canSelect }) => !canSelect).map(({ table }) => table);
  if (hidden.length > 0 || grants.length > 0) {
    const what = hidden.length === 0 ? "MLflow's tables" : hidden.join(", ");
    const message = `may not read ${what}${who}; the tables' owner can run:`;
    return [finding("access", "SELECT_MISSING", "problem", message, grants)];
  }
  if (there.length === 0) return [];
  return [finding("access", "MAY_READ", "ok", `reads all it needs${who}; Gatehouse writes nothing to a store yet`)];
}

function judgeAbsent({ tables }: AccessFacts): Finding[] {
  const absent = tables.filter(({ exists }) => !exists).map(({ table }) => table);
  // Where none is there, the schema's own finding says it.
  if (absent.length === 0 || absent.length === tables.length) return [];
  const message = `tables that this MLflow schema has are not there, or not visible: ${absent.join(", ")}`;
  return [finding("access", "TABLES_MISSING", "problem", message)];
}

/** SQLite has no users: whoever reads the file mostly shares it with MLflow. */
function judgeWriting({ user, tables, isSuperuser, isOwner, canCreateTables }: AccessFacts): Finding[] {
  if (user === null) return [];
  if (isSuperuser) {
    const message = "connects as a superuser: reading needs no more than SELECT (README, Connect your MLflow)";
    return [finding("access", "SUPERUSER", "warning", message)];
  }
  const rights = [
    ...(tables.some(({ canInsert, canUpdate, canDelete }) => canInsert || canUpdate || canDelete)
      ? ["write rows"]
      : []),
    ...(canCreateTables ? ["create tables"] : []),
    ...(isOwner ? ["change MLflow's tables, which it owns"] : []),
  ];
  if (rights.length === 0) return [];
  return [finding("access", "MAY_WRITE", "note", `may also ${rights.join(", ")}: more than reading needs`)];
}
