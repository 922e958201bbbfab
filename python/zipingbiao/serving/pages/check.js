// One file: its sheet, the findings beside it, what can be mended, the way to a score.

import { call, doing, element, say } from "./api.js";
import { cellAt, table } from "./sheet.js";

const $ = (id) => document.getElementById(id);
const WEIGHT = { error: "错误", warn: "警告", info: "提示" };
const SMALLEST = 0.7;
const ORDER = ["error", "warn", "info"];
let seen = null;
let shownSheet = "";
let onChange = () => {};
let across = () => ({ findings: [], message: "" });

/** `changed` is told the name of a file that was changed; `more` gives what a check of all files says of one. */
export function begin(changed, more) {
  onChange = changed;
  across = more;
}

export async function look(key, button) {
  await doing(button, async () => {
    say("正在检查……");
    show(await call("GET", `api/files/${key}/look`));
    say("");
  });
}

export function forget() {
  seen = null;
  $("check-work").hidden = true;
  $("check-blank").hidden = false;
}

export const current = () => seen && seen.key;

function show(found) {
  const same = seen && seen.key === found.key;
  seen = found;
  const all = across(seen.name);
  const known = new Set([...seen.findings, ...seen.answered].map((one) => one.key));
  seen.findings = [...seen.findings, ...all.findings.filter((one) => !known.has(one.key))];
  seen.message = seen.message || all.message;
  $("check-blank").hidden = true;
  $("check-work").hidden = false;
  $("check-name").textContent = seen.name;
  const named = seen.sheets.map((one) => one.name);
  if (!same || !named.includes(shownSheet)) shownSheet = named[0] || "";
  const can = seen.findings.filter((one) => one.fix).length;
  $("mend-all").disabled = !can;
  $("mend-all").textContent = can ? `全部自动修正（${can} 处）` : "没有可以自动修正的";
  $("undo").hidden = !changed();
  tell();
  tabs();
  draw();
  list();
}

function tell() {
  const counts = ORDER.map((weight) => [weight, seen.findings.filter((one) => one.severity === weight).length]);
  const words = counts.filter((one) => one[1]).map(([weight, count]) => `${count} 个${WEIGHT[weight]}`);
  const lines = [];
  if (seen.message) lines.push(seen.message);
  if (seen.forms.length) lines.push(`${seen.forms.length} 张表；${words.length ? words.join("，") : "没有发现问题"}。`);
  if (seen.changes.length) lines.push(`已修正 ${seen.changes.length} 处，写在副本里，原文件没有动。`);
  const said = seen.answered.filter((one) => one.own).length;
  if (said) lines.push(`写明不用改的 ${said} 处，写在副本的批注里。`);
  for (const one of seen.left) lines.push(`${one}。请自己核对。`);
  lines.push(...seen.told);
  $("check-told").textContent = lines.join(" ");
  const place = $("mended-result");
  place.replaceChildren();
  if (seen.result) {
    place.append(element("a", { href: `api/results/${seen.result.key}`, textContent: "下载修正稿", download: "" }));
    if (seen.result.home) {
      const save = element("button", { type: "button", textContent: "存到原文件旁边" });
      save.onclick = () => keep(seen.result.key, save);
      place.append(" ", save);
    }
  }
}

export async function keep(key, button) {
  await doing(button, async () => {
    const done = await call("POST", `api/results/${key}/save`);
    say(`已写出 → ${done.saved}`);
  });
}

function tabs() {
  const made = seen.sheets.map((one) => {
    const count = seen.findings.filter((found) => found.sheet === one.name).length;
    const button = element("button", { type: "button", textContent: count ? `${one.name}（${count}）` : one.name });
    button.setAttribute("aria-pressed", String(one.name === shownSheet));
    button.onclick = () => { shownSheet = one.name; tabs(); draw(); list(); };
    return button;
  });
  $("sheet-tabs").replaceChildren(...(made.length > 1 ? made : []));
}

const changed = () => seen.mended || seen.answered.some((one) => one.own);
const sheetOf = () => seen.sheets.find((one) => one.name === shownSheet);
const here = (one) => !one.sheet || one.sheet === shownSheet;

function draw() {
  const place = $("sheet");
  $("score").hidden = true;
  const sheet = sheetOf();
  if (!sheet) { place.replaceChildren(element("p", { className: "note", textContent: "没有可以画的表。" })); return; }
  const made = table(sheet);
  place.replaceChildren(made);
  // A little smaller, where it then can be seen as a whole.
  const fit = (place.clientWidth - 18) / parseFloat(made.style.width);
  if (fit < 1) made.style.zoom = Math.max(fit, SMALLEST);
  for (const one of seen.scores.filter((score) => score.sheet === shownSheet)) {
    const cell = cellAt(made, one.cell);
    if (!cell) continue;
    cell.classList.add("scored");
    cell.tabIndex = 0;
    cell.title = "点一下，看这个数怎样得出";
    cell.scores = [...(cell.scores || []), one];
  }
  for (const one of seen.changes.filter((change) => change.sheet === shownSheet)) {
    const cell = cellAt(made, one.cell);
    if (cell) cell.classList.add("fixed");
  }
  for (const one of seen.findings.filter(here)) {
    const cell = cellAt(made, one.cell);
    if (!cell) continue;
    const before = ORDER.findIndex((weight) => cell.classList.contains(weight));
    const now = ORDER.indexOf(one.severity);
    if (before < 0 || now < before) {
      cell.classList.remove(...ORDER);
      cell.classList.add("marked", one.severity);
    }
    cell.tabIndex = 0;
    cell.findings = [...(cell.findings || []), one.key];
  }
}

