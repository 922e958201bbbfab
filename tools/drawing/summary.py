"""The summary workbook as a template: its sheets, each with one row that repeats.

What a column says is told once, in `SHEETS`. ``{row}`` in a formula is the repeated row; a letter
in square brackets such as ``[link]`` is the column of that field on the same sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from drawing.form import A4, CREATED, FOOTER, RATE, Style
from drawing.front import Front
from zipingbiao.ooxml.origin import summary_words

#: Blank, not 0, in the one blank row of an empty list.
LINK = '=HYPERLINK([链接],[文件]&"")'
#: The link of many rows begins alike, and ends with the cell.
CELL_LINK = '=HYPERLINK([链接]&IF(RIGHT([链接])="!",[单元格],""),[文件]&"")'
TOTALS_ONLY = "合计只加行类为「总额」的行，随筛选变化"
ON_DEMAND = "打印只印标题；要印明细，请取消打印区域。"

#: What cells look like of which nothing is said: then files of many rows are smaller. The lines
#: between them are gridlines, so that a blank cell need not be written.
_LINE: Style = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_LONG: Style = {**_LINE, "text_wrap": True}
_FIGURE: Style = {**_LINE, "align": "right"}
_HEI: Style = {"font_name": "黑体", "font_size": 10, "valign": "vcenter"}
_AMOUNT = "#,##0.00"

KINDS: Mapping[str, Style] = MappingProxyType({
    "title": {"font_name": "方正小标宋简体", "font_size": 18, "valign": "vcenter",
              "border": 1, "border_color": "#FFFFFF"},
    "note": {"font_name": "仿宋_GB2312", "font_size": 10, "valign": "vcenter",
             "border": 1, "border_color": "#FFFFFF"},
    "head": {**_HEI, "align": "center", "text_wrap": True, "bg_color": "#D9E6F2", "border": 1,
             "border_color": "#8EA9C1"},
    "sum": {**_HEI, "bg_color": "#F2F2F2", "border": 1, "border_color": "#8EA9C1"},
    "sum amount": {**_HEI, "bg_color": "#F2F2F2", "border": 1, "border_color": "#8EA9C1",
                   "align": "right", "num_format": _AMOUNT, "shrink": True},
    "plain": _LINE,
    "word": {**_LINE, "align": "center", "text_wrap": True},
    "amount": {**_FIGURE, "num_format": _AMOUNT},
    "rate": {**_FIGURE, "num_format": RATE, "text_wrap": False, "shrink": True},
    "share": {**_FIGURE, "num_format": "0.00%"},
    "change": {**_FIGURE, "num_format": "0.00%"},
    # A row is as high as its texts need; what a formula shows is not asked.
    "link": {**_LINE, "font_color": "#0563C1", "underline": 1, "shrink": True},
    "small": {**_LONG, "font_name": "Consolas", "font_size": 8},
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what the repeated row says, how that looks, its width.

    ``hidden`` columns serve formulas; those ``aside`` are grouped away, a click opens them.
    """

    head: str
    content: str
    kind: str = "text"
    width: float = 12
    hidden: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    ``totals`` maps the head of a column to the helper column that 合计 adds up, ``parts`` are the
    categories that 合计 is told of. Columns after ``printed`` are for the screen. Of a sheet
    that is printed ``on_demand`` the paper has title and heads, until its print area is cleared.
    ``levels``: so deep its rows are folded, under 小计 above them.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    frozen: int = 0
    totals: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    printed: str = ""
    on_demand: bool = False
    levels: int = 0

    @property
    def head_row(self) -> int:
        """The row of the heads, from 1; the repeated row follows it."""
        return 3 + bool(self.totals) + len(self.parts)

    def letter(self, head: str) -> str:
        """The column with a head."""
        return letter([column.head for column in self.columns].index(head))


def letter(index: int) -> str:
    """``letter(0)`` is ``A``."""
    return str(xl_col_to_name(index))


