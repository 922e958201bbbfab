"""中文 ⇄ identifier ⇄ kind: the one table where both languages meet.

GLOSSARY.md shows the same table to people; a test holds the two together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zipingbiao import model


@dataclass(frozen=True, slots=True)
class Term:
    """One field of the model.

    ``kind`` says how a cell's content becomes a value: text, shown (text as a person sees it),
    amount, rate, points, count, year, unit (a money unit), operator, ticks, or degree
    (a rate or a word such as 完成).
    """

    record: str
    name: str
    chinese: str
    kind: str

    @property
    def key(self) -> str:
        """How templates write it: ``indicator.score``."""
        return f"{self.record}.{self.name}" if self.record else self.name


def _terms(record: str, rows: str) -> tuple[Term, ...]:
    return tuple(Term(record, *row.split()) for row in rows.strip().splitlines())


_BUDGET_LINE = """
    name 名称 text
    initial_budget 年初预算数 amount
    budget 全年预算数 amount
    executed 全年执行数 amount
    rate 执行率 rate
"""

TERMS: tuple[Term, ...] = (
    *_terms("", "title 标题 text\n year 年度 year\n remarks 存在问题、原因及下一步整改措施 text"),
    *_terms(
        "header",
        """
    project 项目名称 text
    department 主管部门 text
    unit 实施单位 text
    money_unit 金额单位 unit
    headcount 财政供养人员数量 count
    subordinates 所属单位数量 count
""",
    ),
    *_terms(
        "fund",
        """
    source 资金来源 text
    initial_budget 年初预算数 amount
    budget 全年预算数 amount
    received 到位数 amount
    executed 全年执行数 amount
    rate 执行率 rate
    weight 分值 points
    score 得分 points
    forecast 全年预计执行数 amount
""",
    ),
    *_terms(
        "goal", "expected 预期目标 text\n actual 实际完成情况 text\n completion 总体完成率 rate"
    ),
    *_terms("group", "level1 一级指标 text\n weight 分值 points"),
    *_terms(
        "indicator",
        """
    level1 一级指标 text
    level2 二级指标 text
    level3 三级指标 text
    operator 运算符号 operator
    target 年度指标值 shown
    actual 实际完成值 shown
    completion 完成程度 degree
    weight 分值 points
    score 得分 points
    reason 偏差原因分析及改进措施 text
    causes 未完成原因 ticks
    improvement 改进措施 text
    explanation 指标解释 text
    criterion 计分标准 text
    methods 评价方式与属性 ticks
    note 备注 text
    forecast 全年预计完成情况 shown
    likelihood 完成目标可能性 text
""",
    ),
    *_terms("total", "weight 总分值 points\n score 总得分 points"),
    *_terms("revenue", _BUDGET_LINE),
    *_terms("expenditure", _BUDGET_LINE),
    *_terms(
        "task", _BUDGET_LINE.replace("name 名称 text", "name 工作名称 text\n project 对应项目 text")
    ),
    *_terms(
        "payment",
        """
    no 序号 shown
    item 项目名称 text
    budget 预算金额 amount
    requested 申请金额 amount
    used 使用金额 amount
    rate 使用比例 rate
""",
    ),
)

TERM_OF: dict[str, Term] = {term.key: term for term in TERMS}


@dataclass(frozen=True, slots=True)
class ListTerm:
    """A list of the model: what one item is called in a template, where it lives, its key."""

    item: str
    path: str
    record: type
    key: str | None
    chinese: str


#: The lists whose rows repeat in a template, by the name of one item.
LISTS: dict[str, ListTerm] = {
    term.item: term
    for term in (
        ListTerm("fund", "funds", model.FundLine, "source", "项目资金"),
        ListTerm("goal", "goals", model.Goal, None, "年度目标"),
        ListTerm("indicator", "indicators", model.Indicator, None, "绩效指标"),
        ListTerm("revenue", "tables.revenue", model.BudgetLine, "name", "收入"),
        ListTerm("expenditure", "tables.expenditure", model.BudgetLine, "name", "支出"),
        ListTerm("task", "tables.tasks", model.Task, "name", "年度主要任务"),
        ListTerm("payment", "tables.payments", model.Payment, "item", "支付明细"),
    )
}

#: The words a tick field may hold.
TICK_WORDS: dict[str, tuple[str, ...]] = {
    "indicator.causes": ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"),
    "indicator.methods": ("整体评价", "样本评价", "定性评价", "定量评价"),
}

#: The parts of a field that may stand in cells of their own.
PART_WORDS: dict[str, tuple[str, ...]] = {
    "indicator.target": ("符号", "数值", "单位"),
    "indicator.level1": ("分值",),
}

TICK = "√"
OPERATORS = ("=", "≤", "≥", "<", ">")
MONEY_UNITS: dict[str, float] = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}

_FIELD = re.compile(r"(?:tables\.)?(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")
_LIST_OF = {term.path.removeprefix("tables."): term for term in LISTS.values()}


def field_words(path: str | None) -> str | None:
    """``funds[0].rate`` → 项目资金第 1 行：执行率; what is not known stays as it is."""
    found = _FIELD.fullmatch(path or "")
    if not found:
        return path
    owner, index, name = found.groups()
    term = _LIST_OF.get(owner)
    if term and index is not None:
        field = TERM_OF.get(f"{term.item}.{name}")
        return f"{term.chinese}第 {int(index) + 1} 行：{field.chinese if field else name}"
    field = TERM_OF.get(f"{owner}.{name}" if name else owner)
    return field.chinese if field else path
