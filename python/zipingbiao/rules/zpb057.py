"""ZPB057 同一项目重复报送

检查什么
    主管部门、单位、项目、年度和版式都相同的表出现了不止一张（从第二张起报告）。部门整体的表没有项目，
    按单位和年度看。主管部门不同的同名单位是两个单位，不报告；有一张没写主管部门，或写得看不出是不是
    同一个（只差一个字的也算），就请写明。

依据
    财预〔2020〕10号：一个项目填报一张自评表。

为什么
    重复的表会被汇总两次；两张内容不同，就不知道以哪张为准。

反例
    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

正例
    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

    [[forms]]
    header = {project = "法律服务费", unit = "某县信访局"}

如何修改
    只保留最后定稿的一张；不是同一个单位的，写明各自的主管部门。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zipingbiao.domain.owners import may_be_a_slip, offices, owner_key
from zipingbiao.layouts import whole_unit_layouts
from zipingbiao.rules.corpus import Corpus, project_of, unit_of
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import UNIT, rule
from zipingbiao.rules.view import FormView

_VAGUE = (
    "「{printed}」在 {other} 也有一张{same}的表，从主管部门看不出是不是同一个单位的，两张都算数；"
    "是同一个的请只保留一张，不是的请写明各自的主管部门。"
)


@rule(
    "ZPB057",
    name="同一项目重复报送",
    severity=WARN,
    message="「{printed}」在 {other} 已经有一张{same}的表，{so}请只保留一张。",
    across=UNIT,
)
def form_submitted_twice(corpus: Corpus) -> Iterator[Hit]:
    """The same project of the same unit and year, twice."""
    seen: dict[tuple[str, str, str, int | None], list[FormView]] = {}
    for form in corpus.forms:
        project, unit = project_of(form), unit_of(form)
        if unit and (project or form.layout in whole_unit_layouts()):
            seen.setdefault((form.layout, unit, project, form.brief.year), []).append(form)
    for forms in seen.values():
        yield from _among(forms)


def _among(forms: Sequence[FormView]) -> Iterator[Hit]:
    """What is told of forms for the same project of units of one name."""
    above = [_department(form) for form in forms]
    told = offices(above, blank_joins=False)
    by_office: dict[int, list[FormView]] = {}
    for form, department in zip(forms, above, strict=True):
        by_office.setdefault(told[department].number, []).append(form)
    kept = {
        number: next((one for one in some if one.brief.source.counts), some[0])
        for number, some in by_office.items()
    }
    for form, department in zip(forms, above, strict=True):
        number, maybe = told[department]
        if form is not kept[number]:
            so = "汇总以那一张为准，" if form.brief.source.superseded_by else ""
            yield _told(form, kept[number], so=so)
        elif maybe:
            yield _told(form, kept[maybe[0]], template=_VAGUE)
        elif (twin := _slip_of(form, kept.values())) is not None:
            yield _told(form, twin, template=_VAGUE)


def _slip_of(form: FormView, kept: Iterable[FormView]) -> FormView | None:
    """An earlier form whose department differs from this one's as a slip of the hand does."""
    earlier = (one for one in kept if one.index < form.index)
    return next(
        (one for one in earlier if may_be_a_slip(_department(one), _department(form))), None
    )


def _department(form: FormView) -> str:
    header = form.brief.header
    return owner_key(header.unit, header.department)[1]


def _told(form: FormView, other: FormView, template: str | None = None, so: str = "") -> Hit:
    header, source = form.brief.header, other.brief.source
    field = "project" if header.project else "unit" if header.unit else "department"
    return form.hit(
        f"header.{field}",
        getattr(header, field),
        template=template,
        other=f"{source.path} 的「{source.sheet}」" if source.path else "前面",
        same="内容完全相同" if other.form == form.form else "内容不同",
        so=so,
    )
