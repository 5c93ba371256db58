/** ER_INITIAL_SQL_ERROR of MariaDB's driver. */
const initialSqlErrno = 45_030;

/**
 * The driver leaves the failure of a new connection's first statement in a promise that nobody hears. Whoever wanted the
 * connection is told by itself; the other stores must not end with it.
 */
export function isOfLostConnection(error: unknown): boolean {
  return (error as { errno?: number }).errno === initialSqlErrno;
}
