"""The worksheet functions, each declared once: body, help, native twin.

From these declarations come the Python functions (`zipingbiao.functions`), the formulas that
plain Excel understands, and what Excel and LibreOffice show in their function dialogs.
A function takes what a cell or a range holds and gives a number, a text or ``""``; it never
raises: what can't be computed is said in a Chinese sentence.
"""

# The functions are named as in the workbook.
# ruff: noqa: N802

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from zipingbiao.errors import ZpbError
from zipingbiao.scoring.completion import completion, points
from zipingbiao.scoring.earning import weight_of
from zipingbiao.scoring.execution import rate, rate_points, total
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.numbers import MONEY_UNITS, write_number
from zipingbiao.values.text import fold, is_blank_mark

if TYPE_CHECKING:
    from zipingbiao.scoring.clause import Clause

#: So many amounts of a sum are told one by one.
_TOLD = 12
_LONGEST_NAME = 40
_NAME = re.compile(rf"[\w-]{{1,{_LONGEST_NAME}}}")
#: No cell holds a number from here on.
_BEYOND = 1e308

# The grammar of clauses is imported where a clause is read: most workbooks have none, and
# worksheet functions must start at once.

Number = int | float
Scalar = str | int | float | bool | None
#: What an argument is: a cell's value, or a range row by row.
Cells = Scalar | Sequence[Scalar] | Sequence[Sequence[Scalar]]
Answer = Number | str
Body = Callable[..., Answer | None]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument: its identifier, its Chinese name, what it is."""

    name: str
    chinese: str
    help: str
    optional: bool = False
    repeats: bool = False
    area: bool = False


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """A worksheet function. ``body`` takes a trace (or None) and the arguments."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    body: Body

    @property
    def least(self) -> int:
        """How many arguments there must be."""
        return sum(not parameter.optional for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        """How many there may be; None for any number."""
        return None if any(one.repeats for one in self.parameters) else len(self.parameters)

    @property
    def listed(self) -> tuple[Parameter, ...]:
        """The arguments as a function dialog knows them: one that repeats takes all the rest."""
        repeats = [one.repeats for one in self.parameters]
        return self.parameters[: repeats.index(True) + 1] if any(repeats) else self.parameters

    @property
    def listed_help(self) -> str:
        """What it does, with the arguments that a function dialog folds into the last one."""
        folded = self.parameters[len(self.listed) :]
        told = "".join(f"最后还可以给出{one.chinese}：{one.help}。" for one in folded)
        return f"{self.help}{told}"

    @property
    def cell_signature(self) -> str:
        """The arguments by a letter each: v one value, m an area; optional ones behind ?."""
        letters = ["m" if one.area or one.repeats else "v" for one in self.parameters]
        fixed = "".join(letters[: self.least])
        if self.most is None:
            return f"{fixed}*m"
        return f"{fixed}?{''.join(letters[self.least :])}"

    def __call__(self, *arguments: Cells) -> Answer:
        """Compute; what goes wrong is the answer's text."""
        return self._answer(None, arguments)

    def explain(self, *arguments: Cells) -> str:
        """The way to the result as one Chinese sentence."""
        trace = Trace(self.name)
        answer = self._answer(trace, arguments)
        if isinstance(answer, str) and answer:
            return f"{trace.sentence() if trace.steps else ''}{answer}"
        if trace.result is None:
            trace.result = answer
        return trace.sentence()

    def _answer(self, trace: Trace | None, arguments: Sequence[Cells]) -> Answer:
        most = self.most
        if len(arguments) < self.least or (most is not None and len(arguments) > most):
            return f"{self.name} 的参数个数不对，应为：{self.signature}。"
        try:
            answer = self.body(trace, *arguments)
        except ZpbError as error:
            return _sentences(error.reason, error.cure)
        except (ValueError, ArithmeticError, TypeError):
            return f"{self.name} 算不出来：有的参数不是能计算的数，请检查各参数。"
        return "" if answer is None else answer

    @property
    def signature(self) -> str:
        """``ZPB_RATE(执行数, 预算数)``, optional arguments in brackets."""
        names = [f"[{one.chinese}]" if one.optional else one.chinese for one in self.parameters]
        return f"{self.name}({', '.join(names)})"


def _sentences(*parts: str) -> str:
    """Sentences one after the other, each with its full stop."""
    return "".join(part if part.endswith(("。", "？")) else f"{part}。" for part in parts if part)


FUNCTIONS: dict[str, WorksheetFunction] = {}


def _worksheet(help_text: str, *parameters: Parameter) -> Callable[[Body], WorksheetFunction]:
    """Declare a worksheet function; its name is the body's."""

    def declare(body: Body) -> WorksheetFunction:
        function = WorksheetFunction(body.__name__, help_text, parameters, wraps(body)(body))
        FUNCTIONS[function.name] = function
        return function

    return declare


_PROFILE = Parameter("profile", "评分办法", "代号，如 national、liaoning；省略为 national", True)
_KIND = Parameter(
    "kind", "类别", "二级指标的文字，或正向、反向、定性；成本指标无符号时按反向", True
)
_WEIGHT = Parameter("weight", "分值", "该指标的分值")
_TARGET = Parameter("target", "年度指标值", "如「≥48」「90%」「12月底前完成」")
_ACTUAL = Parameter("actual", "实际完成值", "如「50」「98%」「2020年11月30日」")


def first_of(cells: Cells) -> Scalar:
    """The single value of an argument; the first of a range."""
    while isinstance(cells, Sequence) and not isinstance(cells, str):
        if not cells:
            return None
        cells = cells[0]
    return cells


def _all(cells: Cells) -> Iterator[Scalar]:
    """The values of an argument, row by row."""
    if isinstance(cells, Sequence) and not isinstance(cells, str):
        for row in cells:
            yield from _all(row)
    else:
        yield cells


def _plain(cells: Cells) -> str | Number | None:
    """A single value as text or number; truths and what no cell can hold become texts."""
    value = first_of(cells)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float) and not abs(value) < _BEYOND:
        return f"{value:.0e}" if isinstance(value, float) else "1e308"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _text(cells: Cells) -> str:
    value = _plain(cells)
    return value if isinstance(value, str) else "" if value is None else write_number(value)


