"""ZPB066 评分办法不管这一年

检查什么
    评分办法（版式自己的，或 --profile、zipingbiao.toml 指定的）写有起止年份，自评表的年度却在外，同
    一地区也没有管这一年的其他办法。这张表已按全国统一规定评分。

依据
    评分办法的 years：办法自哪一年起用，到哪一年为止；出处写在办法的 [sources]。

为什么
    各地的办法每隔几年一变，拿旧办法评新表，得数看着对，其实不对。

反例
    year = 2023
    profile = "beijing"

正例
    year = 2016
    profile = "beijing"

如何修改
    不是填报的错，不必改表。手边有当年办法的，照 templates/profiles/ 里的写一份，用 --profile 指定；
    年度填错了的，改正年度。

参数
    无。起止年份由评分办法的 years 决定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.profile import DEFAULT


@rule(
    "ZPB066",
    name="评分办法不管这一年",
    severity=INFO,
    message="《{asked}》只管 {years}，没有管 {printed} 年度的；已按{expected}评分。",
)
def year_without_profile(form: FormView) -> Iterator[Hit]:
    """A year that no profile of the region covers."""
    asked, used = form.asked, form.profile
    if used is not asked and used.id == DEFAULT:
        yield form.hit(
            "year", form.form.year, f"《{used.title}》", asked=asked.title, years=asked.years_text
        )
