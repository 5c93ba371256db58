// What was measured, as Markdown.

/** A table of a workload; ratios are to Gatehouse's figures. */
export function tableOf({ id, title, rows }) {
  const own = rows.find(({ contender }) => contender === "Gatehouse");
  const head =
    "| contender | requests/s | p50 ms | p95 ms | p99 ms | CPU ms | KB | requests/s to Gatehouse's | CPU to Gatehouse's |";
  const lines = rows.map(
    (row) =>
      `| ${[row.contender, ...(row.cannot ? [row.cannot, ...Array(7).fill("")] : cellsOf(row, own))].join(" | ")} |`,
  );
  return [
    `### ${id}: ${title}`,
    "",
    head,
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...lines,
    "",
  ].join("\n");
}

function cellsOf(row, own) {
  const each = row.httpRequestsEach > 1 ? ` (${row.httpRequestsEach} HTTP requests each)` : "";
  return [
    digits(row.perSecond) + each,
    ...[row.p50, row.p95, row.p99, row.cpuMs].map(digits),
    Math.round(row.bytes / 1_024),
    ...(own?.perSecond ? [digits(row.perSecond / own.perSecond), digits(row.cpuMs / own.cpuMs)] : ["", ""]),
  ];
}

/** Three digits that count. */
export function digits(value) {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

export function machineLine({ cpu, cpus, memoryGb, node, postgres, loadBefore, loadAfter }) {
  return `${cpus} × ${cpu}, ${memoryGb} GB, Node ${node}, PostgreSQL ${postgres}; load average ${loadBefore} before, ${loadAfter} after.`;
}

export const isKept = ({ value, bound }) => value <= bound;

export function boundsTable(bounds) {
  const lines = bounds.map(
    (each) => `| ${each.what} | ${digits(each.value)} | ${each.bound} | ${isKept(each) ? "kept" : "NOT KEPT"} |`,
  );
  return [
    "### Memory and cold start",
    "",
    "| what | found | at most | |",
    "| --- | ---: | ---: | --- |",
    ...lines,
    "",
  ].join("\n");
}
