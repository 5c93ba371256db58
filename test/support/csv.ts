/** A CSV file by RFC 4180, read strictly: every line ends with CRLF and has as many cells as the first. */
export interface Csv {
  readonly header: readonly string[];
  /** Null for a cell with nothing in it; the empty text is two quotes. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** @throws Error for what is no such file */
export function parseCsv(text: string): Csv {
  const lines: (string | null)[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, written = "", end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`);
    lines.at(-1)?.push(readCell(written));
    if (end === "\r\n") lines.push([]);
  }
  if (lines.pop()?.length !== 0) throw new Error("the last line does not end");
  const [header = [], ...rows] = lines;
  for (const row of rows) if (row.length !== header.length) throw new Error(`a line of ${row.length} cells`);
  return { header: header.map((name) => name ?? ""), rows };
}

/** Rows as objects, by the header's names. */
export function csvObjects({ header, rows }: Csv): Readonly<Record<string, string | null>>[] {
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? null])));
}

function readCell(written: string): string | null {
  if (written.startsWith('"')) return written.slice(1, -1).replaceAll('""', '"');
  return written === "" ? null : written;
}
