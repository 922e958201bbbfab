"""The user's settings: a small workbook in their own folder, which they change by hand.

What stands in it: how forms are scored, which rules are not checked, where copies go, how many
processes merge. A blank cell, a missing row, a missing file mean what is usual.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from zipingbiao.errors import CallError, Place, UnreadableFile, ZpbError
from zipingbiao.excel.settings_model import (
    ASKED,
    AUTOMATIC,
    BACKUP,
    BESIDE,
    BY_LAYOUT,
    CHECKED,
    CHOICE_COLUMN,
    CODE_COLUMN,
    FILE_NAME,
    FOLDER,
    JOBS,
    MAIN,
    MOST_JOBS,
    PREVIOUS,
    PROFILE,
    PROFILES,
    ROSTER,
    RULES,
    SEVERITY,
    UNCHECKED,
    WEIGHTS,
    Kept,
    Settings,
)
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.grid import Scalar, Sheet
from zipingbiao.places import user_folder
from zipingbiao.rules.finding import INFO
from zipingbiao.scoring.profile import profile_names

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host

__all__ = ["Kept", "Settings", "load_settings", "open_settings", "remember", "settings_path"]


class Caller(Protocol):
    """What opening the settings needs of a call."""

    @property
    def app(self) -> xw.App:
        """The running program."""

    @property
    def host(self) -> Host:
        """What it gives beyond xlwings."""


def settings_path() -> Path:
    """Where the file is, or will be."""
    return user_folder() / FILE_NAME


def load_settings() -> Settings:
    """The settings as last saved. Raises CallError naming the cell that is wrong."""
    path = settings_path()
    if not path.is_file():
        return Settings()
    reader = _read(path)
    if reader.mistakes:
        first, *more = reader.mistakes
        others = f"（另有 {len(more)} 处也要改。）" if more else ""
        raise CallError(first.reason, first.place, f"{first.cure}{others}")
    return reader.settings


def open_settings(call: Caller) -> str:
    """Open the file for the user; it is made where it is missing, and knows every rule."""
    from zipingbiao.excel.opening import open_book, open_namesake

    path = settings_path()
    if not path.is_file():
        _write(path, Settings())
    elif open_namesake(call.app, path) is None:
        reader = _read(path)
        if not reader.mistakes and not reader.is_complete:
            _write(path, reader.settings)
    open_book(call.app, path)
    return ""


def remember(call: Caller, settings: Settings) -> None:
    """Keep what merging was told: folder, list of units, last summary.

    Only their cells are written; what else a person has typed into the file stays. While it is
    open, they are typed into the open book, and saved where nothing else was waiting for that.
    """
    from zipingbiao.excel.opening import open_namesake
    from zipingbiao.excel.settings_book import shown_path

    path = settings_path()
    texts = {
        FOLDER: shown_path(settings.folder),
        ROSTER: shown_path(settings.roster),
        PREVIOUS: shown_path(settings.previous),
    }
    reader = _read(path) if path.is_file() else None
    if reader is None or not all(map(reader.cell_of, texts)):
        _write(path, settings)
        return
    cells = {reader.cell_of(label): text for label, text in texts.items()}
    book = open_namesake(call.app, path)
    if book is None:
        _write_cells(path, cells)
        return
    saved = call.host.is_saved(book)
    for cell, text in cells.items():
        book.sheets[MAIN][cell].value = text
    if saved:
        book.save()


def _write_cells(path: Path, cells: Mapping[str, str | None]) -> None:
    from zipingbiao.ooxml.editor.book import EditedBook
    from zipingbiao.ooxml.editor.cells import SheetCells
    from zipingbiao.saving import write_beside

    book = EditedBook(path.read_bytes())
    part = next(one.part for name, one in book.sheets.items() if name == MAIN)
    sheet = SheetCells(book.parts[part])
    for cell, text in cells.items():
        sheet.write(cell, text)
    book.put(part, sheet.markup())
    write_beside(path, book.save())


def _read(path: Path) -> _Reader:
    """The file, understood. Raises CallError where it is no workbook any more."""
    from zipingbiao.ooxml.opening import SkippedFileError, open_workbook

    try:
        workbook = open_workbook(path, str(path))
    except (UnreadableFile, SkippedFileError) as error:
        cure = "请把它移走或删除，再点「设置」重新生成。"
        raise CallError("设置文件已损坏，读不出来。", Place(str(path)), cure) from error
    return _Reader(path, {sheet.name: sheet for sheet in workbook.sheets})


def _write(path: Path, settings: Settings) -> None:
    from zipingbiao.excel.settings_book import settings_book
    from zipingbiao.saving import write_beside

    write_beside(path, settings_book(settings))


@dataclass
class _Reader:
    """Understands the sheets, and collects what is wrong with them."""

    path: Path
    sheets: Mapping[str, Sheet]
    mistakes: list[ZpbError] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        profile, folder, jobs = (self._told(label) for label in (PROFILE, BACKUP, JOBS))
        places = (self._told(label) for label in (SEVERITY, FOLDER, ROSTER, PREVIOUS))
        severity, inbox, roster, previous = places
        self.settings = Settings(
            profile=self._profile(*profile),
            ignore=tuple(self._ignored()),
            backup_folder=self._folder(*folder),
            jobs=self._jobs(*jobs),
            severity=self._severity(*severity),
            folder=self._path(*inbox),
            roster=self._kept(*roster),
            previous=self._kept(*previous),
        )

    @property
    def is_complete(self) -> bool:
        """Whether every rule and every profile stands in the file."""
        sheet = self.sheets.get(PROFILES)
        listed = {_text(row.get(1)) for _, row in _rows(sheet)}
        labels = (PROFILE, BACKUP, JOBS, SEVERITY, FOLDER, ROSTER, PREVIOUS)
        is_whole = all(self.cell_of(label) for label in labels)
        return is_whole and self.codes == _known_codes() and listed >= set(profile_names())

    def cell_of(self, label: str) -> str:
        """The cell behind a label of the first sheet; ``""`` where there is none."""
        return self._told(label)[0]

    def _told(self, label: str) -> tuple[str, Scalar]:
        """The cell behind a label of the first sheet, and what stands in it."""
        rows = _rows(self.sheets.get(MAIN))
        found = (number for number, row in rows if _text(row.get(1)) == label)
        number = next(found, None)
        return ("", None) if number is None else (f"B{number}", dict(rows)[number].get(2))

    def _wrong(self, sheet: str, cell: str, reason: str, cure: str) -> None:
        self.mistakes.append(CallError(reason, Place(self.path.name, sheet, cell), cure))

    def _profile(self, cell: str, value: Scalar) -> str | None:
        name = _text(value)
        if name in ("", BY_LAYOUT):
            return None
        if name not in profile_names():
            cure = "请从下拉列表里选；代号见「评分办法」一页。"
            self._wrong(MAIN, cell, f"没有代号为「{name}」的评分办法。", cure)
        return name

    def _folder(self, cell: str, value: Scalar) -> Path | None:
        text = _text(value).strip('"')
        if text in ("", BESIDE):
            return None
        if not Path(text).is_absolute():
            cure = f"请写完整的路径，如 {Path.home() / '备份'}，或写「{BESIDE}」。"
            self._wrong(MAIN, cell, f"「{text}」不是文件夹的完整路径。", cure)
        return Path(text)

    def _path(self, cell: str, value: Scalar) -> Path | None:
        text = _text(value).strip('"')
        if text and not Path(text).is_absolute():
            cure = f"请写完整的路径，如 {Path.home() / '报送'}，或清空。"
            self._wrong(MAIN, cell, f"「{text}」不是完整的路径。", cure)
        return Path(text) if text else None

    def _kept(self, cell: str, value: Scalar) -> Kept:
        """A file: asked for and remembered, or not asked for yet."""
        if not cell or _text(value) == ASKED:
            return Kept()
        return Kept(True, self._path(cell, value))

    def _severity(self, cell: str, value: Scalar) -> str:
        text = _text(value)
        for weight, shown in WEIGHTS.items():
            if text == shown:
                return weight
        if text:
            choices = "、".join(f"「{shown}」" for shown in WEIGHTS.values())
            self._wrong(MAIN, cell, f"{SEVERITY}不能是「{text}」。", f"请从 {choices} 里选。")
        return INFO

    def _jobs(self, cell: str, value: Scalar) -> int | None:
        text = _text(value)
        if text in ("", AUTOMATIC):
            return None
        if text.isdecimal() and 1 <= int(text) <= MOST_JOBS:
            return int(text)
        cure = f"请写「{AUTOMATIC}」，或 1 到 {MOST_JOBS} 的整数。"
        self._wrong(MAIN, cell, f"汇总进程数不能是「{text}」。", cure)
        return None

    def _ignored(self) -> Iterator[str]:
        """The codes that are not checked."""
        known = set(_known_codes())
        for number, row in _rows(self.sheets.get(RULES)):
            code, choice = _text(row.get(CODE_COLUMN)).upper(), _text(row.get(CHOICE_COLUMN))
            if code in known:
                self.codes.append(code)
            if code in known and choice == UNCHECKED:
                yield code
            elif code in known and choice not in ("", CHECKED):
                cure = f"请写「{CHECKED}」或「{UNCHECKED}」。"
                self._wrong(RULES, f"D{number}", f"{code} 不能是「{choice}」。", cure)
            elif code not in known and choice == UNCHECKED:
                cure = "请删去这一行，或改正代码。"
                self._wrong(RULES, f"A{number}", f"没有代码为「{code}」的规则。", cure)


def _known_codes() -> list[str]:
    from zipingbiao.report.codes import entries

    return [entry.code for entry in entries()]


def _rows(sheet: Sheet | None) -> Sequence[tuple[int, dict[int, Scalar]]]:
    """The rows of a sheet that hold something: number, and value by column."""
    if sheet is None:
        return ()
    rows: dict[int, dict[int, Scalar]] = {}
    for address in sheet.addresses:
        row, column = cell_place(address)
        rows.setdefault(row, {})[column] = sheet.value(address)
    return sorted(rows.items())


def _text(value: Scalar) -> str:
    """A cell as the text that a person typed; 4.0 is 4."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
