// CPU of a request as bars, a panel for each workload. Bars are as long as the logarithm: the contenders are that far apart.
import { digits } from "./report.mjs";

const width = 860;
const labelWidth = 270;
const barWidthMax = 480;
const line = 20;
const colors = ["#2563eb", "#60a5fa", "#6b7280", "#d97706", "#059669", "#84cc16"];

export function pictureOf({ machine, contenders, workloads }) {
  const names = contenders.map(({ name }) => name);
  const shown = workloads.map(({ id, title, rows }) => ({ id, title, rows: rows.filter(({ cannot }) => !cannot) }));
  const figures = shown.flatMap(({ rows }) => rows.map(({ cpuMs }) => cpuMs));
  const scale = scaleOf(figures);
  let top = 60;
  const panels = shown.map(({ id, title, rows }) => {
    const panel = panelOf(`${id}: ${title}`, rows, { top, names, scale });
    top += line * (rows.length + 2);
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
${text(12, 24, "CPU milliseconds of the server for each request (shorter is better, logarithmic)", 'font-size="16" font-weight="600"')}
${text(12, 44, `${machine.cpus} CPUs, Node ${machine.node}, PostgreSQL ${machine.postgres}, ${machine.at.slice(0, 10)}`, 'fill="#6b7280"')}
${panels.join("\n")}
</svg>
`;
}

function panelOf(title, rows, { top, names, scale }) {
  const bars = rows.map(({ contender, cpuMs }, at) => {
    const y = top + line * (at + 1);
    const length = scale(cpuMs).toFixed(1);
    return [
      text(labelWidth - 8, y + 13, contender, 'text-anchor="end" fill="#374151"'),
      `<rect x="${labelWidth}" y="${y + 2}" width="${length}" height="${line - 5}" rx="2" fill="${colors[names.indexOf(contender) % colors.length]}"/>`,
      text(labelWidth + Number(length) + 6, y + 13, digits(cpuMs), 'fill="#374151"'),
    ].join("\n");
  });
  return `${text(12, top + 12, title, 'font-weight="600"')}\n${bars.join("\n")}`;
}

/** The smallest figure still has a bar to see. */
function scaleOf(figures) {
  const [low, high] = [Math.log(Math.min(...figures) / 2), Math.log(Math.max(...figures))];
  return (value) => ((Math.log(value) - low) / (high - low || 1)) * barWidthMax;
}

function text(x, y, content, attributes) {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
