"""项目支出绩效自评表 (national-project): the form of 财预〔2020〕10号 as 昌吉 2020 printed it."""

from __future__ import annotations

from pathlib import Path

from drawing.form import Form, Page, name_above, rate, span, subtotal
from drawing.words import LEVEL2, LEVEL2_HINT

PAGE = Page(
    widths=(7, 8.5, 10.5, 12.5, 10.5, 10.5, 10.5, 6, 6.5, 8.5, 8.5),
    area="A1:K16",
    first_field="C3",
    head=(12, 12),
)
TOTAL_ROW, DETAIL_ROWS = 6, {7: "当年财政拨款", 8: "上年结转资金", 9: "其他资金"}
AMOUNTS = {"D": "initial_budget", "E:F": "budget", "G:H": "executed"}
NOTE = (
    "注：1. 得分最高不超过该指标分值。2. 定量指标完成指标值的记满分，未完成的按完成比例计分；"
    "定性指标按达成预期、部分达成并有一定效果、未达成且效果较差三档，"
    "分别按分值的 100%—80%（含）、80%—60%（含）、60%—0% 计分。"
)


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    with Form(path, "项目支出绩效自评表", PAGE) as form:
        _header(form)
        _funds(form)
        _goals(form)
        _indicators(form)
        _foot(form)


def _header(form: Form) -> None:
    form.heights({1: 36, 2: 20, 3: 22, 4: 22})
    form.put("A1:K1", "项目支出绩效自评表", "title")
    form.note("A1", "{{ title }}")
    form.put("A2:K2", "（{{ year }}年度）", "subtitle")
    form.row(3, {"A:B": "项目名称"}, "head")
    form.row(3, {"C:K": "{{ header.project }}"}, "word")
    form.row(4, {"A:B": "主管部门", "G:H": "实施单位"}, "head")
    form.row(4, {"C:F": "{{ header.department }}", "I:K": "{{ header.unit }}"}, "word")


def _funds(form: Form) -> None:
    form.heights(dict.fromkeys(range(5, 10), 22))
    form.put("A5:A9", "项目资金\n（{{ header.money_unit }}）", "head", locked=False)
    heads = {"B:C": "", "D": "年初预算数", "E:F": "全年预算数", "G:H": "全年执行数"}
    form.row(5, {**heads, "I": "分值", "J": "执行率", "K": "得分"}, "head")
    _fund_total(form)
    for row, label in DETAIL_ROWS.items():
        _fund_detail(form, row, label)


def _fund_total(form: Form) -> None:
    row, fund = TOTAL_ROW, 'funds["年度资金总额"]'
    form.put(span("B:C", row), "年度资金总额", align="left")
    for columns, field in AMOUNTS.items():
        column = columns[0]
        formula = subtotal(f"{column}{row + 1}:{column}{row + 3}", unit="$A$5")
        form.computed(span(columns, row), formula, f"{{{{ {fund}.{field} }}}}", "amount=")
    form.put(f"I{row}", f"{{{{ {fund}.weight }}}}", "points")
    _fund_rate(form, row, fund)
    score = f'=ZPB_RATE_SCORE(J{row},I{row},"national")'
    form.computed(f"K{row}", score, f"{{{{ {fund}.score }}}}", "points=")


def _fund_detail(form: Form, row: int, label: str) -> None:
    fund = f'funds["{label}"]'
    first = row == TOTAL_ROW + 1
    text, indent = (f"其中：{label}", 0) if first else (label, 4)
    form.put(span("B:C", row), text, align="left", indent=indent)
    for columns, field in AMOUNTS.items():
        form.put(span(columns, row), f"{{{{ {fund}.{field} }}}}", "amount")
        form.amounts(f"{columns[0]}{row}")
    form.put(f"I{row}", f"{{{{ {fund}.weight }}}}", "points")
    _fund_rate(form, row, fund)
    form.put(f"K{row}", f"{{{{ {fund}.score }}}}", "points")


def _fund_rate(form: Form, row: int, fund: str) -> None:
    form.computed(f"J{row}", rate(f"G{row}", f"E{row}"), f"{{{{ {fund}.rate }}}}", "rate=")


def _goals(form: Form) -> None:
    form.heights({10: 20, 11: 84})
    form.put("A10:A11", "年度总体目标", "head")
    form.row(10, {"B:F": "预期目标", "G:K": "实际完成情况"}, "head")
    form.row(11, {"B:F": "{{ goal.expected }}", "G:K": "{{ goal.actual }}"}, "text")


def _indicators(form: Form) -> None:
    form.heights({12: 28, 13: 29})
    form.put("A12:A13", "绩效指标", "upright")
    heads = {"B": "一级指标", "C": "二级指标", "D:E": "三级指标", "F": "年度指标值"}
    tail = {"G": "实际完成值", "H": "分值", "I": "得分", "J:K": "偏差原因分析及改进措施"}
    form.row(12, {**heads, **tail}, "head")
    names = {"B": "{{ indicator.level1|merge }}", "C": "{{ indicator.level2|merge }}"}
    form.row(13, names, "word")
    form.row(13, {"D:E": "{{ indicator.level3 }}", "J:K": "{{ indicator.reason }}"}, "text")
    form.row(13, {"F": "{{ indicator.target }}", "G": "{{ indicator.actual }}"}, "shown")
    form.put("H13", "{{ indicator.weight }}", "points")
    score = f'=ZPB_SCORE(F13,G13,H13,"",{name_above("C", 13)},"national")'
    form.computed("I13", score, "{{ indicator.score }}", "points", locked=False)
    form.choices("C13", LEVEL2, LEVEL2_HINT)
    form.score_within("I13", "H13")


def _foot(form: Form) -> None:
    form.heights({14: 24, 15: 36, 16: 20})
    form.put("A14:G14", "总分", "head")
    for column, field, fund in (("H", "weight", "I6"), ("I", "score", "K6")):
        cells = f"{column}13:{column}13"
        formula = f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells})+N({fund}),2))'
        form.computed(f"{column}14", formula, f"{{{{ total.{field} }}}}", "points=")
    form.put("J14:K14", "", "word")
    form.put("A15:K15", NOTE, "aside")
    signs = {"A:D": "填报人：", "E:G": "联系电话：", "H:K": "填报日期：　　　　年　　月　　日"}
    for columns, text in signs.items():
        form.put(span(columns, 16), text, "aside", locked=False)
