// The buttons of the ribbon: each hands its command to the service, and does what that answers.

const FILES = 3;
const FOLDERS = 4;
const CHOSEN = -1;
const PAUSE = 700;
const BUSY = "上一个操作还没有完成，请稍等。";
let busy = false;

/** @param {{Id: string}} control */
const idOf = (control) => control.Id.slice(control.Id.lastIndexOf(".") + 1);

/** Let the user choose by WPS's own dialog. @param {any} asked @returns {any} */
function answered(asked) {
  if (asked.kind === "line") {
    const typed = Application.InputBox(asked.prompt, asked.title);
    return typeof typed === "string" ? typed : null;
  }
  if (asked.kind === "target") {
    const ending = asked.name.slice(asked.name.lastIndexOf("."));
    const chosen = Application.GetSaveAsFilename(asked.name, `${ending} (*${ending}), *${ending}`, 1, asked.title);
    return typeof chosen === "string" && chosen ? chosen : null;
  }
  const dialog = Application.FileDialog(asked.kind === "folder" ? FOLDERS : FILES);
  dialog.Title = asked.title;
  if (asked.start) dialog.InitialFileName = asked.start;
  if (asked.kind === "files") dialog.AllowMultiSelect = true;
  if (Number(dialog.Show()) !== CHOSEN) return null;
  const items = dialog.SelectedItems;
  const found = Array.from({ length: items.Count }, (_, at) => String(items.Item(at + 1)));
  return asked.kind === "files" ? found : found[0];
}

/** What the user answers; a WPS without that dialog is said so. @param {any} asked @returns {any} */
function answerOf(asked) {
  try {
    return answered(asked);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`这个 WPS 没有打开「${asked.title}」的对话框（${why}）。请改用浏览器里的页面：从开始菜单（应用程序菜单）打开「自评表」。`);
  }
}

/** The book in front, by where it is; "" where none is open. */
function frontBook() {
  const book = Application.ActiveWorkbook;
  return book ? book.FullName : "";
}

/** See that the same book is still in front: what follows is meant for it alone. @param {string} front */
function stillThere(front) {
  if (frontBook() === front) return;
  throw new Error(`处理期间换到了别的工作簿，没有再做下去。请回到「${front}」，再点一次。`);
}

/** Write the book as it stands into a file. @param {string} path */
function saveCopy(path) {
  try {
    Application.ActiveWorkbook.SaveCopyAs(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`这个 WPS 没能存出工作簿的副本（${why}）。请先把工作簿保存一次，再试。`);
  }
}

/**
 * Press a button; the sentences that came of it, in their order.
 * @param {string} command @param {string} argument @returns {Promise<string[]>}
 */
async function pressed(command, argument) {
  const front = frontBook();
  /** @type {object} */
  let asked = { command, argument, facts: facts() };
  for (;;) {
    const done = await ask("press", asked);
    if (done.need === "copy" || (done.do || []).some(touches)) stillThere(front);
    if (done.need === "copy") {
      saveCopy(done.path);
      asked = { talk: done.talk };
    } else if (done.need === "answer") {
      asked = { talk: done.talk, answer: answerOf(done) };
    } else {
      // What was opened or shown is in front from now on.
      const failed = steadily(done.do);
      const again = done.do.find((/** @type {any} */ step) => step.do === "again");
      const said = [done.said, again && !failed.length ? again.said : "", ...failed].filter(Boolean);
      return again && !failed.length ? [...said, ...(await pressed(again.command, ""))] : said;
    }
  }
}

/** Press a button, and tell what came of it. @param {string} command @param {string} argument */
async function press(command, argument = "") {
  if (busy && command !== "cancel") {
    alert(BUSY);
    return;
  }
  busy = true;
  lacking.clear();
  let said = "";
  try {
    said = (await pressed(command, argument)).join("");
    if (lacking.size) said += `这个 WPS 缺少：${[...lacking].join("；")}，这些没有做。`;
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  } finally {
    busy = false;
  }
  if (said) alert(said);
}

/** Show how far long work is, and tell at its end. @param {string} job */
function watch(job) {
  setTimeout(async () => {
    try {
      const told = await ask("watch", { job });
      Application.StatusBar = told.runs ? told.text : false;
      if (told.runs) watch(job);
      else await press("finish", job);
    } catch (error) {
      alert(error instanceof Error ? error.message : String(error));
    }
  }, PAUSE);
}

// What the ribbon calls.

function OnAddinLoad() {
  return true;
}

/** @param {{Id: string}} control */
function OnAction(control) {
  const id = idOf(control);
  if (control.Id.startsWith(ZPB_DECLARED.item)) press("new", control.Id.slice(ZPB_DECLARED.item.length));
  else press(id);
  return true;
}

/** @param {{Id: string}} control */
function GetImage(control) {
  return `icons/${ZPB_DECLARED.pictures[idOf(control)]}.png`;
}
