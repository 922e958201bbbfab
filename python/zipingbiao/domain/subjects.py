"""What a number is of, told by the words before it: 收入增长10% and 支出增长12% are two things."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

#: Kinds of things; two words of one kind (after ``/`` the same thing in other words) differ.
_KINDS: Final = (
    "收入/营收 支出/开支 利润 税收/税款 债务/负债 资产 存款 贷款 投资 产值 成本 补贴/补助",
    "教师/老师/师资 学生/学员 家长 干部 农民/农户 党员 残疾人 老年人/老人 儿童 妇女 医生/医师 护士"
    " 患者/病人 企业 商户 志愿者 网格员",
    "男性 女性",
    "进口 出口",
    "城镇/城市 农村/乡村",
    "门诊 住院",
    "优秀 良好 合格/及格",
    "开工 竣工/完工 签约 投产",
    "受理 办结",
    "立案 结案",
    "报名 毕业/结业",
    "新建 改建/改造 拆除",
    "道路/公路 桥梁 隧道 水渠/渠道 房屋",
    "水稻 小麦 玉米 大豆 油菜 马铃薯 蔬菜 茶叶 烟叶",
    "事故 隐患 投诉 舆情 案件 纠纷",
    "电话 微信 短信",
    "中央 省级 市级 县级/区级 乡级/乡镇级",
    "设计 监理 施工",
    "水费 电费 气费/燃气费",
)
_GROUPS: Final = tuple(
    {word: names.split("/")[0] for names in kind.split() for word in names.split("/")}
    for kind in _KINDS
)
_PATTERNS: Final = tuple(
    re.compile("|".join(sorted(group, key=len, reverse=True))) for group in _GROUPS
)
#: Any of them: most texts name nothing of any kind.
_ANY: Final = re.compile("|".join(sorted({w for g in _GROUPS for w in g}, key=len, reverse=True)))


@lru_cache(maxsize=8192)
def _named(words: str) -> tuple[frozenset[str], ...]:
    """The things of each kind that some words name."""
    return tuple(
        frozenset(group[found] for found in pattern.findall(words))
        for group, pattern in zip(_GROUPS, _PATTERNS, strict=True)
    )


def other_subject(asked: str, told: str) -> tuple[str, str] | None:
    """What the words of a target and of a result are of, where that differs: 收入, 支出.

    None where they name the same, or one of them nothing of that kind.
    """
    if not (_ANY.search(asked) and _ANY.search(told)):
        return None
    for one, other in zip(_named(asked), _named(told), strict=True):
        if one and other and one.isdisjoint(other):
            return min(one, key=asked.find), min(other, key=told.find)
    return None