def _source(item: str, name: str = "cell", head: str = "单元格") -> tuple[Column, ...]:
    """Where a row was read from: a link to the file's cell, and the cell's name."""
    return (
        Column("来源文件", CELL_LINK if name == "cell" and item != "fault" else LINK, "link", 22),
        Column("工作表", f"{{{{ {item}.sheet }}}}", "text", 14),
        Column(head, f"{{{{ {item}.{name} }}}}", "text", 9),
    )


def _hidden(item: str) -> tuple[Column, ...]:
    return (
        Column("链接", f"{{{{ {item}.link }}}}", hidden=True),
        Column("文件", f"{{{{ {item}.path }}}}", hidden=True),
    )


def _aside(*columns: Column) -> Iterator[Column]:
    """Columns that are there for who looks for them."""
    return (replace(column, aside=True) for column in columns)


def _amounts(item: str, amounts: Mapping[str, str]) -> Iterator[Column]:
    for name, head in amounts.items():
        yield Column(head, f"{{{{ {item}.{name} }}}}", "amount", 10.5)
        yield Column(f"{head}（万元）", f"{{{{ {item}.{name}_wan }}}}", "amount", 10.5)


def _totals(amounts: Mapping[str, str]) -> Iterator[Column]:
    """Helper columns: the amount in 万元 where the row is a total, else nothing."""
    for head in amounts.values():
        wan = f"[{head}（万元）]"
        content = f'=IF(AND([行类]="总额",ISNUMBER({wan})),{wan},"")'
        yield Column(f"{head}（总额，万元）", content, "plain", hidden=True)


def _of(amounts: Mapping[str, str]) -> Mapping[str, str]:
    return {f"{head}（万元）": f"{head}（总额，万元）" for head in amounts.values()}


def _whose(item: str) -> tuple[Column, ...]:
    """Whose row it is."""
    return (
        Column("类别", f"{{{{ {item}.category }}}}", "text", 8.5),
        Column("年度", f"{{{{ {item}.year }}}}", "text", 5),
        Column("单位", f"{{{{ {item}.unit }}}}", "text", 16),
        Column("项目", f"{{{{ {item}.project }}}}", "text", 18),
    )


MAIN = {"initial_budget": "年初预算数", "budget": "全年预算数", "executed": "全年执行数"}
ALL = {
    "initial_budget": "年初预算数", "budget": "全年预算数", "received": "到位数",
    "requested": "申请金额", "executed": "全年执行数",
}  # fmt: skip

#: 合计 is told of these categories, too.
PARTS = ("项目支出", "部门整体")


def _parts(amounts: Mapping[str, str], parts: Sequence[str]) -> Iterator[Column]:
    """Helper columns: a total of one category, so that its sum follows the filter as 合计 does."""
    for part in parts:
        for head in amounts.values():
            content = f'=IF([类别]="{part}",[{head}（总额，万元）],"")'
            yield Column(_part_head(f"{head}（总额，万元）", part), content, "plain", hidden=True)


def _part_head(helper: str, part: str) -> str:
    return helper.replace("总额", part)


def _rated() -> Iterator[Column]:
    """Helper columns: what 执行率 is told of, and the totals that it can't be told of."""
    budget, executed = (f"[{MAIN[name]}（总额，万元）]" for name in ("budget", "executed"))
    known = f"AND(ISNUMBER({budget}),ISNUMBER({executed}))"
    for name, amount in (("预算数", budget), ("执行数", executed)):
        content = f'=IF({known},{amount},"")'
        yield Column(f"计入执行率的{name}（万元）", content, "plain", hidden=True)
    content = f'=IF(AND([行类]="总额",NOT({known})),1,"")'
    yield Column("未计入执行率", content, "plain", hidden=True)


