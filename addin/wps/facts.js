// What the service must know of the open books. Where this WPS lacks a member, that part is left
// out and remembered: a sentence says so at the end.

const EXPRESSION = 2;
const SHOWN = -1;
const TAG = /"zpb:(\w+)"/;
/** @type {Set<string>} */
const lacking = new Set();

/**
 * Do something that a WPS may not know how to do.
 * @template T
 * @param {string} what @param {T} otherwise @param {() => T} work @returns {T}
 */
function part(what, otherwise, work) {
  try {
    return work();
  } catch (error) {
    lacking.add(`${what}（${error instanceof Error ? error.message : error}）`);
    return otherwise;
  }
}

/** Whatever a member of a collection is, the sheets of a book are sheets. @returns {Et.Worksheet[]} */
function sheetsOf(/** @type {Et.Workbook} */ book) {
  const sheets = book.Worksheets;
  return Array.from({ length: sheets.Count }, (_, at) => /** @type {Et.Worksheet} */ (sheets.Item(at + 1)));
}

const isProtected = (/** @type {Et.Worksheet} */ sheet) =>
  Boolean(sheet.ProtectContents || sheet.ProtectDrawingObjects || sheet.ProtectScenarios);

/** Whether only a password opens a sheet; it is as before afterwards. */
function isClosed(/** @type {Et.Worksheet} */ sheet) {
  if (!isProtected(sheet)) return false;
  const again = unprotected(sheet);
  if (again) again();
  return !again;
}

/**
 * Take the protection off; gives what puts it back as it was, null where it has a password.
 * @param {Et.Worksheet} sheet @returns {(() => void) | null}
 */
function unprotected(sheet) {
  const own = sheet.Protection;
  const [drawings, contents, scenarios] = [sheet.ProtectDrawingObjects, sheet.ProtectContents, sheet.ProtectScenarios];
  /** @type {boolean[]} */
  const allowed = [own.AllowFormattingCells, own.AllowFormattingColumns, own.AllowFormattingRows,
    own.AllowInsertingColumns, own.AllowInsertingRows, own.AllowInsertingHyperlinks, own.AllowDeletingColumns,
    own.AllowDeletingRows, own.AllowSorting, own.AllowFiltering, own.AllowUsingPivotTables];
  try {
    sheet.Unprotect("");
  } catch {
    return null;
  }
  if (isProtected(sheet)) return null;
  const [a, b, c, d, e, f, g, h, i, j, k] = allowed;
  return () => sheet.Protect("", drawings, contents, scenarios, false, a, b, c, d, e, f, g, h, i, j, k);
}

/** What the notes of a sheet say, by their cells. */
function notesOf(/** @type {Et.Worksheet} */ sheet) {
  /** @type {Record<string, string>} */
  const found = {};
  const notes = sheet.Comments;
  for (let at = 1; at <= notes.Count; at += 1) {
    const note = notes.Item(at);
    const cell = /** @type {Et.Range} */ (note.Parent);
    found[cell.Address(false, false)] = note.Text();
  }
  return found;
}

/** The tag of a rule of ours; "" of any other. @param {any} rule @returns {string} */
function tagOf(rule) {
  if (rule.Type !== EXPRESSION) return "";
  const found = TAG.exec(String(rule.Formula1));
  return found ? found[1] : "";
}

function tagsOf(/** @type {Et.Worksheet} */ sheet) {
  const rules = sheet.Cells.FormatConditions;
  const found = [];
  for (let at = 1; at <= rules.Count; at += 1) found.push(tagOf(rules.Item(at)));
  return found.filter(Boolean);
}

/** @param {Et.Worksheet} sheet @returns {any[][]} */
function rowsOf(sheet) {
  const held = /** @type {any} */ (sheet.UsedRange.Value2);
  const rows = Array.isArray(held) ? held : [[held]];
  return rows.map((row) => Array.from(row, (one) => (one === undefined ? null : one)));
}

function sheetFacts(/** @type {Et.Worksheet} */ sheet) {
  const held = /** @type {any} */ (sheet.Range("A2").Value2);
  const second = typeof held === "string" ? held : "";
  return {
    name: sheet.Name,
    visible: Number(sheet.Visible) === SHOWN,
    closed: part("工作表保护", isProtected(sheet), () => isClosed(sheet)),
    second,
    notes: part("批注", {}, () => notesOf(sheet)),
    tags: part("条件格式", [], () => tagsOf(sheet)),
    rows: second.endsWith(ZPB_DECLARED.ownList) ? rowsOf(sheet) : [],
  };
}

function selectedFacts(/** @type {Et.Workbook} */ book) {
  const cells = /** @type {any} */ (Application.Selection);
  if (!cells || typeof cells.Address !== "function") return null;
  const front = book.ActiveSheet.Name;
  const number = sheetsOf(book).findIndex((one) => one.Name === front) + 1;
  if (!number) return null;
  const head = cells.Cells.Item(1, 1).MergeArea.Cells.Item(1, 1);
  return {
    number, sheet: front, row: cells.Row, column: cells.Column,
    cell: head.Address(false, false), formula: String(head.Formula),
  };
}

/** What the service must know; null where no book is open. */
function facts() {
  const book = Application.ActiveWorkbook;
  if (!book) return null;
  const books = Application.Workbooks;
  return {
    name: book.Name,
    path: book.FullName,
    readOnly: Boolean(book.ReadOnly),
    locked: Boolean(book.ProtectStructure),
    sheets: sheetsOf(book).map(sheetFacts),
    selected: part("所选单元格", null, () => selectedFacts(book)),
    books: Array.from({ length: books.Count }, (_, at) => books.Item(at + 1)).map((one) => [one.Name, one.FullName]),
  };
}
