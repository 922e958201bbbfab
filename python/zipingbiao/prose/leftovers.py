"""What of a balance an amount tells: what came in, what was spent, what is left."""

from __future__ import annotations

import re

from zipingbiao.prose.statements import AMOUNT, BUDGET, PRIOR, Statement, is_funding

_LEFT = re.compile(
    "^(?:还|尚|仍|年末|年底|年终|期末|期底|当年|本年|收支|项目|资金|预算|指标|账面|账户|专户)*(?:结余|剩余|尚余|结转|结存|未(?:使用|支付|支出|拨付))(?:结余)?"
    "(?:资金|经费|金额|指标|下年|数|额|为|了|：)*$"
)
_EXECUTED = re.compile(
    r"^(?:截至\S{0,12}|20\d\d年度?|全年|本年|年度|当年|实际|已|累计|共|资金|实)*(?:支出|支付|使用|执行|列支|完成支出|发放|兑付)"
    "(?:资金|经费|金额|总额|数|为|了|共|：)*$"
)
_EXECUTING = re.compile("支出|支付|使用|执行|列支|用于|发放|兑付")
_GIVEN = re.compile(
    "(?<!不含)收入(?:合计|总计|总额|决算|完成|共|为|达|数|：)*$|(?:下达|安排|到位|收到).*(?:资金|经费|补助)(?:共|为|：)*$"
)
_CARRIED = re.compile("(?:年初|期初|上年|往年|以前年度)[^，。；]{0,8}(?:结转|结余|结存)")
_GRAND = re.compile("总计")


def is_left(one: Statement) -> bool:
    """Whether it is what was left of the money, and nothing else."""
    return one.role == AMOUNT and _LEFT.match(one.clause) is not None


def is_carried(one: Statement) -> bool:
    """Whether it was carried over from the year before."""
    return one.role in (AMOUNT, PRIOR) and _CARRIED.search(one.clause) is not None


def is_executed(one: Statement) -> bool:
    """Whether it was spent, all of the money or some."""
    return one.role == AMOUNT and _EXECUTING.search(one.clause) is not None


def is_all_executed(one: Statement) -> bool:
    """Whether it is all that was spent."""
    return one.role == AMOUNT and _EXECUTED.match(one.clause) is not None


def is_source(one: Statement) -> bool:
    """Whether it is money that was to be spent: budgeted, or given."""
    if one.role == AMOUNT:
        return is_funding(one) or _GIVEN.search(one.clause) is not None
    return one.role == BUDGET


def is_grand(one: Statement) -> bool:
    """Whether it is called 总计: 总支出, 支出总额 may leave out what is carried over."""
    return _GRAND.search(one.clause) is not None