FORMS = Sheet(
    "汇总表",
    "绩效自评汇总表",
    "共 {{ form_count }} 张表，来自 {{ file_count }} 个文件。"
    f"{TOTALS_ONLY}；部门整体的数已含其项目，两者不宜相加。"
    "执行率是执行数÷预算数，两者都读得出才算（另见「表上执行率」）。"
    "点 + 展开其余各列。",
    (
        Column("主管部门", "{{ form.department }}", "text", 20),
        Column("单位", "{{ form.unit }}", "text", 24),
        Column("项目", "{{ form.project }}", "text", 24),
        Column("类别", "{{ form.category }}", "text", 8.5),
        Column("全年预算数（万元）", "{{ form.budget_wan }}", "amount", 12),
        Column("全年执行数（万元）", "{{ form.executed_wan }}", "amount", 12),
        Column("执行率", "{{ form.rate }}", "rate", 11),
        Column("总得分", "{{ form.score }}", "number", 7),
        Column("等级", "{{ form.rating }}", "word", 5),
        Column("问题数", "{{ form.faults }}", "number", 6),
        Column("其中错误", "{{ form.errors }}", "number", 5),
        Column("来源文件", LINK, "link", 22),
        *_aside(
            Column("年度", "{{ form.year }}", "text", 5),
            Column("行类", "{{ form.row_class }}", "word", 5),
            Column("金额单位", "{{ form.money_unit }}", "word", 6),
            Column("年初预算数", "{{ form.initial_budget }}", "amount", 10.5),
            Column("年初预算数（万元）", "{{ form.initial_budget_wan }}", "amount", 10.5),
            Column("全年预算数", "{{ form.budget }}", "amount", 10.5),
            Column("全年执行数", "{{ form.executed }}", "amount", 10.5),
            Column("表上执行率", "{{ form.printed_rate }}", "rate", 9),
            Column("总分值", "{{ form.weight }}", "number", 6),
            Column("指标数", "{{ form.indicators }}", "number", 5),
            Column("工作表", "{{ form.sheet }}", "text", 14),
            Column("区域", "{{ form.area }}", "text", 9),
            Column("表名", "{{ form.title }}", "text", 24),
            Column("版式", "{{ form.layout }}", "text", 24),
            Column("一级指标分值", "{{ form.groups }}", "text", 24),
            Column("财政供养人员数量", "{{ form.headcount }}", "number", 9),
            Column("所属单位数量", "{{ form.subordinates }}", "number", 9),
        ),
        *_hidden("form"),
        *_totals(MAIN),
        *_parts(MAIN, PARTS),
        *_rated(),
    ),
    frozen=3,
    totals=_of(MAIN),
    parts=PARTS,
    printed="来源文件",
    levels=2,
)

AMOUNTS = Sheet(
    "资金汇总",
    "资金汇总",
    f"每行金额一行，保留原单位，并换算成万元；执行率照表上所印。{TOTALS_ONLY}；"
    "总额是表的资金总额，明细是其组成，附表是收入、主要任务与支付明细。",
    (
        Column("行类", "{{ amount.row_class }}", "word", 5),
        *_whose("amount"),
        Column("所在列表", "{{ amount.table }}", "word", 9),
        Column("名称", "{{ amount.name }}", "text", 18),
        Column("序号", "{{ amount.number }}", "word", 5),
        Column("对应项目", "{{ amount.purpose }}", "text", 14),
        Column("金额单位", "{{ amount.money_unit }}", "word", 6),
        *_amounts("amount", ALL),
        Column("执行率", "{{ amount.rate }}", "rate", 8.5),
        Column("分值", "{{ amount.weight }}", "number", 5),
        Column("得分", "{{ amount.score }}", "number", 5),
        *_source("amount"),
        *_hidden("amount"),
        *_totals(ALL),
    ),
    frozen=1,
    totals=_of(ALL),
    printed="得分",
    on_demand=True,
)

