export interface LedgerTable {
  readonly name: string;
  /** What the running server does with its rows; nothing else is granted to it. */
  readonly runtimeRights: readonly ("SELECT" | "INSERT" | "UPDATE" | "DELETE")[];
}

/** The ledger's tables in the order they are made; `gatehouse uninstall` drops them from the end. */
export const ledgerTables: readonly LedgerTable[] = [
  { name: "gatehouse_migrations", runtimeRights: ["SELECT"] },
  { name: "gatehouse_bindings", runtimeRights: ["SELECT", "INSERT", "UPDATE"] },
  { name: "gatehouse_tokens", runtimeRights: ["SELECT", "INSERT", "UPDATE"] },
];
