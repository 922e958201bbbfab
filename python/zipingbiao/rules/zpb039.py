"""ZPB039 年度不一致

检查什么
    标题里的年份与「（年度）」不同；目标文字里提到了年份，却没有一处是本年度，而全是别的年度；指标值
    的期限早于本年度（预算编制、申报、采购等本来就在上年的不报告）。

依据
    财预〔2020〕10号附件：自评表按年度填报。

为什么
    多半是拿上年的表改的，没有改干净，数字也可能是上年的。

反例
    year = 2023
    title = "2022年度项目支出绩效自评表"

正例
    year = 2023
    title = "2023年度项目支出绩效自评表"

如何修改
    核对年度，把上年的内容换成本年度的。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.wording import is_early, is_later
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import DATE, When

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
#: Of these, years that something is held against: 较2022年多1期, 2020年以来, （2022年为3期）.
_SINCE = re.compile(
    r"(?:[(（]20\d{2}\s*年(?:度|全年)?(?:仅|只有|同期|实际|完成|共|为|是)*\s*\d+(?!\d*\s*月)|[较比与同自从](?:上年)?(?:20\d{2}\s*年)|20\d{2}\s*年(?:度|底|末)?(?:同期|相比|相较|以来|来(?!访|信|源)|起|基础上))"
)
#: A later year is that of the whole text only where it stands first: 2024年维修沟渠 36 公里.
_OPENS = re.compile(r"\s*20\d{2}\s*年(?:度|全年)?(?!\s*\d|以?前|底|末|初)")
_TEXT = "{field}里提到的是 {printed} 年，没有一处是本年度（{expected} 年），可能是别的年度的内容。"
_DUE = "「{name}」的期限 {printed} 不在本年度（{expected} 年）。"


@rule(
    "ZPB039",
    name="年度不一致",
    severity=ERROR,
    message="标题的年度是 {printed}，表的年度是 {expected}。",
)
def year_differs(form: FormView) -> Iterator[Hit]:
    """A year that is not the form's."""
    year = form.form.year
    if year is None:
        return
    told = {int(found) for found in _YEAR.findall(form.form.title or "")}
    if told and year not in told:
        shown = "、".join(map(str, sorted(told)))
        yield form.hit("title", None, str(year), printed=shown)
    for index, goal in enumerate(form.form.goals):
        for field, text, name in (
            ("expected", goal.expected, "预期目标"),
            ("actual", goal.actual, "完成情况"),
        ):
            years = {int(found) for found in _YEAR.findall(_SINCE.sub("", text or ""))}
            if years and (max(years) < year or (min(years) > year and _OPENS.match(text or ""))):
                path, shown = f"goals[{index}].{field}", "、".join(map(str, sorted(years)))
                yield form.hit(
                    path, None, str(year), printed=shown, severity=WARN, template=_TEXT, field=name
                )
    yield from _deadlines(form, year)


def _deadlines(form: FormView, year: int) -> Iterator[Hit]:
    for item in form.targeted:
        due = item.target.date if item.target.kind == DATE else None
        if due is not None and due.year is not None and due.year != year:
            done = item.actual.date
            if is_early(item.name) if due.year < year else not _is_slip(item, due, done, year):
                continue
            path, shown = f"{item.path}.target", item.source.target
            yield form.hit(
                *(path, shown, str(year)),
                severity=WARN,
                template=_DUE,
                doubts={path: None},
                witnesses=2 if done is not None and done.year == year else 1,
                name=item.label,
            )


def _is_slip(item: Item, due: When, done: When | None, year: int) -> bool:
    """Whether a later year is a mistyped one: done by that day of this year, or as late as that.

    A project of several years is not done by then: due in June of the next, this far in December.
    """
    if is_later(item.name) or done is None or done.year is None or due.year is None:
        return False
    if done.year > year:
        return done.year == due.year
    return done.year == year and done.last(year)[1:] <= due.last(due.year)[1:]
