// Growth as curves: CPU of a request against size, a panel for each axis, both scales logarithmic.
import { digits } from "./report.mjs";

const panel = { width: 400, height: 300, left: 56, top: 64, bottom: 44 };
const colors = { W1: "#2563eb", "W3-keys": "#d97706", "W5-page-1": "#059669" };

export function growthPictureOf(curves) {
  const axes = [...new Set(curves.map(({ axis }) => axis))];
  const width = axes.length * (panel.width + panel.left) + 24;
  const height = panel.top + panel.height + panel.bottom;
  const y = logScale(
    curves.map(({ cpuMs }) => cpuMs),
    panel.top + panel.height,
    panel.top,
  );
  const panels = axes.map((axis, at) =>
    panelOf(
      axis,
      curves.filter((each) => each.axis === axis),
      { left: panel.left + at * (panel.width + panel.left), y },
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="12" y="24" font-size="16" font-weight="600">CPU milliseconds of a request as the store grows (solid Gatehouse, dashed the limit)</text>
${panels.join("\n")}
</svg>
`;
}

function panelOf(axis, curves, { left, y }) {
  const sizes = [...new Set(curves.map(({ at }) => at))];
  const x = logScale(sizes, left + 20, left + panel.width - 60);
  const ends = panel.top + panel.height;
  const ticks = sizes.map(
    (size) =>
      `<text x="${x(size)}" y="${ends + 18}" text-anchor="middle" fill="#374151">${size.toLocaleString("en")}</text>`,
  );
  const lines = new Set(curves.map(nameOf));
  const drawn = [...lines].map((name) =>
    curveOf(
      curves.filter((each) => nameOf(each) === name),
      x,
      y,
    ),
  );
  return `<text x="${left}" y="${panel.top - 14}" font-weight="600">${axis}</text>
<path d="M${left} ${panel.top}V${ends}H${left + panel.width}" fill="none" stroke="#9ca3af"/>
${ticks.join("\n")}
${drawn.join("\n")}`;
}

const nameOf = ({ workload, contender }) => `${workload} ${contender}`;

function curveOf(points, x, y) {
  const [{ workload, contender }] = points;
  const color = colors[workload];
  const dash = contender === "Gatehouse" ? "" : ' stroke-dasharray="5 4"';
  const path = points.map(({ at, cpuMs }) => `${x(at).toFixed(1)} ${y(cpuMs).toFixed(1)}`).join("L");
  const last = points.at(-1);
  const label = `<text x="${x(last.at) + 8}" y="${y(last.cpuMs) + 4}" fill="${color}">${workload} ${digits(last.cpuMs)}</text>`;
  return `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"${dash}/>\n${label}`;
}

function logScale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => from + ((Math.log(value) - low) / (high - low || 1)) * (to - from);
}
