"""A round in a real spreadsheet program: sent back, mended, compared, merged with the roster.

Fourteen units have to file and twelve do; eight get their form back, six of them answer.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment

from flawless import flawless
from mistaken import workbook, wrong_form
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.session import perform
from zipingbiao.excel.settings import Settings, settings_path
from zipingbiao.excel.settings_book import settings_book
from zipingbiao.layouts import get_layout
from zipingbiao.places import USER_VARIABLE

if TYPE_CHECKING:
    from zipingbiao.excel.office.dialogs import Dialogs
    from zipingbiao.excel.office.host import OfficeHost

#: As long as one step may take on a slow machine, in seconds.
PATIENCE = 150.0
WRONG = [f"青山县第{number}中心" for number in "一二三四五六七八"]
GOOD = [f"青山县第{number}小学" for number in "一二三四"]
SILENT = ["青山县第一医院", "青山县第二医院"]
#: What is wrong with a wrong form, where, and what would be right.
RIGHT = {"J6": 0.8569, "K6": 8.57, "I16": 98.57}
CODES = {"J6": "ZPB001", "K6": "ZPB004", "I16": "ZPB016"}


class Round:
    """The folders of a round, and a reviewer at LibreOffice."""

    def __init__(self, app: xw.App, host: OfficeHost, home: Path) -> None:
        self.app, self.host, self.home = app, host, home
        self.inbox, self.sent, self.back = home / "报送", home / "退回", home / "收回"
        for folder in (self.inbox, self.sent, self.back):
            folder.mkdir()

    @property
    def dialogs(self) -> Dialogs:
        """What the reviewer chooses and is told."""
        found: Dialogs = self.app.impl.dialogs
        return found

    def press(self, command: str, *picks: Path | None, typed: str = "") -> str:
        """Press a button that works in a process of its own; what is said at its end."""
        self.dialogs.picks.extend([] if one is None else [one] for one in picks)
        self.dialogs.lines.append(typed)
        said = len(self.dialogs.said)
        assert perform(BY_ID[command], self.app, None) is None
        assert self.host.wait(PATIENCE)
        [end] = self.dialogs.said[said:]
        self.dialogs.lines.clear()
        assert not self.dialogs.picks
        return end.prompt

    def copy(self, unit: str) -> Path:
        """The copy that was sent back to a unit."""
        [path] = self.sent.glob(f"{unit}_*.xlsx")
        return path

    def answer(self, unit: str, cells: dict[str, object], notes: dict[str, str]) -> None:
        """A unit changes its copy and hands it in."""
        book = openpyxl.load_workbook(self.copy(unit))
        for cell, value in cells.items():
            book.worksheets[0][cell] = value
        for cell, text in notes.items():
            book.worksheets[0][cell].comment = Comment(text, "单位")
        book.save(self.back / f"{unit}答复.xlsx")

    def mend(self, unit: str) -> None:
        """A unit, whose settings are its own, mends its copy in LibreOffice with 自动修正."""
        book = self.app.books.open(str(self.copy(unit)))
        reviewers = settings_path().read_bytes()
        settings_path().unlink()
        assert (perform(BY_ID["fix"], self.app, book) or "").startswith("已修正 3 处")
        settings_path().write_bytes(reviewers)
        book.save(str(self.back / f"{unit}.xlsx"))
        book.close()
        self.dialogs.said.clear()


@pytest.fixture
def played(
    app: xw.App, host: OfficeHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Round]:
    """Twelve forms were filed; the reviewer looks at errors only."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "自己"))
    settings_path().write_bytes(settings_book(Settings(severity="error")))
    made = Round(app, host, tmp_path)
    for unit in WRONG:
        (made.inbox / f"{unit}.xlsx").write_bytes(workbook(wrong_form(unit=unit)))
    good = flawless("全国统一格式")
    for unit in GOOD:
        form = replace(good, header=replace(good.header, unit=unit))
        data = get_layout(good.layout).write([form], given=True).data
        (made.inbox / f"{unit}.xlsx").write_bytes(data)
    yield made
    made.dialogs.lines.clear()


def roster(path: Path) -> Path:
    """The units that have to file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["单位"], *([one] for one in (*WRONG, *GOOD, *SILENT))])
    return path


def answered(played: Round) -> None:
    """Two mend all, one a part, one gives reasons, one makes it worse, one changes nothing."""
    played.mend(WRONG[0])
    played.answer(WRONG[1], dict(RIGHT), {})
    played.answer(WRONG[2], {"J6": RIGHT["J6"]}, {})
    reasons = {cell: f"忽略 {code}：批复如此" for cell, code in CODES.items()}
    played.answer(WRONG[3], {}, reasons)
    played.answer(WRONG[4], {"J7": 0.1}, {})
    shutil.copy(played.copy(WRONG[5]), played.back)


def units_of(summary: openpyxl.Workbook) -> dict[str, tuple[object, object]]:
    """What the summary says of each unit: the money spent, the errors found."""
    rows = list(summary["单位汇总"].iter_rows(values_only=True))
    head = next(row for row in rows if "单位" in row)
    at = [head.index(name) for name in ("单位", "全年执行数（万元）", "错误")]
    return {row[at[0]]: (row[at[1]], row[at[2]]) for row in rows if row[at[0]] in (*WRONG, *GOOD)}


def test_a_round_is_played_to_its_end(played: Round) -> None:
    said = played.press("send_back", played.inbox, played.sent, typed="2026-12-10")
    assert "发现 24 个问题" in said
    assert "已退回 8 份、8 个单位" in said
    assert played.app.books.active.name == "退回清单.xlsx"
    assert len(list(played.sent.glob("退回通知_*.docx"))) == 8

    answered(played)
    state = played.home / "交回情况.xlsx"
    said = played.press("compare", played.sent, played.back, state)
    assert said.startswith("退回了 8 份、8 个单位。按单位：")
    assert "原来的 24 个问题：已改正 7，已说明 3，未改 8，" in said
    rows = openpyxl.load_workbook(state)["按单位"].iter_rows(min_row=4, values_only=True)
    assert {row[0]: row[1] for row in rows} == dict(
        zip(
            WRONG,
            ["已改好", "已改好", "还有问题", "已说明", "更差", "原样交回", "未交回", "未交回"],
            strict=True,
        )
    )

    whole = shutil.copytree(played.back, played.home / "汇集")
    for unit in (*GOOD, *WRONG[6:]):
        shutil.copy(played.inbox / f"{unit}.xlsx", whole)
    out = played.home / "汇总.xlsx"
    said = played.press("merge_folder", whole, roster(played.home / "名单.csv"), None, out)
    assert "已汇总 12 张表（12 个文件），存为 汇总.xlsx。" in said
    assert "应报 14 个单位，已报 12 个，未报 2 个。" in said
    book = openpyxl.load_workbook(out, data_only=True)
    listed = {str(cell) for row in book["未报送"].iter_rows(values_only=True) for cell in row}
    assert set(SILENT) <= listed
    assert not listed & {*WRONG, *GOOD}
    by_unit = units_of(book)
    assert {unit: by_unit[unit][0] for unit in WRONG} == dict.fromkeys(WRONG, 151.2)
    assert {unit: by_unit[unit][0] for unit in GOOD} == dict.fromkeys(GOOD, 147.6)
    assert [by_unit[unit][1] for unit in (*WRONG, *GOOD)] == [0, 0, 2, 0, 4, 3, 3, 3, 0, 0, 0, 0]
