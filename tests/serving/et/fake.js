// A small ET: what WPS's spreadsheet offers to an add-in, as far as ours uses it, and no more.
//
// Whatever it does not know is an error, so that nothing passes that nobody has thought of; what
// is named in `lacks` ("Range.AddComment") is undefined, as a member that a WPS is without. It is
// as strict as the real one where scripts go wrong: collections are asked by Item(), ranges are
// selected on the sheet in front only, protected sheets refuse.
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");

const QUIET = ["then", "toJSON", "constructor", "nodeType", "inspect"];

function strict(kind, own, lacks) {
  return new Proxy(own, {
    get(target, name) {
      if (typeof name === "symbol" || QUIET.includes(name)) return target[name];
      if (lacks.has(`${kind}.${name}`)) return undefined;
      if (!(name in target)) throw new Error(`the fake has no ${kind}.${name}`);
      const held = target[name];
      return typeof held === "function" ? held.bind(target) : held;
    },
    set(target, name, value) {
      if (lacks.has(`${kind}.${name}`)) throw new TypeError(`${kind}.${name} is no member`);
      if (!(name in target)) throw new Error(`the fake has no ${kind}.${name}`);
      target[name] = value;
      return true;
    },
  });
}

const column = (letters) => [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0);
function letters(number) {
  let found = "";
  for (let left = number; left > 0; left = Math.floor((left - 1) / 26)) found = String.fromCharCode(65 + ((left - 1) % 26)) + found;
  return found;
}
function corners(address) {
  const found = /^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/.exec(address.replace(/\$/g, ""));
  if (!found) throw new Error(`no address: ${address}`);
  const [top, left] = [Number(found[2]), column(found[1])];
  return [top, left, found[4] ? Number(found[4]) : top, found[3] ? column(found[3]) : left];
}

/** What a link shows; of other formulas the fake computes none. */
function linked(formula) {
  const found = /^=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)$/.exec(formula);
  return found ? found[1].replace(/""/g, '"') : null;
}

