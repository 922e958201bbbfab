"""Whether a form says why money was not spent."""

from __future__ import annotations

import re

from zipingbiao.rules.view import FormView

_MONEY = re.compile(
    "执行|支出|支付|结余|结转|资金|预算|经费|款|拨付|到位|采购|招标|验收|进度|节约|节省"
)
_CAUSE = re.compile(
    "因|由于|原因|受|未|尚|影响|导致|推迟|延迟|滞后|结余|结转|节约|节省|压减|收回|调减|不足|缓慢"
)


def explains_unspent(form: FormView) -> bool:
    """Whether any reason, remark or result speaks of money and of a cause."""
    texts = [goal.actual for goal in form.form.goals] + [form.form.remarks]
    texts += [form.reason_of(item) for item in form.items if item.is_rate or item.is_cost]
    return any(text and _MONEY.search(text) and _CAUSE.search(text) for text in texts)
