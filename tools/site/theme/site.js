// 查找、目录；不联网，不记任何东西。
"use strict";
const base = document.body.dataset.base.replace(/\/?$/, "/");
const find = document.getElementById("find"), found = document.getElementById("found");
const most = 30, around = 24;
let here = -1;

// 宽的表在自己的框里左右移动，页面不动。
for (const table of document.querySelectorAll("main table")) {
  const box = document.createElement("div");
  box.className = "wide";
  table.replaceWith(box);
  box.append(table);
}

function rank([, title, page, text], words) {
  const whole = `${title} ${page} ${text}`.toLowerCase();
  if (!words.every((word) => whole.includes(word))) return 0;
  let points = 1;
  for (const word of words) {
    if (title.toLowerCase().includes(word)) points += 20;
    if (title.toLowerCase() === word) points += 40;
    if (page.toLowerCase().includes(word)) points += 5;
    points += Math.min(whole.split(word).length - 1, 5);
  }
  return points;
}

function shown(text, words) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]));
  const piece = text.slice(Math.max(0, at - around), at + 3 * around);
  const line = document.createElement("small");
  const low = piece.toLowerCase();
  for (let from = 0; from < piece.length; ) {
    const hits = words.map((word) => [low.indexOf(word, from), word.length]).filter(([one]) => one >= 0);
    const [next, length] = hits.sort((one, other) => one[0] - other[0])[0] || [piece.length, 0];
    line.append(piece.slice(from, next));
    if (length) {
      const mark = document.createElement("mark");
      mark.textContent = piece.slice(next, next + length);
      line.append(mark);
    }
    from = next + Math.max(length, 1);
  }
  return line;
}

function search() {
  const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  found.replaceChildren();
  found.hidden = !words.length;
  here = -1;
  if (!words.length) return;
  const hits = (window.searchIndex || []).map((one) => [rank(one, words), one]).filter(([points]) => points);
  hits.sort((one, other) => other[0] - one[0]);
  for (const [, one] of hits.slice(0, most)) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = base + one[0];
    link.textContent = one[2] && one[2] !== one[1] ? `${one[2]} › ${one[1]}` : one[1];
    item.append(link, shown(one[3], words));
    found.append(item);
  }
  if (!hits.length) found.append(Object.assign(document.createElement("li"), { textContent: "没有找到。换一个词，或少写几个字。" }));
}

find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  const items = [...found.children];
  if (event.key === "Escape") { find.value = ""; search(); }
  if (event.key === "Enter") items[Math.max(here, 0)]?.querySelector("a")?.click();
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  here = (here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
  items.forEach((item, number) => item.classList.toggle("here", number === here));
  items[here]?.scrollIntoView({ block: "nearest" });
});
found.addEventListener("click", () => { found.hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== find) { event.preventDefault(); find.focus(); }
});

const menu = document.getElementById("menu"), pages = document.getElementById("pages");
menu.addEventListener("click", () => menu.setAttribute("aria-expanded", pages.classList.toggle("open")));
// 目录滚到当前的页。
const current = pages.querySelector("[aria-current]");
if (current) pages.scrollTop = current.offsetTop - pages.clientHeight / 2;
