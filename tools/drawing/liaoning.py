"""部门（单位）整体绩效自评表 (liaoning-department): 辽宁's form as 抚顺 2021 printed it."""

from __future__ import annotations

from pathlib import Path

from drawing.form import Form, Page, name_above, rate, span, subtotal
from drawing.words import DEGREES, OPERATORS

PAGE = Page(
    widths=(8.8, 10, 7.5, 5, 22, 20, 10, 9, 6, 6, 4.8, 4.8, 4.8, 4.8, 4.8, 18, 18),
    area="A1:Q31",
    first_field="D2",
    landscape=True,
    head=(28, 29),
    breaks=(21, 26),
    margin=0.45,
)
#: Where the amounts of the three money blocks stand.
AMOUNTS = {"G:H": "initial_budget", "I:J": "budget", "K:N": "executed"}
RATE = "O:Q"
MONEY_HEADS = {"G:H": "年初预算数", "I:J": "全年预算数", "K:N": "全年执行数", "O:Q": "执行率"}
REVENUE = (
    "年度部门预算收入小计（1 至 7 项）",
    "1. 财政拨款收入",
    "2. 上级提前告知转移支付资金",
    "3. 纳入预算管理的行政事业性收费等非税收入",
    "4. 纳入政府性基金预算管理收入",
    "5. 纳入专户管理的行政事业性收费等非税收入",
    "6. 上年结转",
    "7. 其他收入",
)
EXPENDITURE = (
    "年度部门预算支出小计（一+二）",
    "一、基本支出（第 1 至 4 项小计）",
    "1. 工资福利支出",
    "2. 商品和服务支出",
    "3. 对个人和家庭的补助",
    "4. 资本性支出",
    "二、项目支出（第 1 至 2 项小计）",
    "1. 履职保障类（部门经费类）项目支出",
    "2. 事业发展类（专项资金类）项目支出",
)
REVENUE_ROW, EXPENDITURE_ROW = 5, 13
#: Rows of expenditure that are sums, and the rows they add up.
EXPENDITURE_SUMS = {13: ("14", "19"), 14: ("15:18",), 19: ("20:21",)}
CAUSES = {
    "K": "经费\n保障", "L": "制度\n保障", "M": "人员\n保障", "N": "硬件\n条件\n保障", "O": "其他",
}  # fmt: skip


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    with Form(path, "整体绩效自评表", PAGE) as form:
        _header(form)
        _revenue(form)
        _expenditure(form)
        _tasks(form)
        _goals(form)
        _indicator_head(form)
        _indicator(form)
        _foot(form)


def _header(form: Form) -> None:
    form.heights({1: 38, 2: 24, 3: 30})
    form.put("A1:Q1", "{{ year }}年{{ header.unit }}整体绩效自评表", "title")
    form.note("A1", "{{ title }}")
    form.put("A2:C2", "部门（单位）名称", "head")
    form.put("D2:Q2", "{{ header.unit }}", "word")
    form.put("A3:C3", "部门（单位）财政供养人员数量", "head")
    form.put("D3:F3", "{{ header.headcount }}", "points")
    form.put("G3:K3", "所属单位数量（仅部门填列）", "head")
    form.put("L3:Q3", "{{ header.subordinates }}", "points")


def _revenue(form: Form) -> None:
    form.heights(dict.fromkeys(range(4, 22), 24))
    label = "年度部门\n（单位）\n整体收支\n情况\n（{{ header.money_unit }}）"
    form.put("A4:A21", label, "head", locked=False)
    form.row(4, {"B:F": "名 称", **MONEY_HEADS}, "head")
    for row, name in enumerate(REVENUE, REVENUE_ROW):
        line = f'tables.revenue["{name}"]'
        _name(form, row, name, bold=row == REVENUE_ROW)
        if row == REVENUE_ROW:
            for columns in ("G:H", "I:J"):
                _sum(form, row, columns, line, ("6:12",))
        else:
            _inputs(form, row, {"G:H": "initial_budget", "I:J": "budget"}, line)
        form.put(span("K:N", row), f"{{{{ {line}.executed }}}}", "amount=")
        form.put(span(RATE, row), f"{{{{ {line}.rate }}}}", "rate=")


def _expenditure(form: Form) -> None:
    for row, name in enumerate(EXPENDITURE, EXPENDITURE_ROW):
        line = f'tables.expenditure["{name}"]'
        parts = EXPENDITURE_SUMS.get(row)
        _name(form, row, name, bold=parts is not None)
        if parts:
            for columns in AMOUNTS:
                _sum(form, row, columns, line, parts)
        else:
            _inputs(form, row, AMOUNTS, line)
        _rate(form, row, line)


