"""The words of the field: levels of indicators and their other names, placeholders, excuses."""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.values.text import fold

OUTPUT, BENEFIT, SATISFACTION, COST, EXECUTION = (
    "产出指标",
    "效益指标",
    "满意度指标",
    "成本指标",
    "预算执行率",
)
DEDUCTION = "扣分项"

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

_POINTS = re.compile(r"\(\d+(?:\.\d+)?分?\)$")
_COST = re.compile(r"成本(?:类)?(?:指标)?$")
_KINDS = (
    (re.compile(r"扣分|减分|倒扣"), DEDUCTION),
    (re.compile(r"预算执行(?:率|情况)(?:指标)?$|^资金执行率"), EXECUTION),
    (re.compile("满意"), SATISFACTION),
    (re.compile("产出"), OUTPUT),
    (re.compile(r"^(?:项目)?成本(?:类)?(?:指标)?$"), COST),
    (re.compile("效益|效果"), BENEFIT),
)
_RATE_NAMES = frozenset(
    {"预算执行率", "资金执行率", "预算资金执行率", "全年预算执行率", "年度预算执行率"}
)
#: Less is better, unless the indicator speaks of how much less it became.
_UNWANTED = re.compile(
    "投诉|事故|死亡|伤亡|发病|发案|误差|差错|失误|偏差|差异|超支|损失|重复|上访|违规|违纪|违法|故障|返工|逾期"
    "|滞后|能耗|耗时|流失|辍学|空置|闲置|不合格|不达标|不良|扣除|失业|返贫|拖欠|结余|结转|零"
)
_LESSENED = re.compile(
    "下降|减少|降低|降幅|压减|压降|化解|处理|处置|整改|查处|办结|受理|回复|排查|防范|控制|挽回|破案|解决|息诉"
    "|不发生|完成|及时|达标率|(?<!不)合格"
)
_AMOUNTS = re.compile(
    r"标准|单价|均价|价格|费用|成本|支出|金额|经费|资金|补贴$|补助$|工资$|控制在|[（(].*元.*[)）]"
)
_LASTING = re.compile(r"时间|时长|时限|天数|周期|工期|期限|耗时|节点")
_SAVING = re.compile("节约|节省|节支|压减|下降|降低|减少")
#: What stands in a column of reasons and is none.
_NO_REASON = frozenset(
    {"无", "无偏差", "无偏离", "暂无", "没有", "不适用", "0", "正常", "同上", "-", "none", "null"}
    | {"完成", "已完成", "达标", "达到", "达到目标"}
)
#: A longer text than this says something.
_LONG = 10
#: An indicator without content.
_PLACEHOLDER = re.compile(r"(?:指标)?\d*[:.,]?|[-/]+|…+|\.{3,}|x{2,}")


def clean_level(text: str | None) -> str:
    """A level's name folded, without its points: ``目标管理（40分）`` → 目标管理."""
    return _cleaned(text) if text else ""


@lru_cache(maxsize=2048)
def _cleaned(text: str) -> str:
    return _POINTS.sub("", fold(text))


@lru_cache(maxsize=2048)
def level1_kind(text: str | None) -> str | None:
    """Which first level a text names: 产出指标, 效益指标 …; None where it is none of them."""
    name = clean_level(text)
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), None)


@lru_cache(maxsize=4096)
def is_cost_level(level1: str | None, level2: str | None) -> bool:
    """Whether an indicator of these levels is a cost, where less is better."""
    return bool(_COST.search(clean_level(level2))) or level1_kind(level1) == COST


def names_execution(level3: str | None) -> bool:
    """Whether a third level is the execution rate itself."""
    if not level3 or "率" not in level3:
        return False
    return clean_level(level3).removesuffix("指标") in _RATE_NAMES


@lru_cache(maxsize=8192)
def is_unwanted(level3: str) -> bool:
    """Whether the name speaks of something of which less is better: 投诉率, but not 投诉下降率."""
    return bool(_UNWANTED.search(level3)) and not _LESSENED.search(level3)


@lru_cache(maxsize=8192)
def is_amount(level3: str) -> bool:
    """Whether the name speaks of money or a price, where more is not simply better."""
    return bool(_AMOUNTS.search(level3))


@lru_cache(maxsize=8192)
def is_duration(level3: str) -> bool:
    """Whether the name speaks of a time span."""
    return bool(_LASTING.search(level3))


@lru_cache(maxsize=4096)
def speaks_of_saving(text: str) -> bool:
    """Whether a cost indicator is about savings, where more is better."""
    return bool(_SAVING.search(text))


def is_reason(text: str | None) -> bool:
    """Whether a text in a column of reasons says anything: not blank, ``/``, 无, 0."""
    return bool(text) and (len(text or "") > _LONG or _says(text or ""))


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    folded = fold(text).strip("-/.,;")
    return bool(folded) and folded.casefold() not in _NO_REASON


def is_placeholder(text: str | None) -> bool:
    """Whether a name is empty or one of the form's own placeholders: 指标1, ……, /."""
    return not text or (len(text) <= _LONG and _PLACEHOLDER.fullmatch(fold(text)) is not None)
