"""ZPB050 文字中的金额与资金表不一致

检查什么
    目标完成情况和存在问题里写明的全年支出（「共支出 × 万元」「资金执行情况：× 万元」），是否等于资
    金表的全年执行数。决算报告等 Word 文件不在工作簿里，不核对。

依据
    财预〔2020〕10号附件：自评表与决算口径一致。

为什么
    文字与表格出自同一套账，不应有两个数。

反例
    funds = [{source = "年度资金总额", budget = 8.75, executed = 8.75}]
    header = {project = "示例项目", money_unit = "万元"}
    goals = [{expected = "化解 4 个个案。", actual = "化解 5 个个案，全年共支出 8.57 万元。"}]

正例
    funds = [{source = "年度资金总额", budget = 8.75, executed = 8.75}]
    header = {project = "示例项目", money_unit = "万元"}
    goals = [{expected = "化解 4 个个案。", actual = "化解 5 个个案，全年共支出 8.75 万元。"}]

如何修改
    按决算数改正写错的一处。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import half_up, read_amount, write_number

_EXECUTED = re.compile(
    r"(?:(?:共|总|合计|累计|全年实际|全年)(?:执行|支出|使用)(?:资金|经费)?|资金执行情况[:：])(?:为|了)?\s*"
    r"(\d+(?:,\d{3})*(?:\.\d+)?\s*(?:亿|万)?元)"
)


@rule(
    "ZPB050",
    name="文字中的金额与资金表不一致",
    severity=WARN,
    message="文字写着全年支出 {printed}，资金表的全年执行数为 {expected}。",
)
def narrative_amount_differs(form: FormView) -> Iterator[Hit]:
    """An amount in the text that is not what the funds say was executed."""
    line = form.total_line
    if line is None or line.executed is None:
        return
    one = form.form
    texts = [(f"goals[{index}].actual", goal.actual) for index, goal in enumerate(one.goals)]
    for path, text in [*texts, ("remarks", one.remarks)]:
        found = _EXECUTED.findall(text or "")
        if len(found) != 1:
            continue
        unit = one.header.money_unit or "万元"
        amount = read_amount(found[0], unit)
        if amount is None or _same(amount, line.executed):
            continue
        yield form.hit(path, None, f"{show_number(line.executed)} {unit}", printed=found[0])


def _same(amount: float, executed: float) -> bool:
    """Whether the text gives the amount, perhaps with fewer decimals."""
    decimals = len(write_number(amount).partition(".")[2])
    return abs(amount - half_up(executed, decimals)) < 1e-9