INDICATORS = Sheet(
    "指标明细",
    "指标明细",
    "每个指标一行，照表上所印。{{ indicator_note }}",
    (
        *_whose("indicator"),
        Column("一级指标", "{{ indicator.level1 }}", "text", 10),
        Column("二级指标", "{{ indicator.level2 }}", "text", 11),
        Column("三级指标", "{{ indicator.level3 }}", "text", 22),
        Column("运算符号", "{{ indicator.operator }}", "word", 5),
        Column("年度指标值", "{{ indicator.target }}", "text", 12),
        Column("实际完成值", "{{ indicator.actual }}", "text", 12),
        Column("完成程度", "{{ indicator.completion }}", "rate", 8.5),
        Column("分值", "{{ indicator.weight }}", "number", 5.5),
        Column("得分", "{{ indicator.score }}", "number", 5.5),
        Column("偏差原因分析及改进措施", "{{ indicator.reason }}", "text", 22),
        Column("未完成原因", "{{ indicator.causes }}", "text", 12),
        Column("改进措施", "{{ indicator.improvement }}", "text", 16),
        Column("指标解释", "{{ indicator.explanation }}", "text", 36),
        Column("计分标准", "{{ indicator.criterion }}", "text", 60),
        Column("评价方式与属性", "{{ indicator.methods }}", "text", 12),
        Column("备注", "{{ indicator.note }}", "text", 12),
        *_source("indicator"),
        *_hidden("indicator"),
    ),
    frozen=4,
    printed="偏差原因分析及改进措施",
    on_demand=True,
)

FAULTS = Sheet(
    "问题清单",
    "问题清单",
    "共 {{ fault_count }} 条，按单位、轻重和位置排列。点来源文件可直达单元格。"
    "{{ unchecked_note }}{{ fault_note }}",
    (
        Column("单位", "{{ fault.unit }}", "text", 16),
        Column("项目", "{{ fault.project }}", "text", 18),
        Column("程度", "{{ fault.severity }}", "word", 5),
        Column("代码", "{{ fault.code }}", "word", 7.5),
        Column("规则名", "{{ fault.name }}", "text", 14),
        Column("问题", "{{ fault.reason }}", "text", 40),
        Column("填报值", "{{ fault.printed }}", "text", 14),
        Column("应为", "{{ fault.expected }}", "text", 10),
        Column("怎么办", "{{ fault.cure }}", "text", 30),
        Column("单元格", "{{ fault.cell }}", "text", 7),
        Column("来源文件", LINK, "link", 18),
        Column("工作表", "{{ fault.sheet }}", "text", 12),
        Column("栏目", "{{ fault.field }}", "text", 16),
        *_hidden("fault"),
    ),
    frozen=2,
    colours={"错误": "#FFC7CE", "警告": "#FFEB9C"},
    printed="来源文件",
)

SOURCES = Sheet(
    "来源清单",
    "来源清单",
    "共找到 {{ source_count }} 个文件，已汇总 {{ file_count }} 个，读不了 {{ unread_count }} 个。",
    (
        Column("状态", "{{ source.status }}", "word", 11),
        Column("来源文件", LINK, "link", 40),
        Column("代码", "{{ source.code }}", "word", 9),
        Column("原因", "{{ source.reason }}", "text", 36),
        Column("怎么办", "{{ source.cure }}", "text", 40),
        Column("表数", "{{ source.forms }}", "number", 6),
        Column("其中未汇总（隐藏）", "{{ source.hidden }}", "number", 10),
        Column("SHA-256", "{{ source.sha256 }}", "small", 34),
        *_hidden("source"),
    ),
    frozen=2,
    colours={"无法读取": "#FFC7CE", "没有自评表": "#FFEB9C"},
    on_demand=True,
)

GOALS = Sheet(
    "年度目标",
    "年度目标",
    "每条年度目标一行，照表上所印。{{ goal_note }}",
    (
        *_whose("goal"),
        Column("预期目标", "{{ goal.expected }}", "text", 50),
        Column("实际完成情况", "{{ goal.actual }}", "text", 50),
        Column("总体完成率", "{{ goal.completion }}", "rate", 9),
        *_source("goal"),
        *_hidden("goal"),
    ),
    frozen=4,
    on_demand=True,
)

