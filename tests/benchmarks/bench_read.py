"""Reading 1,000 forms of 60 rows to data, beside programs that only unzip or only give cells.

The floor unzips the two parts that hold a form and lets expat parse them without calling back.
Times are of the processor, so that what else runs does not count; floor and reader take turns.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zipingbiao.reading import discover, read_all

FORMS, ROUNDS, SAMPLE, MANY = 1000, 5, 50, 10_000
#: What reading may take of the floor's time, and two processes of the time of one.
HOLD = 3.0
HOLD_TWO = 1 / 1.6
#: Milliseconds for a form whose like was not seen before.
HOLD_NEW = 6.0

_GROUPS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
_WORDS = [
    "信访接待",
    "道路维修",
    "设备采购",
    "人员培训",
    "政策宣传",
    "安全检查",
    "系统运行",
    "补助发放",
    "资料整理",
    "现场核查",
]
_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")


def make_form(path: Path, chance: random.Random, rows: int) -> None:
    """A filled national form as an agency sends it, with formulas and their values."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("自评表")
    box = book.add_format({"border": 1, "align": "center", "text_wrap": True})
    money = book.add_format({"border": 1, "num_format": "#,##0.00"})
    rate = book.add_format({"border": 1, "num_format": "0.00%"})
    sheet.set_column("A:I", 14)
    for area, text in _HEAD.items():
        if ":" in area:
            sheet.merge_range(area, text.format(words=_phrase(chance, 3)), box)
        else:
            sheet.write(area, text, box)
    _write_funds(sheet, chance, box, money, rate)
    end = _write_indicators(sheet, chance, rows, box)
    sheet.merge_range(end, 0, end, 5, "总分", box)
    sheet.write_formula(end, 6, f"=SUM(G14:G{end})+G7", box, 100)
    sheet.write_formula(end, 7, f"=SUM(H14:H{end})+I7", box, chance.randint(80, 100))
    sheet.merge_range(end + 1, 0, end + 1, 8, "注：得分最高不超过该指标分值。", box)
    sheet.write(end + 2, 0, "填报人：某某", box)
    book.close()


_HEAD = {
    "A1:I1": "项目支出绩效自评表",
    "A2:I2": "（2024年度）",
    "A3:B3": "项目名称",
    "C3:I3": "{words}专项资金",
    "A4:B4": "主管部门",
    "C4:E4": "市财政局",
    "F4": "实施单位",
    "G4:I4": "{words}中心",
    "A5:A9": "项目资金\n（万元）",
    "A10:A11": "年度总体目标",
    "B10:E10": "预期目标",
    "F10:I10": "实际完成情况",
    "B11:E11": "{words}，全年任务按期完成。",
    "F11:I11": "{words}，任务已全部完成。",
    **dict(zip((f"{c}5" for c in "DEFGHI"), ("年初预算数", "全年预算数", "全年执行数", "分值",
                                             "执行率", "得分"), strict=True)),
    **dict(zip((f"{c}12" for c in "ABCDEFGHI"), ("绩效指标", "一级指标", "二级指标", "三级指标",
                                                 "年度指标值", "实际完成值", "分值", "得分",
                                                 "偏差原因分析及改进措施"), strict=True)),
}  # fmt: skip


def _phrase(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(_WORDS) for _ in range(count))


def _write_funds(sheet: Any, chance: random.Random, box: Any, money: Any, rate: Any) -> None:
    names = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    for row, name in enumerate(names, 5):
        sheet.write(row, 1, name, box)
        budget = round(chance.uniform(10, 900), 2)
        executed = round(budget * chance.uniform(0.7, 1), 2)
        for column, amount in enumerate((budget, budget, executed), 3):
            sheet.write(row, column, amount, money)
        sheet.write(row, 6, 10 if row == 5 else "—", box)
        sheet.write_formula(row, 7, f"=F{row + 1}/E{row + 1}", rate, executed / budget)
        sheet.write(row, 8, 9.5 if row == 5 else "—", box)


