"""Merging 1,000 forms of 41 indicators, beside pandas with python-calamine and xlsxwriter.

Both run in a process of their own, from start to finished file, and write the same rows. The
rival knows the form by heart: it looks nothing up, checks nothing and follows no labels.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from zipingbiao.layouts import get_layout
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation, Total

ROOT = Path(__file__).resolve().parent.parent.parent
FORMS, INDICATORS, ROUNDS = 1000, 41, 3
#: What the merger may take of the rival's time.
HOLD = 0.5

_LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("产出指标", "成本指标"), ("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip


def one_form(number: int) -> SelfEvaluation:
    """A form with invented figures; no two are equal."""
    size = -(-INDICATORS // len(_LEVELS))
    indicators = tuple(
        Indicator(
            *_LEVELS[index // size],
            level3=f"第 {number} 个项目的第 {index + 1} 项工作完成情况",
            target=f"≥{number % 90 + index}",
            actual=str(number % 90 + index + index % 3),
            weight=2,
            score=2 - index % 2 / 2,
            reason="按计划推进，下一步加强督办。" if index % 2 else None,
        )
        for index in range(INDICATORS)
    )
    budget = 100 + number / 4
    total = FundLine("年度资金总额", budget, budget, None, budget - 5, weight=10)
    granted = replace(total, source="当年财政拨款", weight=None)
    return SelfEvaluation(
        layout="national-project",
        title="项目支出绩效自评表",
        year=2024,
        header=Header(
            f"第 {number} 个项目", "某某市财政局", f"某某市第 {number % 40} 中心", "万元"
        ),
        funds=(total, granted, FundLine("上年结转资金"), FundLine("其他资金")),
        goals=(Goal(f"完成第 {number} 个项目的全部工作。", "已全部完成。"),),
        indicators=indicators,
        total=Total(100, 90),
    )


def make_forms(folder: Path, count: int = FORMS) -> None:
    """Write that many filled forms."""
    layout = get_layout("national-project")
    for number in range(count):
        (folder / f"{number:05d}.xlsx").write_bytes(layout.write([one_form(number)]).data)


# The rival


def rival(folder: Path, out: Path) -> None:
    """The same rows, the usual way: read every cell, make frames, write them."""
    forms: list[list[object]] = []
    amounts: list[list[object]] = []
    indicators: list[list[object]] = []
    goals: list[list[object]] = []
    sources: list[list[object]] = []
    for path in sorted(folder.glob("*.xlsx")):
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        link = f'=HYPERLINK("{path.name}#\'Sheet\'!A1","{path.name}")'
        whose: list[object] = ["项目支出", rows[1][0], rows[3][8], rows[2][2]]
        last = next(index for index, row in enumerate(rows) if row[0] == "总分")
        body = pd.DataFrame(rows[12:last]).replace("", None)
        body[[1, 2]] = body[[1, 2]].ffill()
        lines = body[[1, 2, 3, 5, 6, 7, 8, 9]].values.tolist()
        indicators += ([*whose, *line, *[None] * 8, link, path.name, "A1"] for line in lines)
        amounts += ([*whose, *row, *row, link, path.name, "A1"] for row in rows[5:9])
        goals.append([*whose, rows[10][1], rows[10][6], link, path.name])
        forms.append([*whose, *rows[5], *rows[last], link, path.name, "A1"])
        sources.append(["已汇总", link, path.name, path.stat().st_size])
    tables = {"汇总表": forms, "资金汇总": amounts, "指标明细": indicators, "来源清单": sources}
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for name, table in {**tables, "年度目标": goals}.items():
            pd.DataFrame(table).to_excel(writer, sheet_name=name, index=False)


# The race


def _seconds(command: list[str]) -> float:
    paths = os.pathsep.join(str(ROOT / name) for name in ("python", "tests"))
    began = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths}
    )
    return time.perf_counter() - began


def _merger(folder: Path, out: Path, *jobs: str) -> float:
    command = [sys.executable, "-m", "zipingbiao.cli", "merge", str(folder), "-o", str(out)]
    return _seconds([*command, *jobs])


def _rival(folder: Path, out: Path) -> float:
    return _seconds([sys.executable, __file__, str(folder), str(out)])


def _median(run: Callable[[], float]) -> float:
    return statistics.median(run() for _ in range(ROUNDS))


def main(count: int = FORMS) -> dict[str, float]:
    """Seconds of both, and their ratio: what the merger takes of the rival's time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "forms")
        folder.mkdir()
        make_forms(folder, count)
        ours = _median(lambda: _merger(folder, Path(name, "ours.xlsx")))
        alone = _median(lambda: _merger(folder, Path(name, "alone.xlsx"), "--jobs", "1"))
        theirs = _median(lambda: _rival(folder, Path(name, "theirs.xlsx")))
    found = {
        "merge seconds": ours,
        "merge seconds, one process": alone,
        "pandas + calamine + xlsxwriter seconds": theirs,
        "merge ratio": ours / theirs,
        "merge ratio, one process": alone / theirs,
    }
    for label, figure in found.items():
        print(f"{label}: {figure:.2f}")
    return found


@pytest.mark.benchmark
def test_merging_takes_half_the_time_of_pandas() -> None:
    assert main()["merge ratio"] <= HOLD


if __name__ == "__main__":
    if len(sys.argv) == 3:
        rival(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
