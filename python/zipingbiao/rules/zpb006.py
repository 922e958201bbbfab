"""ZPB006 资金构成不等于总额

检查什么
    年度资金总额（预算数）是否等于其下各资金来源之和，年初预算、全年预算、到位、执行各栏分别核对。空
    白的来源按 0 计；各来源都没有数的一栏不核对。

依据
    财预〔2020〕10号附件：年度资金总额＝当年财政拨款＋上年结转资金＋其他资金。

为什么
    总额与构成对不上，执行率和汇总数就没有依据。

反例
    funds = [
      {source = "年度资金总额", budget = 100},
      {source = "当年财政拨款", budget = 80},
      {source = "上年结转资金", budget = 10},
    ]

正例
    funds = [
      {source = "年度资金总额", budget = 100},
      {source = "当年财政拨款", budget = 90},
      {source = "上年结转资金", budget = 10},
    ]

如何修改
    核对各来源的金额；各来源无误的，总额改为各来源之和，程序可以代填。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01，用于各行四舍五入造成的尾差。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.sums import added, sum_formula
from zipingbiao.rules.view import FormView

_COLUMNS = {
    "initial": ("initial_budget", "年初预算数"),
    "budget": ("budget", "全年预算数"),
    "received": ("received", "到位数"),
    "executed": ("executed", "全年执行数"),
}
#: More rows than this below a total may well be nested (财政拨款, 其中：中央补助 …).
_PLAIN_ROWS = 3
_MANY_ROWS = 10


@rule(
    "ZPB006",
    name="资金构成不等于总额",
    severity=ERROR,
    message="{name}的{column}印作 {printed}，其下各项相加为 {expected}。",
    options={"tolerance": Option(0.01, "允许的差额（表的金额单位）")},
)
def parts_differ_from_total(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A total of funds that is not the sum of its parts."""
    total = form.total_line
    if total is None or not form.parts:
        return
    tolerance = float(settings["tolerance"])
    for column, (field, name) in _COLUMNS.items():
        parts = [line for line in form.parts if getattr(line, column) is not None]
        if not parts:
            continue
        amounts = [getattr(line, column) for line in parts]
        whole = getattr(total, column)
        if _agrees(whole or 0, amounts, tolerance, len(form.parts)):
            continue
        true = added(amounts)
        path = f"{total.path}.{field}"
        yield form.hit(
            path,
            whole,
            show_number(true),
            fix=form.fix(path, true, "各资金来源之和", _formula(form, form.parts, field)),
            name=total.name or "资金总额",
            column=name,
        )


def _agrees(whole: float, amounts: Sequence[float], tolerance: float, rows: int) -> bool:
    """Whether the parts make the whole; with many rows, whether some of them do."""
    if abs(added(amounts) - whole) <= tolerance + 1e-9:
        return True
    if not _PLAIN_ROWS < rows <= _MANY_ROWS:
        return rows > _MANY_ROWS
    return any(
        abs(added(some) - whole) <= tolerance + 1e-9
        for size in range(1, len(amounts))
        for some in combinations(amounts, size)
    )


def _formula(form: FormView, parts: Sequence[Line], field: str) -> str | None:
    return sum_formula([form.addresses.get(f"{line.path}.{field}") for line in parts])
