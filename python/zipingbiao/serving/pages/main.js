// The page: views, the desk of files, and what is dropped onto it.

import { call, doing, element, say } from "./api.js";
import * as check from "./check.js";
import * as layouts from "./layouts.js";
import * as work from "./work.js";

const $ = (id) => document.getElementById(id);
let files = [];
let shown = "";
let told = { files: new Map(), findings: new Map() };

// Views

function view(name, button) {
  // What was said of one view is over in another.
  if (button) say("");
  for (const button of document.querySelectorAll("nav button")) {
    if (button.dataset.view === name) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  for (const one of ["check", "work", "new"]) $(`view-${one}`).hidden = one !== name;
  if (name === "new") layouts.show();
}
for (const button of document.querySelectorAll("nav button")) button.onclick = () => view(button.dataset.view, button);

// Files

const looks = (state) => JSON.stringify([state.files, state.results, state.home, state.aside]);

function show(state) {
  shown = looks(state);
  files = state.files;
  $("file-count").textContent = files.length ? `${files.length} 个文件` : "还没有文件";
  $("check-all").hidden = files.length < 2;
  $("clear").hidden = !files.length;
  $("home").hidden = !state.home;
  $("home").textContent = state.home ? `打开的文件夹：${state.home}` : "";
  $("file-list").replaceChildren(...files.map(line));
  work.showResults(state.results);
  work.showAside(state.aside);
  if (check.current() && !files.some((one) => one.key === check.current())) check.forget();
}

function line(one) {
  const name = element("button", { type: "button", className: "name", textContent: one.name });
  if (one.key === check.current()) name.setAttribute("aria-current", "true");
  name.onclick = () => open(one.key, name);
  if (one.mended || one.answered) name.append(" ", element("span", { className: "count ok", textContent: one.mended ? "已修正" : "已说明" }));
  name.append(" ", ...verdict(one.name));
  const away = element("button", { type: "button", className: "quiet", textContent: "移除" });
  away.setAttribute("aria-label", `移除 ${one.name}`);
  away.onclick = () => doing(away, async () => show(await call("DELETE", `api/files/${one.key}`)));
  return element("li", {}, name, away);
}

/** A file that is not checked, by why not. */
const NOT_CHECKED = { unreadable: "读不了", "no-form": "没有表" };

/** What a check of all files says of one. */
function verdict(name) {
  const file = told.files.get(name);
  if (!file) return [];
  const found = told.findings.get(name) || [];
  const errors = found.filter((one) => one.severity === "error").length;
  if (file.status !== "ok") return [element("span", { className: "count off", textContent: NOT_CHECKED[file.status] || "没有计入", title: file.message || "" })];
  if (errors) return [element("span", { className: "count error", textContent: `${errors} 个错误` })];
  if (found.length) return [element("span", { className: "count warn", textContent: `${found.length} 个提示` })];
  return [element("span", { className: "count ok", textContent: "没有问题" })];
}

async function open(key, button) {
  view("check");
  await check.look(key, button);
  for (const item of document.querySelectorAll("#file-list .name")) item.removeAttribute("aria-current");
  const at = files.findIndex((one) => one.key === key);
  const name = document.querySelectorAll("#file-list .name")[at];
  if (name) name.setAttribute("aria-current", "true");
  // In a narrow window it is below the list.
  const place = $("view-check").getBoundingClientRect();
  if (place.top > innerHeight / 2) $("view-check").scrollIntoView();
}

async function refresh() {
  show(await call("GET", "api/state"));
}

/** Send files one by one; a refusal of one is told and the others go on. */
async function add(list) {
  const refused = [];
  let done = 0;
  let displaced = 0;
  for (const [name, file] of list) {
    say(`正在放入 ${done + 1}/${list.length}：${name}`);
    try {
      const put = await call("POST", `api/files?name=${encodeURIComponent(name)}`, file, true);
      done += 1;
      displaced += put.displaced ? 1 : 0;
    } catch (error) {
      refused.push(error.message.startsWith(name) ? error.message : `${name}：${error.message}`);
      if (error.isGone) break;
    }
  }
  if (done) {
    forgetTold();
    await refresh();
  }
  if (done === 1 && files.length === 1) await open(files[0].key, null);
  const lines = [];
  if (refused.length) lines.push(`${done} 个文件已放入；有 ${refused.length} 个没有放入：`, ...some(refused));
  if (displaced) lines.push(`${displaced} 个同名的文件换成了这次放入的；两份都要的，请改名，或放在不同的文件夹里再拖进来。`);
  say(lines.join("\n"), Boolean(lines.length));
}

const MOST_TOLD = 5;

/** The first lines, and how many more there are. */
function some(lines) {
  const more = lines.length - MOST_TOLD;
  return more > 0 ? [...lines.slice(0, MOST_TOLD), `……另有 ${more} 个。`] : lines;
}

function forgetTold() {
  told = { files: new Map(), findings: new Map() };
}

const LITTER = /^(~\$|\.)|^(thumbs\.db|desktop\.ini)$/i;

/** All files below a dropped entry, with their paths. */
async function walk(entry, into) {
  if (LITTER.test(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    into.push([entry.fullPath.replace(/^\//, ""), file]);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (!some.length) return;
    for (const one of some) await walk(one, into);
  }
}

const drop = $("drop");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry && one.webkitGetAsEntry()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((one) => [one.name, one]);
  await doing(null, async () => {
    const found = [];
    try {
      for (const one of entries) await walk(one, found);
    } catch {
      throw new Error("有的文件读不了，请用「选文件」或「打开文件夹」。");
    }
    await add(entries.length ? found : plain);
  });
});
$("pick-files").onclick = () => $("files-input").click();
$("pick-folder").onclick = () => $("folder-input").click();
for (const id of ["files-input", "folder-input"]) {
  $(id).onchange = (event) => doing(null, async () => {
    const chosen = [...event.target.files].filter((one) => !LITTER.test(one.name));
    await add(chosen.map((one) => [one.webkitRelativePath || one.name, one]));
    event.target.value = "";
  });
}
$("open-form").onsubmit = (event) => {
  event.preventDefault();
  doing(event.submitter, async () => {
    say("正在打开……");
    const state = await call("POST", "api/open", { path: $("open-path").value });
    forgetTold();
    show(state);
    if (files.length === 1) await open(files[0].key, null);
    const left = state.left.length ? `\n请留意：\n${some(state.left).join("\n")}` : "";
    say(`已放入 ${state.opened} 个文件。${left}`, Boolean(left));
  });
};
$("clear").onclick = (event) => doing(event.currentTarget, async () => {
  if (!agreed()) return;
  forgetTold();
  check.forget();
  show(await call("POST", "api/clear"));
  $("job").hidden = true;
  say("");
});
$("check-all").onclick = (event) => { view("work"); work.start("check", {}, event.currentTarget); };
/** Whether what would be lost may be lost. */
function agreed() {
  const made = work.made();
  return !made || confirm(`${made}。没有下载、没有存到文件夹里的就没有了，确定吗？`);
}
$("stop").onclick = (event) => doing(event.currentTarget, async () => {
  if (!agreed()) return;
  await call("POST", "api/stop");
  document.querySelector("main").hidden = true;
  document.querySelector("header").hidden = true;
  say("服务已关闭，可以关掉这个页面了。");
});

async function changed(name) {
  // What was found among all files is of the file as it was.
  told.files.delete(name);
  told.findings.delete(name);
  await refresh();
}
check.begin(changed, (name) => ({ findings: told.findings.get(name) || [], message: told.files.get(name)?.message || "" }));
work.begin((found) => {
  forgetTold();
  for (const one of found.files) told.files.set(one.path, one);
  for (const one of found.findings) {
    const key = [one.code, one.sheet || "", one.cell || "", one.field || ""].join("|");
    told.findings.set(one.path, [...(told.findings.get(one.path) || []), { ...one, key, fix: null, answerable: false }]);
  }
  refresh();
  view("check");
  say(`检查完成：${found.counts.error || 0} 个错误，${found.counts.warn || 0} 个警告，${found.counts.info || 0} 个提示。点左边的文件看详情。`);
});
/** The file that a spreadsheet program shows in its pane, where this page stands in one. */
const PANE = /^#pane=(\w+)$/.exec(location.hash);
if (PANE) document.body.classList.add("pane");
/** Another window may have changed what lies on the desk. */
addEventListener("focus", async () => {
  if (PANE || document.querySelector("header").hidden || document.body.hasAttribute("aria-busy")) return;
  try {
    const state = await call("GET", "api/state");
    if (shown !== looks(state)) show(state);
    if (state.job?.phase === "run") work.watch(state.job);
  } catch (error) {
    say(error.message, true);
  }
});
doing(null, async () => {
  const state = await call("GET", "api/state");
  show(state);
  if (PANE && files.some((one) => one.key === PANE[1])) {
    await open(PANE[1], null);
    return;
  }
  if (state.job) {
    work.watch(state.job);
    if (state.job.phase === "run") view("work");
  }
});
