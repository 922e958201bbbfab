"""What words say: placeholders, excuses, things of which less is better, amounts, time spans.

Whether a result in words is what was asked for: `zipingbiao.domain.fulfilment`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zipingbiao.values.text import fold

#: Later than asked for.
LATE: Final = "推迟|延迟|延期|逾期|滞后|拖延|延后|超期|推后|延误"
#: When it was asked for.
IN_TIME: Final = "按时|按期|如期|准时"
#: Money that was not spent.
UNSPENT: Final = "结余|结转|剩余|未支出|未执行|未使用|尚余"
#: Less is better, unless the indicator speaks of how much less it became.
_UNWANTED = re.compile(
    "投诉|事故|死亡|伤亡|发病|发案|误差|差错|失误|偏差|差异|超支|损失|重复|上访|违规|违纪|违法|故障|返工|逾期"
    "|滞后|能耗|耗时|流失|辍学|空置|闲置|不合格|不达标|不良|扣除|失业|返贫|拖欠|结余|结转|零|受害|成灾|病死|感染|漏损|损毁|破损|变质|霉变|损耗|腐烂"
)
#: Rates of keeping within bounds: at 92 % of 100 % more was kept, not less reached.
_KEPT_LOW = re.compile(
    "控制率|变动率|调整率|控制比例|变动幅度|调整次数|调整幅度|波动率|偏离率|偏离度"
)
_LESSENED = re.compile(
    "下降|减少|降低|降幅|压减|压降|化解|处理|处置|整改|查处|办结|受理|回复|排查|防范|控制|挽回|破案|解决|息诉"
    "|不发生|完成|及时|达标率|(?<!不)合格"
)
#: An unwanted thing that is itself what the name counts: 投诉率, 事故起数; not 失业人员培训人数.
_COUNTED = re.compile(
    rf"(?:{_UNWANTED.pattern})(?:发生|事件|案件|事项|问题|情况)?"
    r"(?:率|度|数|次数|起数|件数|例数|量|次|起|件|例|人次|人数|比例|比率|金额)?(?:\([^()]*\))?"
)
#: Nothing of it: 无事故天数, 零投诉.
_FREE = re.compile("无|零|未|不发生|免|防|天数|间隔")
#: What is rightly done before the year of a form begins.
_EARLY = re.compile("预算|编制|申报|报送|计划|立项|招标|采购|签订|前期|批复|下达|开工|启动|开始")
#: What is rightly due after the year of a form.
_LATE = re.compile(
    "质保|保修|管护|有效期|使用年限|受益|决算|评价|自评|总结|公开|验收|续|跨年|中期|规划|周期"
)
#: A time that somebody waits for: the shorter the better.
_SHORT = re.compile(
    "(?:响应|等待|等候|候诊|处置|处理|办理|办结|审批|审核|到达|到场|抢修|恢复|修复|排队|出警|反馈|回复|答复|维修|中断"
    "|停机|停水|停电)(?:平均|最[长大])?(?:时间|时长|时限|天数|周期|期限)$"
)
#: A share by which something fell.
_DECREASE = re.compile(
    "(?:下降|降低|减少|压减|缩减|压降|削减)(?:率|比例|比率|幅度)$|(?<![跌涨])降幅$"
)
_ASIDE = re.compile(r"\([^()]*\)$")
#: A time in words.
_WHEN = re.compile(
    r"[前后内]$|期间|[及按][时期]|如期|当[年月日季]|(?:初|末|底|季度?|[上下]半年|年度|学期|[上中下]旬)$"
)
#: That nothing of it is there is the very result: 无重大舆情.
_NOTHING = re.compile("无|零|未|不发生|有无|是否")
_AMOUNTS = re.compile(
    r"标准|单价|均价|价格|费用|成本|支出|金额|经费|资金|补贴$|补助$|工资$|控制在|[（(].*元.*[)）]"
)
#: A cost that is all of the project's: 项目总成本, 成本控制数, but not 设备购置费.
_ALL_COST = re.compile(
    "总|合计|全部|项目(?:成本|费用|支出|经费|资金|投入|投资)|成本(?:控制|指标|金额|数)?$|预算|资金|经费|专款"
)
_LASTING = re.compile(r"时间|时长|时限|天数|周期|工期|期限|耗时|节点(?!数)")
_SAVING = re.compile("节约|节省|节支|压减|下降|降低|减少")
#: Words of a project's name that distinguish nothing.
_FILLING = re.compile("专项资金|项目|专项|经费|资金|支出|费$|费(?=用)")
#: Words for money and its spending, and for what hindered it.
_MONEY = re.compile(
    "执行|支出|支付|结余|结转|资金|预算|经费|款|拨付|到位|采购|拍卖|招标|验收|进度|节约|节省"
)
_HINDERED = re.compile(
    f"因|由于|原因|受|未|尚|影响|导致|{LATE}|{UNSPENT}|节约|节省|压减|收回|调减|不足|缓慢|流标|流拍"
    "|尾款|质保金|保证金|(?:审计|结算|验收|决算)后"
    "|停工|暂停|下年|次年|来年"
)
#: What stands in a column of reasons and is none.
_NO_REASON = frozenset(
    {"无", "无偏差", "无偏离", "暂无", "没有", "不适用", "0", "正常", "同上", "-", "none", "null"}
    | {"完成", "已完成", "达标", "达到", "达到目标"}
)
#: A time within which something is to be done; 服务期限 is to last.
_TO_KEEP = re.compile(
    "(?:完成|办结|办理|建设|施工|竣工|实施|交付|响应|处理|处置|审批|拨付|发放)"
    "(?:时间|时限|期限|周期|时长|工期|期)|工期|耗时|用时|时限"
)
#: A longer text than this says something.
_LONG = 10
#: How most texts begin; no placeholder does.
_WORDS = re.compile("(?!指)[\u4e00-\u9fff]")
#: The form's own placeholders.
_NUMBERED = re.compile(r"指标(\d+|[一二三四五六七八九十]+)?[:.,]?|…+|\.{3,}|-+|/+")
#: What stands where a unit or a sign belongs and only says of which kind the value is.
_KIND_OF_VALUE = re.compile(
    r"(?:定性|定量)(?:指标|描述)?|文字(?:描述|说明)?|文本|描述|日期|时间|时点|年月日?|是/?否|有/?无|其他"
)
#: What else stands where a name belongs.
_PLACEHOLDER = re.compile(r"\d*[:.,]?|[-/]+|x{2,}")


def names_a_time(text: str) -> bool:
    """Whether words say when: 春节前, 汛期来临前, 按时完成; a date may be the answer."""
    return _WHEN.search(text) is not None


@lru_cache(maxsize=8192)
def is_kept_low(name: str) -> bool:
    """Whether the name speaks of a rate that is to be kept low: 控制率, 变动率, 预算调整率."""
    return _KEPT_LOW.search(name) is not None


def speaks_of_lessening(text: str) -> bool:
    """Whether words say that unwanted things became less, or were dealt with: 整改, 化解."""
    return _LESSENED.search(text) is not None


@lru_cache(maxsize=8192)
def is_unwanted(level3: str) -> bool:
    """Whether the name speaks of something of which less is better: 投诉率, but not 投诉下降率."""
    return bool(_UNWANTED.search(level3)) and not _LESSENED.search(level3)


@lru_cache(maxsize=8192)
def counts_unwanted(level3: str) -> bool:
    """Whether the name counts an unwanted thing itself: 事故起数, not 事故隐患排查次数."""
    name = fold(level3)
    found = any(match.end() == len(name) for match in _COUNTED.finditer(name))
    return found and is_unwanted(level3) and not _FREE.search(name)


def is_early(name: str) -> bool:
    """Whether the name speaks of what is rightly done in the year before: 招标, 开工."""
    return _EARLY.search(name) is not None


def is_later(name: str) -> bool:
    """Whether the name speaks of what may well end after the year: 质保期, 后续管护, 决算."""
    return _LATE.search(name) is not None


def wants_short(name: str) -> bool:
    """Whether the name speaks of a time of which less is better: 应急响应时间, 办理时限."""
    return _SHORT.search(_ASIDE.sub("", fold(name))) is not None


def is_decrease(name: str) -> bool:
    """Whether the name is that of by how much something fell, which is never more than all."""
    return _DECREASE.search(_ASIDE.sub("", fold(name))) is not None


def asks_for_nothing(name: str) -> bool:
    """Whether 无 is a target, or a result, of an indicator of this name."""
    return _NOTHING.search(name) is not None or counts_unwanted(name)


@lru_cache(maxsize=8192)
def is_amount(level3: str) -> bool:
    """Whether the name speaks of money or a price, where more is not simply better."""
    return bool(_AMOUNTS.search(level3))


def names_all_cost(name: str) -> bool:
    """Whether a cost of this name may be all that was spent: 项目总成本, not 设备购置费."""
    return _ALL_COST.search(_ASIDE.sub("", fold(name))) is not None


@lru_cache(maxsize=8192)
def is_duration(level3: str) -> bool:
    """Whether the name speaks of a time span."""
    return bool(_LASTING.search(level3))


@lru_cache(maxsize=4096)
def speaks_of_saving(text: str) -> bool:
    """Whether a cost indicator is about savings, where more is better."""
    return bool(_SAVING.search(text))


def says_why_unspent(text: str) -> bool:
    """Whether a text speaks of money and of a cause why it was not spent."""
    return bool(_MONEY.search(text) and _HINDERED.search(text))


def is_reason(text: str | None) -> bool:
    """Whether a text in a column of reasons says anything: not blank, ``/``, 无, 0."""
    return bool(text) and (len(text or "") > _LONG or _says(text or ""))


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    folded = fold(text).strip("-/.,;")
    return bool(folded) and folded.casefold() not in _NO_REASON


def is_span_to_keep(name: str) -> bool:
    """Whether the name is a time within which something is to be done: 工期, 完成时限."""
    return _TO_KEEP.search(name) is not None


def says_nothing(text: str) -> bool:
    """Whether a text is one of the form's own placeholders: 指标1, 指标二：, ……, /."""
    return not _WORDS.match(text) and _NUMBERED.fullmatch(fold(text)) is not None


def names_kind_of_value(text: str) -> bool:
    """Whether a text beside a value only says of which kind that is: 定性, 文字描述, 日期."""
    return _KIND_OF_VALUE.fullmatch(fold(text)) is not None


def is_placeholder(text: str | None) -> bool:
    """Whether a name is empty, a placeholder or a mere number."""
    if not text or says_nothing(text):
        return True
    if len(text) > _LONG or _WORDS.match(text):
        return False
    return _PLACEHOLDER.fullmatch(fold(text)) is not None


def project_core(name: str) -> str:
    """What distinguishes a project: 信访稳定费项目 and 信访稳定经费 are both 信访稳定."""
    return _FILLING.sub("", name).rstrip("费") or name
