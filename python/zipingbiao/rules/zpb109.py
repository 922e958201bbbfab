"""ZPB109 文字写的个数与列出的不符

检查什么
    文字写着「× 个项目」，后面用序号或引号逐一列出的，列出的是否就是这么多个。用顿号隔开的名称里本
    身可能有顿号，只在列出的比写的少、又没有「等」字时才报告。

依据
    绩效自评、绩效评价报告的格式：列明纳入自评的项目。

为什么
    少列的项目往往就是漏报了自评表的项目。

反例
    text = "对4个项目开展绩效自评，分别为：“道路维修”、“水库加固”、“防汛物资”。"

正例
    text = "对3个项目开展绩效自评，分别为：“道路维修”、“水库加固”、“防汛物资”。"

如何修改
    补上漏列的项目，或改正个数。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from zipingbiao.domain.totals import adds_up
from zipingbiao.prose.statements import COUNT, Statement
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

#: Words that open a list behind a count, up to a colon or right before the first name.
_OPENER = re.compile(
    r"[^，。；：（）]{0,16}(?:[，,（(]?(?:其中|主要|具体)?(?:分别[为是]|包括|具体[为是]|[为是]|即)[:：]?|[:：])\s*"
)
#: Behind a number, what is counted here.
_PROJECTS = re.compile(
    "[子分专重]?[^，。；、]{0,6}项目"
    "|[^，。；、：]{0,6}(?:乡镇|镇|乡|街道|社区|村|区县|县区?|市州|部门|单位|学校|医院|[科股处]室)(?:：|，?即|，?分别)"
)
_OF_PROJECTS = re.compile("(?:项目|专项|工程|任务|实事)(?:支出)?(?:共|有|为|数|个数)*$")
_QUOTED_BEFORE = re.compile("^对?(?:《[^《》]+》[和及与]?){2,}$")
_QUOTED = re.compile(r"[“《「][^“”《》「」]+[”》」](?:项目|专项|资金|经费)?")
#: One of several with its money: 信访项目10.15万元. What sums them up is none of them.
_PRICED = re.compile(
    r"[^，。；、\d（）]{1,20}(?:项目|工程|专项|经费)(?:资金|支出|投资)?[\d.]+[万亿千]?元"
)
#: The same where their sum stands behind them, which says that they are all.
_NAMED = re.compile(r"[^，。；、\d（）]{1,20}[\d.]+[万亿千]?元")
#: What says that the names behind it are all. As a name may hold a 「、」 or 「和」 itself, only
#: too few of them tell anything.
_ALL_NAMES = re.compile("即|分别|[：:]")
_NAME = re.compile(r"[^，,。；;、：\d（）()]{2,20}")
_OPEN_ENDED = re.compile("等|各|和|及|与|其余|其他|主要|其中|包括")
_ORDER = re.compile(r"[①-⑳]|(?:(?<=^)|(?<=[：:；;。\s]))(?:\(?\d{1,2}[.、)．]|（\d{1,2}）)(?!\d)")
_BEGINS = re.compile(r"\s*(?:[①-⑳]|(?:\(|（)?(\d{1,2})[.、)）．](?!\d))")
_COUNTED = re.compile("[^，。；：]*?项目")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@rule(
    "ZPB109",
    name="文字写的个数与列出的不符",
    severity=WARN,
    message="{here}：写的是 {printed}，后面列出了 {expected}。",
    prose=True,
)
def told_count_differs(view: ProseView) -> Iterator[Hit]:
    """A number of projects that is not that of the list behind it."""
    for at, told in enumerate(view.account.paragraphs):
        for one in told.statements:
            if one.role != COUNT or one.figure.vague or one.group:
                continue
            if not (_PROJECTS.match(told.text, one.figure.end) or _OF_PROJECTS.search(one.clause)):
                continue
            listed = _listed(view, at, one)
            if listed is not None and listed != one.figure.printed.value:
                words = _COUNTED.match(told.text, one.start)
                quoted = words[0] if words else one.figure.written
                here = f"{view.prose.paragraphs[at].spot}「{quoted}」"
                yield view.hit(at, one, expected=f"{listed} {one.figure.unit}", here=here)


def _listed(view: ProseView, at: int, one: Statement) -> int | None:
    """How many a count is followed by; None where no list is, or its items can't be told."""
    raw = view.prose.paragraphs[at].text
    if before := _QUOTED_BEFORE.search(one.clause):
        return len(_QUOTED.findall(before[0]))
    places = [match.end() for match in re.finditer(re.escape(one.figure.written), raw)]
    if len(places) != 1:
        return None
    rest = raw[places[0] :]
    opened = _OPENER.match(rest)
    if opened is not None and rest[opened.end() :].strip():
        return _in_sentence(rest[opened.end() :], opened[0], int(one.figure.printed.value))
    ends = re.fullmatch(r"[^，。；]{0,24}[。：:；]?\s*", rest)
    return _in_paragraphs(view, at) if ends is not None else None


def _in_sentence(rest: str, opener: str, most: int) -> int | None:
    sentence = re.split(r"[。\n]", rest)[0]
    if "等" in sentence[-4:]:
        return None
    quoted = _QUOTED.findall(sentence)
    between = re.split(_QUOTED, sentence)
    if len(quoted) > 1 and all(len(words.strip("、，,；;和及与以 ")) <= 1 for words in between):
        return len(quoted)
    items = [one.strip() for one in re.split("[、，；,;]", sentence)]
    summed = len(items) > 1 and any(adds_up(re.split(r"\d", one)[0]) for one in items)
    if summed:  # what stands behind their sum is none of them
        items = list(takewhile(lambda one: not adds_up(re.split(r"\d", one)[0]), items))
    pattern = _NAMED if summed else _PRICED
    priced = len(items) > 1 and all(map(pattern.fullmatch, items))
    if priced and not _OPEN_ENDED.search(opener + sentence):
        return len(items)
    names = re.split("[、和及与]", sentence)
    if len(names) > 1 and _ALL_NAMES.search(opener) and all(map(_NAME.fullmatch, names)):
        return min(len(names), most)
    ordered = _ORDER.findall(rest)
    return len(ordered) if len(ordered) > 1 and _ORDER.match(rest) else None


def _in_paragraphs(view: ProseView, at: int) -> int | None:
    """How many paragraphs behind one are numbered from 1 on without a gap."""
    count = 0
    for paragraph in view.prose.paragraphs[at + 1 :]:
        match = _BEGINS.match(paragraph.text)
        number = _number(match)
        if number != count + 1:
            break
        count += 1
    return count if count > 1 else None


def _number(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    return int(match[1]) if match[1] else _CIRCLED.index(match[0].strip()) + 1
