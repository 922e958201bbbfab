// A sheet as a table, in the look that it has on paper.

import { element } from "./api.js";

const PIXELS = 4 / 3;
const WIDE = { thick: 3, double: 3, medium: 2 };
const ACROSS = { left: "left", center: "center", right: "right", centerContinuous: "center", justify: "justify", distributed: "justify" };
const DOWN = { top: "top", center: "middle", bottom: "bottom" };

function line(kind) {
  if (!kind) return "";
  const style = kind === "double" ? "double" : kind.toLowerCase().includes("dash") ? "dashed" : kind === "dotted" || kind === "hair" ? "dotted" : "solid";
  return `${WIDE[kind] || 1}px ${style} #000`;
}

function dress(cell, look, isNumber) {
  const style = cell.style;
  style.fontFamily = `"${look.font.replace(/["\\]/g, "")}", "Noto Serif CJK SC", SimSun, serif`;
  style.fontSize = `${look.size * PIXELS}px`;
  if (look.bold) style.fontWeight = "bold";
  if (look.italic) style.fontStyle = "italic";
  if (look.color) style.color = `#${look.color}`;
  if (look.fill) style.backgroundColor = `#${look.fill}`;
  style.textAlign = ACROSS[look.across] || (isNumber ? "right" : "left");
  style.verticalAlign = DOWN[look.down] || "middle";
  if (look.upright) style.writingMode = "vertical-rl";
  [style.borderTop, style.borderRight, style.borderBottom, style.borderLeft] = look.edges.map(line);
}

/** A table; each cell knows the area of the sheet that it shows. */
export function table(sheet) {
  const made = element("table");
  const columns = element("colgroup");
  for (const width of sheet.widths) {
    const column = element("col");
    column.style.width = `${width * PIXELS}px`;
    columns.append(column);
  }
  made.append(columns);
  made.style.width = `${sheet.widths.reduce((sum, one) => sum + one, 0) * PIXELS}px`;
  const rows = sheet.heights.map((height) => {
    const row = element("tr");
    row.style.height = `${height * PIXELS}px`;
    return row;
  });
  for (const [top, , tall, wide, text, look, isNumber, address, area] of sheet.boxes) {
    const cell = element("td", { rowSpan: tall, colSpan: wide, textContent: text });
    cell.dataset.cell = address;
    cell.area = area;
    dress(cell, sheet.looks[look], isNumber);
    rows[top - 1].append(cell);
  }
  made.append(element("tbody", {}, ...rows));
  return made;
}

/** Row and column of an address; null where it is none. */
function place(address) {
  const found = /^([A-Z]+)(\d+)$/.exec(address || "");
  if (!found) return null;
  const column = [...found[1]].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return [Number(found[2]), column];
}

/** The cell of a table that shows an address. */
export function cellAt(made, address) {
  const at = place(address);
  if (!at) return null;
  for (const cell of made.querySelectorAll("td")) {
    const [top, left, bottom, right] = cell.area;
    if (top <= at[0] && at[0] <= bottom && left <= at[1] && at[1] <= right) return cell;
  }
  return null;
}