function pointed(cell) {
  for (const one of document.querySelectorAll(".here")) one.classList.remove("here");
  if (cell) cell.classList.add("here");
}

function chooseCell(cell) {
  if (!cell || !(cell.findings || cell.scores)) return;
  pointed(cell);
  explain(cell.scores || []);
  let first = true;
  for (const item of $("findings").children) {
    if (!(cell.findings || []).includes(item.dataset.key)) continue;
    item.classList.add("here");
    if (first) item.scrollIntoView({ block: "nearest" });
    first = false;
  }
}

function explain(scores) {
  const place = $("score");
  place.hidden = !scores.length;
  place.replaceChildren(...scores.map((one) => element("p", {},
    element("strong", { textContent: `得分说明　${one.name}（${one.cell}）` }),
    element("br"), one.sentence)));
}

const $sheet = $("sheet");
$sheet.addEventListener("click", (event) => chooseCell(event.target.closest("td")));
$sheet.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") {
    const cell = event.target.closest("td");
    if (cell) { event.preventDefault(); chooseCell(cell); }
  }
});

function list() {
  const changes = seen.changes.filter(here).map((one) => element("li", { className: "fixed" },
    placeButton(one), element("p", { textContent: `已由「${one.old}」改为「${one.new}」：${one.reason}。` })));
  const found = seen.findings.filter(here).map((one) => {
    const item = element("li", { className: one.severity });
    item.dataset.key = one.key;
    item.append(placeButton(one), ` ${WEIGHT[one.severity]} ${one.code}`, element("p", { textContent: one.message }));
    if (one.fix) {
      const button = element("button", { type: "button", textContent: `自动修正为「${one.expected || one.fix.value}」` });
      button.title = one.fix.reason;
      button.onclick = () => change("mend", { keys: [one.key] }, button);
      item.append(button);
    }
    if (one.answerable) item.append(" ", answerButton(one, item));
    return item;
  });
  const answered = seen.answered.filter(here).map((one) => {
    const item = element("li", { className: "fixed" }, placeButton(one), ` ${one.code}`,
      element("p", { textContent: one.message }), element("p", { textContent: `不用改：${one.reason}` }));
    if (one.own) {
      const button = element("button", { type: "button", textContent: "收回这句" });
      button.onclick = () => change("answer", { ...placeOf(one), reason: "" }, button);
      item.append(button);
    }
    return item;
  });
  $("findings").replaceChildren(...found, ...changes, ...answered);
}

const placeOf = (one) => ({ sheet: one.sheet || "", cell: one.cell, code: one.code });

/** Asks why a finding is right as it is; the answer goes into the note of the cell. */
function answerButton(one, item) {
  const button = element("button", { type: "button", className: "quiet", textContent: "不用改……" });
  button.onclick = () => {
    const reason = element("input", { type: "text", maxLength: 500, placeholder: "如：受疫情影响，已批复" });
    reason.setAttribute("aria-label", "为什么不用改");
    const form = element("form", {}, reason, element("button", { type: "submit", textContent: "写进批注" }));
    form.onsubmit = (event) => {
      event.preventDefault();
      change("answer", { ...placeOf(one), reason: reason.value }, event.submitter);
    };
    button.remove();
    item.append(form);
    reason.focus();
  };
  return button;
}

function placeButton(one) {
  const where = one.place || one.cell || "整张表";
  const button = element("button", { type: "button", className: "place", textContent: where });
  button.onclick = () => {
    const cell = cellAt($("sheet").querySelector("table") || document.body, one.cell);
    pointed(cell);
    button.parentElement.classList.add("here");
    if (cell) cell.scrollIntoView({ block: "center", inline: "center" });
  };
  return button;
}

/** Change the copy of the file that is seen: "mend" or "answer". */
async function change(how, given, button) {
  await doing(button, async () => {
    const found = await call("POST", `api/files/${seen.key}/${how}`, given);
    await onChange(seen.name);
    say(how === "answer" || found.changes.length ? "" : `没有改动。${found.left.map((one) => `${one}。`).join("")}`);
    show(found);
    // The button is gone that was pressed; who uses keys goes on from here.
    $("findings").focus({ preventScroll: true });
  });
}

$("mend-all").onclick = (event) => change("mend", { keys: null }, event.currentTarget);
$("undo").onclick = (event) => doing(event.currentTarget, async () => {
  const found = await call("POST", `api/files/${seen.key}/undo`);
  await onChange(seen.name);
  show(found);
  say("已撤销，恢复成放入时的样子。");
});
$("learn").onclick = (event) => doing(event.currentTarget, async () => {
  say("正在学习……");
  say((await call("POST", `api/files/${seen.key}/learn`)).told);
});
