// Raw rows differ by driver: counts are bigint or decimal, booleans 0/1, SQLite's integers bigint by declared type.
// These bring a cell to one JavaScript type, once, where the row is read.

export function toInteger(cell: unknown): number {
  return Number(cell);
}

export function toBigInt(cell: unknown): bigint {
  return typeof cell === "bigint" ? cell : BigInt(String(cell));
}

export function toBigIntOrNull(cell: unknown): bigint | null {
  return cell === null || cell === undefined ? null : toBigInt(cell);
}

export function toBoolean(cell: unknown): boolean {
  return cell === true || cell === 1 || cell === 1n || cell === "1";
}

export function toNumberOrNull(cell: unknown): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}
