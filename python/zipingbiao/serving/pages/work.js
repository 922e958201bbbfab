// Long work: started, watched, cancelled; what it made is to be downloaded or saved.

import { call, doing, element, say } from "./api.js";
import { keep } from "./check.js";

const $ = (id) => document.getElementById(id);
const PAUSE = 400;
let job = null;
let waiting = 0;
let results = [];
let onChecked = () => {};

export function begin(checked) {
  onChecked = checked;
}

export function showResults(found) {
  results = [...found].reverse();
  $("results").hidden = !found.length;
  $("zip").hidden = found.length < 2;
  $("save-all").hidden = results.filter((one) => one.home).length < 2;
  $("result-list").replaceChildren(...results.map((one) => {
    const item = element("li", {}, element("span", { className: "name", textContent: one.name }),
      element("a", { href: `api/results/${one.key}`, textContent: "下载", download: "" }));
    if (one.home) {
      const button = element("button", { type: "button", textContent: "存到文件夹里" });
      button.title = one.home;
      button.onclick = () => keep(one.key, button);
      item.append(button);
    }
    return item;
  }));
}

/** What has been made, or is being made; "" for nothing. */
export function made() {
  if (job?.phase === "run") return `正在${job.title}`;
  return results.length ? `有 ${results.length} 份结果` : "";
}

export async function start(kind, given, button) {
  await doing(button, async () => {
    say("");
    watch(await call("POST", "api/jobs", { kind, ...given }));
    $("job").scrollIntoView({ block: "nearest" });
  });
}

/** Show a job, and go on looking at it as long as it runs. */
export function watch(found) {
  job = found;
  show();
  clearTimeout(waiting);
  if (job.phase === "run") waiting = setTimeout(again, PAUSE);
  else finished();
}

async function again() {
  if (!job || job.phase !== "run") return;
  try {
    watch(await call("GET", `api/jobs/${job.key}`));
  } catch (error) {
    say(error.message, true);
  }
}

async function finished() {
  try {
    const state = await call("GET", "api/state");
    showResults(state.results);
    if (job.phase === "done" && job.kind === "check") onChecked(await call("GET", `api/jobs/${job.key}/findings`));
  } catch (error) {
    say(error.message, true);
  }
}

function show() {
  const runs = job.phase === "run";
  const words = { run: `正在${job.title}……`, done: `${job.title}完成`, fail: `${job.title}没有完成`, cancelled: `${job.title}已取消` };
  $("job").hidden = false;
  $("job").dataset.phase = job.phase;
  $("job-title").textContent = words[job.phase];
  $("job-cancel").hidden = !runs;
  const bar = $("job-bar");
  bar.hidden = !runs;
  bar.setAttribute("aria-label", words[job.phase]);
  if (runs && job.progress) {
    const [label, done, total] = job.progress;
    bar.max = total || 1;
    bar.value = done;
    $("job-far").textContent = done < total ? `${label} ${done}/${total}` : `${label} ${total}/${total}，正在写出……`;
  } else {
    bar.removeAttribute("value");
    $("job-far").textContent = runs ? "正在准备……" : "";
  }
  $("job-text").textContent = job.text || "";
  for (const button of document.querySelectorAll("[data-job], #check-all")) button.disabled = runs;
}

$("job-cancel").onclick = (event) => doing(event.currentTarget, async () => {
  watch(await call("DELETE", `api/jobs/${job.key}`));
});
/** What goes with the files: a list of units, the last summary, the ledger of a round. */
export function showAside(found) {
  for (const button of document.querySelectorAll("[data-aside]")) {
    const kind = button.dataset.aside;
    const place = $(`aside-${kind}`);
    place.replaceChildren();
    if (!found[kind]) continue;
    const away = element("button", { type: "button", className: "quiet", textContent: "不用" });
    away.setAttribute("aria-label", `不用 ${found[kind]}`);
    away.onclick = () => doing(away, async () => showAside((await call("DELETE", `api/aside/${kind}`)).aside));
    place.append(found[kind], " ", away);
  }
}
for (const button of document.querySelectorAll("[data-aside]")) {
  button.onclick = () => {
    const input = $("aside-input");
    input.value = "";
    input.dataset.kind = button.dataset.aside;
    input.accept = button.dataset.aside === "ledger" ? ".json" : ".xlsx,.xlsm,.xls,.csv";
    input.click();
  };
}
$("aside-input").onchange = (event) => doing(null, async () => {
  const input = event.currentTarget || $("aside-input");
  const [file] = input.files;
  if (!file) return;
  const state = await call("POST", `api/aside/${input.dataset.kind}?name=${encodeURIComponent(file.name)}`, file, true);
  showAside(state.aside);
});
$("save-all").onclick = (event) => doing(event.currentTarget, async () => {
  const wanted = results.filter((one) => one.home);
  for (const one of wanted) await call("POST", `api/results/${one.key}/save`);
  say(`已写出 ${wanted.length} 个文件。`);
});
$("zip").onclick = () => {
  location.href = `api/results?keys=${results.map((one) => one.key).join(",")}`;
};
for (const button of document.querySelectorAll("[data-job]")) {
  button.onclick = () => start(button.dataset.job, {
    format: button.dataset.format || "",
    deadline: $("deadline").value,
    title: $("bind-title").value,
    into: $("export-one").checked ? "one" : "",
  }, button);
}
