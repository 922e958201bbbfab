"""四川's three forms as 峨边 2023 printed them: department, project, payments."""

from __future__ import annotations

from pathlib import Path

from drawing.form import Form, Page, name_above, rate, span, subtotal

DEPARTMENT = Page(
    widths=(12, 15.5, 11, 6, 22, 46, 5.5, 5.5, 5.5, 5.5, 7, 14),
    area="A1:L5",
    first_field="K4",
    landscape=True,
    head=(2, 3),
    margin=0.45,
)
PROJECT = Page(
    widths=(11.5, 12, 20, 20, 26, 10),
    area="A1:F13",
    first_field="B2",
    head=(12, 12),
)
PAYMENTS = Page(
    widths=(8, 32, 15, 15, 15, 13),
    area="A1:F4",
    first_field="B3",
    head=(2, 2),
    margin=0.6,
)
METHODS = {"G": "整体\n评价", "H": "样本\n评价", "I": "定性\n评价", "J": "定量\n评价"}
#: Points lost: entered as a positive number, taken off the total.
DEDUCTION = "扣分项"
FUND_ROWS = {6: "年度资金总额", 7: "中省补助资金", 8: "县级预算资金", 9: "其他资金"}


def draw_department(path: Path) -> None:
    """Draw 部门整体绩效自评打分表 to ``path``."""
    with Form(path, "部门整体绩效自评打分表", DEPARTMENT) as form:
        _department_head(form)
        _criterion_row(form)
        _department_total(form)


def _department_head(form: Form) -> None:
    form.heights({1: 40, 2: 24, 3: 34})
    form.put("A1:L1", "{{ header.unit }}部门整体绩效自评打分表", "title")
    form.note("A1", "{{ title }}")
    form.row(2, {"A:C": "绩效指标", "G:H": "评价方式", "I:J": "评价属性"}, "head")
    form.row(3, {"A": "一级指标", "B": "二级指标", "C": "三级指标", **METHODS}, "head")
    tall = {"D": "指标\n分值", "E": "指标解释", "F": "计分标准", "K": "自评\n打分", "L": "备注"}
    for column, label in tall.items():
        form.put(f"{column}2:{column}3", label, "head")


def _criterion_row(form: Form) -> None:
    form.heights({4: 48})
    names = {"A": "level1|merge|points", "B": "level2|merge", "C": "level3|merge"}
    form.row(4, {at: f"{{{{ indicator.{tag} }}}}" for at, tag in names.items()})
    form.put("D4", "{{ indicator.weight }}", "points=")
    form.row(4, {"E": "{{ indicator.explanation }}", "F": "{{ indicator.criterion }}"}, "printed")
    for column, method in METHODS.items():
        word = method.replace("\n", "")
        form.put(f"{column}4", f'{{{{ indicator.methods|tick("{word}") }}}}', "tick")
    form.put("K4", "{{ indicator.score }}", "points")
    form.put("L4", "{{ indicator.note }}", "text")
    form.ticks("G4:J4")
    form.score_within("K4", "D4")


def _department_total(form: Form) -> None:
    form.heights({5: 28})
    form.put("A5:J5", "部门整体自评得分", "head")
    lost = f'2*SUMIF(A4:A4,"{DEDUCTION}*",K4:K4)'
    total = f'=IF(COUNT(K4:K4)=0,"",ROUND(SUM(K4:K4)-{lost},2))'
    form.computed("K5", total, "{{ total.score }}", "points=")
    form.put("L5", "", "word")


def draw_project(path: Path) -> None:
    """Draw 项目支出绩效自评表 (四川县级) to ``path``."""
    with Form(path, "项目支出绩效自评表", PROJECT) as form:
        _project_header(form)
        _project_funds(form)
        _project_goals(form)
        _project_indicators(form)


def _project_header(form: Form) -> None:
    form.heights({1: 36, 2: 26, 3: 26})
    form.put("A1:F1", "项目支出绩效自评表", "title")
    form.note("A1", "{{ title }}")
    form.row(2, {"A": "项目名称：", "D": "年度："}, "head")
    form.row(2, {"B:C": "{{ header.project }}", "E:F": "{{ year }}年"}, "word")
    form.row(3, {"A": "主管部门：", "D": "实施单位："}, "head")
    form.row(3, {"B:C": "{{ header.department }}", "E:F": "{{ header.unit }}"}, "word")


