"""ZPB113 文字标题的年度与自评表不符

检查什么
    一份文件里，报告、说明的标题写着的年度与同一文件里各张自评表的年度是否相同：标题里都没有表的年度
    才报告。

依据
    财预〔2020〕10号：按年度自评，随同级决算公开。

为什么
    多半是沿用了上年的报告或表样，年度没有改。

反例
    text = "2022年度部门整体支出绩效自评报告"

    [[forms]]
    year = 2023
    header = {project = "信访维稳经费", unit = "某县信访局"}
    source = {path = "说明.txt"}

正例
    text = "2023年度部门整体支出绩效自评报告"

    [[forms]]
    year = 2023
    header = {project = "信访维稳经费", unit = "某县信访局"}
    source = {path = "说明.txt"}

如何修改
    改正标题或自评表的年度。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.beside import in_this_file
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

#: A title: a short line that names a year and ends with what the text is.
_TITLE = re.compile(
    r"[^，。；：]{0,30}?(?P<year>20\d\d)年度?[^，。；：]{0,30}(?:报告|说明|自评情况|决算|总结)"
)


@rule(
    "ZPB113",
    name="文字标题的年度与自评表不符",
    severity=WARN,
    message="{spot}「{title}」：标题是 {printed} 年度，同一文件里的自评表是 {expected} 年度。",
    prose=True,
)
def told_year_differs(view: ProseView) -> Iterator[Hit]:
    """A title of another year than all forms in its file."""
    years = {form.brief.year for form in in_this_file(view)}
    if view.form is not None or len(years) != 1 or None in years:
        return
    (year,) = years
    titles = [
        (at, match)
        for at, told in enumerate(view.account.paragraphs)
        if (match := _TITLE.fullmatch(told.text))
    ]
    if not titles or any(int(match["year"]) == year for _, match in titles):
        return
    at, match = titles[0]
    paragraph = view.prose.paragraphs[at]
    told_args = {"spot": paragraph.spot, "title": match[0]}
    yield Hit(paragraph.field, paragraph.cell, match["year"], str(year), told_args)
