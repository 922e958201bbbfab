// Calls to the service, and the one line in which the page says what came of them.

const told = document.getElementById("told");
const said = document.getElementById("said");

export function say(text, bad = false) {
  said.textContent = text;
  told.hidden = !text;
  told.classList.toggle("bad", bad);
}
document.getElementById("said-away").onclick = () => say("");

/** What the service answers; says why where it refuses, and throws. */
export async function call(method, path, value, raw = false) {
  const asked = { method, headers: {} };
  if (raw) {
    asked.body = value;
    asked.headers["Content-Type"] = "application/octet-stream";
  } else if (value !== undefined) {
    asked.body = JSON.stringify(value);
    asked.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(path, asked);
  } catch {
    const said = "服务没有应答，可能已经关闭。请从程序菜单再打开「自评表」，或再运行一次 zpb serve --open。";
    throw Object.assign(new Error(said), { isGone: true });
  }
  const kind = answer.headers.get("Content-Type") || "";
  if (!kind.startsWith("application/json")) throw new Error((await answer.text()).trim());
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error);
  return data;
}

/** Do something that a button asks for, once at a time; a refusal is said. */
export async function doing(button, work) {
  if (button?.hasAttribute("aria-busy")) return undefined;
  button?.setAttribute("aria-busy", "true");
  document.body.setAttribute("aria-busy", "true");
  try {
    return await work();
  } catch (error) {
    say(error.message, true);
    return undefined;
  } finally {
    button?.removeAttribute("aria-busy");
    document.body.removeAttribute("aria-busy");
  }
}

export function element(name, properties = {}, ...inside) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...inside);
  return made;
}
