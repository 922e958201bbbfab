"""Forms of provinces that have no layout here, and tables that are no self-evaluations.

``provinces.toml`` has them row by row; each cell that holds a field says which one it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from template.distort import Draft, typed
from zipingbiao.ooxml.grid import Scalar

_COLUMNS = ("level1", "level2", "level3", "target", "unit", "actual", "weight", "score")
_INDICATORS = (
    ("产出指标", "数量指标", "培训场次", "≥20", "场", "22", "10", "10"),
    ("产出指标", "质量指标", "验收合格率", "100", "%", "100", "10", "10"),
    ("产出指标", "时效指标", "完成时间", "12月底前", "—", "12月20日", "10", "9"),
    ("效益指标", "社会效益指标", "覆盖人次", "5000", "人次", "5200", "30", "28.5"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90", "%", "95", "10", "10"),
)


@dataclass(frozen=True)
class Province:
    """A drawn form: the layouts it may be read with, and which field each cell truly holds."""

    name: str
    reads: tuple[str, ...]
    draft: Draft
    fields: Mapping[tuple[int, int], str]


def provinces() -> list[Province]:
    """All drawn forms."""
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return [_province(one) for one in tomllib.loads(text)["form"]]


def _province(data: Mapping[str, str]) -> Province:
    cells = {}
    fields: dict[tuple[int, int], str] = {}
    for row, line in enumerate(_lines(data["rows"]), 1):
        for column, written in enumerate(line, 1):
            text, _, field = written.partition("@")
            if text:
                cells[row, column] = typed(_number(text))
            if field:
                fields[row, column] = field
    return Province(data["name"], tuple(data["reads"]), Draft(cells, name=data["name"]), fields)


def _lines(rows: str) -> Iterator[list[str]]:
    """The rows as written cells; a row of all indicators is spelt out."""
    for line in rows.strip("\n").split("\n"):
        cells = [cell.strip() for cell in line.removeprefix("*").split("|")]
        if not line.startswith("*"):
            yield cells
            continue
        for indicator in _INDICATORS:
            known = dict(zip(_COLUMNS, indicator, strict=True))
            yield [_spelt(cell, known) for cell in cells]


def _spelt(cell: str, known: Mapping[str, str]) -> str:
    if cell.startswith("="):
        return cell[1:]
    return f"{known[cell]}@indicator.{cell}" if cell else ""


def _number(text: str) -> Scalar:
    """What a person types as a number is one."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
