"""The official layouts: the folders in ``templates/``, and whatever folders a user adds."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, Place, TemplateError
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.ooxml.evaluate_functions import declare
from zipingbiao.places import FOLDER_VARIABLE, template_folders
from zipingbiao.scoring.functions import FUNCTIONS
from zipingbiao.scoring.native import native_twin
from zipingbiao.template.compile import compile_parts, load_template
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.reading.anchors import FormShape, shape_of
from zipingbiao.template.reading.read import Form, FormReader
from zipingbiao.template.tag import suggest
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, Rendered, write_workbook

__all__ = [
    "FOLDER_VARIABLE",
    "Layout",
    "find_layouts",
    "form_reader",
    "get_layout",
    "load_layout",
    "sheet_names",
    "template_folders",
]

_FORM = "form.xlsx"

# The formulas of the layouts call the worksheet functions: the evaluator must know them.
for _function in FUNCTIONS.values():
    declare(_function.name, _function.cell_signature, _function)


@dataclass(frozen=True)
class Layout:
    """One official layout: a folder with ``form.xlsx`` and ``layout.toml``.

    ``years`` is the first year, or the first and the last; ``basis`` the notice it comes from.
    ``blanks`` are printed where nothing stands: sign → fields. ``aliases`` are other wordings of
    its labels.
    """

    folder: Path
    id: str
    title: str
    region: str
    years: tuple[int, ...]
    basis: str
    profile: str = "national"
    money_unit: str = "万元"
    blank: str | None = None
    requires: tuple[str, ...] = ()
    blanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def template(self) -> Template:
        """Its compiled template. Raises TemplateError."""
        return load_template(self.folder / _FORM)

    @cached_property
    def shape(self) -> FormShape:
        """How its fields are found again in an agency's sheet. Raises TemplateError."""
        shape = shape_of(self.template.form, self.aliases)
        _check_heads(shape, Place(str(self.folder / _FORM), self.template.form.name))
        return shape

    @property
    def years_text(self) -> str:
        """``2020 年起`` or ``2020—2022 年``."""
        first, *last = self.years or (0,)
        return f"{first}—{last[0]} 年" if last else f"{first} 年起"

    @cached_property
    def writer(self) -> FormWriter:
        """Writes forms into its template."""
        return self._writer(self.template.form, self.shape)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.template)

    def _writer(self, sheet: SheetTemplate, shape: FormShape) -> FormWriter:
        blanks = {field: sign for sign, names in self.blanks.items() for field in names}
        return FormWriter(sheet, shape, blanks, self.money_unit)

    def write(
        self, forms: Sequence[SelfEvaluation], *, given: bool = False, live: bool = False
    ) -> Rendered:
        """A workbook with one sheet a form. Raises RenderError naming what can't be held.

        ``given``: the data as they are. Otherwise what the form computes is computed: ``live``
        by the functions of the add-in, else by plain formulas.
        """
        twins = None if live or given else native_twin
        if len(forms) == 1:
            return write_workbook(self._engine, [self.writer], forms, given=given, twins=twins)
        names = sheet_names([form.header.project or form.header.unit for form in forms])
        parts = clone_sheet(self.template.source, self.template.form.name, names)
        copies = compile_parts(parts, str(self.folder / _FORM))
        by_name = {sheet.name: sheet for sheet in copies.sheets}
        sheets = [by_name[name] for name in names]
        writers = [self._writer(sheet, shape_of(sheet, self.aliases)) for sheet in sheets]
        return write_workbook(Engine(copies), writers, forms, given=given, twins=twins)

    def blank_data(self) -> Mapping[str, Any]:
        """What the blank form already prints, as one form of CONTRACT §2."""
        if self.blank is None:
            return {"layout": self.id}
        path = self.folder / self.blank
        with _told_as("空白表内容", path):
            loaded = json.loads(path.read_text("utf-8"))
        if not isinstance(loaded, dict):
            raise TemplateError("空白表内容应为一张表的数据。", Place(str(path)))
        return loaded


def _check_heads(shape: FormShape, place: Place) -> None:
    """The columns of a repeated row are found by the labels above them, each list by its own."""
    owners: dict[int, set[str]] = {}
    for one in shape.lists:
        for slot in (*one.slots, *(slot for row in one.fixed.values() for slot in row)):
            for head in slot.heads[:1]:
                owners.setdefault(head, set()).add(one.item)
    for slot in (slot for one in shape.lists for slot in one.slots):
        own = slot.tag.counts or (slot.heads and len(owners[slot.heads[0]]) == 1)
        if slot.tag.repeats and not own:
            where = replace(place, cell=slot.cell.address)
            reason = f"重复行的字段 {slot.tag.term} 上方没有自己的栏目名称，读回时找不到。"
            raise TemplateError(reason, where, "请在这一行上方加一行栏目名称。")


