"""ZPB072 运算符号与指标相反

检查什么
    越少越好的指标（投诉率、事故数、差错率）指标值用了「≥」，越多越好的比率（合格率、覆盖率、满意度）用了
    「≤」。成本指标由 ZPB025 核对。

依据
    指标的含义。财预〔2020〕10号：定量指标按完成值与指标值比较计分，方向反了，得分就反了。

为什么
    符号反了，做得越差得分越高：投诉率「≥5%」意味着投诉要多于百分之五才算完成。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "培训合格率"
    target = "≤95%"
    actual = "97%"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "培训合格率"
    target = "≥95%"
    actual = "97%"
    weight = 10
    score = 10

如何修改
    核对年初批复的指标，改正符号；指标说的若是另一件事（如投诉处理率），把名称写清楚。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.wording import counts_unwanted, is_unwanted, wants_short
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER

#: More of it is better, whatever the indicator is about.
_WANTED = re.compile(
    "(?:合格|达标|优良|满意|覆盖|及时|准时|按时|按期|准确|正确|知晓|知悉|通过|办结|处理|处置|整改|化解|答复|回复|受理"
    "|完成|参与|参加|出勤|到位|入学|巩固|就业|成活|存活|保存|完好|普及|签约|服务|公开|清运|利用|保障|兑现|发放|支付"
    "|验收|合规|规范|成功|完工|开工|竣工|履约|归档|报送|审结|上岗|优秀|修复|恢复|回收|结案|破案|治愈|好转|救治|接种|建档|检出合格|回访|响应|在岗|持证|受益|供水|通车|绿化)(?:率|度|比例|比率)$"
)
#: Words with which less of a wanted thing is meant.
_NOT = re.compile("不|未|无|非|逾期|超期|差|误|欠|漏|低于|下降|空置|闲置|流失|投诉|失业|辍学|返贫")
_UNIT = re.compile(r"[(（][^()（）]*[)）]$")
_HALF = 50

_WANTED_LESS = "「{name}」越高越好，指标值 {printed} 却用了「{sign}」，应为 {expected}。"


@rule(
    "ZPB072",
    name="运算符号与指标相反",
    severity=WARN,
    message="「{name}」越少越好，指标值 {printed} 却用了「{sign}」，应为 {expected}。",
    needs=("indicator.target",),
)
def sense_opposed(form: FormView) -> Iterator[Hit]:
    """A sign that asks for more of what is unwanted, or for less of what is wanted."""
    for item in form.targeted:
        target = item.target
        if target.operator is None or target.kind != NUMBER or item.is_cost or target.prefix:
            continue
        if target.operator in ("≥", ">"):
            unwanted = is_unwanted(item.name) and _is_unwanted(item)
            if unwanted or (wants_short(item.name) and not target.percent):
                yield _hit(form, item, "≤", None)
        elif target.operator in ("≤", "<") and _is_wanted(item.name):
            yield _hit(form, item, "≥", _WANTED_LESS)


def _is_unwanted(item: Item) -> bool:
    target = item.target
    share = target.percent and (target.value or 0) >= _HALF
    return not share and counts_unwanted(item.name)


@lru_cache(maxsize=4096)
def _is_wanted(name: str) -> bool:
    bare = _UNIT.sub("", name)
    return bool(_WANTED.search(bare)) and not _NOT.search(bare) and not is_unwanted(bare)


def _is_scored_otherwise(item: Item) -> bool:
    """Whether the points bear out that the opposite is meant: full although it is missed."""
    return item.met is False and item.score is not None and not below(item.score, item.weight or 0)


def _hit(form: FormView, item: Item, sign: str, template: str | None) -> Hit:
    target = item.target
    meant = f"{sign}{show_number(target.value or 0)}{target.unit or ''}"
    return form.hit(
        f"{item.path}.target",
        item.source.target,
        meant,
        doubts={f"{item.path}.target": None},
        witnesses=2 if _is_scored_otherwise(item) else 1,
        template=template,
        name=item.label,
        sign=target.operator,
    )
