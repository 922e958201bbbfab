"""ZPB101 文字里的各部分之和与总数不符

检查什么
    决算说明、绩效报告的文字里，「其中」之后列出的各部分相加，是否等于前面的总数：本年收入、本年支
    出（基本支出＋项目支出）、基本支出（人员经费＋公用经费）、「三公」经费、公务用车费、政府采购，
    以及各占百分之几、合成 100% 的列举；「……，合计」之前的各项；总得分与各类指标的得分；车辆数，新
    建、续建这样分得清的个数。没有「其中」、紧跟在总数后面并排写着的，凭名称、类别、资金来源、冒号或
    「分为」「由……组成」看得出是它的部分的也核对。各部分没有写全的，只看是否超过总数；列了三项以上、没有写「等」，差的恰好
    像是抄错一位的，也报告。按印出的小数位数允许四舍五入的差。写着「约」「余」「等」的、看不出哪些是它
    的部分的不核对。

依据
    部门决算报表：各明细合计等于总计；财预〔2020〕10号：自评与决算口径一致。

为什么
    总数和各部分出自同一张决算表，合不起来的必有一处写错。

反例
    text = "本年支出合计640万元，其中：基本支出480万元，占75%；项目支出150万元，占25%。"

正例
    text = "本年支出合计640万元，其中：基本支出480万元，占75%；项目支出160万元，占25%。"

如何修改
    对照决算表，改正总数或写错的那一部分。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.figures import added
from zipingbiao.prose.listing import Listing
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule

#: So many parts are written out in a message.
_MOST = 6
#: Words that say that there are more parts than are told.
_MORE = re.compile("等|主要|包括|之一|部分")
_ALONE = "{here}：总数写的是 {printed}，其中的一部分 {parts} 比总数还大{elsewhere}。"


@rule(
    "ZPB101",
    name="文字里的各部分之和与总数不符",
    severity=WARN,
    message="{here}：总数写的是 {printed}，各部分 {parts} 相加为 {expected}{elsewhere}。",
    prose=True,
)
def told_parts_differ(view: ProseView) -> Iterator[Hit]:
    """A whole that its parts don't add up to."""
    if view.form is None:  # in a form's own words ZPB050 tells
        for listing in view.account.lists:
            if not listing.adds_up or (listing.is_slip and _is_whole(view, listing)):
                yield _hit(view, listing)


def _is_whole(view: ProseView, listing: Listing) -> bool:
    """Whether nothing says that a list has other parts: 等, 主要有."""
    told = view.account.paragraphs[listing.places[-1]]
    if listing.at != listing.places[-1]:
        return False
    words = told.text[listing.whole.figure.end : listing.parts[-1].figure.end + 1]
    return _MORE.search(words) is None


def _hit(view: ProseView, listing: Listing) -> Hit:
    last = listing.places[-1]
    there = [one for one, at in zip(listing.parts, listing.places, strict=True) if at == last]
    elsewhere = f"（{view.here(last, *there)}）" if last != listing.at else ""
    return view.hit(
        listing.at,
        listing.whole,
        template=None if len(listing.parts) > 1 else _ALONE,
        expected=shown_like(added(one.value for one in listing.printed), listing.finest),
        printed=listing.whole.figure.written,
        parts=_written(listing),
        elsewhere=elsewhere,
    )


def _written(listing: Listing) -> str:
    told = [one.figure.written for one in listing.parts if one.figure.printed.value]
    more = "＋……" if len(told) > _MOST else ""
    return f"{'＋'.join(told[:_MOST])}{more}"