def _write_indicators(sheet: Any, chance: random.Random, rows: int, box: Any) -> int:
    """Writes so many indicators; the row after the last."""
    row = first = 12
    kinds = [(one, other) for one, others in _GROUPS for other in others]
    for number, (level1, level2) in enumerate(kinds):
        size = rows // len(kinds) + (number < rows % len(kinds))
        begin = row
        for _ in range(size):
            amount = chance.randint(1, 500)
            cells: tuple[Any, ...] = (
                _phrase(chance, 2) + str(amount),
                chance.choice((f"≥{amount}个", amount, "及时")),
                chance.choice((amount, f"{amount}个", "按期完成")),
                2.5,
                chance.choice((2.5, 2.5, 2)),
                "原因：" + _phrase(chance, 4) if chance.random() < 0.2 else "",
            )
            for column, content in enumerate(cells, 3):
                sheet.write(row, column, content, box)
            row += 1
        _grouped(sheet, begin, row, 2, level2, box)
        if number in (3, 7, 8):
            first_of = {3: first, 7: first, 8: begin}[number]
            _grouped(sheet, first_of, row, 1, level1, box)
            first = row
    sheet.merge_range(12, 0, row - 1, 0, "", box)
    return row


def _grouped(sheet: Any, begin: int, end: int, column: int, name: str, box: Any) -> None:
    if end - begin > 1:
        sheet.merge_range(begin, column, end - 1, column, name, box)
    elif end > begin:
        sheet.write(begin, column, name, box)


def make_forms(folder: Path, count: int, rows: Callable[[int], int]) -> list[Path]:
    """So many forms, each of so many indicators."""
    folder.mkdir()
    paths = [folder / f"{number:05d}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        make_form(path, random.Random(number), rows(number))
    return paths


# --- the rivals


def floor(paths: Sequence[Path]) -> None:
    """Unzip and parse, and do nothing with it."""
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in _PARTS:
                expat.ParserCreate().Parse(archive.read(name), True)


def calamine(paths: Sequence[Path]) -> None:
    """Bare cells and merged areas."""
    for path in paths:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        sheet.to_python(skip_empty_area=False)
        assert sheet.merged_cell_ranges


def with_openpyxl(paths: Sequence[Path]) -> None:
    """Cells with their values."""
    for path in paths:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        assert sum(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def ours(folder: Path, jobs: int = 1) -> None:
    """Forms as data."""
    found = read_all(discover([folder]), jobs)
    assert all(len(one.forms) == 1 for one in found)


def seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """How long some work takes."""
    start = clock()
    work()
    return clock() - start


def main(forms: int = FORMS, many: int = MANY) -> dict[str, float]:
    """The ratios: reading over the floor and over rivals; two processes over one; new forms."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "forms")
        paths = make_forms(folder, forms, lambda number: 38 + number % 7)
        times: dict[str, list[float]] = {"floor": [], "calamine": [], "read": []}
        for _ in range(ROUNDS):
            times["floor"].append(seconds(lambda: floor(paths), time.process_time))
            times["read"].append(seconds(lambda: ours(folder), time.process_time))
            times["calamine"].append(seconds(lambda: calamine(paths), time.process_time))
        sample = paths[:SAMPLE]
        slow = seconds(lambda: with_openpyxl(sample), time.process_time) * forms / len(sample)
        read = statistics.median(times["read"])
        found = {
            "floor": read / statistics.median(times["floor"]),
            "calamine": read / statistics.median(times["calamine"]),
            "openpyxl": read / slow,
            "two": _two_over_one(folder, forms, many),
        }
        new = Path(name, "new")
        make_forms(new, 80, lambda number: 10 + number)
        found["new"] = seconds(lambda: ours(new), time.process_time) / 80 * 1000 / HOLD_NEW
    return found


def _two_over_one(folder: Path, forms: int, many: int) -> float:
    """Two processes over one, by the clock on the wall: the best of some rounds."""
    found = discover([folder]) * max(1, many // forms)

    def read(jobs: int) -> float:
        return min(seconds(lambda: read_all(found, jobs), time.perf_counter) for _ in range(2))

    return read(2) / read(1)


#: The names of the ratios, and what they may be at most.
LIMITS = {"floor": HOLD, "two": HOLD_TWO, "new": 1.0, "calamine": None, "openpyxl": None}


@pytest.mark.benchmark
def test_reading_forms() -> None:
    found = main()
    print()
    for name, ratio in found.items():
        print(f"read / {name}: {ratio:.3f}")
    assert found["floor"] <= HOLD
    assert found["new"] <= 1


if __name__ == "__main__":
    for label, figure in main().items():
        print(f"{label}: {figure:.3f}")
