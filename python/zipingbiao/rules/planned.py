"""Which amounts of a text are not those of its own year's accounts."""

from __future__ import annotations

import re

from zipingbiao.prose.passages import Spot
from zipingbiao.prose.statements import BUDGET, Statement
from zipingbiao.rules.prose_view import ProseView

#: Sentences that speak of what is planned, or of another year.
_PLANNED = re.compile("预算(?!绩效|单位|管理|财政拨款|部门|拨款)|计划|拟|预计|安排|上年|去年|同期")
_DONE = re.compile("决算|支出")


def is_plan(view: ProseView, spot: Spot, one: Statement) -> bool:
    """Whether an amount is a budget's, another year's, or told in brackets."""
    told = view.account.paragraphs[spot.paragraph]
    if one.group or _PLANNED.search(one.clause):
        return True
    before = [
        other
        for other in told.statements[: spot.order]
        if other.sentence == one.sentence and other.group == 0
    ]
    if any(other.role == BUDGET for other in before) and not _DONE.search(one.clause):
        return True
    start = before[0].start if before else one.start
    words = told.text[told.text.rfind("。", 0, start) + 1 : start]
    return bool(_PLANNED.search(words)) and not _DONE.search(one.clause)
