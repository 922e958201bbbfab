"""Names and words beside numbers, by what they make of them: distances, levels, doubts.

`words` has the words that the grammar is made of; these tell what the text between them means.
"""

from __future__ import annotations

import re
from typing import Final

from zipingbiao.domain.wording import LATE

#: Verbs that say how far from the target the result is, and whether that is below it (worse).
DISTANT: Final = {
    "少": True, "低": True, "低出": True, "差": True,
    "多": False, "高": False, "多出": False, "高出": False,
}  # fmt: skip
#: Verbs that say by how much something is exceeded.
EXCEEDS: Final = frozenset(("超过", "超出", "超"))
#: Measures that say how far apart two numbers are, whichever is greater.
SIGNLESS: Final = re.compile(r"绝对值|偏[离差](?:程度|度|幅度)")
#: What 按比例 counts: how much of the target is done.
PORTION: Final = "完成比例"
#: A measure that tells how much of a plan is done: with a target it is that share of it.
COMPLETION: Final = re.compile(
    r"(?:目标值?|指标值?|任务|计划|预期|实际|工作|总体|综合|年度|绩效|数量|工程|项目|的)*"
    r"(?:完成|达成|实现|达标)"
    r"(?:率|比例|程度|情况|百分比|比率)"
    r"|(?:实际|指标)*(?:完成|达到)(?:数量?|[值量])?[占与](?:年度|年初)?(?:目标|计划|指标|任务)(?:数量?|[值量])?的?"
    r"(?:比例|比重|百分比|之比|比值)"
)
#: Names of what is a part of something, in a formula.
RATES: Final = re.compile(r"(?:率|比例|比重|占比|程度|度|进度|情况|百分比|百分率)$")
#: What was done, and what was to be done: in a formula the result and the target.
ACTUAL: Final = re.compile(
    r"(?:年度|全年|本年|实际|已|指标|项目)*(?:完成|达到|达成|实现|产出)(?:的)?(?:值|数量|数|工作量|量|额)?"
    r"|实际(?:值|数量|数|量|额)"
)
#: Mere verbs of doing, which name no measure: 完成不足60%.
ACHIEVED: Final = re.compile("(?:实际|全年|年度|共|已)*(?:完成|达到|实现|达成)")
PLANNED: Final = re.compile(r"目标|指标[值数]|计划|任务|预期")
#: Words beside a threshold that make its condition another one.
CONDITIONAL: Final = re.compile(r"且|但|同时|除|或|若|如果|未|不")
#: Words that make of what they stand in something else, where nothing has heard them.
TWISTED: Final = re.compile(
    "且|同时|但|除(?!以)|另|平均|[人月年日]均|上年|去年|同期|[同环]比|每[月年人季日]|至[少多]|左右|折|倍"
    "|[逾延超]期的|最[高低]|(?:超过|不足)的?部分|(?<![违节集制预公])约(?!定|束|谈|金)|双|半"
)
#: What turns round the word behind it, at the end of words that nothing has heard.
DENYING: Final = re.compile("(?:未|没有?|不|非|无)$")
#: Words that change nothing between a condition and its points.
GLUE: Final = re.compile(
    "(?:[的者时则就可即再内均都其、,()]|相应|一律|部分|情况|情形|范围|之间|[本该此]项|[本该]?指标|水平"
    "|标准|要求|进度|任务|累计|为止|计算|(?:绩效)?自评|得分|总分|(?:定义|视|认定)为[^,;。]{1,8}并|[.]"
    "|[为属]于?(?:优秀?|良好?|中等?|较?差|不?合格|一般|及格|[A-D甲乙丙丁]?[级档等]))*"
)
#: What is said in brackets behind points of the numbers before: （X为实际完成率）, （以决算为准）.
REMARK: Final = re.compile(
    r"\((?:[A-Za-z][为指=是]|以[^()]*为[准依]|(?:数据)?来源|依据|按照?[^()]*(?:统计|核实|口径))[^()]*\)"
)
#: Of these, what names faults that are counted: 3项及以上不达标不得分.
FAULTY: Final = re.compile("(?:[不未]|没有)(?!得|扣|计|予)[一-龥]{1,6}")
#: Words of comparison in the name of a measure: what it is compared with nobody read.
COMPARED: Final = re.compile(
    r"达到|低于|高于|大于|小于|少于|多于|超过|超出|不足|不到|序时|平均(?:水平|值|数|增(?!速|长率|长速度|幅))|排名|同类"
    r"|等于"
)
#: What a place among others is counted in, and the words that lead to it: 全省排名前3名.
RANKS: Final = frozenset(("名", "位"))
RANKED: Final = re.compile(
    "(?:排名|位[列居次]|名次|名列|列)(?:为|在)?(?:全[国省市县区州旗]|同类[^,;。]{0,6})?$"
)
#: Words that name a lesser level: points then stand for levels and don't add up.
LESSER: Final = re.compile(r"基本|部分|较|一般|未|不|没|良|中等|^中$|差|合格|达标|其次|大部")
#: Names of levels, which are no names of measures: 优（90分以上）.
LEVEL: Final = re.compile(
    r"(?:优秀?|良好?|中等?|较?差|不?合格|及格|一般|[A-D甲乙丙丁]?[级档等]?)\(?"
)
#: A date or a time that was set: what is beyond it is a number of days late.
TIMELY: Final = re.compile("时间|时限|期限|截止|限期|规定日期|工期")
#: Dates in the name of a measure.
DATED: Final = re.compile(r"[0-9]{4}年|[0-9]{1,2}月|[一二三四1-4]季度|[上下]半年|年底|年末")
#: Within how long something is to be done: 30日内.
WITHIN: Final = re.compile("[0-9]+个?(?:工作日|自然日|日|天|小时|分钟|月|周)[以之]?内")
#: Behind a number: no more than that.
INSIDE: Final = re.compile("[以之]?内")
#: What is done later than it should be.
LATER: Final = f"{LATE}|滞留|超时|迟|晚"
LATENESS: Final = re.compile(
    f"{LATER}|超过?(?:规定|承诺|法定|约定|合同|计划|要求)?(?:[时期]限|(?:完成|完工)?时间|工期)"
)
#: Words that make of 完成任务 more than a number against its target.
IN_TIME: Final = re.compile(r"按|及时|如期|准时|提前|限期|保质|质量|全面|认真|较好|基本|部分")
#: Names of a distance from something, which the value itself is.
DISTANCE: Final = re.compile(r"(?:偏差|偏离|差异|相差|差距|变动|差)(?:率|度|程度|幅度|值)?$")
#: Verbs of a change, upward and downward.
RISES: Final = frozenset(
    (
        "增加",
        "上升",
        "提高",
        "提升",
        "增长",
        "上浮",
        "升高",
        "上涨",
        "涨",
        "增",
        "正增长",
        "不降反升",
        "不降反增",
        "不减反升",
        "不减反增",
    )
)
FALLEN: Final = frozenset(
    (
        "降低",
        "减少",
        "下降",
        "下浮",
        "下滑",
        "下跌",
        "降",
        "负增长",
        "压减",
        "压缩",
        "缩减",
        "削减",
        "不升反降",
        "不增反降",
        "不增反减",
        "不升反减",
    )
)
#: Names of a change, which is more than nothing where it is a rise.
CHANGES: Final = re.compile("(?:增长率|增长幅度|增幅|增速|变动率|增减率)$")
#: Names of a change, which is more than nothing where it is a fall.
FALLS: Final = re.compile("(?:下降|降低|减少|[压缩削]减)(?:率|幅度?|比例)$")
#: Behind what is measured: how far it is from its target.
TO_TARGET: Final = "与目标值的偏差"
#: Of these, distances that are too great on either side.
APART: Final = re.compile(r"(?:偏差|偏离|差异|相差|差距)(?:率|度|程度|幅度|值)?$")
_MEASURED = "(?:率|比例|程度|幅度|度|数量|[数量额值])?$"
#: Names of how far the result is from the target: on either side, below it, above it, behind it.
SIDES: Final = {
    "off": re.compile(f"(?:偏差|偏离|差异|相差|差距|误差|差额){_MEASURED}"),
    "short": re.compile(
        f"(?:未完成|未达标|未达|未实现|短缺|欠缺|短少|缺额|缺口|缺少|缺失|缺|欠|短){_MEASURED}"
    ),
    "over": re.compile(
        f"超(?:支|额|出|标|量|员|编|(?:出|过)?(?:预算|目标|计划|概算|指标|定额|限额|标准)值?)?{_MEASURED}"
    ),
    "late": re.compile(f"(?:{LATER})(?:时间|{_MEASURED})$"),
}  # fmt: skip
#: A condition about single things, which says what is counted, not what is earned.
SINGLE: Final = re.compile(r"单个|每个|各个|均$")
#: 受理率、办结率均达到100% is about two numbers.
LISTED: Final = re.compile(
    "(?:率|度|比例)(?:[、和与]|及(?!时))[^,;。]*(?:率|度|比例)(?:[均都]|同时|分别)?$"
    "|[、和][^,;。]*(?:[均都]|分别)$"
)
#: What stands between two conditions of which either one will do.
EITHER: Final = frozenset(("或", "或者", "或是"))
#: Words for all that a threshold leaves, above it or below it.
OVER: Final = frozenset(
    ("超出", "超过", "超出部分", "超过部分", "超", "高于", "超标", "超支", "超支部分")
)
NOT_OVER: Final = frozenset(("未超过", "没有超过", "不超过", "未超", "未超出", "没有超出"))
OUTSIDE: Final = re.compile(
    "(?:超出|超过|不在)(?:[该此本上]述?)?(?:范围|区间)(?:以?内|以?外)?|[该此]?(?:范围|区间)[以之]?外"
)
UNDER: Final = frozenset(
    ("低于", "不足", "未达到", "达不到", "没有达到", "不到", "少于", "低于部分", "不足部分")
)
#: What is no choice of two: 社会公众或服务对象满意度, 提前或按时完成.
EITHER_ALIKE: Final = re.compile(
    "(?:公众|群众|对象|人员|单位)或(?:服务|受益)?(?=对象|公众|群众|人员|单位)"
    "|提前或者?(?=按|如期|准时|及时)|(?:按[时期]|如期|准时)或者?(?=提前)"
)
_QUALITIES: Final = (
    "科学|合理|规范|健全|完整|完备|完善|及时|准确|真实|有效|明确|明晰|清晰|合法|合规|充分|全面|齐全|严格|详细|良好"
    "|公开|公平|公正|细化|量化|到位|达标|合格|齐备|可行|必要|一致|相符|匹配|清楚|有序|适当|恰当|严谨|安全|通畅"
)
_MORE: Final = f"(?:{_QUALITIES}|足额|按[时期]|如期|准时|全部|按(?:规定|要求|标准|程序)|提前|同步)"
#: How something is: 健全, 及时足额到位.
QUALITY: Final = re.compile(f"{_MORE}*(?:{_QUALITIES})")
#: What asks for more than what stands behind it: 科学合理, 按时完成.
MORE: Final = re.compile(f"{_MORE}$")
_HAPPENS: Final = "(?:发生|出现|发现|存在|接到|收到|产生|查出|造成|引发)"
#: What things are called where some of them are counted: 全年发生事故.
SOME: Final = re.compile(f"^(?:[全累合]计|共|全年|年内|每年)*(?:{_HAPPENS}|有)?")
#: None at all of what is counted: 无, 未发生, 全年无事故.
NONE: Final = re.compile(
    r"(?:[^，,无未没零不]{0,6}(?:年度?|期间|期内|过程中))?"
    f"(?:未{_HAPPENS}|不存在|(?:没有|无|零){_HAPPENS}?)过?(?P<thing>.*)"
)
#: What is not to be there, and is told by its number: 无安全事故, 零投诉.
ABSENCE: Final = re.compile(
    "未(?:发[生现]|出现|存在|产生|造成|引发|收到|接到)|不存在|没有(?=[^,;。]{0,8}(?:发生|出现))"
    "|(?:无|零|没有)[^,;。达完]{0,10}(?:事故|投诉|事件|违规|违纪|违法|问题|案件|差错|错误|舆情|上访|信访|纠纷|拖欠|发生"
    "|隐患|伤亡|死亡|延期|逾期|失误|缺陷|污染|火灾)|(?:事故|投诉|事件|问题|案件)[^,;。]{0,4}为零"
)
