// What the service has WPS do, step by step. Nothing is decided here. See serving/wps_board.py.

const MANUAL = -4135;
const CENTRE = -4108;
const CONTINUOUS = 1;
const THIN = 2;
const LANDSCAPE = 2;
const PDF = 0;
const HIDDEN = 0;
const TITLE_SIZE = 14;
const TITLE_HEIGHT = 24;
const GENERAL = "General";
const PANE = "zpb-pane-et";
const PANE_WIDTH = 480;

/** WPS's number of a colour. @param {string} colour such as FFC7CE */
const colourOf = (colour) => parseInt(colour.slice(4, 6) + colour.slice(2, 4) + colour.slice(0, 2), 16);

/** The letters of a column. @param {number} column */
function letters(column) {
  let found = "";
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    found = String.fromCharCode(65 + ((left - 1) % 26)) + found;
  }
  return found;
}

/** The cells from one to another. @param {Et.Worksheet} sheet @param {number[]} corners top, left, bottom, right */
function area(sheet, [top, left, bottom, right]) {
  return sheet.Range(`${letters(left)}${top}:${letters(right)}${bottom}`);
}

/** @param {string} name @returns {Et.Worksheet} */
function sheetCalled(name) {
  const found = sheetsOf(Application.ActiveWorkbook).find((one) => one.Name === name);
  if (!found) throw new Error(`工作表「${name}」已不在了`);
  return found;
}

/** Change a sheet that may be protected; afterwards it is protected again as it was. */
function changing(/** @type {string} */ name, /** @type {(sheet: Et.Worksheet) => void} */ work) {
  const sheet = sheetCalled(name);
  const again = isProtected(sheet) ? unprotected(sheet) : null;
  try {
    work(sheet);
  } finally {
    if (again) again();
  }
}

/** Write a note, or take it away. @param {Et.Range} cell @param {string} text */
function annotate(cell, text) {
  const note = cell.Comment;
  if (note && text) note.Text(text);
  else if (note) note.Delete();
  else if (text) cell.AddComment(text);
}

/** A list of ours on a new sheet behind all others. @param {any} step */
function addList(step) {
  const sheets = Application.ActiveWorkbook.Worksheets;
  const made = /** @type {Et.Worksheet} */ (sheets.Add(undefined, sheets.Item(sheets.Count)));
  made.Name = step.sheet;
  const [last, width] = [step.rows.length, step.widths.length];
  for (let at = 0; at < width; at += 1) {
    const column = area(made, [step.head, at + 1, last, at + 1]);
    column.ColumnWidth = step.widths[at];
    column.NumberFormat = step.formats[at];
    if (step.centred[at]) column.HorizontalAlignment = CENTRE;
  }
  // The format "text" shows no long texts.
  for (const [row, column] of step.long) area(made, [row, column, row, column]).NumberFormat = GENERAL;
  area(made, [1, 1, last, width]).Value2 = step.rows;
  part("清单的样子", undefined, () => dressList(made, step));
  if (step.show) made.Activate();
}

/** @param {Et.Worksheet} sheet @param {any} step */
function dressList(sheet, step) {
  const [last, width] = [step.rows.length, step.widths.length];
  const title = sheet.Range("A1");
  title.Font.Bold = true;
  title.Font.Size = TITLE_SIZE;
  title.RowHeight = TITLE_HEIGHT;
  const head = area(sheet, [step.head, 1, step.head, width]);
  head.Font.Bold = true;
  head.Interior.Color = colourOf("D9E1F2");
  head.HorizontalAlignment = CENTRE;
  const body = area(sheet, [step.head, 1, last, width]);
  body.WrapText = true;
  body.VerticalAlignment = CENTRE;
  body.Borders.LineStyle = CONTINUOUS;
  body.Borders.Weight = THIN;
  body.Borders.Color = colourOf("BFBFBF");
  for (const [row, size, column, colour] of step.colours) {
    area(sheet, [row, column, row + size - 1, column]).Interior.Color = colourOf(colour);
  }
  body.Rows.AutoFit();
  const page = sheet.PageSetup;
  page.Orientation = LANDSCAPE;
  page.Zoom = false;
  page.FitToPagesWide = 1;
  page.FitToPagesTall = false;
  page.PrintTitleRows = `$${step.head}:$${step.head}`;
}

/** Print a book without some of its sheets. @param {string} path @param {string[]} hidden */
function printPdf(path, hidden) {
  const book = Application.ActiveWorkbook;
  const saved = book.Saved;
  const sheets = hidden.map(sheetCalled);
  try {
    for (const one of sheets) one.Visible = HIDDEN;
    book.ExportAsFixedFormat(PDF, path);
  } finally {
    for (const one of sheets) one.Visible = SHOWN;
    book.Saved = saved;
  }
}