def profile_of(cells: Cells) -> Profile:
    """The profile that an argument names; national where it is blank."""
    name = _text(cells).strip()
    # A name and no path: a cell of somebody else's workbook must not open files.
    if name and not _NAME.fullmatch(name):
        raise ZpbError(
            f"「{name[:_LONGEST_NAME]}」不是评分办法的代号。", cure="请写代号，如 national。"
        )
    return load_profile(name) if name else load_profile()


@_worksheet(
    "预算执行率：执行数 ÷ 预算数，四位小数；预算数空白或为 0 时为空。",
    Parameter("executed", "执行数", "全年执行数，可带单位，如 3.04 万元"),
    Parameter("budget", "预算数", "全年预算数，可带单位"),
)
def ZPB_RATE(trace: Trace | None, executed: Cells, budget: Cells) -> Answer | None:
    """The execution rate as a fraction, 4 digits."""
    return rate(_plain(executed), _plain(budget), trace=trace)


@_worksheet(
    "金额合计：带单位的文字先折算，—、/ 和空白不计；读不懂的会指出来。",
    Parameter("amounts", "金额", "一个或多个单元格区域", repeats=True),
    Parameter("unit", "单位", "合计的单位：元、万元、亿元，或写有单位的表头；省略为万元", True),
)
def ZPB_TOTAL(trace: Trace | None, *amounts: Cells) -> Answer | None:
    """The sum of amounts; the last argument may be the unit."""
    unit = unit_named(first_of(amounts[-1])) if len(amounts) > 1 else None
    if unit is not None:
        amounts = amounts[:-1]
    unit = unit or "万元"
    values = [_plain(value) for cells in amounts for value in _all(cells)]
    if trace is not None:
        filled = [value for value in map(_text, values) if not is_blank_mark(value)]
        more = f" 等 {len(filled)} 个" if len(filled) > _TOLD else ""
        trace.put("金额", "、".join(filled[:_TOLD]) + more)
        trace.say(f"各数相加，单位为{unit}")
    return total(values, unit, trace)


def unit_named(value: Scalar) -> str | None:
    """The money unit that a text names: 万元, or a head such as 「项目资金（万元）」."""
    text = fold(value) if isinstance(value, str) else ""
    if any(letter.isdigit() for letter in text):
        return None
    found = [unit for unit in MONEY_UNITS if text == unit or re.search(rf"[(:]{unit}(\)|$)", text)]
    return max(found, key=len, default=None)