MISSING = Sheet(
    "未报送",
    "未报送",
    "{{ filing_note }}",
    (
        Column("状态", "{{ missing.state }}", "word", 15),
        Column("主管部门", "{{ missing.department }}", "text", 22),
        Column("单位", "{{ missing.unit }}", "text", 28),
        Column("简称", "{{ missing.short }}", "text", 14),
        Column("截止日期", "{{ missing.deadline }}", "word", 12),
        Column("逾期", "{{ missing.overdue }}", "word", 10),
        Column("可能是", "{{ missing.maybe }}", "text", 44),
        Column("说明", "{{ missing.reason }}", "text", 40),
        Column("表数", "{{ missing.forms }}", "number", 6),
        Column("来源文件", LINK, "link", 30),
        Column("其余文件", "{{ missing.others }}", "text", 30),
        *_hidden("missing"),
    ),
    frozen=3,
    colours={"未报送": "#FFC7CE", "不在名单": "#FFEB9C"},
    printed="说明",
)

REPEATS = Sheet(
    "重复报送",
    "重复报送",
    "共 {{ repeat_count }} 张表报了不止一次，只汇总最后一份；下面是没有计入的。",
    (
        Column("单位", "{{ repeat.unit }}", "text", 24),
        Column("项目", "{{ repeat.project }}", "text", 28),
        Column("年度", "{{ repeat.year }}", "text", 6),
        Column("来源文件", LINK, "link", 34),
        Column("工作表", "{{ repeat.sheet }}", "text", 16),
        Column("以哪一份为准", "{{ repeat.instead }}", "text", 34),
        Column("说明", "{{ repeat.reason }}", "text", 44),
        *_hidden("repeat"),
    ),
    frozen=2,
    on_demand=True,
)

REMARKS = Sheet(
    "存在问题",
    "存在问题、原因及下一步整改措施",
    "照表上所印。{{ remark_note }}",
    (
        *_whose("remark"),
        Column("存在问题、原因及下一步整改措施", "{{ remark.text }}", "text", 90),
        *_source("remark"),
        *_hidden("remark"),
    ),
    frozen=4,
    on_demand=True,
)

UNITS = Sheet(
    "单位汇总",
    "各单位汇总",
    "按单位和类别加总行类为「总额」的金额；执行率是执行数÷预算数，"
    "两者都读得出的表才算；平均总分只计读得出总分的表。",
    (
        Column("单位", "{{ unit.unit }}", "text", 36),
        Column("类别", "{{ unit.category }}", "word", 12),
        Column("表数", "{{ unit.forms }}", "number", 8),
        Column("全年预算数（万元）", "{{ unit.budget }}", "amount", 18),
        Column("全年执行数（万元）", "{{ unit.executed }}", "amount", 18),
        Column("执行率", "{{ unit.rate }}", "rate", 11),
        Column("平均总得分", "{{ unit.score }}", "number", 10),
        Column("指标数", "{{ unit.indicators }}", "number", 8),
        Column("问题数", "{{ unit.faults }}", "number", 8),
        Column("错误", "{{ unit.errors }}", "number", 6),
        Column("警告", "{{ unit.warns }}", "number", 6),
        Column("提示", "{{ unit.infos }}", "number", 6),
    ),
    frozen=1,
)


def _check_columns() -> Iterator[Column]:
    """What was read beside what stands on 资金汇总, and the difference."""
    for name, head in ALL.items():
        yield Column(f"{head}·读出", f"{{{{ check.{name} }}}}", "amount", 13)
    for head in ALL.values():
        column, row_class, unit = (AMOUNTS.letter(name) for name in (head, "行类", "金额单位"))
        first = AMOUNTS.head_row + 1
        areas = (f"资金汇总!${c}${first}:${c}${first}" for c in (column, row_class, unit))
        values, classes, units = areas
        formula = f'=IF([行类]="","",SUMIFS({values},{classes},[行类],{units},[金额单位]))'
        yield Column(f"{head}·汇总", formula, "amount", 13)