/** A running ET. `state`: the books, as save.py tells of them; `answers`: of the dialogs. */
function makeApplication(state, answers, lacks, python) {
  const wrap = (kind, own) => strict(kind, own, lacks);
  const app = { log: [], alerts: [], opened: [], panes: [], writes: [], asked: [] };
  const named = (name) => `${letters(name[1])}${name[0]}`;

  const look = (sheet, what, place) => {
    const own = (value) => { sheet.looks.push([what, place, value]); };
    return own;
  };

  function setter(kind, sheet, place, names, held = {}) {
    const own = { ...held };
    for (const name of names) {
      let value = own[name];
      Object.defineProperty(own, name, { enumerable: true, get: () => value, set(given) { guard(sheet); value = given; look(sheet, `${kind}.${name}`, place)(given); } });
    }
    return wrap(kind, own);
  }
  const guard = (sheet) => { if (sheet.protected) throw new Error("工作表受保护"); };

  function range(sheet, at) {
    const [top, left, bottom, right] = at;
    const place = bottom === top && right === left ? named(at) : `${named(at)}:${letters(right)}${bottom}`;
    const first = named([top, left]);
    const cells = () => {
      const found = [];
      for (let row = top; row <= bottom; row += 1) for (let one = left; one <= right; one += 1) found.push([row, one]);
      return found;
    };
    const put = (name, value) => {
      guard(sheet);
      const format = sheet.formats[name] || "General";
      const kept = format === "@" && value !== null && value !== undefined ? String(value) : value;
      if (typeof kept === "string" && kept.startsWith("=") && format !== "@") sheet.cells[name] = { value: linked(kept), formula: kept };
      else sheet.cells[name] = { value: kept === "" ? null : kept, formula: null };
      if (!sheet.made) app.writes.push([sheet.name, name, kept, format]);
    };
    const own = {
      Row: top, Column: left, Count: (bottom - top + 1) * (right - left + 1),
      Address(rowAbsolute, columnAbsolute) {
        if (rowAbsolute !== false || columnAbsolute !== false) throw new Error("with dollars: not asked for");
        return place;
      },
      get Cells() { return wrap("Cells", { Item: (row, one) => range(sheet, [top + row - 1, left + one - 1, top + row - 1, left + one - 1]), FormatConditions: conditions(sheet, null) }); },
      get Rows() { return wrap("Rows", { AutoFit() { guard(sheet); return true; } }); },
      get MergeArea() {
        const merged = sheet.merges.map(corners).find(([a, b, c, d]) => a <= top && top <= c && b <= left && left <= d);
        return range(sheet, merged || [top, left, top, left]);
      },
      get Value2() {
        const read = ([row, one]) => (sheet.cells[named([row, one])] || { value: undefined }).value ?? undefined;
        if (own.Count === 1) return read([top, left]);
        return Array.from({ length: bottom - top + 1 }, (_, row) => Array.from({ length: right - left + 1 }, (__, one) => read([top + row, left + one])));
      },
      set Value2(given) {
        if (!Array.isArray(given)) { for (const one of cells()) put(named(one), given); return; }
        if (given.length !== bottom - top + 1 || given.some((row) => row.length !== right - left + 1)) throw new Error("the array has another size");
        for (const [row, one] of cells()) put(named([row, one]), given[row - top][one - left]);
      },
      get Formula() { const held = sheet.cells[first]; return held ? held.formula || String(held.value ?? "") : ""; },
      set Formula(given) { put(first, given); },
      get NumberFormat() { return sheet.formats[first] || "General"; },
      set NumberFormat(given) { guard(sheet); for (const one of cells()) sheet.formats[named(one)] = given; },
      get Comment() { return first in sheet.notes ? comment(sheet, first) : null; },
      AddComment(text) { guard(sheet); if (first in sheet.notes) throw new Error("已有批注"); sheet.notes[first] = text; return comment(sheet, first); },
      get FormatConditions() { return conditions(sheet, place); },
      Select() {
        if (state.front !== sheet.name) throw new Error("Range.Select: the sheet is not in front");
        state.selected = place;
        return true;
      },
      get Font() { return setter("Font", sheet, place, ["Bold", "Size"]); },
      get Interior() { return setter("Interior", sheet, place, ["Color"]); },
      get Borders() { return setter("Borders", sheet, place, ["LineStyle", "Weight", "Color"]); },
    };
    for (const name of ["ColumnWidth", "RowHeight", "HorizontalAlignment", "VerticalAlignment", "WrapText"]) {
      Object.defineProperty(own, name, { enumerable: true, set(given) { guard(sheet); look(sheet, name, place)(given); }, get: () => null });
    }
    return wrap("Range", own);
  }

  function comment(sheet, cell) {
    return wrap("Comment", {
      get Parent() { return range(sheet, corners(cell)); },
      Text(given) { if (given === undefined) return sheet.notes[cell]; guard(sheet); sheet.notes[cell] = given; return given; },
      Delete() { guard(sheet); delete sheet.notes[cell]; },
    });
  }

  function rule(sheet, held) {
    return wrap("FormatCondition", {
      Type: held.type, Formula1: held.formula,
      get Interior() { return wrap("Interior", { get Color() { return held.colour; }, set Color(given) { held.colour = given; } }); },
      Delete() { guard(sheet); sheet.rules.splice(sheet.rules.indexOf(held), 1); },
    });
  }

  function conditions(sheet, place) {
    return wrap("FormatConditions", {
      get Count() { return sheet.rules.length; },
      Item(at) { if (!(at >= 1 && at <= sheet.rules.length)) throw new Error("no such rule"); return rule(sheet, sheet.rules[at - 1]); },
      Add(type, operator, formula) {
        guard(sheet);
        if (place === null) throw new Error("not on all cells");
        const held = { type, formula, colour: null, place };
        sheet.rules.push(held);
        return rule(sheet, held);
      },
    });
  }

  function used(sheet) {
    const found = Object.keys(sheet.cells).map(corners);
    return range(sheet, [1, 1, Math.max(1, ...found.map((one) => one[0])), Math.max(1, ...found.map((one) => one[1]))]);
  }

  const ALLOWED = ["AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables"];

  function worksheet(sheet) {
    const found = wrap("Worksheet", {
      get Name() { return sheet.name; },
      set Name(given) { if (state.sheets.some((one) => one.name === given)) throw new Error("已有同名工作表"); if (state.front === sheet.name) state.front = given; sheet.name = given; },
      get Visible() { return sheet.visible ? -1 : 0; },
      set Visible(given) { sheet.visible = Boolean(given); app.log.push(`${sheet.name} ${given ? "shown" : "hidden"}`); },
      get ProtectContents() { return sheet.protected; }, ProtectDrawingObjects: false, ProtectScenarios: false,
      get Protection() { return wrap("Protection", Object.fromEntries(ALLOWED.map((name, at) => [name, Boolean(sheet.allowed[at])]))); },
      Unprotect(password) { if (sheet.password && password !== sheet.password) throw new Error("密码不正确"); sheet.protected = false; },
      Protect(password, drawings, contents, scenarios, interfaceOnly, ...allowed) {
        if (allowed.length !== ALLOWED.length || allowed.some((one) => typeof one !== "boolean")) throw new Error("what is allowed is not told");
        sheet.protected = Boolean(contents); sheet.allowed = allowed;
      },
      Range(address) { return range(sheet, corners(address)); },
      get Cells() { return range(sheet, [1, 1, 1048576, 16384]).Cells; },
      get Comments() { const cells = Object.keys(sheet.notes); return wrap("Comments", { Count: cells.length, Item: (at) => comment(sheet, cells[at - 1]) }); },
      get UsedRange() { return used(sheet); },
      get PageSetup() { return setter("PageSetup", sheet, "", ["Orientation", "Zoom", "FitToPagesWide", "FitToPagesTall", "PrintTitleRows"]); },
      Activate() { if (!sheet.visible) throw new Error("hidden"); if (state.front !== sheet.name) { state.front = sheet.name; state.selected = "A1"; } },
      Delete() {
        if (state.locked) throw new Error("工作簿受保护");
        if (application.DisplayAlerts) throw new Error("WPS would ask");
        state.sheets.splice(state.sheets.indexOf(sheet), 1);
        if (state.front === sheet.name) state.front = state.sheets[0].name;
      },
    });
    return found;
  }

  const sheets = wrap("Sheets", {
    get Count() { return state.sheets.length; },
    Item(at) {
      const one = typeof at === "number" ? state.sheets[at - 1] : state.sheets.find((sheet) => sheet.name === at);
      if (!one) throw new Error(`no sheet ${at}`);
      return worksheet(one);
    },
    Add(before, after) {
      if (state.locked) throw new Error("工作簿受保护");
      const made = { name: `Sheet${state.sheets.length + 100}`, visible: true, protected: false, password: "", allowed: [], cells: {}, formats: {}, notes: {}, rules: [], merges: [], looks: [], made: true };
      state.sheets.splice(state.sheets.findIndex((one) => one.name === after.Name) + 1, 0, made);
      state.front = made.name;
      state.selected = "A1";
      return worksheet(made);
    },
  });

  const workbook = () => wrap("Workbook", {
    Name: state.name, FullName: state.path, ReadOnly: state.readOnly, ProtectStructure: state.locked,
    Saved: true, Worksheets: sheets,
    get ActiveSheet() { return worksheet(state.sheets.find((one) => one.name === state.front)); },
    Activate() { app.log.push("activated"); },
    SaveCopyAs(path) {
      if (!app.writes.length) { fs.copyFileSync(state.file, path); return; }
      execFileSync(python, ["-m", "serving.et.save", state.file, path], { input: JSON.stringify(app.writes) });
    },
    ExportAsFixedFormat(type, path) { fs.writeFileSync(path, "%PDF"); app.log.push(`printed ${state.sheets.filter((one) => one.visible).map((one) => one.name)}`); },
  });

  const next = (kind, told) => {
    app.asked.push([kind, told]);
    if (!answers.length) throw new Error(`nobody answers ${kind}`);
    return answers.shift();
  };
  const dialog = (type) => {
    let chosen = [];
    return wrap("FileDialog", {
      Title: "", InitialFileName: "", AllowMultiSelect: false,
      Show() { const found = next(type === 4 ? "folder" : "files", this.Title); chosen = [].concat(found === null ? [] : found); return chosen.length ? -1 : 0; },
      get SelectedItems() { return wrap("FileDialogSelectedItems", { Count: chosen.length, Item: (at) => chosen[at - 1] }); },
    });
  };

  const storage = {};
  const application = wrap("Application", {
    get ActiveWorkbook() { return state.name === null ? null : workbook(); },
    get Selection() { return state.selected ? range(state.sheets.find((one) => one.name === state.front), corners(state.selected)) : null; },
    get Workbooks() {
      return wrap("Workbooks", {
        get Count() { return state.name === null ? 0 : 1; }, Item: () => workbook(),
        Open(path) { app.opened.push(path); return workbook(); },
      });
    },
    Calculation: -4105, ScreenUpdating: true, DisplayAlerts: true, StatusBar: false,
    Calculate() { app.log.push("calculated"); },
    FileDialog: dialog,
    GetSaveAsFilename(name, filter, index, title) { const found = next("target", title); return found === null ? false : found; },
    InputBox(prompt, title) { const found = next("line", title); return found === null ? false : found; },
    CreateTaskPane(url, title) { const made = { ID: 7 + app.panes.length, url, title, Width: 0, Visible: false, Navigate(to) { made.url = to; } }; app.panes.push(made); return wrap("TaskPane", made); },
    GetTaskPane(id) { const found = app.panes.find((one) => one.ID === id); return found ? wrap("TaskPane", found) : null; },
    PluginStorage: wrap("PluginStorage", { getItem: (key) => (key in storage ? storage[key] : ""), setItem(key, value) { storage[key] = String(value); } }),
  });
  return { application, app };
}

module.exports = { makeApplication };
