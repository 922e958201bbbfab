"""ZPB078 指标抄自另一项目

检查什么
    同一单位的两个不同项目，绝大多数指标的名称、指标值和完成值都一字不差。

依据
    财预〔2020〕10号：绩效指标要与项目的目标和内容相符，完成情况要如实填写。

为什么
    项目不同，指标和完成值不会全都一样；多半是复制另一张表以后忘了改。

反例
    [[forms]]
    header = {project = "培训经费", unit = "某局"}
    indicators = [
        {level3 = "举办培训班", target = "≥10期", actual = "11期"},
        {level3 = "培训人次", target = "≥500人次", actual = "520人次"},
        {level3 = "合格率", target = "≥95%", actual = "97.2%"},
        {level3 = "学员满意度", target = "≥90%", actual = "95.6%"},
    ]
    [[forms]]
    header = {project = "就业经费", unit = "某局"}
    indicators = [
        {level3 = "举办培训班", target = "≥10期", actual = "11期"},
        {level3 = "培训人次", target = "≥500人次", actual = "520人次"},
        {level3 = "合格率", target = "≥95%", actual = "97.2%"},
        {level3 = "学员满意度", target = "≥90%", actual = "95.6%"},
    ]

正例
    [[forms]]
    header = {project = "培训经费", unit = "某局"}
    indicators = [
        {level3 = "举办培训班", target = "≥10期", actual = "11期"},
        {level3 = "培训人次", target = "≥500人次", actual = "520人次"},
        {level3 = "合格率", target = "≥95%", actual = "97.2%"},
        {level3 = "学员满意度", target = "≥90%", actual = "95.6%"},
    ]
    [[forms]]
    header = {project = "就业经费", unit = "某局"}
    indicators = [
        {level3 = "举办招聘会", target = "≥20场", actual = "22场"},
        {level3 = "达成意向", target = "≥1000人次", actual = "1200人次"},
        {level3 = "岗位匹配率", target = "≥60%", actual = "63%"},
        {level3 = "求职者满意度", target = "≥90%", actual = "93%"},
    ]

如何修改
    按这个项目年初批复的指标重新填写。

参数
    share：几成指标相同才报告，缺省 100（百分比）。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.rules.corpus import Corpus, pairs, project_of, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: Fewer indicators than this may be alike by chance.
_LEAST = 4
_Told = tuple[str, str, str]


@rule(
    "ZPB078",
    name="指标抄自另一项目",
    severity=WARN,
    message="{count} 个指标与{other}一字不差（如「{printed}」），像是从那里抄来的。",
    across=True,
    options={"share": Option(100, "几成指标相同才报告（百分比）", between(1, 100))},
)
def indicators_copied(corpus: Corpus, settings: Settings) -> Iterator[Hit]:
    """Indicators with targets and results that are those of another project."""
    share = float(settings["share"]) / 100
    for forms in corpus.by_unit.values():
        found: set[int] = set()
        for one, other in pairs(forms):
            if id(other) in found or not _may_be_copied(one, other, share):
                continue
            theirs, own = one.once(_told), other.once(_told)
            alike = theirs.keys() & own.keys()
            if len(alike) < _LEAST or len(alike) < share * len(own):
                continue
            found.add(id(other))
            path = next(path for key, path in own.items() if key in alike)
            name = other.value(path)
            yield other.hit(path, name, other=where(one), count=len(alike))


def _may_be_copied(one: FormView, other: FormView, share: float) -> bool:
    """Whether it is worth to look: two projects of one year; where all is copied, as long."""
    ours, theirs = other.form.indicators, one.form.indicators
    if share >= 1 and (len(ours) > len(theirs) or len(ours) < _LEAST):
        return False
    if one.form.year != other.form.year or project_of(one) == project_of(other):
        return False
    return share < 1 or any(ours[-1].level3 == each.level3 for each in theirs)


def _told(form: FormView) -> dict[_Told, str]:
    """What the indicators say, with the field of each: name, target, result."""
    return {
        (fold(item.name), fold(item.source.target or ""), fold(item.source.actual or "")): (
            f"{item.path}.level3"
        )
        for item in form.targeted
        if item.name and item.source.target and item.source.actual
    }
