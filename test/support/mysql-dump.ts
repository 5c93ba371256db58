/**
 * Cuts the text of mysqldump into pieces that a server takes as they are. `DELIMITER` is a command of the mysql client, not SQL:
 * it fences triggers, whose bodies hold semicolons; each fenced statement becomes a piece of its own.
 */
export function splitMysqlDump(dump: string): readonly string[] {
  const pieces: string[] = [];
  let delimiter = ";";
  let lines: string[] = [];
  for (const line of dump.split("\n")) {
    const change = /^DELIMITER (\S+)$/.exec(line);
    if (change === null) {
      lines.push(line);
    } else {
      pieces.push(...statementsOf(lines.join("\n"), delimiter));
      [delimiter, lines] = [change[1] ?? ";", []];
    }
  }
  return [...pieces, ...statementsOf(lines.join("\n"), delimiter)];
}

function statementsOf(text: string, delimiter: string): string[] {
  const statements = delimiter === ";" ? [text] : text.split(delimiter);
  // Whoever loads the dump owns its triggers; the account that made it may not exist here.
  return statements
    .map((statement) => statement.replace(/\/\*!\d+ DEFINER=.*?\*\//g, "").trim())
    .filter((statement) => statement !== "");
}
