"""ZPB034 三级指标与二级不匹配

检查什么
    费用、成本一类的指标放在时效、质量指标之下，时效指标的指标值是一笔钱；时间、期限放在成本指标之下；
    满意度放在效益、产出指标之下；满意度指标之下的指标与满意度无关。

依据
    财预〔2020〕10号附件：时效指标反映时间，成本指标反映金额，满意度指标反映服务对象的评价。

为什么
    放错类别，该类指标就等于没有设，分值也跟着错。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "时效指标"
    level3 = "租车费用"
    target = "≤3万元"
    actual = "2.8万元"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "租车费用"
    target = "≤3万元"
    actual = "2.8万元"
    weight = 10
    score = 10

如何修改
    把指标移到相应的二级指标之下，或者换成符合该类的指标。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.levels import LEVEL2, LEVEL2_ALIASES, SATISFACTION, clean_level
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.money import MONEY
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.measures import measure_of
from zipingbiao.values.targets import DATE

_COST = re.compile(r"(?:费用|成本|单价|总价|金额|开支)(?:[(（].*[)）])?\s*$")
_CONTENT = re.compile("满意|投诉|好评|认可|认同|评价|信任|口碑|测评|服务对象")
#: A longer name is a whole sentence, which may mention anything.
_SHORT = 16
_TIME = re.compile(r"(?:时间|时限|时长|周期|工期|期限)(?:[(（].*[)）])?\s*$")
_TIMELY = re.compile("及时|按时|按期|时间|时限|时效|期限|率")


@rule(
    "ZPB034",
    name="三级指标与二级不匹配",
    severity=WARN,
    message="「{name}」{why}，不应放在「{printed}」之下，应为{expected}。",
)
def level3_in_wrong_level2(form: FormView) -> Iterator[Hit]:
    """A third level that its second level does not fit."""
    for item in form.targeted:
        if item.kind is None or not item.name:
            continue
        level2 = clean_level(item.source.level2)
        found = _misplaced(item, LEVEL2_ALIASES.get(level2, level2))
        if found is not None:
            why, proper = found
            path, name = f"{item.path}.level2", item.label
            level3 = f"{item.path}.level3"
            yield form.hit(
                *(path, item.source.level2, proper), at=level3, rests=(level3,), name=name, why=why
            )


def _misplaced(item: Item, level2: str) -> tuple[str, str] | None:
    name = item.name
    if LEVEL2.get(level2) == (SATISFACTION,):
        words = name + (item.source.target or "")
        return None if _CONTENT.search(words) else ("不反映满意度", "相应的产出或效益指标")
    if item.kind != SATISFACTION and "满意度" in name and len(name) <= _SHORT and level2 in LEVEL2:
        return "反映满意度", "服务对象满意度指标"
    if level2 in ("时效指标", "质量指标", "数量指标") and _COST.search(name):
        timely = item.target.kind == DATE or _TIMELY.search(name + (item.source.target or ""))
        return None if timely else ("反映费用", "成本指标")
    if level2 == "时效指标" and _is_price(item):
        return "反映费用", "成本指标"
    if level2 in ("成本指标", "经济成本指标") and _TIME.search(name):
        return None if _COST.search(name) else ("反映时间", "时效指标")
    return None


def _is_price(item: Item) -> bool:
    """Whether what is asked for is an amount of money, by no day: 每座造价 ≤3 万元."""
    unit, due = item.target.unit, item.target.deadline
    if unit is None or due is not None or measure_of(unit).base != MONEY:
        return False
    return item.target.operator not in ("≥", ">") and not _TIMELY.search(item.name)
