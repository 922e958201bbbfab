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
from typing import Any, NamedTuple

from zipingbiao.datafiles.checks import between
from zipingbiao.rules.corpus import Corpus, project_of, sharing, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import UNIT, Option, Settings, rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: Fewer indicators than this may be alike by chance.
_LEAST = 4


class _Told(NamedTuple):
    """What is held against other forms: all names as printed; name, target, result, field."""

    names: list[str | None]
    rows: list[list[str]]

    @property
    def fields(self) -> dict[tuple[str, ...], str]:
        """Name, target and result of each indicator → its field."""
        return {tuple(row[:3]): row[3] for row in self.rows}


def _told(form: FormView) -> list[list[Any]]:
    rows = [
        [fold(item.name), fold(item.source.target), fold(item.source.actual), f"{item.path}.level3"]
        for item in form.targeted
        if item.name and item.source.target and item.source.actual
    ]
    return [[one.level3 for one in form.form.indicators], rows]


@rule(
    "ZPB078",
    name="指标抄自另一项目",
    severity=WARN,
    message="{count} 个指标与{other}一字不差（如「{printed}」），像是从那里抄来的。",
    across=UNIT,
    gist=_told,
    options={"share": Option(100, "几成指标相同才报告（百分比）", between(1, 100))},
)
def indicators_copied(corpus: Corpus, settings: Settings) -> Iterator[Hit]:
    """Indicators with targets and results that are those of another project."""
    share = float(settings["share"]) / 100
    for forms in corpus.by_unit:
        told = [_Told(*form.once(_told)) for form in forms]
        fields = [one.fields for one in told]
        for number, near in sharing(fields, _LEAST):
            form, own = forms[number], fields[number]
            for earlier in near:
                one = forms[earlier]
                if not _may_be_copied(one, form, told[earlier], told[number], share):
                    continue
                alike = fields[earlier].keys() & own.keys()
                if len(alike) < _LEAST or len(alike) < share * len(own):
                    continue
                path = next(path for key, path in own.items() if key in alike)
                yield form.hit(path, form.value(path), other=where(one), count=len(alike))
                break


def _may_be_copied(
    one: FormView, other: FormView, theirs: _Told, ours: _Told, share: float
) -> bool:
    """Whether two projects of one year may be alike; where all is copied, one is as long."""
    if one.brief.year != other.brief.year or project_of(one) == project_of(other):
        return False
    return share < 1 or (len(ours.names) <= len(theirs.names) and ours.names[-1] in theirs.names)
