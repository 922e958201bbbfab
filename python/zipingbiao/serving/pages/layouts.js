// The layouts, each with its picture, and a blank form of it.

import { call, doing, element, say } from "./api.js";
import { table } from "./sheet.js";

const list = document.getElementById("layout-list");
const find = document.getElementById("layout-find");
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    picture(entry.target);
  }
});
let began = false;

async function picture(place) {
  try {
    const sheet = await call("GET", `api/layouts/${encodeURIComponent(place.dataset.layout)}/sheet`);
    const made = table(sheet);
    place.replaceChildren(made);
    made.style.transform = `scale(${(place.clientWidth - 8) / made.offsetWidth})`;
  } catch (error) {
    place.textContent = error.message;
  }
}

async function make(layout, button) {
  await doing(button, async () => {
    const made = await call("POST", `api/layouts/${encodeURIComponent(layout)}/new`);
    const link = element("a", { href: `api/results/${made.key}`, download: "" });
    document.body.append(link);
    link.click();
    link.remove();
    say(`已新建「${made.name}」，请在浏览器的下载里打开。`);
  });
}

export async function show() {
  if (began) return;
  began = true;
  const found = await doing(null, () => call("GET", "api/layouts"));
  if (!found) { began = false; return; }
  list.replaceChildren(...found.map((one) => {
    const thumb = element("div", { className: "thumb" });
    thumb.setAttribute("aria-hidden", "true");
    thumb.dataset.layout = one.id;
    const button = element("button", { type: "button", className: "main", textContent: "新建" });
    button.setAttribute("aria-label", `新建 ${one.title}`);
    button.onclick = () => make(one.id, button);
    const item = element("li", {}, thumb, element("span", { className: "title", textContent: one.title }),
      element("span", { className: "note", textContent: `${one.region}　${one.years}` }), button);
    item.dataset.words = `${one.title} ${one.region} ${one.years} ${one.id}`;
    watcher.observe(thumb);
    return item;
  }));
}

find.oninput = () => {
  const words = find.value.trim().split(/\s+/).filter(Boolean);
  for (const item of list.children) item.hidden = !words.every((word) => item.dataset.words.includes(word));
  document.getElementById("layout-none").hidden = [...list.children].some((item) => !item.hidden) || !list.children.length;
};
