"""Where a finding stands as a person would say it: the row's label and the column's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import area_of, cell_place
from zipingbiao.rules.finding import Finding

_ROW = re.compile(r"([\w.]+)\[(\d+)\](?:\.(\w+))?")
_ITEM_OF = {term.path: term.item for term in LISTS.values()} | {"groups": "group"}
_LABELS = ("level3", "level2", "level1", "source", "name", "item", "expected")
#: A label longer than this is cut; goals are whole paragraphs.
_LONG = 30
NO_UNIT = "（没有读出单位）"


class Places:
    """Finds for each finding the form it belongs to."""

    def __init__(self, forms: Iterable[SelfEvaluation]) -> None:
        self._forms: dict[tuple[str, str], list[SelfEvaluation]] = {}
        self._units: dict[str, str] = {}
        for form in forms:
            source = form.source
            self._forms.setdefault((source.path, source.sheet), []).append(form)
            unit = form.header.unit or form.header.department
            if unit:
                self._units.setdefault(source.path, unit)

    def form_of(self, finding: Finding) -> SelfEvaluation | None:
        """The form of a finding; the first on its sheet that holds its cell."""
        forms = self._forms.get((finding.path, finding.sheet), [])
        holding = (form for form in forms if _holds(form, finding.cell))
        return next(holding, forms[0] if len(forms) == 1 else None)

    def context(self, finding: Finding) -> str:
        """``年度资金总额 · 执行率``; ``""`` where nothing is to be said."""
        row, name = row_and_name(finding.field, self.form_of(finding))
        return " · ".join(part for part in (row, name) if part)

    def unit(self, finding: Finding) -> str:
        """The unit that the finding's form names; else the one that its file names."""
        form = self.form_of(finding)
        own = (form.header.unit or form.header.department) if form else None
        return own or self._units.get(finding.path) or NO_UNIT


def _holds(form: SelfEvaluation, cell: str | None) -> bool:
    try:
        return area_of(form.source.range).contains(*cell_place(cell or ""))
    except ValueError:
        return False


def split_field(path: str) -> tuple[str, int, str]:
    """``indicators[3].score`` → its list, its row, its field; the row is -1 where there is none."""
    match = _ROW.fullmatch(path)
    return (match[1], int(match[2]), match[3] or "") if match else ("", -1, path)


def row_and_name(path: str, form: SelfEvaluation | None) -> tuple[str, str]:
    """The label of a field's row, and the Chinese name of the field."""
    match = _ROW.fullmatch(path)
    if match is None:
        term = TERM_OF.get(path)
        return "", term.chinese if term else ""
    holder, index, name = match.groups()
    term = TERM_OF.get(f"{_ITEM_OF.get(holder, '')}.{name}")
    return _label(form, holder, int(index)), term.chinese if term else ""


def kind_of(path: str) -> str:
    """What kind of value a field has (see glossary): rate, points …; ``""`` where not known."""
    match = _ROW.fullmatch(path)
    key = f"{_ITEM_OF.get(match[1], '')}.{match[3]}" if match else path
    term = TERM_OF.get(key)
    return term.kind if term else ""


def labels_of(form: SelfEvaluation) -> dict[str, tuple[str, ...]]:
    """The labels of the rows of each list of a form, ``""`` where a row has none, by its path."""
    found = {term.path: tuple(map(_first, _rows(form, term.path))) for term in LISTS.values()}
    return {path: labels for path, labels in found.items() if labels}


def _rows(form: SelfEvaluation | None, holder: str) -> tuple[object, ...]:
    rows: object = form
    for step in holder.split("."):
        rows = getattr(rows, step, None)
    return rows if isinstance(rows, tuple) else ()


def _first(row: object) -> str:
    texts = (getattr(row, name, None) for name in _LABELS)
    return " ".join(next((text for text in texts if text), "").split())


def _label(form: SelfEvaluation | None, holder: str, index: int) -> str:
    rows = _rows(form, holder)
    if index >= len(rows):
        return ""
    label = _first(rows[index]) or f"第 {index + 1} 行"
    return label if len(label) <= _LONG else f"{label[:_LONG]}……"