def _project_funds(form: Form) -> None:
    form.heights(dict.fromkeys(range(4, 10), 22))
    form.put("A4:F4", "项目资金（{{ header.money_unit }}）", "head", locked=False)
    form.row(5, {"A:C": "", "D": "全年预算数", "E": "全年执行数", "F": "执行率"}, "head")
    for row, label in FUND_ROWS.items():
        _project_fund(form, row, label)


def _project_fund(form: Form, row: int, label: str) -> None:
    text = f"其中：{label}" if row == 7 else label
    form.put(span("A:C", row), text, align="left", indent=4 if row > 7 else 0)
    for column, field in {"D": "budget", "E": "executed"}.items():
        tag = f'{{{{ funds["{label}"].{field} }}}}'
        if row == 6:
            form.computed(
                f"{column}6", subtotal(f"{column}7:{column}9", unit="$A$4"), tag, "amount="
            )
        else:
            form.put(f"{column}{row}", tag, "amount")
            form.amounts(f"{column}{row}")
    tag = f'{{{{ funds["{label}"].rate }}}}'
    form.computed(f"F{row}", rate(f"E{row}", f"D{row}"), tag, "rate=")


def _project_goals(form: Form) -> None:
    form.heights({10: 22, 11: 90})
    form.put("A10:A11", "年度总体目标", "head")
    form.row(10, {"B:D": "预期目标", "E:F": "实际完成情况"}, "head")
    form.row(11, {"B:D": "{{ goal.expected }}", "E:F": "{{ goal.actual }}"}, "text")


def _project_indicators(form: Form) -> None:
    form.heights({12: 26, 13: 28})
    heads = {"A": "一级指标", "B": "二级指标", "C": "目标指标", "D": "目标值"}
    form.row(12, {**heads, "E": "业绩指标", "F": "完成率"}, "head")
    names = {"A": "{{ indicator.level1|merge }}", "B": "{{ indicator.level2|merge }}"}
    form.row(13, names, "word")
    texts = {"C": "level3", "D": "target", "E": "actual"}
    form.row(13, {at: f"{{{{ indicator.{field} }}}}" for at, field in texts.items()}, "text")
    completion = f'=ZPB_COMPLETION(D13,E13,{name_above("B", 13)},"sichuan")'
    form.computed("F13", completion, "{{ indicator.completion }}", "rate", locked=False)


def draw_payments(path: Path) -> None:
    """Draw 支付明细表 to ``path``."""
    with Form(path, "支付明细表", PAYMENTS) as form:
        form.heights({1: 64, 2: 36, 3: 26, 4: 26})
        form.put("A1:F1", "{{ header.project }}\n{{ year }}年支付明细表", "title")
        form.note("A1", "{{ title }}")
        _payment_rows(form)


def _payment_rows(form: Form) -> None:
    amounts = {
        "C": ("预算金额", "budget"),
        "D": ("申请金额", "requested"),
        "E": ("使用金额", "used"),
    }
    form.row(2, {"A": "序号", "B": "项目名称", "F": "使用比例\n（%）"}, "head")
    form.row(3, {"A": "{{ payment.no }}", "B": "{{ payment.item }}"}, "word")
    form.put("A4:B4", "合计", "head")
    for column, (label, field) in amounts.items():
        head = f"{label}\n（{{{{ header.money_unit }}}}）"
        form.put(f"{column}2", head, "head", locked=False)
        form.put(f"{column}3", f"{{{{ payment.{field} }}}}", "amount")
        form.amounts(f"{column}3")
        tag = f'{{{{ tables.payments["合计"].{field} }}}}'
        form.computed(
            f"{column}4", subtotal(f"{column}3:{column}3", unit=f"{column}$2"), tag, "amount="
        )
    form.computed("F3", rate("E3", "C3"), "{{ payment.rate }}", "rate=")
    form.computed("F4", rate("E4", "C4"), '{{ tables.payments["合计"].rate }}', "rate=")
