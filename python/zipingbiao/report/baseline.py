"""An earlier run to compare with: only what is new is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from zipingbiao.datafiles.jsonfile import load_json
from zipingbiao.errors import DataError, shown
from zipingbiao.rules.finding import Finding

SCHEMA = 1
_Key = tuple[object, ...]


class Baseline:
    """The findings of an earlier run, each good for one finding of this run."""

    def __init__(self, findings: Iterable[Mapping[str, object]] = ()) -> None:
        self._left: dict[_Key, set[int]] = {}
        for number, one in enumerate(findings):
            for key in _keys(one):
                self._left.setdefault(key, set()).add(number)

    def new_among(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that the earlier run has not: by file, sheet, code and what is printed,
        at the same field, or in the same cell where rows were put in above.
        """
        left = {key: set(numbers) for key, numbers in self._left.items()}
        gone: set[int] = set()
        for finding in findings:
            found = (left.get(key, set()) - gone for key in _keys(_data(finding)))
            old = next((numbers for numbers in found if numbers), None)
            if old is None:
                yield finding
            else:
                gone.add(min(old))


def _data(finding: Finding) -> Mapping[str, object]:
    return {
        name: getattr(finding, name) for name in ("path", "code", "field", "cell", "printed")
    } | {"sheet": finding.sheet or None}


def _keys(one: Mapping[str, object]) -> tuple[_Key, _Key]:
    common = one.get("path"), one.get("sheet") or None, one.get("code"), one.get("printed")
    return (*common, "field", one.get("field")), (*common, "cell", one.get("cell"))


def load_baseline(path: Path, mistakes: list[str]) -> Baseline:
    """The findings in a file that ``zpb check --format json`` has written."""
    try:
        data = load_json(path, "基线文件")
    except DataError as error:
        mistakes.append(str(error))
        return Baseline()
    reason = _mistake(data)
    if reason:
        mistakes.append(f"{path}：{reason}请用 zpb check --format json 重新生成。")
        return Baseline()
    return Baseline(data["findings"])


def _mistake(data: object) -> str:
    if not isinstance(data, dict):
        return "基线应是 zpb check --format json 的结果。"
    if data.get("schema") != SCHEMA:
        return f"基线的 schema 是 {shown(data.get('schema'))}，本程序只认识 {SCHEMA}。"
    findings = data.get("findings")
    if not isinstance(findings, list) or not all(map(_is_finding, findings)):
        return "基线里没有 findings。"
    return ""


def _is_finding(one: object) -> bool:
    names = ("path", "sheet", "code", "field", "cell", "printed")
    return isinstance(one, dict) and all(isinstance(one.get(name), str | None) for name in names)
