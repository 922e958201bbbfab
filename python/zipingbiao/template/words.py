"""What words on a sheet mean, whatever the layout: titles, notes, subtotals, years, units.

All functions take folded text (`zipingbiao.values.text.fold`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.glossary import MONEY_UNITS

#: The title of a form that is read.
_TITLE = re.compile(r".{0,60}(自评|评价|打分|评分|支付明细|资金明细)[^,;:.]{0,14}表")
#: The title of another table. What stands under it is no self-evaluation.
_OTHER_TITLE = re.compile(
    r"[^,;:]{0,40}(申报|审批|批复|监控|跟踪|监督|决算|预算|收支|收入支出|支出|统计|汇总|一览|明细|分解|登记"
    r"|审核|评审|目标|公示|信息)[^,;:.]{0,8}表|[^,;:]{0,40}(台账|清单|目录|名册)|填报说明|填表说明"
)
_TITLE_TAIL = re.compile(r"(\([^()]*\)|\d{4}年度?)$")
_NO_TITLE = re.compile(r"注[:\d]|备注|说明|请|本表|此表|根据|按照|附注|填写")
#: Where a form's table ends and notes or signatures begin.
_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注)(\d?[:.]|\d)"
    r"|(填报人|填表人|制表人?|联系人|联系电话|联系方式|电话|审核人|审批人|复核人|经办人|签字|盖章"
    r"|.{0,6}负责人|填[报表写]日期|填[报表]时间|日期|单位公章|.{0,6}\(?(?:签字|签章|盖章|公章)\)?"
    r"|.{0,8}(?:审核|审查|复核)意见|其他需要?说明的?(?:事项|情况|问题)|需要说明的(?:事项|问题))"
    r"(\([^)]*\))*(:|$)"
)
_SUBTOTAL = re.compile(
    r"(.{0,10}小计|(?:本页|得分|分值|指标|权重|自评|评价|绩效)*(?:合计|总计|总分|总得分|得分))"
    r"(\([^()]*\))?"
)
_LINE_YEAR = re.compile(r"\(?(?:[^\d]{0,4}年度?:?)?((?:19|20)\d{2})年?度?\)?")
_UNITS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_UNIT_SAID = re.compile(rf"(?:单位:|[(:])({_UNITS})(?=[),;]|$)")
_YEAR = re.compile(r"((?:19|20)\d{2})年")
#: Labels of other forms that stand before a value.
_LABEL = re.compile(
    r"(项目|资金|单位|部门|填报|填表|联系|专项|预算|起止|实施|评价|自评|财政|主管|所属|负责|年度|报告|是否)"
    r".{0,10}(名称|编码|代码|编号|负责人|人|电话|方式|类别|类型|属性|性质|时间|日期|期限?|年度|来源|用途|单位|部门"
    r"|科室|得分|评分|等级|资金|项目)(\([^()]*\))?|年度|备注|得分|等级|电话"
)
#: The first half of a title that was broken in two: XX县财政局2023年度.
_TITLE_HALF = re.compile(
    r"[^,;:.]{0,36}(年度?|局|委|厅|办|院|校|所|站|中心|部|县|市|区|省|项目|支出|整体)"
)
#: What may stand beside or above a title: 附件1, 表一.
_ASIDE = re.compile(r"附[件表]?.{0,12}|表.{0,4}|(单位|编号|编制单位|填报单位):.{0,30}")


@lru_cache(maxsize=8192)
def is_title(folded: str) -> bool:
    """Whether a folded text may be the title of a form that is read."""
    if "表" not in folded or _NO_TITLE.match(folded):
        return False
    return _TITLE.fullmatch(_without_tail(folded)) is not None


@lru_cache(maxsize=8192)
def is_other_title(folded: str) -> bool:
    """Whether a folded text is the title of some other table: targets, monitoring, accounts."""
    if is_title(folded):
        return False
    return _OTHER_TITLE.fullmatch(_without_tail(folded)) is not None


def _without_tail(folded: str) -> str:
    """A title without （2020年度） and the like behind it."""
    while (shorter := _TITLE_TAIL.sub("", folded)) != folded:
        folded = shorter
    return folded


def is_aside(folded: str) -> bool:
    """Whether a text may stand beside or above a title: 附件1, 单位：万元, （2020年度）."""
    return bool(unit_said(folded) or year_of_line(folded) or _ASIDE.fullmatch(folded))


def is_title_half(folded: str) -> bool:
    """Whether a text may be the first half of a title that was broken in two."""
    return _TITLE_HALF.fullmatch(folded) is not None


def is_note(folded: str) -> bool:
    """Whether a note or a signature begins with this text: 注：…, 填报人：…"""
    return _NOTE.match(folded) is not None


def is_subtotal(folded: str) -> bool:
    """Whether a row that begins so only adds up others: 小计, 合计, 产出指标小计."""
    return len(folded) <= 20 and _SUBTOTAL.fullmatch(folded) is not None


def is_label(folded: str) -> bool:
    """Whether a text looks like a label that stands before a value."""
    return len(folded) <= 16 and _LABEL.fullmatch(folded) is not None


def year_of_line(folded: str) -> str | None:
    """The year that a line of its own says: （2020年度）, 年度：2020."""
    match = _LINE_YEAR.fullmatch(folded)
    return match[1] if match else None


def year_in(folded: str) -> str | None:
    """The first year that a text names: 2020年…"""
    match = _YEAR.search(folded)
    return match[1] if match else None


def unit_said(folded: str) -> str | None:
    """The money unit that a text names: 单位：万元, 项目资金（万元）."""
    match = _UNIT_SAID.search(folded)
    return match[1] if match else None


def clean_source(text: str) -> str:
    """A fund row's label as the name of the source: without blanks, 其中：, 单位：, final colon."""
    text = "".join(text.split()).replace("：", ":")
    return text.removeprefix("其中:").removeprefix("单位:").rstrip(":")
