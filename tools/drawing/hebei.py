"""预算项目绩效自评表 (hebei-project): 河北's county form as 青龙 2023 printed it."""

from __future__ import annotations

from pathlib import Path

from drawing.form import Form, Page, rate, subtotal
from drawing.words import LEVEL2, LEVEL2_HINT

PAGE = Page(
    widths=(12.5, 13.5, 10.5, 13.5, 10.5, 14, 11.5, 10),
    area="A1:H14",
    first_field="C4",
    head=(11, 11),
)
#: Amount column, its field, and the label the first fund row prints before it.
AMOUNTS = {"C": "budget", "E": "received", "G": "executed"}
LABELS = {"C": "B", "E": "D", "G": "F"}
GAP = " " * 46


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    with Form(path, "预算项目绩效自评表", PAGE) as form:
        _header(form)
        _funds(form)
        _goals(form)
        _indicators(form)
        _foot(form)


def _header(form: Form) -> None:
    form.heights({1: 36, 2: 20, 3: 22, 4: 28})
    form.put("A1:H1", "{{ year }}年度预算项目绩效自评表", "title")
    form.note("A1", "{{ title }}")
    form.put("A2:H2", "（{{ year }}年度）", "subtitle")
    unit, money = "填报单位：{{ header.unit }}", "金额单位：{{ header.money_unit }}"
    aside = {"font_size": 10.5, "text_wrap": False, "locked": False}
    form.put("A3:H3", unit + GAP + money, "aside", **aside)
    form.row(4, {"A": "一、基本情况", "B": "项目名称", "E:F": "实施（主管）单位"}, "head")
    form.row(4, {"C:D": "{{ header.project }}", "G:H": "{{ header.department }}"}, "word")


def _funds(form: Form) -> None:
    form.heights({5: 30, 6: 24, 7: 24, 8: 24})
    form.put("A5:A8", "二、预算执行情况", "head")
    heads = {"B:C": "预算安排情况（调整后）", "D:E": "资金到位情况", "F:G": "资金执行情况"}
    form.row(5, {**heads, "H": "预算执行进度"}, "head")
    form.row(6, {"B": "预算数：", "D": "到位数：", "F": "执行数："})
    for column, field in AMOUNTS.items():
        tag = f'{{{{ funds["预算数"].{field} }}}}'
        form.computed(f"{column}6", subtotal(f"{column}7:{column}8", unit="$A$3"), tag, "amount=")
        _detail(form, 7, column, f'funds["财政资金"].{field}', "其中：财政资金")
        _detail(form, 8, column, f'funds["其他"].{field}', "其他")
    form.computed("H6:H8", rate("G6", "C6"), '{{ funds["预算数"].rate }}', "rate=")


def _detail(form: Form, row: int, column: str, field: str, label: str) -> None:
    form.put(f"{LABELS[column]}{row}", label)
    form.put(f"{column}{row}", f"{{{{ {field} }}}}", "amount")
    form.amounts(f"{column}{row}")


def _goals(form: Form) -> None:
    form.heights({9: 24, 10: 76})
    form.put("A9:A10", "三、目标完成情况", "head")
    form.row(9, {"B:E": "年度预期目标", "F:G": "具体完成情况", "H": "总体完成率"}, "head")
    form.row(10, {"B:E": "{{ goal.expected }}", "F:G": "{{ goal.actual }}"}, "text")
    form.put("H10", "{{ goal.completion }}", "rate")


def _indicators(form: Form) -> None:
    form.heights({11: 26, 12: 32})
    form.put("A11:A13", "四、年度绩效指标完成情况", "head")
    heads = {"B": "一级指标", "C": "二级指标", "D:E": "三级指标", "F": "预期指标值"}
    form.row(11, {**heads, "G": "实际完成值", "H": "自评得分"}, "head")
    form.put("B12", "{{ indicator.level1|merge|points }}", "word")
    form.put("C12", "{{ indicator.level2 }}", "word")
    form.put("D12:E12", "{{ indicator.level3 }}", "text")
    form.row(12, {"F": "{{ indicator.target }}", "G": "{{ indicator.actual }}"}, "shown")
    form.put("H12", "{{ indicator.score }}", "points")
    form.choices("C12", (*LEVEL2, "预算执行率"), LEVEL2_HINT)
    form.amounts("H12", "得分只填数字，且不得小于 0。")


def _foot(form: Form) -> None:
    form.heights({13: 26, 14: 64})
    form.put("B13:G13", "自评总分", "head")
    total = '=IF(COUNT(H12:H12)=0,"",ROUND(SUM(H12:H12),2))'
    form.computed("H13", total, "{{ total.score }}", "points=")
    form.put("A14", "五、存在问题、原因及下一步整改措施", "head")
    form.put("B14:H14", "{{ remarks }}", "text")
