"""ZPB062 指标值缺失

检查什么
    有得分（大于 0）的指标没有年度指标值；没有得分栏的，看完成率；都没有的，看多数指标填了而它没填
    。一组都不设指标值的不核对。预算执行率一行、扣分项不核对。

依据
    财预〔2020〕10号附件：年度指标值是年初批复的目标，必须填写；山西等地规定年度指标值为空时不填分值
    和得分。

为什么
    没有目标就无所谓完成，得分没有依据。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    actual = "105"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "≥100"
    actual = "105"
    weight = 10
    score = 10

如何修改
    补填年初批复的指标值；年初没有设这个指标的，删去这一行。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.rules.claims import claiming, said_of
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause
from zipingbiao.scoring.clause.wants import minds_target
from zipingbiao.values.targets import BLANK

#: A criterion that measures by the target: 达到指标值记满分.
_OF_TARGET = re.compile("指标值|目标值")


@rule(
    "ZPB062",
    name="指标值缺失",
    severity=WARN,
    message="「{name}」没有年度指标值{claim}。",
    needs=("indicator.target",),
)
def target_missing(form: FormView) -> Iterator[Hit]:
    """Points without a target."""
    for item in claiming(form, lambda one: one.source.target):
        if item.is_rate or _is_left_blank(form.groups[item.source.level1 or ""]):
            continue
        if item.target.kind == BLANK and not _needs_none(item.source.criterion):
            path, target, said = f"{item.path}.target", item.source.target, said_of(item)
            yield form.hit(path, target, "年初批复的指标值", name=item.label, claim=said)


def _needs_none(criterion: str | None) -> bool:
    """Whether a criterion says all that is asked for."""
    if not criterion or _OF_TARGET.search(criterion):
        return False
    clause = parse_clause(criterion)  # 按比例: of what?
    return isinstance(clause, NotUnderstood | Contradiction) or not minds_target(clause)


def _is_left_blank(group: Sequence[Item]) -> bool:
    """Whether a group asks for no targets: what was decided and managed is told in words."""
    return len(group) > 1 and all(item.target.kind == BLANK for item in group)