CHECKS = Sheet(
    "核对",
    "核对：读出的金额一分不少",
    "按行类和金额单位，读出的合计与资金汇总中的合计逐项相比；差额应为 0。",
    (
        Column("行类", "{{ check.row_class }}", "word", 8),
        Column("金额单位", "{{ check.money_unit }}", "word", 9),
        Column("行数", "{{ check.rows }}", "number", 7),
        *_check_columns(),
        Column(
            "差额",
            '=IF([行类]="","",ROUND('
            + "+".join(f"ABS([{head}·读出]-[{head}·汇总])" for head in ALL.values())
            + ",6))",
            "amount",
            10,
        ),
    ),
    frozen=2,
    on_demand=True,
)

_BOTH = {"budget": "预算", "executed": "执行数", "rate": "执行率", "score": "总得分"}


def _both_columns() -> Iterator[Column]:
    """What was, what is, and how much it is more."""
    for name, head in _BOTH.items():
        kind = {"rate": "rate", "score": "number"}.get(name, "amount")
        yield Column(f"上次{head}", f"{{{{ change.{name}_before }}}}", kind, 10)
        yield Column(f"本次{head}", f"{{{{ change.{name} }}}}", kind, 10)
        old, new = f"[上次{head}]", f"[本次{head}]"
        formula = f'=IF(AND(ISNUMBER({old}),ISNUMBER({new})),ROUND({new}-{old},6),"")'
        yield Column(f"{head}增减", formula, "change" if kind == "rate" else kind, 9, aside=True)


CHANGES = Sheet(
    "较上次",
    "与上次相比",
    "{{ since_note }}金额以万元计。",
    (
        Column("状态", "{{ change.state }}", "word", 8),
        Column("主管部门", "{{ change.department }}", "text", 13),
        Column("单位", "{{ change.unit }}", "text", 16),
        Column("项目", "{{ change.project }}", "text", 20),
        *_aside(
            Column("类别", "{{ change.category }}", "text", 8.5),
            Column("上次年度", "{{ change.year_before }}", "text", 6),
            Column("本次年度", "{{ change.year }}", "text", 6),
        ),
        *_both_columns(),
        Column("少了问题", "{{ change.mended }}", "number", 6),
        Column("多了问题", "{{ change.worse }}", "number", 6),
        Column("问题", "{{ change.findings }}", "text", 26),
        Column("指标", "{{ change.targets }}", "text", 30),
        Column("可能是", "{{ change.maybe }}", "text", 22),
        Column("来源文件", LINK, "link", 22),
        Column("上次来源", "{{ change.source }}", "text", 22),
        *_hidden("change"),
    ),
    frozen=4,
    colours={"新增": "#E2F0D9", "取消": "#FFC7CE", "分不清": "#FFEB9C"},
    printed="可能是",
)

BRIEFS = Sheet(
    "对比底稿",
    "对比底稿",
    "一张表一行，供下次汇总时 --previous 读取；请勿改动。",
    (
        Column("类别", "{{ brief.category }}", "text", 9),
        Column("年度", "{{ brief.year }}", "text", 6),
        Column("主管部门", "{{ brief.department }}", "text", 20),
        Column("单位", "{{ brief.unit }}", "text", 24),
        Column("项目", "{{ brief.project }}", "text", 28),
        Column("版式", "{{ brief.layout }}", "text", 18),
        Column("全年预算数（万元）", "{{ brief.budget_wan }}", "amount", 14),
        Column("全年执行数（万元）", "{{ brief.executed_wan }}", "amount", 14),
        Column("执行率", "{{ brief.rate }}", "rate", 9),
        Column("总得分", "{{ brief.score }}", "number", 8),
        Column("问题", "{{ brief.found }}", "text", 30),
        Column("指标数", "{{ brief.indicators }}", "number", 6),
        Column("来源文件", LINK, "link", 24),
        Column("工作表", "{{ brief.sheet }}", "text", 16),
        Column("区域", "{{ brief.area }}", "text", 10),
        *_hidden("brief"),
    ),
    frozen=5,
    on_demand=True,
)