def sheet_names(wanted: Sequence[str | None]) -> list[str]:
    r"""Valid and different names for sheets: at most 31 letters, without ``[]:*?/\``."""
    names: list[str] = []
    taken = {"history"}
    for number, text in enumerate(wanted, start=1):
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text or "").strip(" '") or f"表{number}"
        name, copy = clean[:31], 1
        while name.casefold() in taken:
            copy += 1
            ending = f"（{copy}）"
            name = clean[: 31 - len(ending)] + ending
        taken.add(name.casefold())
        names.append(name)
    return names


def load_layout(folder: Path) -> Layout:
    """Read ``layout.toml``. Raises TemplateError where it is broken.

    A folder that has not changed gives the layout it gave before, compiled already.
    """
    files = (folder / name for name in ("layout.toml", _FORM))
    return _loaded(folder, tuple(file.stat().st_mtime_ns for file in files if file.is_file()))


@lru_cache(maxsize=64)
def _loaded(folder: Path, changed: tuple[int, ...]) -> Layout:
    path = folder / "layout.toml"
    with _told_as("版式说明", path):
        settings = tomllib.loads(path.read_text("utf-8"))
    place = Place(str(path))
    for name in settings:
        if name not in _KNOWN:
            cure = suggest(name, dict.fromkeys(_KNOWN))
            raise TemplateError(f"版式说明里有不认识的「{name}」。", place, cure)
    missing = [name for name in _REQUIRED if name not in settings]
    if missing:
        raise TemplateError(f"版式说明缺少 {'、'.join(missing)}。", place, "请照其他版式补上。")
    try:
        return Layout(folder=folder, **{name: _KNOWN[name](settings[name]) for name in settings})
    except _WrongSetting as error:
        raise TemplateError(f"版式说明里有一项写法不对：{error}。", place) from None


class _WrongSetting(ValueError):
    """A value in ``layout.toml`` that is not of the right kind; says what it should be."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _WrongSetting(f"「{value}」应是引号里的文字")
    return value


def _texts(value: object) -> tuple[str, ...]:
    """A list as a tuple, so that a layout never changes."""
    if not isinstance(value, list):
        raise _WrongSetting(f"「{value}」应是方括号里的几段文字")
    return tuple(map(_text, value))


def _years(value: object) -> tuple[int, ...]:
    years = tuple(value if isinstance(value, list) else [value])
    if not 1 <= len(years) <= 2 or not all(type(year) is int for year in years):
        raise _WrongSetting(f"years 是「{value}」，应是一个或两个年份，如 [2020]")
    return years


def _table(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _WrongSetting(f"「{value}」应写成 [aliases] 那样的一节")
    return {key: _texts(words) for key, words in value.items()}


#: What ``layout.toml`` may say, and how each is understood.
_KNOWN: Mapping[str, Callable[[object], Any]] = {
    **dict.fromkeys(("id", "title", "region", "basis", "profile", "money_unit", "blank"), _text),
    "years": _years,
    "requires": _texts,
    "blanks": _table,
    "aliases": _table,
}
_REQUIRED = ("id", "title", "region", "years", "basis")


@contextmanager
def _told_as(what: str, path: Path) -> Iterator[None]:
    """Tells in Chinese why a file of a layout cannot be read."""
    place = Place(str(path))
    try:
        yield
    except OSError as error:
        raise TemplateError(f"{what}打不开（{error.strerror}）。", place) from None
    except UnicodeDecodeError:
        raise TemplateError(f"{what}不是 UTF-8 文字。", place, "请另存为 UTF-8。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise TemplateError(f"{what}{where}写法有误。", place, "请检查逗号和引号。") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {found[1]} 行第 {found[2]} 列" if found else "末尾"
        raise TemplateError(f"{what}{where}写法有误。", place, "请检查引号和括号。") from None


def find_layouts(folders: Iterable[Path] | None = None) -> dict[str, Layout]:
    """All layouts by id, in order; the first folder that has an id wins."""
    found: dict[str, Layout] = {}
    for folder in folders if folders is not None else template_folders():
        for path in sorted(folder.glob("*/layout.toml")):
            if not _fills_only(path):
                layout = load_layout(path.parent)
                found.setdefault(layout.id, layout)
    return dict(sorted(found.items()))


def _fills_only(path: Path) -> bool:
    """Whether it describes a template that is never read back, such as the summary's."""
    with _told_as("版式说明", path):
        return tomllib.loads(path.read_text("utf-8")).get("direction") == "fill"


def get_layout(name: str, layouts: Mapping[str, Layout] | None = None) -> Layout:
    """One layout by its id. Raises CallError naming a near one."""
    known = find_layouts() if layouts is None else layouts
    if name not in known:
        raise CallError(f"没有名为 {name} 的版式。", cure=suggest(name, known))
    return known[name]


def form_reader(layouts: Mapping[str, Layout] | None = None) -> FormReader:
    """A reader for all layouts."""
    return FormReader(tuple(_forms(find_layouts() if layouts is None else layouts)))


def _forms(layouts: Mapping[str, Layout]) -> Iterator[Form]:
    for layout in layouts.values():
        yield Form(layout.id, layout.shape, layout.requires)
