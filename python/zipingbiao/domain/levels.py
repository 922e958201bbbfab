"""Levels of indicators: their names, other names that are met, the points a label prints."""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.values.numbers import Number, read_number
from zipingbiao.values.text import fold

#: The fields with the names of an indicator and its groups, from the widest to the narrowest.
LEVELS = ("level1", "level2", "level3")
OUTPUT, BENEFIT, SATISFACTION, COST = "产出指标", "效益指标", "满意度指标", "成本指标"
#: The execution rate as a first level, as 财预〔2020〕10号 calls it.
EXECUTION = "预算执行率"
DEDUCTION, ADDITION = "扣分项", "加分项"

#: The second level and where it belongs: 财预〔2020〕10号附件; cost on its own since 2021.
LEVEL2: dict[str, tuple[str, ...]] = {
    "数量指标": (OUTPUT,),
    "质量指标": (OUTPUT,),
    "时效指标": (OUTPUT,),
    "成本指标": (OUTPUT, COST),
    "经济成本指标": (OUTPUT, COST),
    "社会成本指标": (OUTPUT, COST),
    "生态环境成本指标": (OUTPUT, COST),
    "经济效益指标": (BENEFIT,),
    "社会效益指标": (BENEFIT,),
    "生态效益指标": (BENEFIT,),
    "可持续影响指标": (BENEFIT,),
    "服务对象满意度指标": (SATISFACTION,),
}
#: Other names that are met, and the proper one.
LEVEL2_ALIASES: dict[str, str] = {
    "数量": "数量指标",
    "数量类指标": "数量指标",
    "质量": "质量指标",
    "质量类指标": "质量指标",
    "时效": "时效指标",
    "时效性": "时效指标",
    "时效性指标": "时效指标",
    "时间指标": "时效指标",
    "进度指标": "时效指标",
    "成本": "成本指标",
    "成本控制指标": "成本指标",
    "经济效益": "经济效益指标",
    "经济效应指标": "经济效益指标",
    "社会效益": "社会效益指标",
    "社会效应指标": "社会效益指标",
    "生态效益": "生态效益指标",
    "环境效益": "生态效益指标",
    "环境效益指标": "生态效益指标",
    "生态环境效益指标": "生态效益指标",
    "可持续影响": "可持续影响指标",
    "可持续性指标": "可持续影响指标",
    "可持续性影响指标": "可持续影响指标",
    "可持续发展指标": "可持续影响指标",
    "可持续效益指标": "可持续影响指标",
    "满意度指标": "服务对象满意度指标",
    "满意度": "服务对象满意度指标",
    "服务对象满意度": "服务对象满意度指标",
    "受益对象满意度": "服务对象满意度指标",
    "受益对象满意度指标": "服务对象满意度指标",
    "群众满意度指标": "服务对象满意度指标",
    "社会公众满意度指标": "服务对象满意度指标",
    "社会公众或服务对象满意度": "服务对象满意度指标",
    "社会公众或服务对象满意度指标": "服务对象满意度指标",
}

_POINTS = re.compile(
    r"(.*\S)\s*(?:[（(\[［【〔]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)\]］】〕]"
    r"|(?:\s|(?<=[一-鿿])[:：]?)\s*(\d+(?:\.\d+)?)\s*分)\s*",
    re.DOTALL,
)
_COST = re.compile(r"成本(?:类)?(?:指标)?$")
_ADDED = re.compile("(?<!增)加分|加减分|奖分|奖励分|附加分")
_LOST = re.compile("扣分|减分|倒扣|扣减|罚分")
_KINDS = (
    (_ADDED, ADDITION),
    (_LOST, DEDUCTION),
    (re.compile(r"预算执行(?:率|情况)(?:指标)?$|^资金执行(?:率|情况)"), EXECUTION),
    (re.compile("满意"), SATISFACTION),
    (re.compile("产出|^项目完成(?:情况)?指标$"), OUTPUT),
    (re.compile(r"^(?:项目)?成本(?:类)?(?:指标)?$"), COST),
    (re.compile("效益|效果"), BENEFIT),
)
#: A name that says nothing but that points are taken off or added: 扣分项, 其他倒扣分（最多5分）.
_SIGNED_NAME = re.compile(
    r"(?:其他|违规|评价|自评|绩效|综合|合计)*(?:倒扣分?|扣减分?|扣分|减分|罚分|加减分|加分|奖励?分|附加分)"
    r"(?:项目?|指标|事项|因素|内容|情况)?(?:\([^()]*\))?"
)
#: Without one of these signs nothing is taken off or added: most names need no closer look.
_SIGNED = re.compile("[扣减罚加奖]")
_RATE_NAME = re.compile(
    r"(?:指标\d*:?)?(?:项目|部门|全年|年度|本年)?(?:预算|资金|预算资金|财政资金|专项资金|经费)执行率(?:指标)?"
)


def split_points(label: str) -> tuple[str, Number | None]:
    """A label and the points behind it: ``目标管理（40分）`` → 目标管理, 40; else None.

    With 分 behind them the points need no brackets: ``产出指标 40 分``, ``投入10分``.
    """
    match = _POINTS.fullmatch(label)
    return (label, None) if match is None else (match[1], read_number(match[2] or match[3]))


@lru_cache(maxsize=4096)
def clean_level(text: str | None) -> str:
    """A level's name folded, without its points: ``目标管理（40分）`` → 目标管理."""
    return fold(split_points(text)[0]) if text else ""


@lru_cache(maxsize=4096)
def level1_kind(text: str | None) -> str | None:
    """Which first level a text names: 产出指标, 效益指标 …; None where it is none of them."""
    name = clean_level(text)
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), None)


@lru_cache(maxsize=4096)
def sign_named(text: str | None) -> str | None:
    """扣分项 or 加分项 where a name says nothing else: 减分项, 倒扣, but not 扣分次数."""
    if not text or not _SIGNED.search(text):
        return None
    name = clean_level(text)
    if not _SIGNED_NAME.fullmatch(name):
        return None
    return ADDITION if _ADDED.search(name) else DEDUCTION


@lru_cache(maxsize=4096)
def is_cost_level(level1: str | None, level2: str | None) -> bool:
    """Whether an indicator of these levels is a cost, where less is better."""
    return bool(_COST.search(clean_level(level2))) or level1_kind(level1) == COST


@lru_cache(maxsize=8192)
def names_execution(name: str | None) -> bool:
    """Whether a name says 预算执行率 and nothing else, in one of its wordings."""
    return name is not None and "率" in name and bool(_RATE_NAME.fullmatch(clean_level(name)))
