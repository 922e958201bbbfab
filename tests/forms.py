"""Hypothesis strategies: forms that a layout can hold, made from its own template.

Rich on purpose: groups that repeat and end, points and ticks, fixed rows, blanks and the signs
that stand for them, numbers that nobody can read, text that trips programs up. Some of the
forms a layout will refuse, by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from zipingbiao.glossary import LISTS, MONEY_UNITS, OPERATORS, TERM_OF, TICK_WORDS, ListTerm
from zipingbiao.layouts import Layout
from zipingbiao.model import Group, Header, Indicator, SelfEvaluation, Tables, Total

#: One layout of each kind, whose laws are tried at length; the others differ by their data.
THOROUGH = frozenset({
    "national-project", "hebei-project", "liaoning-department",
    "sichuan-department", "sichuan-project", "sichuan-payments",
})  # fmt: skip


def tries(layout: str, thorough: int) -> int:
    """How often a law is tried on a layout; a sixth of it on those that are like others."""
    return thorough if layout in THOROUGH else max(1, thorough // 6)


#: Words as agencies write them, and things that trip programs up.
_WORDS = (
    "信访接待", "培训次数", "≥48", "=12月", "2020年12月底前完成", "100%", "０.５", "及时",
    "=1+1", "+A1", "-", "@SUM(A1)", "<b>&amp;</b>", "_x000D_", "a  b", "第一行\n第二行",
    '"引号"', "'单引号", "😀", "1e5", "007", "3/4", "{{ year }}", "%d %s", "\\x01", "得分率",
    "12", "-5.66", "0", "TRUE", "#N/A", "/", "——", "无", "（70分）", "指标3", "小计", "𠮷野家",
    "很长的说明" * 30, "：", "a\tb", "12345678901234567890",
)  # fmt: skip
_LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029"
)
texts = (st.sampled_from(_WORDS) | st.text(_LETTERS, min_size=1, max_size=12)).filter(
    lambda text: bool(text.strip())
)
#: Numbers, nothing, and now and then what nobody can read as a number.
figures = (
    st.none()
    | st.integers(-10_000, 1_000_000)
    | st.decimals(0, 100_000, places=2).map(float)
    | st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 4))
    | st.sampled_from((1.4, 0.1 + 0.2, 1e-7, 99_999_999.99, "约10", "100余", "见附件", "10-12"))
)
degrees = figures | st.sampled_from(("完成", "部分完成", "未完成"))
#: Groups as forms have them: few names, many rows, some with points in their label.
_LEVELS1 = ("产出指标", "效益指标", "预算执行率", "扣分项", "管理（一）")
_LEVELS2 = ("数量指标", "质量指标", "目标管理（40分）", None)


def values_of(term: str) -> st.SearchStrategy[Any]:
    """Values for a field of the glossary: ``indicator.score``."""
    kind = TERM_OF[term].kind
    if kind in ("text", "shown"):
        return st.none() | texts
    if kind == "unit":
        return st.none() | st.sampled_from(sorted(MONEY_UNITS))
    if kind == "operator":
        return st.none() | st.sampled_from(OPERATORS)
    if kind == "year":
        return st.none() | st.integers(1990, 2099)
    if kind == "ticks":
        words = TICK_WORDS[term]
        return st.sets(st.sampled_from(words)).map(lambda s: tuple(w for w in words if w in s))
    return degrees if kind == "degree" else figures


def _records(record: type, item: str, names: frozenset[str]) -> st.SearchStrategy[Any]:
    known = {name: values_of(f"{item}.{name}") for name in names if f"{item}.{name}" in TERM_OF}
    return st.builds(record, **known)


def _rows(layout: Layout, term: ListTerm) -> st.SearchStrategy[tuple[Any, ...]]:
    capacity = layout.writer.capacity
    keys = capacity.fixed_keys.get(term.item, ())
    if term.item not in capacity.fields:
        return st.just(())
    one = _records(term.record, term.item, capacity.row_fields(term.item, None))
    repeated = st.lists(one, max_size=6) if term.item in capacity.repeated_items else st.just([])
    if term.item == "indicator":
        repeated = st.tuples(repeated, st.lists(_groups, min_size=6, max_size=6)).map(_grouped)
    fixed = [_fixed(layout, term, key) for key in keys]
    return st.builds(lambda rows, *tail: (*rows, *tail), repeated, *fixed)


def _fixed(layout: Layout, term: ListTerm, key: str) -> st.SearchStrategy[Any]:
    names = layout.writer.capacity.row_fields(term.item, key) - {term.key or ""}

    def keyed(row: Any) -> Any:
        return replace(row, **{term.key or "": key})

    return _records(term.record, term.item, names).map(keyed)


#: Of a row: a new group, a narrower one, the group of the row above, or names of its own.
_groups = st.tuples(
    st.sampled_from(("new", "narrower", "same", "same", "own", "alone")),
    st.sampled_from(_LEVELS1),
    st.sampled_from(_LEVELS2),
)


def _grouped(drawn: tuple[list[Indicator], list[tuple[str, str, str | None]]]) -> list[Indicator]:
    """Indicators whose groups are named, mostly as the row above: else most are refused."""
    named: list[Indicator] = []
    for row, (how, level1, level2) in zip(drawn[0], drawn[1], strict=False):
        above = named[-1] if named else row
        if how == "alone":
            row = replace(row, level1="扣分项", level2=None, level3=None)
        elif how == "new":
            row = replace(row, level1=level1, level2=level2)
        elif how == "narrower":
            row = replace(row, level1=above.level1, level2=level2)
        elif how == "same":
            row = replace(row, level1=above.level1, level2=above.level2)
        named.append(row)
    return named


def forms(layout: Layout) -> st.SearchStrategy[SelfEvaluation]:
    """Forms of a layout; some of them it will refuse, by name."""
    held: Mapping[str, frozenset[str]] = layout.writer.capacity.fields
    header = _records(Header, "header", held.get("header", frozenset()))
    lists = {item: _rows(layout, term) for item, term in LISTS.items()}
    tables = st.builds(Tables, **{t.path[7:]: lists[i] for i, t in LISTS.items() if "." in t.path})
    own = held.get("", frozenset())
    built = st.builds(
        SelfEvaluation,
        layout=st.just(layout.id),
        kind=st.just(layout.kind),
        title=_titles(layout),
        year=values_of("year") if "year" in own else st.none(),
        remarks=values_of("remarks") if "remarks" in own else st.none(),
        header=header,
        total=_records(Total, "total", held.get("total", frozenset())),
        tables=tables,
        **{t.path: lists[i] for i, t in LISTS.items() if "." not in t.path},
    )
    return built.flatmap(_with_groups) if layout.writer.capacity.prints_points else built


def _titles(layout: Layout) -> st.SearchStrategy[str | None]:
    """Mostly none; else as agencies reword it. What says other than the data is refused."""
    own = (layout.title, f"某县{layout.title}", f"2021年{layout.title}（定稿）")
    return st.sampled_from((None,) * 20 + own)


def _with_groups(form: SelfEvaluation) -> st.SearchStrategy[SelfEvaluation]:
    """Points for some of the groups, as official forms print them."""
    names = list(dict.fromkeys(one.level1 for one in form.indicators if one.level1))
    weights = st.lists(
        st.none() | st.integers(1, 100) | st.just(12.5), min_size=len(names), max_size=len(names)
    )

    def grouped(chosen: list[float | None]) -> SelfEvaluation:
        pairs = zip(names, chosen, strict=True)
        return replace(form, groups=tuple(Group(n, w) for n, w in pairs if w is not None))

    return weights.map(grouped)
