/** How cells of text are written. */
export interface CsvStyle {
  /**
   * For a spreadsheet, which takes a text that begins like a formula for one: such a text gets an apostrophe before it.
   * The file then also begins with the mark by which a spreadsheet knows UTF-8.
   */
  readonly spreadsheet: boolean;
}

/** One line by RFC 4180, of cells that are written already. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`;
}

/** The line of the columns' names, which begins the file. */
export function csvHeader(names: readonly string[], style: CsvStyle): string {
  return `${style.spreadsheet ? "\uFEFF" : ""}${csvLine(names.map((name) => csvText(name, style)))}`;
}

/** A cell of text. Nothing at all is no text, two quotes are the empty one. */
export function csvText(text: string | null, { spreadsheet }: CsvStyle): string {
  if (text === null) return "";
  const safe = spreadsheet && isFormula(text) ? `'${text}` : text;
  return safe === "" || /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell of a number, or of the word that stands for one. */
export function csvNumber(number: number | string | null): string {
  return number === null ? "" : String(number);
}

/** What spreadsheets read as a formula, in their full-width forms too. A plain number such as -1.5 is none. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}