def _name(form: Form, row: int, name: str, bold: bool) -> None:
    form.put(span("B:F", row), name, align="left", indent=0 if bold else 1, bold=bold)


def _sum(form: Form, row: int, columns: str, line: str, parts: tuple[str, ...]) -> None:
    """``parts`` name rows or runs of rows: ``("14", "19")``, ``("6:12",)``."""
    column = columns[0]
    areas = (":".join(f"{column}{end}" for end in part.split(":")) for part in parts)
    tag = f"{{{{ {line}.{AMOUNTS[columns]} }}}}"
    form.computed(span(columns, row), subtotal(*areas, unit="$A$4"), tag, "amount=")


def _inputs(form: Form, row: int, amounts: dict[str, str], line: str) -> None:
    for columns, field in amounts.items():
        form.put(span(columns, row), f"{{{{ {line}.{field} }}}}", "amount")
        form.amounts(f"{columns[0]}{row}")


def _rate(form: Form, row: int, line: str) -> None:
    form.computed(span(RATE, row), rate(f"K{row}", f"I{row}"), f"{{{{ {line}.rate }}}}", "rate=")


def _tasks(form: Form) -> None:
    form.heights({22: 22, 23: 22, 24: 22})
    form.put("A22:A24", "年度主要\n任务", "head")
    form.row(22, {"B:C": "工作名称", "D:F": "对应项目", **MONEY_HEADS}, "head")
    form.row(23, {"B:C": "{{ task.name }}", "D:F": "{{ task.project }}"}, "text")
    _inputs(form, 23, AMOUNTS, "task")
    _rate(form, 23, "task")
    form.row(24, {"B:C": "合计", "D:F": ""}, "head")
    for columns in AMOUNTS:
        _sum(form, 24, columns, 'tables.tasks["合计"]', ("23:23",))
    _rate(form, 24, 'tables.tasks["合计"]')


def _goals(form: Form) -> None:
    form.heights({25: 22, 26: 28})
    form.put("A25:A26", "年度绩效\n目标", "head")
    form.row(25, {"B:H": "年初设定目标", "I:Q": "全年完成情况"}, "head")
    form.row(26, {"B:H": "{{ goal.expected }}", "I:Q": "{{ goal.actual }}"}, "text")


def _indicator_head(form: Form) -> None:
    form.heights({27: 24, 28: 32, 29: 46})
    form.put("A27:Q27", "分解目标评价", "head", font_size=12)
    single = {"A": "一级指标", "B": "二级指标", "C": "三级指标", "G": "全年完成值"}
    single |= {"H": "完成程度", "I": "分值", "J": "得分", "Q": "改进措施"}
    for column, label in single.items():
        form.put(f"{column}28:{column}29", label, "head")
    form.put("D28:F28", "年度指标值", "head")
    form.put("K28:P28", "未完成原因（请在相应选项下划“√”并在原因说明中分项阐述）", "head")
    labels = {"D": "运算\n符号", "E": "内容", "F": "度量单位", **CAUSES, "P": "原因说明"}
    form.row(29, labels, "head")


def _indicator(form: Form) -> None:
    form.heights({30: 30})
    names = {"A": "{{ indicator.level1|merge }}", "B": "{{ indicator.level2|merge }}"}
    form.row(30, {**names, "C": "指标{{ indicator.no }}"})
    words = {"D": "{{ indicator.operator }}", "H": "{{ indicator.completion }}"}
    form.row(30, words, "word")
    form.row(30, {"F": "{{ indicator.target }}", "G": "{{ indicator.actual }}"}, "shown")
    texts = {"E": "level3", "P": "reason", "Q": "improvement"}
    form.row(30, {at: f"{{{{ indicator.{field} }}}}" for at, field in texts.items()}, "text")
    form.put("I30", "{{ indicator.weight }}", "points")
    score = f'=ZPB_SCORE(F30,G30,I30,F30,{name_above("B", 30)},"liaoning")'
    form.computed("J30", score, "{{ indicator.score }}", "points", locked=False)
    for column, cause in CAUSES.items():
        word = cause.replace("\n", "")
        form.put(f"{column}30", f'{{{{ indicator.causes|tick("{word}") }}}}', "tick")
    form.choices("D30", OPERATORS, "运算符号只用 =、≤、≥、<、>。")
    form.choices("H30", DEGREES, "完成程度一般填：完成、部分完成、未完成。")
    form.ticks("K30:O30")
    form.score_within("J30", "I30")


def _foot(form: Form) -> None:
    form.heights({31: 26})
    form.put("A31:I31", "总评价得分", "head")
    total = '=IF(COUNT(J30:J30)=0,"",ROUND(SUM(J30:J30),2))'
    form.computed("J31", total, "{{ total.score }}", "points=")
    form.put("K31:Q31", "", "word")
