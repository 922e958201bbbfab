"""ZPB027 指标未量化

检查什么
    指标值只有「确保、提高、适用、及时、显著」之类的词，没有可以衡量的标准；或者给无法计量的说法配上
    百分比（「形势平稳可控 100%」）。

依据
    财预〔2020〕10号：绩效指标应当细化量化，可衡量；不能量化的，要有可考核的定性标准。

为什么
    没有标准，就无法判断是否完成，得分全凭感觉，这是财政部门审核时最常提的意见。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "时效指标"
    level3 = "补助发放"
    target = "及时"
    actual = "及时"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "时效指标"
    level3 = "补助发放时间"
    target = "每月10日前"
    actual = "每月8日"
    weight = 10
    score = 10

如何修改
    改成数量、比率、日期或次数；确属定性的，写明达到什么程度算完成。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.levels import BENEFIT
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER, TEXT
from zipingbiao.values.text import fold

_VAGUE = re.compile(
    "(?:[^0-9]{0,6})?(?:确保|提高|适用|及时|显著|明显|有效|良好|提升|增强|改善|加强|较好|不断|逐步|持续"
    "|长期|大幅|稳定|满意)[^0-9]{0,8}"
)
_OPEN = re.compile("按照?实际|据实|按需|视情况")
_MEASURED = re.compile(
    "率|度|比|覆盖|百分|数|量|占|程|额|面|值|期|及时|合格|达标|收入|产值|较|增|减|降|耗|%"
)
_PERCENT = "「{name}」无法按百分比计量，指标值却写作 {printed}，说不清怎样算完成。"


@rule(
    "ZPB027",
    name="指标未量化",
    severity=INFO,
    message="「{name}」的指标值「{printed}」没有量化，也没有可考核的标准。",
)
def target_not_measurable(form: FormView) -> Iterator[Hit]:
    """Words that nobody can measure, or per cents of what has none."""
    for item in form.targeted:
        if item.copies_name or form.words_are_printed(item):
            continue
        printed = item.source.target
        if item.target.kind == TEXT and not item.target.zero and printed:
            template = None if _is_vague(printed) else ""
        elif item.kind == BENEFIT and item.target.kind == NUMBER and item.target.percent:
            words = item.name and not _MEASURED.search(item.name + item.target.prefix)
            template = _PERCENT if words else ""
        else:
            continue
        if template != "":
            yield form.hit(f"{item.path}.target", printed, template=template, name=item.label)


def _is_vague(printed: str) -> bool:
    folded = fold(printed)
    if len(folded) > 14:
        return False
    return bool(_VAGUE.fullmatch(folded) or _OPEN.search(folded))
