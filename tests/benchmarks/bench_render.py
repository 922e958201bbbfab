"""Rendering forms of 60 rows: one of everything, true values, beside those who do less.

The template holds one of everything and 41 rows; twenty indicators make 60 of them. Ours moves
all that names a row and works out every formula. The rivals: a sheet's XML made with one
compiled jinja2 template, which moves no drawings and calculates nothing (run beside where the
reference material is there), and openpyxl, which loads, fills and saves.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from everything import INDICATOR_ROW, SHEET, make_everything
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation
from zipingbiao.template.compile import compile_template
from zipingbiao.template.reading.anchors import shape_of
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, write_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT.parent / "shared" / "bench"
FORMS, SAMPLE, ROUNDS = 1000, 6, 3
#: What rendering may take of the time of making the sheet's XML alone.
HOLD = 1.5

_LEVELS = (
    *[("产出指标", "数量指标")] * 4, *[("产出指标", "质量指标")] * 4,
    *[("产出指标", "时效指标")] * 3, *[("产出指标", "成本指标")] * 2,
    *[("效益指标", "社会效益指标")] * 3, *[("效益指标", "可持续影响指标")] * 2,
    *[("满意度指标", "服务对象满意度指标")] * 2,
)  # fmt: skip
#: Times the rival in a process of its own: seconds for that many forms, each round.
_RAW = """
import json, sys, time
sys.path.insert(0, ".")
from payload import payload
from rawxml import Tpl
forms = [payload(number) for number in range(int(sys.argv[1]))]
times = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    template = Tpl("data/tpl_plain.xlsx", 13)
    for form in forms:
        template.render(form)
    times.append(time.perf_counter() - start)
print(json.dumps(times))
"""


def one_form(number: int) -> SelfEvaluation:
    """A form with invented figures; no two are equal."""
    indicators = tuple(
        Indicator(
            *levels,
            level3=f"第 {number} 个项目的第 {index + 1} 项工作",
            target=f"≥{number % 90 + index}个",
            actual=str(number % 90 + index),
            weight=4.5,
            score=round(3 + (number + index) % 150 / 100, 2),
            reason="偏差原因：<未及时> & 支付" if (number + index) % 10 > 6 else None,
        )
        for index, levels in enumerate(_LEVELS)
    )
    funds = tuple(
        FundLine(source, 100 + number / 4, 90 + number / 8, None, 81 + number / 16)
        for source in ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
    )
    return SelfEvaluation(
        "everything",
        year=2025,
        header=Header(f"乡村道路维修改造专项资金{number}", "市交通运输局", "市公路中心"),
        funds=funds,
        goals=(Goal("完成农村公路养护" * 8, "已完成" * 12),),
        indicators=indicators,
        remarks="无",
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(template: bytes, count: int) -> tuple[list[float], bytes]:
    """Seconds for that many forms, each round (the template is compiled in each), and one form."""
    forms = [one_form(number) for number in range(count)]
    made = [b""]

    def work() -> None:
        compiled = compile_template(template, "form.xlsx")
        writer = FormWriter(compiled.form, shape_of(compiled.form, {}), {})
        engine = Engine(compiled)
        for form in forms:
            made[0] = write_workbook(engine, [writer], [form]).data

    return [timed(work) for _ in range(ROUNDS)], made[0]


def with_openpyxl(filled: bytes, count: int) -> float:
    """Seconds for that many forms: load, set the cells, save."""

    def work() -> None:
        for number in range(count):
            form = one_form(number)
            book = openpyxl.load_workbook(BytesIO(filled))
            sheet = book[SHEET]
            sheet["C3"], sheet["C4"] = form.header.project, form.header.department
            for row, one in enumerate(form.indicators, INDICATOR_ROW):
                values = (one.level3, one.target, one.actual, one.weight, one.score, one.reason)
                for column, value in enumerate(values, 4):
                    sheet.cell(row, column).value = value
            book.save(BytesIO())

    return timed(work)


def raw_xml(count: int) -> list[float] | None:
    """Seconds of the reference that makes only the sheet's XML; None where it is not there."""
    if not REFERENCE.is_dir():
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        for script in ("mk_template.py", "payload.py", "rawxml.py"):
            shutil.copy(REFERENCE / script, folder / script)
        run = [sys.executable, "mk_template.py"]
        subprocess.run(run, cwd=folder, check=True, capture_output=True)
        run = [sys.executable, "-c", _RAW, str(count), str(ROUNDS)]
        done = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True)
        times: list[float] = json.loads(done.stdout)
        return times


def main(forms: int = FORMS) -> dict[str, float]:
    """The ratios, our time over the rival's; and milliseconds a form, for orientation."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "template.xlsx"
        make_everything(path)
        template = path.read_bytes()
    raw = raw_xml(forms)
    times, filled = ours(template, forms)
    mine = statistics.median(times) / forms
    found = {"ms": mine * 1000, "openpyxl": mine * SAMPLE / with_openpyxl(filled, SAMPLE)}
    if raw is not None:
        found["rawxml"] = mine * forms / statistics.median(raw)
    return found


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_rendering_takes_little_more_than_making_the_xml_of_the_sheet() -> None:
    found = main()
    print()
    for name, ratio in found.items():
        print(f"render / {name}: {ratio:.3f}" if name != "ms" else f"一张表 {ratio:.2f} ms")
    assert found["openpyxl"] < 0.2
    assert found.get("rawxml", 0) <= HOLD


if __name__ == "__main__":
    print(json.dumps(main()))
