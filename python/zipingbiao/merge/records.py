"""The rows of the summary workbook: its template names them and their fields in its tags.

Units: amounts as the form prints them, ``…_wan`` in 万元; rates as fractions. ``path`` is how a
file is called, ``link`` leads from the summary to the cell that the row was read from; with
``cell`` beside it it is what the link begins with (`zipingbiao.merge.links.SheetLinks.start`).
"""

from __future__ import annotations

from typing import NamedTuple

from zipingbiao.model import Figure


class FormRow(NamedTuple):
    """汇总表：一张表一行；``rate`` 是执行数除以预算数，``printed_rate`` 是表上所印。"""

    category: str
    year: int | None
    unit: str | None
    project: str | None
    department: str | None
    title: str | None
    layout: str
    row_class: str | None
    money_unit: str | None
    initial_budget: Figure
    initial_budget_wan: Figure
    budget: Figure
    budget_wan: Figure
    executed: Figure
    executed_wan: Figure
    rate: Figure
    printed_rate: Figure
    weight: Figure
    score: Figure
    rating: str | None
    indicators: int
    faults: int
    errors: int
    groups: str | None
    headcount: Figure
    subordinates: Figure
    sheet: str
    area: str
    path: str
    link: str


class AmountRow(NamedTuple):
    """资金汇总：一行金额一行。"""

    row_class: str
    category: str
    year: int | None
    unit: str | None
    project: str | None
    table: str
    name: str | None
    number: str | None
    purpose: str | None
    money_unit: str
    initial_budget: Figure
    initial_budget_wan: Figure
    budget: Figure
    budget_wan: Figure
    received: Figure
    received_wan: Figure
    requested: Figure
    requested_wan: Figure
    executed: Figure
    executed_wan: Figure
    rate: Figure
    weight: Figure
    score: Figure
    sheet: str
    cell: str
    path: str
    link: str


class IndicatorRow(NamedTuple):
    """指标明细：一个指标一行。"""

    category: str
    year: int | None
    unit: str | None
    project: str | None
    level1: str | None
    level2: str | None
    level3: str | None
    operator: str | None
    target: str | None
    actual: str | None
    completion: Figure
    weight: Figure
    score: Figure
    reason: str | None
    causes: str | None
    improvement: str | None
    explanation: str | None
    criterion: str | None
    methods: str | None
    note: str | None
    sheet: str
    cell: str
    path: str
    link: str


class FaultRow(NamedTuple):
    """问题清单：一条问题一行，文件和单元格读取上的与检查发现的都在内。"""

    unit: str
    project: str | None
    severity: str
    code: str
    name: str
    reason: str
    printed: str | None
    expected: str | None
    cure: str
    field: str | None
    sheet: str | None
    cell: str | None
    path: str
    link: str


class SourceRow(NamedTuple):
    """来源清单：找到的每个文件一行。"""

    status: str
    code: str | None
    reason: str | None
    cure: str | None
    forms: int
    hidden: int | None
    sha256: str
    path: str
    link: str


class RepeatRow(NamedTuple):
    """重复报送：没有计入的表，一张一行。"""

    unit: str | None
    project: str | None
    year: int | None
    sheet: str
    instead: str
    reason: str
    path: str
    link: str


class MissingRow(NamedTuple):
    """未报送：没有报的单位一行；不在名单的、名称不同的单位也各一行。"""

    state: str
    department: str | None
    unit: str | None
    short: str | None
    deadline: str | None
    overdue: str | None
    maybe: str | None
    reason: str | None
    forms: int | None
    others: str | None
    path: str
    link: str


class ChangeRow(NamedTuple):
    """较上次：新增、取消、有变化的项目各一行，金额以万元计。"""

    state: str
    category: str
    department: str | None
    unit: str | None
    project: str | None
    year_before: int | None
    year: int | None
    budget_before: Figure
    budget: Figure
    executed_before: Figure
    executed: Figure
    rate_before: Figure
    rate: Figure
    score_before: Figure
    score: Figure
    mended: int | None
    worse: int | None
    findings: str | None
    targets: str | None
    maybe: str | None
    source: str | None
    path: str
    link: str


class BriefRow(NamedTuple):
    """对比底稿：一张表一行，供下次 --previous 读取；金额以万元计。"""

    category: str
    year: int | None
    department: str | None
    unit: str | None
    project: str | None
    layout: str
    budget_wan: Figure
    executed_wan: Figure
    rate: Figure
    score: Figure
    found: str | None
    indicators: int
    sheet: str
    area: str
    path: str
    link: str


class GoalRow(NamedTuple):
    """年度目标：一条目标一行。"""

    category: str
    year: int | None
    unit: str | None
    project: str | None
    expected: str | None
    actual: str | None
    completion: Figure
    sheet: str
    cell: str
    path: str
    link: str


class RemarkRow(NamedTuple):
    """存在问题：有这一栏的表，一张一行。"""

    category: str
    year: int | None
    unit: str | None
    project: str | None
    text: str
    sheet: str
    cell: str
    path: str
    link: str


class UnitRow(NamedTuple):
    """单位汇总：一个单位的一类表一行，金额以万元计。"""

    unit: str
    category: str
    forms: int
    budget: Figure
    executed: Figure
    rate: Figure
    score: Figure
    indicators: int
    faults: int
    errors: int
    warns: int
    infos: int


class CheckRow(NamedTuple):
    """核对：一个行类的一种金额单位一行，是读出的合计。"""

    row_class: str
    money_unit: str
    rows: int
    initial_budget: Figure
    budget: Figure
    received: Figure
    requested: Figure
    executed: Figure


class KindRow(NamedTuple):
    """首页：一类表一行；其余是汇总表上的公式。"""

    category: str


class MoneyRow(NamedTuple):
    """分析：预算最大的单位，金额以万元计；``short`` 是图上的写法。"""

    unit: str
    short: str
    budget: Figure
    executed: Figure
    rate: Figure


class BandRow(NamedTuple):
    """分析：一个分数段的表数，按百分计。"""

    name: str
    forms: int


class DepartmentRow(NamedTuple):
    """分析：一个主管部门一行；``mean`` 按表平均，``weighted`` 按预算加权，都按百分计。"""

    department: str
    units: int
    forms: int
    budget: Figure
    executed: Figure
    rate: Figure
    mean: Figure
    weighted: Figure
    faults: int


class WorstRow(NamedTuple):
    """首页：最需要看的表。``link`` 指向它在汇总表上的一行。"""

    unit: str
    project: str
    why: str
    score: Figure
    link: str


class OutlierRow(NamedTuple):
    """分析：反常的地方。"""

    kind: str
    unit: str
    project: str
    why: str
    link: str


class RuleRow(NamedTuple):
    """问题统计：一个代码、一个级别一行。"""

    code: str
    severity: str
    name: str | None
    times: int
    cure: str | None


class ResultRow(NamedTuple):
    """自评结果汇总表：一张自评表一行，金额以万元计；``note`` 说明哪个金额没有。"""

    number: int
    project: str
    unit: str | None
    department: str | None
    category: str
    year: int | None
    initial_budget: Figure
    budget: Figure
    executed: Figure
    score: Figure
    rating: str | None
    indicators: int
    faults: int
    note: str | None