RULES = Sheet(
    "问题统计",
    "问题统计",
    "问题清单按代码和级别计数；首页和分析由此而来。",
    (
        Column("代码", "{{ rule.code }}", "word", 10),
        Column("程度", "{{ rule.severity }}", "word", 7),
        Column("是什么", "{{ rule.name }}", "text", 44),
        Column("条数", "{{ rule.times }}", "number", 8),
        Column("怎么办", "{{ rule.cure }}", "text", 60),
    ),
    frozen=1,
    colours={"错误": "#FFC7CE", "警告": "#FFEB9C"},
    on_demand=True,
)

FIRST, SECOND = "首页", "分析"
SHEETS = (
    FORMS, AMOUNTS, INDICATORS, FAULTS, SOURCES, MISSING, REPEATS, CHANGES, UNITS, RULES, GOALS,
    REMARKS, CHECKS, BRIEFS,
)  # fmt: skip


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    options = {"default_format_properties": dict(_LONG)}
    with xlsxwriter.Workbook(str(path), options) as book:
        properties = {"title": "绩效自评汇总", "author": "自评表", "keywords": summary_words()}
        book.set_properties({**properties, "created": CREATED})
        # A format has what the default one has, where it says nothing else.
        formats: dict[str, Format | None] = {
            kind: book.add_format({"text_wrap": False, **style}) for kind, style in KINDS.items()
        }
        formats["text"] = formats["number"] = None
        front = Front(book, area)
        front.draw_first(book.add_worksheet(FIRST))
        for sheet in SHEETS:
            _Drawing(book.add_worksheet(sheet.name), sheet, formats).draw(book)
            if sheet is REPEATS:
                front.draw_second(book.add_worksheet(SECOND))


def area(name: str, head: str) -> str:
    """Where the rows of a column stand: ``汇总表!$D$7:$D$7``."""
    sheet = next(one for one in SHEETS if one.name == name)
    column, row = sheet.letter(head), sheet.head_row + 1
    return f"{name}!${column}${row}:${column}${row}"


