"""ZPB084 公式被数盖住

检查什么
    版式里用公式算的一格（资金总额、执行率、执行率得分、总分），现在是不是填进去的数，而旁边各格的公式还在。
    要算它的数没有填的不报；整张表没有用公式的不报。数填错了的，另由相应的规则报告。

依据
    空白表的合计、执行率、总分由公式计算，不需要填写。

为什么
    从别处粘贴来的数盖住了公式。今天也许是对的，以后改了预算、执行数或得分，它不会跟着变。

反例
    funds = [
      {source = "年度资金总额", initial_budget = 20, budget = 20, executed = 18, rate = 0.9},
      {source = "当年财政拨款", initial_budget = 20, budget = 20, executed = 18, rate = 0.9},
    ]
    computed = ["funds[0].initial_budget", "funds[0].executed", "funds[0].rate", "funds[1].rate"]

正例
    funds = [
      {source = "年度资金总额", initial_budget = 20, budget = 20, executed = 18, rate = 0.9},
      {source = "当年财政拨款", initial_budget = 20, budget = 20, executed = 18, rate = 0.9},
    ]
    computed = [
      "funds[0].initial_budget", "funds[0].budget", "funds[0].executed", "funds[0].rate",
      "funds[1].rate",
    ]

如何修改
    从空白表同一格把公式复制过来；粘贴时用“选择性粘贴”，避开有公式的格子。确实要填数的，不必改。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.glossary import LISTS
from zipingbiao.layouts import find_layouts
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: So many formulas stand where this many numbers are typed, if these were not meant to be.
_TIMES = 2
#: A single number among fewer formulas may be anything.
_FEWEST = 3
_PROPOSED = "indicator."


class _Spot(NamedTuple):
    """A field that the layout computes and that holds a number: is its formula still there?"""

    path: str
    term: str
    computed: bool


@rule(
    "ZPB084",
    name="公式被数盖住",
    severity=INFO,
    message="{printed} 是填进去的数，盖住了这一格的公式（旁边的还在）；改了别处，它不会跟着变。",
)
def formula_overwritten(form: FormView) -> Iterator[Hit]:
    """Numbers typed over formulas of the layout, where the formulas around them are left."""
    spots = _spots(form)
    typed = [spot for spot in spots if not spot.computed]
    is_ours = bool(typed) and _outnumbered([*spots, *_proposed(form)], _FEWEST)
    for spot in typed:
        beside = [one for one in spots if _is_beside(one.term, spot.term)]
        if is_ours or _outnumbered(beside, _TIMES):
            yield form.hit(spot.path, form.value(spot.path))


def _proposed(form: FormView) -> Sequence[_Spot]:
    """The scores of indicators that formulas propose: they tell whose form it is."""
    paths = (f"{LISTS['indicator'].path}[{at}].score" for at in range(len(form.form.indicators)))
    computed = form.form.computed
    return [_Spot(path, "indicator.score", True) for path in paths if path in computed]


def _outnumbered(spots: Sequence[_Spot], fewest: int) -> bool:
    """Whether among some cells the formulas are many, and the typed numbers are few."""
    formulas = sum(spot.computed for spot in spots)
    return formulas >= max(fewest, _TIMES * (len(spots) - formulas))


def _is_beside(one: str, other: str) -> bool:
    """Whether two fields are of one kind: rates, amounts, or totals of points."""
    record, _, name = one.rpartition(".")
    its, _, called = other.rpartition(".")
    return record == its and (name == called or "rate" not in (name, called))


def _spots(form: FormView) -> Sequence[_Spot]:
    """The fields that the layout computes, where a number stands and others to compute it from."""
    computed, found = form.form.computed, []
    for term, keys in _computed_by_layout().get(form.layout, {}).items():
        for path in _paths(form, term, keys):
            if form.value(path) is not None and (path in computed or _can_compute(form, path)):
                found.append(_Spot(path, term, path in computed))
    return found


def _paths(form: FormView, term: str, keys: Collection[str | None]) -> Iterator[str]:
    """The fields of a form that a term of its layout means, in the rows that are called so."""
    record, _, name = term.rpartition(".")
    if record not in LISTS:
        yield term
        return
    listed = LISTS[record]
    rows = form.value(listed.path)
    assert isinstance(rows, tuple)
    for number, row in enumerate(rows):
        if None in keys or _clean(getattr(row, listed.key or "", None) or "") in keys:
            yield f"{listed.path}[{number}].{name}"


@lru_cache(maxsize=1)
def _computed_by_layout() -> Mapping[str, Mapping[str, frozenset[str | None]]]:
    """For each layout the fields whose cells hold formulas, with the names of their rows.

    None stands for any row. The score of an indicator is only proposed.
    """
    found: dict[str, dict[str, frozenset[str | None]]] = {}
    for name, layout in find_layouts().items():
        fields = found.setdefault(name, {})
        for cell in layout.form.cells.values():
            tag = cell.computes
            if tag is not None and cell.formula and not tag.term.startswith(_PROPOSED):
                key = None if tag.key is None else _clean(tag.key)
                fields[tag.term] = fields.get(tag.term, frozenset()) | {key}
    return found


def _clean(name: str) -> str:
    return fold(name).strip(" :")


def _can_compute(form: FormView, path: str) -> bool:
    """Whether the formula would have numbers to compute from: else whoever types one must."""
    holder, _, name = path.rpartition(".")
    if "[" not in path:
        return any(getattr(one, name) is not None for one in form.form.indicators)
    row = form.value(holder)
    if name == "rate":
        done = getattr(row, "executed", getattr(row, "used", None))
        return done is not None and any(
            getattr(row, base, None) for base in ("budget", "initial_budget")
        )
    if name == "score":
        return getattr(row, "rate", None) is not None and getattr(row, "weight", None) is not None
    others = form.value(holder[: holder.rindex("[")])
    assert isinstance(others, tuple)
    return any(getattr(one, name) is not None for one in others if one is not row)