/** Show a page beside the sheet, in the same place as before. @param {string} url */
function showPane(url) {
  const known = Number(Application.PluginStorage.getItem(PANE));
  const before = known ? Application.GetTaskPane(known) : null;
  if (before) {
    before.Navigate(url);
    before.Visible = true;
    return;
  }
  const made = Application.CreateTaskPane(url, ZPB_DECLARED.title);
  made.Width = PANE_WIDTH;
  made.Visible = true;
  Application.PluginStorage.setItem(PANE, made.ID);
}

/** @type {Record<string, {what: string, work: (step: any) => void}>} */
const STEPS = {
  uncolour: { what: "没有去掉原来的颜色", work: (step) => changing(step.sheet, (sheet) => {
    const rules = sheet.Cells.FormatConditions;
    for (let at = rules.Count; at > 0; at -= 1) {
      const rule = rules.Item(at);
      if (step.tags.includes(tagOf(rule))) rule.Delete();
    }
  }) },
  colour: { what: "没有标出颜色", work: (step) => changing(step.sheet, (sheet) => {
    for (const [cell, formula, colour] of step.rules) {
      sheet.Range(cell).MergeArea.FormatConditions.Add(EXPRESSION, undefined, formula).Interior.Color = colourOf(colour);
    }
  }) },
  notes: { what: "没有加批注", work: (step) => changing(step.sheet, (sheet) => {
    for (const [cell, text] of Object.entries(step.texts)) annotate(sheet.Range(cell), String(text));
  }) },
  write: { what: "没有全部改正，请核对", work: (step) => changing(step.sheet, (sheet) => {
    for (const [address, value, formula, format] of step.cells) {
      const cell = sheet.Range(address);
      if (format !== null) cell.NumberFormat = format;
      if (formula === null) cell.Value2 = value;
      else cell.Formula = formula;
    }
  }) },
  calculate: { what: "没有重算", work: () => Application.Calculate() },
  drop: { what: "没有删去原来的清单", work: (step) => {
    Application.DisplayAlerts = false;
    try {
      for (const name of step.sheets) sheetCalled(name).Delete();
    } finally {
      Application.DisplayAlerts = true;
    }
  } },
  list: { what: "没有列出清单", work: addList },
  go: { what: "到不了那个单元格", work: (step) => {
    const sheet = sheetCalled(step.sheet);
    sheet.Activate();
    sheet.Range(step.cell).Select();
    Application.StatusBar = step.status;
  } },
  open: { what: "文件已写好，但没有打开，请手工打开", work: (step) => Application.Workbooks.Open(step.path) },
  activate: { what: "没有转到那份工作簿", work: (step) => Application.Workbooks.Item(step.book).Activate() },
  pdf: { what: "没有导出成 PDF", work: (step) => printPdf(step.path, step.hidden) },
  pane: { what: "没有打开窗格", work: (step) => showPane(step.url) },
  watch: { what: "看不到进度", work: (step) => watch(step.job) },
};
/** Whether a step means the book that was in front. @param {any} step */
const touches = (step) => "sheet" in step || ["calculate", "drop", "pdf"].includes(step.do);
const FRONT = ["go", "open", "activate", "pdf", "pane"];

/**
 * Take steps; what could not be done, each a sentence. What follows on writing is left, where that failed.
 * @param {any[]} steps @returns {string[]}
 */
function perform(steps) {
  const failed = [];
  for (const step of steps) {
    const known = STEPS[step.do];
    if (!known) continue;
    try {
      known.work(step);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const copy = step.backup ? `改动前的备份在：${step.backup}。` : "";
      failed.push(`这个 WPS ${known.what}（${step.path || step.sheet || step.do}：${why}）。${copy}`);
      if (step.do === "write") break;
    }
  }
  return failed;
}

/** The screen still and no computing meanwhile; afterwards the same cells in front as before. */
function steadily(/** @type {any[]} */ steps) {
  const book = Application.ActiveWorkbook;
  if (!book || steps.some((step) => FRONT.includes(step.do))) return perform(steps);
  const front = book.ActiveSheet.Name;
  const cells = /** @type {any} */ (Application.Selection);
  const address = cells && typeof cells.Address === "function" ? cells.Address(false, false) : "";
  const before = Application.Calculation;
  Application.ScreenUpdating = false;
  Application.Calculation = MANUAL;
  try {
    return perform(steps);
  } finally {
    Application.Calculation = before;
    Application.ScreenUpdating = true;
    const stays = sheetsOf(book).find((one) => one.Name === front);
    if (stays && !steps.some((step) => step.show)) {
      stays.Activate();
      if (address) stays.Range(address).Select();
    }
  }
}