class _Drawing:
    """One sheet being drawn."""

    def __init__(
        self, paper: Worksheet, sheet: Sheet, formats: Mapping[str, Format | None]
    ) -> None:
        self.paper = paper
        self.sheet = sheet
        self.formats = formats
        self.visible = [column for column in sheet.columns if not column.hidden]
        self.row = sheet.head_row + 1

    def draw(self, book: xlsxwriter.Workbook) -> None:
        """Draw it all."""
        self._top()
        self._sums()
        self._columns()
        self._colours(book)
        self._page()

    def _top(self) -> None:
        """Title and note, each over all columns: gridlines are printed around single cells."""
        note = self.sheet.note + (ON_DEMAND if self.sheet.on_demand else "")
        last = len(self.visible) - 1
        for row, (height, kind, text) in enumerate(
            ((30, "title", self.sheet.title), (18, "note", note))
        ):
            self.paper.set_row(row, height)
            self.paper.merge_range(row, 0, row, last, text, self.formats[kind])

    def _sums(self) -> None:
        """合计 and what it is made of, above the heads, where filtering leaves them alone."""
        if not self.sheet.totals:
            return
        for offset, part in enumerate((None, *self.sheet.parts)):
            row = 3 + offset
            name = f"其中：{part}" if part else "合计"
            for index, column in enumerate(self.visible):
                style = self.formats["sum amount" if column.head in self.sheet.totals else "sum"]
                self.paper.write_blank(row - 1, index, None, style)
                if column.head in self.sheet.totals:
                    formula = self._sum(self.sheet.totals[column.head], part)
                    self.paper.write_formula(row - 1, index, formula, style, 0)
            self._sum_label(row, name)

    def _sum_label(self, row: int, name: str) -> None:
        if self.sheet.frozen > 1:
            self.paper.merge_range(
                row - 1, 0, row - 1, self.sheet.frozen - 1, name, self.formats["sum"]
            )
        else:
            self.paper.write_string(row - 1, 0, name, self.formats["sum"])

    def _sum(self, helper: str, part: str | None) -> str:
        area = self._area(helper)
        if part is None:
            # 9, not 109: rows that are folded away still count, those that are filtered out do not.
            return f"=SUBTOTAL(9,{area})"
        return f"=SUBTOTAL(9,{self._area(_part_head(helper, part))})"

    def _area(self, head: str) -> str:
        column = self.sheet.letter(head)
        return f"${column}${self.row}:${column}${self.row}"

    def _columns(self) -> None:
        if self.sheet.levels:
            self.paper.set_row(self.row - 1, None, None, {"level": self.sheet.levels})
            self.paper.outline_settings(visible=True, symbols_below=False, symbols_right=True)
        self.paper.set_row(self.sheet.head_row - 1, 30)
        for index, column in enumerate(self.sheet.columns):
            self.paper.set_column(index, index, column.width, None, self._look(index))
            head = self.formats["head"]
            self.paper.write_string(self.sheet.head_row - 1, index, column.head, head)
            style = self.formats[column.kind]
            if column.content.startswith("="):
                self.paper.write_formula(self.row - 1, index, self._formula(column), style, "")
            else:
                self.paper.write_string(self.row - 1, index, column.content, style)

    def _look(self, index: int) -> dict[str, object]:
        column = self.sheet.columns[index]
        if column.aside:
            return {"level": 1, "hidden": True}
        opens = index > 0 and self.sheet.columns[index - 1].aside
        return {"hidden": True, "collapsed": opens} if column.hidden else {"collapsed": opens}

    def _formula(self, column: Column) -> str:
        def cell(found: re.Match[str]) -> str:
            return f"{self.sheet.letter(found[1])}{self.row}"

        return re.sub(r"\[([^\]]+)\]", cell, column.content)

    def _colours(self, book: xlsxwriter.Workbook) -> None:
        if self.sheet.levels:
            style = book.add_format({"bold": True, "bg_color": "#EAF1F8"})
            area = f"A{self.row}:{letter(len(self.visible) - 1)}{self.row}"
            criteria = f'=${self.sheet.letter("行类")}{self.row}="小计"'
            self.paper.conditional_format(
                area, {"type": "formula", "criteria": criteria, "format": style}
            )
        for word, colour in self.sheet.colours.items():
            column = self.sheet.letter("程度" if word in ("错误", "警告") else "状态")
            area = f"{column}{self.row}:{column}{self.row}"
            style = book.add_format({"bg_color": colour})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
            self.paper.conditional_format(area, rule)

    def _page(self) -> None:
        last = len(self.visible) - 1
        head = self.sheet.head_row - 1
        paper = self.paper
        paper.autofilter(head, 0, self.row - 1, last)
        paper.freeze_panes(self.row - 1, self.sheet.frozen)
        printed = [column.head for column in self.visible].index(
            self.sheet.printed or self.visible[-1].head
        )
        paper.print_area(0, 0, head if self.sheet.on_demand else self.row - 1, printed)
        paper.repeat_rows(head)
        paper.set_landscape()
        paper.set_paper(A4)
        paper.fit_to_pages(1, 0)
        paper.set_margins(0.4, 0.4, 0.5, 0.6)
        paper.center_horizontally()
        paper.set_footer(FOOTER)
        area = f"A{self.row}:{letter(last)}{self.row}"
        paper.ignore_errors({"number_stored_as_text": area})
        paper.hide_gridlines(0)