@_worksheet(
    "预算执行率得分：分值 × 执行率，最高为分值，两位小数。",
    Parameter("rate", "执行率", "如 85.69% 或 0.8569"),
    _WEIGHT,
    _PROFILE,
)
def ZPB_RATE_SCORE(
    trace: Trace | None, share: Cells, weight: Cells, profile: Cells = None
) -> Answer | None:
    """Points for the execution rate."""
    return rate_points(_plain(share), _plain(weight), profile_of(profile), trace)


@_worksheet(
    "完成程度：实际完成值与年度指标值之比，不封顶；说不清时为空。",
    _TARGET,
    _ACTUAL,
    _KIND,
    _PROFILE,
)
def ZPB_COMPLETION(
    trace: Trace | None, target: Cells, actual: Cells, kind: Cells = None, profile: Cells = None
) -> Answer | None:
    """The actual against the target as a fraction."""
    return completion(_plain(target), _plain(actual), _text(kind), profile_of(profile), trace)


@_worksheet(
    "指标得分，两位小数；有评分标准时按评分标准；须由人评定时为空。",
    _TARGET,
    _ACTUAL,
    _WEIGHT,
    Parameter("clause", "评分标准", "计分或扣分条款的原文；没有则留空", True),
    _KIND,
    _PROFILE,
)
def ZPB_SCORE(
    trace: Trace | None,
    target: Cells,
    actual: Cells,
    weight: Cells,
    clause: Cells = None,
    kind: Cells = None,
    profile: Cells = None,
) -> Answer | None:
    """Points earned by an indicator."""
    said, goal = _text(clause).strip(), _text(target).strip()
    scheme = profile_of(profile)
    if said and (said != goal or is_clause(said)):
        from zipingbiao.scoring.clause.evaluate import earned

        full = weight_of(_plain(weight))
        held = None if said == goal else _plain(target)
        understood, values = _understood(said), _all_or_one(actual)
        return earned(understood, values, full, scheme, trace, target=held, kind=_text(kind))
    return points(_plain(target), _plain(actual), _plain(weight), _text(kind), scheme, trace)


@_worksheet(
    "按扣分条款计算扣分，0 到分值之间。",
    Parameter("clause", "扣分条款", "条款的原文，如「差异率≤0，得满分；每增加5%（含）扣0.5分」"),
    Parameter("value", "值", "数、各月的区域，或文字：12%、3/4", area=True),
    _WEIGHT,
    _PROFILE,
)
def ZPB_DEDUCT(
    trace: Trace | None, clause: Cells, value: Cells, weight: Cells, profile: Cells = None
) -> Answer | None:
    """Points lost by a clause."""
    from zipingbiao.scoring.clause.evaluate import deducted

    understood = _understood(_text(clause))
    return deducted(
        understood, _all_or_one(value), weight_of(_plain(weight)), profile_of(profile), trace
    )


@_worksheet(
    "说明一个数是怎样算出来的。",
    Parameter("function", "函数名", '如 "ZPB_RATE"'),
    Parameter("arguments", "参数", "与该函数的参数相同", True, True),
)
def ZPB_EXPLAIN(trace: Trace | None, function: Cells, *arguments: Cells) -> Answer | None:
    """The trace of another function as one Chinese sentence."""
    name = _text(function).strip().upper()
    if name not in FUNCTIONS or name == "ZPB_EXPLAIN":
        known = "、".join(sorted(set(FUNCTIONS) - {"ZPB_EXPLAIN"}))
        return f"没有名为「{name}」的函数，可用：{known}。"
    return FUNCTIONS[name].explain(*arguments)


def _all_or_one(cells: Cells) -> Scalar | list[Scalar]:
    values = [value if isinstance(value, bool) else _plain(value) for value in _all(cells)]
    return values[0] if len(values) == 1 else values


def is_clause(text: str) -> bool:
    """Whether a text is a scoring clause that is understood."""
    if "分" not in text:
        return False
    from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause

    return not isinstance(parse_clause(text), NotUnderstood | Contradiction)


def _understood(text: str) -> Clause:
    """The clause. Raises ClauseError saying at which words it isn't understood."""
    from zipingbiao.scoring.clause import (
        ClauseError,
        Contradiction,
        NotUnderstood,
        parse_clause,
    )

    found = parse_clause(text)
    if isinstance(found, NotUnderstood | Contradiction):
        raise ClauseError(found.sentence)
    return found
