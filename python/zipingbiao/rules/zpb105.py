"""ZPB105 文字说的增减方向与数不符

检查什么
    「增加 × 万元」后面却写「下降 ×%」；本年数比上年数大却写减少；完成预算不到 100% 却说决算数大于
    预算数，超过 100% 却说小于预算数，差得多却说持平。恰好写 100% 而说大于、小于的，只作提示。「大于
    （小于）」没有选定的不核对。

依据
    部门决算公开的格式：说明增减变动和预决算差异的原因。

为什么
    多半是套用了上年或别处的文字，没有改全。

反例
    text = "机关运行经费支出 56.78 万元，比上年增加 6.78 万元，下降 13.56%。"

正例
    text = "机关运行经费支出 56.78 万元，比上年增加 6.78 万元，增长 13.56%。"

如何修改
    按金额改正文字。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import within
from zipingbiao.domain.roundings import Printed, exceeds, falls_short
from zipingbiao.prose.statements import AMOUNT, BUDGET, COMPLETION, Statement, Told
from zipingbiao.rules.changes import Changed, changes_in
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

_WORDS = re.compile(
    "(?:(?:决算|执行|支出)数?|(?<=[，；]))(?:(?P<up>大于|高于|多于|超过|超出)|(?P<down>小于|低于|少于)|与|同|和)"
    "[^，。；]{0,6}预算数?(?P<even>(?<=预算数)持平|(?<=预算)持平)?"
)
_FULL = Printed(100, 0)
_TURNED = "{here}：{current} 比 {base} {expected}，写的却是「{printed}」。"
_WORDED = "{here}：{reason}，后面却说「{word}」。"
_UP, _DOWN = ("增加", "大于"), ("减少", "小于")


@rule(
    "ZPB105",
    name="文字说的增减方向与数不符",
    severity=WARN,
    message="{here}：前面是{before}，后面是{after}，方向相反。",
    prose=True,
)
def told_direction_differs(view: ProseView) -> Iterator[Hit]:
    """Words of more or less that the numbers contradict."""
    for one in view.once(changes_in):
        yield from _opposed(view, one)
    for at, told in enumerate(view.account.paragraphs):
        for index, match in _anchored(told):
            yield from _worded(view, at, index, match)


def _anchored(told: Told) -> Iterator[tuple[int, re.Match[str]]]:
    """Each comparison in words with the rate, or the amount spent, that it follows."""
    found: dict[int, list[re.Match[str]]] = {}
    for match in _WORDS.finditer(told.text):
        if any(match.groups()) and "/" not in match[0] and "（" not in match[0]:
            before = [at for at, one in enumerate(told.statements) if one.start <= match.start()]
            anchor = next((at for at in reversed(before) if _is_anchor(told, at)), None)
            if anchor is not None:
                found.setdefault(anchor, []).append(match)
    yield from ((at, matches[0]) for at, matches in found.items() if len(matches) == 1)


def _is_anchor(told: Told, at: int) -> bool:
    one, before = told.statements[at], told.statements[at - 1] if at else None
    pair = before is not None and {before.role, one.role} == {AMOUNT, BUDGET}
    return one.role == COMPLETION or pair


def _opposed(view: ProseView, one: Changed) -> Iterator[Hit]:
    change, growth, current, base = one.change, one.growth, one.current, one.base
    if change is not None and growth is not None:
        moved = change.figure.printed.value and growth.figure.printed.value
        if moved and change.sign * growth.sign < 0:
            names = {True: "增加", False: "减少"}
            told = {"before": names[change.sign > 0], "after": names[growth.sign > 0]}
            yield view.hit(one.at, change, growth, **told)
            return
    first = change or growth
    if first is None or current is None or base is None or not one.is_difference:
        return
    more = exceeds([current.figure.printed], base.figure.printed)
    less = falls_short([current.figure.printed], base.figure.printed)
    if (more and first.sign < 0) or (less and first.sign > 0):
        yield view.hit(
            *(one.at, current, base, first),
            template=_TURNED,
            expected=_UP[0] if more else _DOWN[0],
            printed=_DOWN[0] if more else _UP[0],
            current=current.figure.written,
            base=base.figure.written,
        )


def _worded(view: ProseView, at: int, index: int, match: re.Match[str]) -> Iterator[Hit]:
    told = view.account.paragraphs[at]
    one = told.statements[index]
    if told.text.count("。", one.figure.end, match.start()) > 1:
        return
    more, less, reason = _true_side(told.statements[: index + 1], one)
    if match["even"]:
        if (more or less) and (one.role != COMPLETION or not _is_nearly_full(one)):
            reason = reason or f"完成预算写的是 {one.figure.written}"
            yield view.hit(
                at, one, template=_WORDED, printed=match["even"], reason=reason, word=match[0]
            )
        return
    up = match["up"] is not None
    severity = None
    if not more and not less:
        if one.role != COMPLETION or one.figure.printed.value != _FULL.value or reason:
            return
        severity, reason = INFO, f"完成预算写的是 {one.figure.written}"
    elif (up and more) or (not up and less):
        return
    word = match["up"] or match["down"]
    reason = reason or f"完成预算写的是 {one.figure.written}"
    yield view.hit(
        at, one, severity=severity, template=_WORDED, printed=word, reason=reason, word=match[0]
    )


def _is_nearly_full(one: Statement) -> bool:
    """Whether a rate is so near to 100 % that one may call it even."""
    return within(one.figure.printed.value, _FULL.value, 1)


def _true_side(before: tuple[Statement, ...], one: Statement) -> tuple[bool, bool, str]:
    """Whether more, or less, than the budget was executed, and how that is known."""
    near = [other for other in before if other.sentence == one.sentence]
    budgets = [other for other in near if other.role == BUDGET]
    finals = [other for other in near if other.role == AMOUNT]
    if len(budgets) == 1 and len(finals) == 1:
        executed, due = finals[0].figure.printed, budgets[0].figure.printed
        reason = f"预算 {budgets[0].figure.written}，决算 {finals[0].figure.written}"
        return exceeds([executed], due), falls_short([executed], due), reason
    if one.role != COMPLETION:
        return False, False, ""
    rate = one.figure.printed
    return exceeds([rate], _FULL), falls_short([rate], _FULL), ""
