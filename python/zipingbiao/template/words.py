"""What words on a sheet mean, whatever the layout: titles, notes, units.

All functions take folded text (`zipingbiao.values.text.fold`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.domain.years import year_of_line
from zipingbiao.glossary import MONEY_UNITS
from zipingbiao.model import GOALS, MONITORING, SELF_EVALUATION

#: The titles of forms that are read, by kind; the first that matches holds.
_TITLES = {
    SELF_EVALUATION: re.compile(
        r".{0,60}(自评|评价|打分|评分|绩效考评|支付明细|资金明细|绩效目标完成|绩效完成)[^,;:.]{0,14}表"
    ),
    MONITORING: re.compile(r".{0,60}(监控|跟踪)[^,;:.]{0,10}表"),
    GOALS: re.compile(r".{0,60}绩效(目标|指标)[^,;:.]{0,4}(申报|批复|备案|审批)?[^,;:.]{0,4}表"),
}
#: Some forms are called 自评结果 and no 表.
_RESULT = re.compile(r".{2,60}自评结果")
#: What else a form may be called, where nothing above it has a title as others have them.
_REPORT = re.compile(r".{2,60}(自评|评价|评分|考评)(报告书?|情况|结果)?")
#: Lists of many forms are none.
_OF_MANY = re.compile(r"汇总|一览|统计|目录|清单|台账|名册|备案表$")
#: The title of another table. What stands under it is no self-evaluation.
_OTHER_TITLE = re.compile(
    r"[^,;:]{0,40}(申报|审批|批复|监控|跟踪|监督|决算|预算|收支|收入支出|支出|统计|汇总|一览|明细|分解|登记"
    r"|审核|评审|目标|公示|信息)[^,;:.]{0,8}表|[^,;:]{0,40}(台账|清单|目录|名册)|填报说明|填表说明"
)
#: How titles of forms that are read end, and those of others: most texts need no closer look.
_TITLE_ENDS = ("表", "自评结果")
_OTHER_ENDS = ("表", "台账", "清单", "目录", "名册", "说明")
_TITLE_TAIL = re.compile(r"(\([^()]*\)|\d{4}年度?)$")
_TAIL_ENDS = (")", "年", "度")
_LONGEST_TITLE = 60
_NO_TITLE = re.compile(
    r"[一二三四五六七八九十]{1,3}[,.]|注[:\d]|备注|说明|请|本表|此表|根据|按照|附注|填写|.*见[上下附]"
)
#: Where a form's table ends and notes or signatures begin.
_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注)(\d?[:.]|\d)"
    r"|((?:填[报表写]|自评|评价|报送|经手|验收|监督)人|制表人?|联系人|联系电话|联系方式|电话|审核人|审批人|复核人|经办人|签字|盖章"
    r"|.{0,6}负责人|.{0,4}(?:[科处院校]长|主任|领导)|填[报表写]日期|填[报表]时间|日期|单位公章|.{0,6}\(?(?:签字|签章|盖章|公章)\)?"
    r"|.{0,8}(?:审核|审查|复核)意见|其他需要?说明的?(?:事项|情况|问题)|需要说明的(?:事项|问题))"
    r"(\([^)]*\))*(:|$)"
)
_UNITS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_UNIT_SAID = re.compile(rf"(?:单位:|[(:])(?:人民币)?({_UNITS})(?:\(?人民币\)?)?(?=[),;]|$)")
#: Labels of other forms that stand before a value.
_LABEL = re.compile(
    r"(项目|资金|单位|部门|填报|填表|联系|专项|预算|起止|实施|评价|自评|财政|主管|所属|负责|年度|报告|是否)"
    r".{0,10}(名称|编码|代码|编号|负责人|人|电话|方式|类别|类型|属性|性质|时间|日期|期限?|年度|来源|用途|单位|部门"
    r"|科室|得分|评分|等级|资金|项目)(\([^()]*\))?|年度|备注|得分|等级|电话"
)
#: The first half of a title that was broken in two: XX县财政局2023年度.
_TITLE_HALF = re.compile(
    r"[^,;:.]{0,36}(年度?|局|委|厅|办|院|校|所|站|中心|部|县|市|区|省|项目|支出|整体|资金|专项|政策|预算|转移支付|债券|基金|单位|街道|[镇乡村])\)?"
)
#: 其中：财政拨款, 其中-财政拨款.
_OF_WHICH = re.compile(r"^其中(?:[:,、]|[-—]{1,2})")
#: What may stand beside or above a title: 附件1, 表一.
_ASIDE = re.compile(
    r"附[件表]?.{0,12}|表.{0,4}|公开\d{1,3}表|(单位|编号|编制单位|填报单位):.{0,30}"
)


def kind_of_title(folded: str) -> str | None:
    """The kind of form whose title a folded text may be; None for what is none that is read."""
    text = _without_tail(folded)
    return _kind_of_title(folded, text) if text.endswith(_TITLE_ENDS) else None


@lru_cache(maxsize=8192)
def _kind_of_title(folded: str, text: str) -> str | None:
    if _NO_TITLE.match(folded) or _OF_MANY.search(folded):
        return None
    if _RESULT.fullmatch(text):
        return SELF_EVALUATION
    return next((kind for kind, regex in _TITLES.items() if regex.fullmatch(text)), None)


def is_title(folded: str) -> bool:
    """Whether a folded text may be the title of a form that is read."""
    return kind_of_title(folded) is not None


def is_report_title(folded: str) -> bool:
    """Whether a line right above a form may be its title though it is not worded as others are."""
    if len(folded) >= _LONGEST_TITLE or _NO_TITLE.match(folded):
        return False
    own = _REPORT.fullmatch(_without_tail(folded)) is not None
    return own or "自评" in folded or ("绩效" in folded and "表" in folded)


def is_account_title(folded: str) -> bool:
    """Whether a text may be the title of an account in sections, without tables: …自评情况."""
    return is_report_title(folded) and _without_tail(folded).endswith("自评情况")


def is_other_title(folded: str) -> bool:
    """Whether a folded text is the title of some other table: targets, monitoring, accounts."""
    text = _without_tail(folded)
    return text.endswith(_OTHER_ENDS) and not is_title(folded) and _is_other(text)


@lru_cache(maxsize=8192)
def _is_other(text: str) -> bool:
    return _OTHER_TITLE.fullmatch(text) is not None


def _without_tail(folded: str) -> str:
    """A title without （2020年度） and the like behind it."""
    while folded.endswith(_TAIL_ENDS) and (shorter := _TITLE_TAIL.sub("", folded)) != folded:
        folded = shorter
    return folded


def is_aside(folded: str) -> bool:
    """Whether a text may stand beside or above a title: 附件1, 单位：万元, （2020年度）."""
    return bool(unit_said(folded) or year_of_line(folded) is not None or _ASIDE.fullmatch(folded))


def is_title_half(folded: str) -> bool:
    """Whether a text may be the first half of a title that was broken in two."""
    return _TITLE_HALF.fullmatch(folded) is not None


def is_note(folded: str) -> bool:
    """Whether a note or a signature begins with this text: 注：…, 填报人：…"""
    return _NOTE.match(folded) is not None


def is_label(folded: str) -> bool:
    """Whether a text looks like a label that stands before a value."""
    return len(folded) <= 16 and _LABEL.fullmatch(folded) is not None


def unit_said(folded: str) -> str | None:
    """The money unit that a text names: 单位：万元, 项目资金（万元）."""
    match = _UNIT_SAID.search(folded)
    return match[1] if match else None


def clean_source(text: str) -> str:
    """A fund row's label as the name of the source: without blanks, 其中：, 单位：, final colon."""
    text = "".join(text.split()).replace("：", ":")
    return _OF_WHICH.sub("", text).removeprefix("单位:").rstrip(":")
