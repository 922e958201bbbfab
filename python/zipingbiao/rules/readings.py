"""Results that count as no number and yet say plainly that the target was missed.

``2800人，未完成``, ``约2800人``, ``2800/3000``; a target of ``6月-10月``, ``3000±100人``, ``1年``.
The scores leave them to a person; a check reads what stands first and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from zipingbiao.domain.changes import ways_of
from zipingbiao.domain.comparisons import order
from zipingbiao.domain.fulfilment import levels_of, says_it_happened, says_it_was_missed
from zipingbiao.domain.wording import counts_unwanted, is_span_to_keep
from zipingbiao.rules.rows import Item, item_of
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.numbers import write_number
from zipingbiao.values.targets import BLANK, DATE, FORWARD, NUMBER, TEXT, Target, parse_actual
from zipingbiao.values.text import fold

#: A number with its unit, first in a result, and what follows: a remark, or of how many.
_FIRST = re.compile(
    r"(?![^\d]*[上去其每均差缺剩余超第增减降另])[\u4e00-\u9fff]{0,6}?"
    r"(?P<less>未达到?|未到|未满|不足|不到|将近|接近|近)?(?:大?约|达到?|完成|实际)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>[余多])?"
    r"(?P<unit>%|‰|[\u4e00-\u9fff]{0,4}?)(?:左右|上下)?(?P<rest>[(,;/。未没].*)?"
)
#: A remark that holds another number which may count as well: 另有, 合计, 折合.
_ADDED = re.compile("另|加|合|共|累计|还|再|分别|折|总|其余|剔除|扣除|实际|应为|调整")
#: A remark behind a comma whose number is what lacks or a part.
_PART = re.compile("[,;。](?:其中|未|没|较|比|差|欠|缺|占|尚|剩)")
_BRACKET = re.compile(r"^\([^()]*\)")
#: A remark that repeats what was asked for.
_GOAL = re.compile("目标|计划|任务|指标|原定|要求")
_MONTHS = re.compile(
    r"(?P<year>\d{4}年)?(?P<first>\d{1,2})(?:月(?:\d{1,2}日|[初中底])?)?[-~至到]+"
    r"(?P<end>(?:\d{4}年)?(?P<last>\d{1,2})月(?:\d{1,2}日)?)底?"
)
_ABOUT = re.compile(
    r"(?P<middle>\d+(?:\.\d+)?)(?P<own>[^\d(±]{0,4})\(?±(?P<off>\d+(?:\.\d+)?)"
    r"(?P<unit>%|[^\d)%]{0,4})\)?(?P<behind>\D{0,4})"
)
_BY_HOW_MUCH = re.compile("(?:率|比例|比率|幅度?)$")
#: A target in words no longer than this is a direction and little else; a word has two signs.
_SHORT, _WORD = 6, 2
#: How many months, or days, a unit of time has; the least and the most days of a month.
_IN_MONTHS = {"年": 12, "季度": 3, "个季度": 3, "个月": 1}
_IN_DAYS = {"周": 7, "天": 1, "日": 1}
_LEAST_DAYS, _MOST_DAYS = 28, 31
_WHOLE = 100


def plain_miss(item: Item, profile: Profile, year: int | None) -> str | None:
    """How a result that can't be compared is read as a miss; None where it isn't one."""
    if item.met is not None or (item.is_cost and item.target.operator is None):
        return None
    again = _reader(item, profile, year)
    found = (
        _first_number(item, again)
        or _end_of_months(item, again)
        or _outside(item)
        or _none_asked(item, again)
        or _too_long(item)
        or _turned(item)
        or _in_words(item)
    )
    return found


#: Judges the same indicator with another target and result.
_Again = Callable[[str, str], Item]


def _reader(item: Item, profile: Profile, year: int | None) -> _Again:
    def again(target: str, actual: str) -> Item:
        one = replace(item.source, target=target, actual=actual)
        return item_of(0, one, item.role, year, item.weight, profile)

    return again


def _first_number(item: Item, again: _Again) -> str | None:
    """2800人，未完成 and 未达3000人 under ≥3000人."""
    text = fold(item.source.actual)
    some_more = item.actual.kind == NUMBER and item.actual.operator == ">"
    if not (item.actual.kind == TEXT or some_more) or item.target.kind != NUMBER:
        return None
    match = _FIRST.fullmatch(text)
    if match is None or not _is_remark(match["rest"] or "", item.target):
        return None
    head = match["number"] + match["unit"]
    if any(again(item.source.target or "", one).met for one in _alike(match)):
        return None
    read = again(item.source.target or "", head)
    if read.actual.kind != NUMBER or read.result.goal is None or read.result.actual is None:
        return None
    side = order(read.result.actual, read.result.goal)
    if match["less"] and read.result.sense == FORWARD and side <= 0 and item.target.operator:
        return f"不到 {head}"
    return head if read.met is False and not (match["less"] and side > 0) else None


def _is_remark(rest: str, target: Target) -> bool:
    """Whether what follows the first number leaves it what it is."""
    if _ADDED.search(rest):
        return False
    if rest.startswith("/"):
        return parse_actual(rest[1:]).value == target.value
    behind = _BRACKET.sub("", rest)
    return not re.search(r"\d", behind) or _PART.match(behind) is not None


def _alike(match: re.Match[str]) -> list[str]:
    """Other numbers of the same unit in the remark, any of which may be the true one."""
    rest, unit = match["rest"] or "", match["unit"]
    if not unit or rest.startswith("/") or _GOAL.search(rest):
        return []
    return [number + unit for number in re.findall(rf"(\d+(?:\.\d+)?){re.escape(unit)}", rest)]


def _end_of_months(item: Item, again: _Again) -> str | None:
    """11月20日 under 6月-10月: later than the last month."""
    match = _MONTHS.fullmatch(fold(item.source.target))
    if match is None or int(match["first"]) > int(match["last"]):  # over the turn of a year
        return None
    done = _MONTHS.fullmatch(fold(item.source.actual))
    actual = _end(done) if done else item.source.actual or ""
    read = again(_end(match), actual)
    late = read.target.kind == DATE and read.actual.kind == DATE and read.met is False
    return f"{actual}，晚于 {_end(match)}" if late else None


def _end(match: re.Match[str]) -> str:
    end = match["end"]
    return end if "年" in end else (match["year"] or "") + end


def _outside(item: Item) -> str | None:
    """3300人 under 3000±100人, 3300亩 under 3000±5%."""
    match = _ABOUT.fullmatch(fold(item.source.target))
    actual = item.actual
    if match is None or actual.kind != NUMBER or actual.operator or actual.value is None:
        return None
    unit = match["own"] or match["behind"] or ("" if match["unit"] == "%" else match["unit"])
    if match["unit"] != "%" and (match["unit"] or unit) != unit:
        return None
    if unit and (actual.unit or unit) != unit:
        return None
    middle, value = float(match["middle"]), actual.value
    off = max(_margins(match, middle, unit or actual.unit or ""))
    if order(abs(value - middle), off) <= 0:
        return None
    low, high = write_number(middle - off), write_number(middle + off)
    return f"{item.source.actual}，不在 {low}–{high} 之间"


def _margins(match: re.Match[str], middle: float, unit: str) -> list[float]:
    """How far from the middle it may be: ±5% of 3000亩 is 150; of 95 or 95% perhaps 5 as well."""
    off = float(match["off"])
    if match["unit"] != "%":
        return [off]
    part = middle * off / _WHOLE
    return [part, off] if unit in ("", "%") and middle <= _WHOLE else [part]


def _none_asked(item: Item, again: _Again) -> str | None:
    """2次 under 无, of 安全事故."""
    if item.target.kind != BLANK or fold(item.source.target) != "无":
        return None
    if not counts_unwanted(item.name) or item.actual.kind != NUMBER:
        return None
    read = again("0", item.source.actual or "")
    return f"{item.source.actual}，不是「无」" if read.met is False else None


def _in_words(item: Item) -> str | None:
    """已培训2800人，未完成 whatever was asked; 出现安全事故 under 无事故."""
    actual, target = item.source.actual or "", item.source.target
    if item.target.zero:
        return actual if item.actual.kind == TEXT and says_it_happened(actual) else None
    if levels_of(actual, target) is None and says_it_was_missed(actual):
        return "「未完成」"
    return None


def _too_long(item: Item) -> str | None:
    """13个月 under 1年, of a time to be kept."""
    target, actual = item.target, item.actual
    if target.kind != NUMBER or actual.kind != NUMBER or actual.operator:
        return None
    if target.operator not in (None, "≤", "<") or target.prefix or actual.prefix:
        return None
    if target.operator is None and not is_span_to_keep(item.name):
        return None
    both = (target, actual)
    if all(one.unit in _IN_MONTHS for one in both):
        most, least = ((one.value or 0) * _IN_MONTHS[one.unit or ""] for one in both)
    elif all(one.unit in _IN_MONTHS or one.unit in _IN_DAYS for one in both):
        most, least = _days(target, _MOST_DAYS), _days(actual, _LEAST_DAYS)
    else:
        return None
    return f"{item.source.actual}，长于 {item.source.target}" if order(least, most) > 0 else None


def _days(span: Target, month: int) -> float:
    """The days of a time span whose months have so many."""
    unit = span.unit or ""
    each = _IN_DAYS.get(unit) or _IN_MONTHS[unit] * month
    return (span.value or 0) * each


def _turned(item: Item) -> str | None:
    """增加5% under 减少10%, 下降3% under 增长≥5%."""
    target, actual = item.target, item.actual
    if actual.kind != NUMBER or not actual.value or actual.value < 0:
        return None
    if target.kind == NUMBER and (target.value or 0) > 0 and target.operator not in ("≤", "<"):
        words = target.prefix or _change_of(item.name)
    else:
        short = (
            target.kind == TEXT and max(len(target.text) - _SHORT, len(actual.prefix) - _WORD) <= 0
        )
        words = target.text if short else ""
    asked, came = ways_of(words), ways_of(actual.prefix)
    # one way or the other of a change; of times and profits only the bad one is a miss
    opposite = asked[0] * came[0] < 0 or any(
        goal > 0 > done for goal, done in zip(asked[1:], came[1:], strict=True)
    )
    return f"{item.source.actual}，与指标值要求的升降方向相反" if opposite else None


def _change_of(name: str) -> str:
    """The word of a name that is itself by how much: 增长 of 收入增长率; "" where it is none."""
    stem = _BY_HOW_MUCH.sub("", fold(name))
    return stem[-_WORD:] if stem != fold(name) else ""
