const lineWidth = 110;
const indentation = "  ";

const pieces = /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\s+|\w+|./gs;
const clause = /^(?:(?:left |cross )?join|select|from|where|group by|order by|limit|union all)\b/i;

/**
 * A statement with its clauses on lines of their own, subqueries indented and long lines wrapped. Only white space is
 * changed, so that what is reviewed is what the database gets.
 */
export function formatSql(statement: string): string {
  const text = statement.replace(/\s+/g, " ").trim();
  const indents: (string | null)[] = [""]; // Of the parentheses that are open; null where one holds no subquery.
  let lines = "";
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    const indent = indents.at(-1) ?? null;
    const rest = text.slice(index + piece.length);
    if (piece === " " && /\n *$/.test(lines)) continue;
    if (piece === " " && indent !== null && clause.test(rest) && !/\b(?:left|cross)$/i.test(lines)) lines += `\n${indent}`;
    else if (piece === "(") lines += opened(indents, /^ ?select\b/i.test(rest));
    else if (piece === ")") lines += closed(indents);
    else lines += piece;
  }
  return lines.split("\n").map(wrapped).join("\n");
}

function opened(indents: (string | null)[], holdsSubquery: boolean): string {
  const outer = indents.findLast((indent) => indent !== null) ?? "";
  indents.push(holdsSubquery ? `${outer}${indentation}` : null);
  return holdsSubquery ? `(\n${outer}${indentation}` : "(";
}

function closed(indents: (string | null)[]): string {
  const isOfSubquery = indents.pop() !== null;
  return isOfSubquery ? `\n${indents.findLast((indent) => indent !== null) ?? ""})` : ")";
}

function wrapped(line: string): string {
  if (line.length <= lineWidth) return line.trimEnd();
  const indent = `${/^ */.exec(line)?.[0] ?? ""}${indentation}`;
  const rows: string[] = [];
  let row = "";
  for (const word of line.trimEnd().match(/ *(?:'(?:[^']|'')*'|[^ '])+/g) ?? []) {
    if (row.trim() !== "" && row.length + word.length > lineWidth) {
      rows.push(row);
      row = `${indent}${word.trimStart()}`;
    } else row += word;
  }
  return [...rows, row].join("\n");
}
