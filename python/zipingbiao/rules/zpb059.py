"""ZPB059 各表年度不一

检查什么
    同一个文件里，同一单位、同一版式的几张表，年度不同（报告占少数的；各占一半时，报告较早的年度）；支付
    明细表与同一项目自评表的年度不同。

依据
    财预〔2020〕10号附件：自评表按年度填报，一次报送同一年度。

为什么
    多半是把上年的表混在一起报了。

反例
    [[forms]]
    year = 2023
    header = {project = "甲项目", unit = "某县信访局"}

    [[forms]]
    year = 2022
    header = {project = "乙项目", unit = "某县信访局"}

正例
    [[forms]]
    year = 2023
    header = {project = "甲项目", unit = "某县信访局"}

    [[forms]]
    year = 2023
    header = {project = "乙项目", unit = "某县信访局"}

如何修改
    核对年度；上年的表另行存放。

参数
    无。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import FILE, rule
from zipingbiao.rules.view import FormView

_PAYMENTS = "这张支付明细表是 {printed} 年度，同一项目的自评表是 {expected} 年度。"


@rule(
    "ZPB059",
    name="各表年度不一",
    severity=WARN,
    message="这张表是 {printed} 年度，同一文件里同单位的其他表是 {expected} 年度。",
    across=FILE,
)
def years_differ_across_forms(corpus: Corpus) -> Iterator[Hit]:
    """A year that is not that of the unit's other forms in the file."""
    for forms in corpus.by_unit:
        groups: dict[tuple[str, str], list[FormView]] = {}
        for form in forms:
            if form.brief.year is not None:
                groups.setdefault((form.brief.source.path, form.layout), []).append(form)
        for members in groups.values():
            yield from _odd_ones(members)
    for payments, form in corpus.payments:
        own, year = payments.brief.year, form.brief.year
        if own is not None and year is not None and own != year:
            yield payments.hit("year", own, str(year), template=_PAYMENTS)


def _odd_ones(members: list[FormView]) -> Iterator[Hit]:
    counts = Counter(form.brief.year for form in members)
    usual = max(counts, key=lambda year: (counts[year], year or 0))
    for form in members:
        if form.brief.year != usual:
            yield form.hit("year", form.brief.year, str(usual))
