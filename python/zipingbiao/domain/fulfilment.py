"""What words say of a target: done, in part, not at all, later than asked, or that it happened."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from zipingbiao.domain.wording import IN_TIME, LATE, is_unwanted, speaks_of_lessening
from zipingbiao.values.text import fold

#: What a column of completion says.
DONE, PARTLY, NOT_DONE = "完成", "部分完成", "未完成"

#: A longer text than this says more than one thing; with digits or signs in it, a shorter one.
_LONG, _LONG_WITH_SIGNS = 16, 10
_SIGNS = re.compile(r"[\d,.;:、%()]")
_NOT_YET = "(?:未|没有?)(?:能够?)?"
#: With a denial before it, a part was done all the same: 未全部完成.
_WHOLLY = "(?:完全|全部|全面|全额|足额|充分|彻底|悉数)"
#: With a denial before it nothing is said of whether it was done another way: 未按时完成.
_WELL = "(?:有效|及时|按时|按期|如期|准时|按计划|按要求|按规定|很好地?|较好地?|真正)"
_MOSTLY = "(?:暂|尚|仍|并|均|都|还|也|基本上?|总体上?|整体|几乎)?"
_DID = (
    "达成|达到|达标|完成|实现|开展|实施|落实|建立|启动|执行|见效|成效|效果|效益|改善|改进|提升|提高"
    "|增强"
)
#: Of these only 未 or 没有 is a denial: 无支付 may be a name.
_DID_TOO = "保障|到位|解决|满足|覆盖|交付|验收|拨付|发放|支付|配备|配置|完工|竣工|建成|落地|兑现"
#: That what was asked for is not there: 未见成效, 没有改善, 效果不明显, 不达标.
_DENIAL = re.compile(
    rf"{_MOSTLY}(?:未|没有?|无)(?:能够?|见|有|得到|取得|产生|形成|体现|明显|显著|{_WHOLLY}|{_WELL})*"
    rf"(?:{_DID})"
    rf"|{_MOSTLY}{_NOT_YET}(?:得到|{_WHOLLY}|{_WELL})*(?:{_DID_TOO})"
    r"|(?:成效|效果|效益|作用)(?:不明显|不显著|不佳|较差|一般|欠佳|有限)"
    r"|不(?:太|够|甚)?(?:达标|合格|符合|满意|到位|规范|健全|完善|完备|合理|有效|及时|明显|理想)"
)
#: That what follows was not done.
_FAILED = re.compile(
    rf"(?:尚?未能?|没有?能?够?|无法|未能够|不能|难以)(?:{_WHOLLY}|{_WELL})*(?P<what>[\u4e00-\u9fff]{{2,}})"
)
#: That a part is lacking, without how much: 未全部完成, 部分未开展.
_IN_PART = re.compile(
    rf"{_MOSTLY}{_NOT_YET}(?:得到)?{_WHOLLY}|(?:小?部分|大部分?|个别|少数|多数)[\u4e00-\u9fff]{{0,4}}{_NOT_YET}"
)
#: That nothing was done: 未完成, 尚未开展该项工作; of 未开展违规收费 nobody knows.
_NOTHING = re.compile("(?:未|没有|尚未)(?:达成|完成|实现|达到|开展)")
_OF_IT = re.compile(
    "(?:[该本此]项?)?(?:年度|全年|预期|预定|既定|绩效|计划|目标|任务|指标|值|要求|数量?|量|工作|活动|项目|效果|成效)*"
    r"(?:且.*)?|[^的不无\d]{2,4}"
)
#: What is rightly not reached; a thing of which there is none; a sentence about other things.
_NOT_IT = re.compile("红线|警戒|预警|上限|限额|限值|阈值|底线|[0零][个项件]?$|[的不]")
_SOME = re.compile(r"部分(?:(?:达成|完成|实现|达到)|[\u4e00-\u9fff]{2}$)")
_ALL = re.compile("(?:已|全部|完全)?达成(?:年度)?(?:指标|目标)?")
#: A clause that says nothing but that it was not done: 2800人，未完成; 尚未达到年度目标.
_MISSED = re.compile(
    rf"(?:但|目前|截至目前|仍|尚|还|暂|均)*{_NOT_YET}(?:{_WHOLLY}|{_WELL})*(?:完成|达标|达到|达成|实现|完工|竣工)"
    "(?:年度|全年|预期|预定|既定|绩效|计划|目标|任务|指标|值|要求|数|量|工作)*"
)
_CLAUSE = re.compile(r"[,;。(){}、!\n]")
#: What is well when it did not come: 未发生, 未超预算.
_UNHAPPENED: Final = "发生|出现|发现|收到|接到|突破|造成|引发|超|受到?(?:处罚|投诉|通报)"
#: Words of a column of completion, the first that fits.
_WORDS: Final = (
    (
        re.compile("部分|基本(?!未|没)|大部|未全部|未完全|没有全部|进行中|正在|推进中|接近"),
        PARTLY,
    ),
    (
        re.compile(
            f"(?:未|没有)(?!{_UNHAPPENED})|没能|不达标|无法|尚(?!未(?:{_UNHAPPENED}))|取消|终止|暂停|停止|搁置"
        ),
        NOT_DONE,
    ),
    (re.compile("完成|达成|达标|达到|实现|全部|是|合格|√|✓"), DONE),
)
#: All of it is asked for, which is 100 %.
_WHOLE = re.compile(
    "(?:实现|做到|达到)?(?:全覆盖|全部(?:覆盖|完成|到位|发放|兑现|落实)?|应[\u4e00-\u9fff]尽[\u4e00-\u9fff]|全额(?:发放|拨付|到位)?"
    "|足额(?:发放|拨付|到位)?)"
)
_SHORT = 8
#: Words that deny what follows them.
_NOT: Final = ("不", "未", "没有", "没", "无", "不够", "不太", "尚未", "不甚")
#: 是 is asked for, and 否 is what came.
_YES: Final = frozenset(("是", "√", "有", "达标", "合格", "通过", "完成"))
_NO: Final = frozenset(("否", "×", "没有", "不是", "未通过", "不合格", "未达标", "不达标"))
#: What is asked for in time came later.
_IN_TIME = re.compile(f"{IN_TIME}|及时")
_LATER = re.compile(f"(?:[较比](?:计划|预期|原定))?(?:实际)?(?:{LATE}|晚)(?!率|审批|批准|获批)")
#: So many of an unwanted thing are there: 存在1起违规, 出现安全事故.
_HAPPENED = re.compile(
    r"(?:存在|发生|出现|发现|有)(?:过|了)?"
    r"(?:(?P<count>(?!0)[\d一二两三四五六七八九十]+)[起次件例个处项人][\u4e00-\u9fff]{0,2})?"
    r"(?P<what>[\u4e00-\u9fff]{2,8})"
)
#: Where these are asked about, not to have them is the very result.
_ABSENT = re.compile("[零无不未]|发生|出现|没有|杜绝|避免|防止")


class Levels(NamedTuple):
    """The best and the worst level that words leave open: 0 done, 1 in part, 2 not done."""

    best: int
    worst: int


#: Nothing was done.
NOTHING_DONE: Final = Levels(2, 2)
_IS_DONE, _IS_PART = Levels(0, 0), Levels(1, 1)
_IS_NOT_ALL = Levels(1, 2)


@lru_cache(maxsize=4096)
def denies(text: str | None, asked: str | None) -> bool:
    """Whether a result in words denies what was asked for: 不完备 for 完备, 未见成效 for 改善.

    Where the very absence of something is asked for (无事故, 不发生), nothing is denied.
    """
    said, wanted = fold(text).strip("。."), fold(asked).strip("。.")
    if not said or wanted.startswith(_NOT):
        return False
    if len(said) > (_LONG_WITH_SIGNS if _SIGNS.search(said) else _LONG):
        return False
    if wanted in _YES and said in _NO:
        return True
    if len(wanted) > 1 and said in {f"{word}{wanted}" for word in _NOT}:
        return True
    if wanted and _came_otherwise(said, wanted):
        return True
    denial = _DENIAL.match(said)
    return denial is not None and not _is_another(said[denial.end() :])


def _is_another(what: str) -> bool:
    """Whether what was not reached, or not done, is not what was asked for: 未达到红线."""
    return is_unwanted(what) or _NOT_IT.search(what) is not None


def _was_left_undone(said: str) -> bool:
    """Whether the first clause says that nothing was done, and speaks of nothing else."""
    clause = _CLAUSE.split(fold(said))[0]
    start = _NOTHING.match(clause)
    if start is None:
        return False
    what = clause[start.end() :]
    return _OF_IT.fullmatch(what) is not None and not _is_another(what)


def _came_otherwise(said: str, wanted: str) -> bool:
    """未能保障 for 有效保障, 推迟2个月 for 按时, 存在1起违规 for 合规."""
    if _IN_TIME.search(wanted) and _LATER.match(said):
        return True
    if _ABSENT.search(wanted):
        return False
    happened = _HAPPENED.fullmatch(said)
    if happened is not None and happened["count"] and not speaks_of_lessening(wanted):
        return is_unwanted(happened["what"])
    failed = _FAILED.fullmatch(said)
    return failed is not None and wanted.endswith(failed["what"])


def says_it_happened(text: str) -> bool:
    """Whether a text says that something unwanted is there: 出现安全事故, 存在1起违规."""
    match = _HAPPENED.fullmatch(fold(text).strip("。."))
    return match is not None and is_unwanted(match["what"])


def says_it_was_missed(text: str | None) -> bool:
    """Whether a clause of a text says just that the target was missed: 2800人，未完成."""
    return any(_MISSED.fullmatch(one) for one in _CLAUSE.split(fold(text)))


def levels_of(text: str | None, asked: str | None) -> Levels | None:
    """The levels that a result in words leaves open; None where it names none."""
    said = (text or "").strip("。 ")
    if _ALL.fullmatch(said):
        return _IS_DONE
    if _SOME.match(said):
        return _IS_PART
    lacking = _IN_PART.match(said) is not None
    if _was_left_undone(said):
        return NOTHING_DONE
    if denies(text, asked) or (lacking and denies(_rest_of(said), asked)):
        return _IS_NOT_ALL if lacking else NOTHING_DONE
    return None


def _rest_of(said: str) -> str:
    """The denial behind 部分, 个别单位 …"""
    return re.sub(r"^[^未没]*", "", said)


def asks_for_all(target: str | None) -> bool:
    """Whether a target in words is all of it: 全覆盖, 应保尽保."""
    return _WHOLE.fullmatch(fold(target)) is not None


def degree_of(text: str | None) -> str | None:
    """完成, 部分完成 or 未完成, where a short text says one of them and nothing else."""
    folded = fold(text)
    if not folded or len(folded) > _SHORT or any(map(str.isdigit, folded)):
        return None
    return next((meaning for pattern, meaning in _WORDS if pattern.search(folded)), None)
