"""The official layouts: the folders in ``templates/``, and whatever folders a user adds."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, Place, TemplateError
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.template.anchors import FormShape, shape_of
from zipingbiao.template.compile import compile_parts, load_template
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.engine import Engine
from zipingbiao.template.read import Form, FormReader
from zipingbiao.template.render import FormWriter, Rendered, write_workbook
from zipingbiao.template.tag import suggest

#: A folder of further layouts, for those who make their own.
FOLDER_VARIABLE = "ZPB_TEMPLATES"
_KNOWN = frozenset(
    (
        *("id", "title", "region", "years", "basis", "profile", "money_unit", "blank"),
        *("requires", "blanks", "aliases"),
    )
)


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
        return load_template(self.folder / "form.xlsx")

    @cached_property
    def shape(self) -> FormShape:
        """How its fields are found again in an agency's sheet."""
        return shape_of(self.template.form, self.aliases)

    @property
    def years_text(self) -> str:
        """``2020 年起`` or ``2020—2022 年``."""
        first, *last = self.years or (0,)
        return f"{first}—{last[0]} 年" if last else f"{first} 年起"

    @cached_property
    def writer(self) -> FormWriter:
        """Writes forms into its template."""
        return self._writer(self.template.form)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.template)

    def _writer(self, sheet: SheetTemplate) -> FormWriter:
        blanks = {field: sign for sign, names in self.blanks.items() for field in names}
        return FormWriter(sheet, shape_of(sheet, self.aliases), blanks, self.money_unit)

    def write(self, forms: Sequence[SelfEvaluation], *, given: bool = False) -> Rendered:
        """A workbook with one sheet a form. Raises RenderError naming what can't be held."""
        if len(forms) == 1:
            return write_workbook(self._engine, [self.writer], forms, given=given)
        names = sheet_names([form.header.project or form.header.unit for form in forms])
        parts = clone_sheet(self.template.source, self.template.form.name, names)
        copies = compile_parts(parts, str(self.folder / "form.xlsx"))
        by_name = {sheet.name: sheet for sheet in copies.sheets}
        writers = [self._writer(by_name[name]) for name in names]
        return write_workbook(Engine(copies), writers, forms, given=given)

    def blank_data(self) -> Mapping[str, Any]:
        """What the blank form already prints, as one form of CONTRACT §2."""
        if self.blank is None:
            return {"layout": self.id}
        path = self.folder / self.blank
        try:
            loaded = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise TemplateError(f"空白表内容读不出（{error}）。", Place(str(path))) from None
        if not isinstance(loaded, dict):
            raise TemplateError("空白表内容应为一张表的数据。", Place(str(path)))
        return loaded


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


def template_folders() -> tuple[Path, ...]:
    """Where layouts are looked for: the user's own folder first, then the project's."""
    own = os.environ.get(FOLDER_VARIABLE)
    here = Path(__file__).resolve().parents[2] / "templates"
    shared = Path(sys.prefix) / "share" / "zipingbiao" / "templates"
    return tuple(Path(p) for p in (own, here, shared) if p and Path(p).is_dir())


def load_layout(folder: Path) -> Layout:
    """Read ``layout.toml``. Raises TemplateError where it is broken."""
    path = folder / "layout.toml"
    place = Place(str(path))
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(f"版式说明读不出（{error}）。", place, "请检查引号和括号。") from None
    unknown = sorted(set(settings) - _KNOWN)
    if unknown:
        known = dict.fromkeys(sorted(_KNOWN))
        raise TemplateError(
            f"版式说明里有不认识的「{unknown[0]}」。", place, suggest(unknown[0], known)
        )
    try:
        return Layout(folder=folder, **_typed(settings))
    except (TypeError, ValueError) as error:
        raise TemplateError(f"版式说明缺项或写法不对（{error}）。", place) from None


def _typed(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples, so that a layout never changes."""
    typed = dict(settings)
    years = settings.get("years", ())
    typed["years"] = tuple(int(year) for year in ([years] if isinstance(years, int) else years))
    typed["requires"] = tuple(settings.get("requires", ()))
    for name in ("blanks", "aliases"):
        table = settings.get(name, {})
        typed[name] = {key: tuple(values) for key, values in table.items()}
    return typed


def find_layouts(folders: Iterable[Path] | None = None) -> dict[str, Layout]:
    """All layouts by id, in order; the first folder that has an id wins."""
    found: dict[str, Layout] = {}
    for folder in folders if folders is not None else template_folders():
        for path in sorted(folder.glob("*/layout.toml")):
            layout = load_layout(path.parent)
            found.setdefault(layout.id, layout)
    return dict(sorted(found.items()))


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
