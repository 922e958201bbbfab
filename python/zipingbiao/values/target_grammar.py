"""The words and signs of targets, as agencies really write them.

不低于, ≧, ﹦, 以上, 100百分比, 百分之九十, 两次, 1.2万人, 260元/辆 … What stands around the number
is kept; a word that changes its meaning (约, 未, 第, 各) makes the whole a text.
"""

from __future__ import annotations

import re
import unicodedata

from zipingbiao.values.numerals import NUMERALS

_SIGNS = str.maketrans(
    {"≧": "≥", "⩾": "≥", "≮": "≥", "≦": "≤", "⩽": "≤", "≯": "≤", "═": "=", "−": "-", "–": "-",
     "—": "-", "―": "-", "─": "-", "〜": "~", "∼": "~", "％": "%", "。": ".", "圆": "元"}
)  # fmt: skip
_DOUBLE = ((">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"), ("==", "="))
#: ① and ⑴ number the points of a narrative; NFKC would make plain digits of them.
_LISTED = re.compile(r"[①-⓿❶-➓⑴-⒛]")
#: 台(套), 人(次): a unit with another beside it, or with the rest of a longer one.
_ALTERNATE = re.compile(r"([\u4e00-\u9fff]{1,3})\(([\u4e00-\u9fff]{1,2})\)$")
_CONTAINED = re.compile(r"\(含[^()]*\)")
_GROUPS = re.compile(r"(?<![0-9.,])([0-9]{1,3})((?: [0-9]{3})+)(?![0-9 ])")
_MIDNIGHT = re.compile(r"[ T]+0?0:00(?::00)?(?:\.0+)?$")
_APART = re.compile(r"[0-9.] +[0-9.]")
_LONGEST = 40

_WORDS = {
    "≥": "不(?:得|能|应|可)?(?:低|少|小|下)于|[大高多]于或?等于|至少|最低|最少",
    "≤": "不(?:得|能|应|可)?(?:超过|超出|超|高于|大于|多于)|[小低少]于或?等于|至多|最多|最高"
    "|控制在|限于",
    ">": "大于|高于|多于|超过|超出|超",
    "<": "小于|低于|少于|不足|不到",
    "=": "等于",
}
_PREFIXED = [(re.compile(words), sign) for sign, words in _WORDS.items()]
_ENDINGS = {"以上": "≥", "以下": "≤", "以内": "≤", "之内": "≤", "内": "≤"}

_SPANS = frozenset(("天", "日", "周", "月", "季度", "年", "年度", "小时", "分钟"))
_COUNTED = """
    个 项 次 场 期 批 批次 人 名 位 人次 件 件次 起 宗 例 户 户次 家 家次 座 栋 幢 间 套 台
    台次 部 辆 辆次 艘 架 条 段 处 所 只 头 匹 株 棵 本 册 份 篇 幅 张 块 片 面 亩 公顷 米
    公里 千米 厘米 微克 毫克 克 千克 公斤 斤 吨 升 天 日 月 年 年度 个月 小时 个小时 分钟 季度
    个季度 周 工作日 个工作日 元 分 组 支 队 班 门 课时 学时 轮 盏 口 眼 床 瓶 盒 箱 袋 包 粒 枚 颗
    节 种 平方米 平方 平米 平方公里 立方米 立方 倍 度 千瓦 千瓦时 车次 场次 班次 百分点
    个百分点 村 镇 乡 县
"""
#: Words that count things, the longer ones first.
COUNTERS = sorted(_COUNTED.split(), key=len, reverse=True)
_COUNTER = "|".join(COUNTERS)
_MAGNITUDE = "万亿|亿|千万|百万|十万|万|千|百"
_PERCENT = "%|百分比|‰"
_LATIN = r"[A-Za-z]{1,5}[23]?"
_EACH = r"(?:/(?:m2|m3|[^0-9()<>=≥≤%]{1,8}))?"
_MANY = rf"(?:{_MAGNITUDE})(?:{_COUNTER}|k?m[23])?"
_UNIT = rf"(?:(?:{_PERCENT})|(?:(?:{_COUNTER})|{_MANY}|{_LATIN}){_EACH})"
_PLAIN = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ANY_WORD = "|".join(_WORDS.values())
_BEFORE = r"(?P<prefix>[^0-9<>=≥≤~%.,+\-/:;!?]{0,10}?)"
_OPERATOR = rf"(?P<operator>[<>=≥≤]|{_ANY_WORD})?"
_ENDING = r"(?:(?:及其?|或)?(?P<ending>以上|以下|以内|之内|内)(?P<without>\(不含[^()]*\))?)?"

#: One number with a unit and words around it.
QUANTITY = re.compile(
    rf"{_BEFORE}{_OPERATOR}(?P<number>{_PLAIN})"
    rf"(?:(?:(?P<unit>{_UNIT})|\((?P<bracket>{_UNIT})\))?(?P<odd>[\u4e00-\u9fff])??{_ENDING}"
    rf"(?P<suffix>(?:(?<![0-9])[\u4e00-\u9fff]{{1,10}})?))"
)
#: A number in Chinese numerals, which needs a word that counts, or 百分之.
SPELT = re.compile(
    rf"{_BEFORE}{_OPERATOR}(?:(?P<spelt>[{NUMERALS}]+)(?P<unit>(?:{_COUNTER})(?:/(?:{_COUNTER}))?)"
    rf"|百分之(?P<share>[{NUMERALS}]+|{_PLAIN})|(?P<all>百分百))"
    rf"{_ENDING}(?P<suffix>)"
)
#: 半年, 一年半, 两个半小时: a half of a span of time, alone or behind whole ones.
HALF = re.compile(
    rf"{_BEFORE}{_OPERATOR}(?:(?P<whole>[{NUMERALS}]+|[0-9]+)(?:个)?(?P<of>年|小时|天)半"
    rf"|(?:(?P<wholes>[{NUMERALS}]+|[0-9]+)个)?半个?(?P<unit>年|小时|天|月))"
    rf"(?:时间)?{_ENDING}(?P<suffix>)"
)
#: 三分之二.
FRACTION = re.compile(rf"{_OPERATOR}(?P<below>[{NUMERALS}]+)分之(?P<above>[{NUMERALS}]+){_ENDING}")
#: 90%-95%, 3至5次, ≥90%且≤95%.
RANGE = re.compile(
    rf"{_BEFORE}(?P<from>≥)?(?P<low>{_PLAIN})(?P<unit1>{_UNIT})?"
    rf"(?P<between>[-~至到]|且≤|并且≤|[,、;]≤)(?P<high>{_PLAIN})(?P<unit2>{_UNIT})?(?:之间)?"
)
#: A result of 100余人: so many and some more.
MORE = re.compile(rf"(?P<before>[^0-9]{{0,10}}[0-9]*[1-9]0+)[余多](?P<unit>(?:{_UNIT}))")
#: 11月底完成100%: a deadline, then a number.
DUE = re.compile(
    r"(?P<due>[0-9年月底末日号前]{2,14}?月?[底末日号前]前?)(?:累计)?(?P<did>完成|达到|达)"
)
#: 零登记, 敏感期零事故, 未发生安全事故.
ZERO = re.compile(
    r"[^0-9]{0,10}零(?![距容售星散工基件用碎下钱部])[\u4e00-\u9fff]{1,5}"
    r"|(?:全年|年内|均)?(?:未|没有|无|不)(?:发生|出现)过?"
    r"(?:[\u4e00-\u9fff]{0,6}(?:事故|事件|案件|情况|情形|问题|投诉|舆情))?"
    r"|(?:全年|年内|均)?(?:无|没有|杜绝|避免|防止)(?:发生|出现)?[\u4e00-\u9fff]{0,6}?"
    r"(?:事故|案件|投诉|舆情|违规|违纪|违法|伤亡|死亡|差错|失误|超支|纠纷|信访|上访|返贫)"
    r"(?:行为|事件|情况|情形|问题|现象|发生|人员|记录){0,2}"
)

#: Before a number: it is no plain number, or not this one.
_SPOILT_BEFORE = re.compile(r"[约近第各几某]|大概|左右|分之|至少有一|或者?$")
_NOT = "没|勿|避免|未(?!成年|来)|不(?!动产)|非(?!遗|税|公有|物质|机动)|无(?!障碍|偿|线|公害|人机)"
_NEGATED = re.compile(_NOT)
#: Behind a number.
_SPOILT_AFTER = re.compile(rf"{_NOT}|^[余多几初]|[约近缺差前后起底{NUMERALS}]|左右|上下")
#: A single sign that names no unit: 3级, 95余, 5号.
_NO_UNIT = frozenset("级等类成多余约前后号版代折比第点星几完达已之的与和至到" + NUMERALS)
_FILLERS = (
    "",
    "达到",
    "达",
    "为",
    "是",
    "完成",
    "已完成",
    "共",
    "共计",
    "合计",
    "已达",
    "已达到",
    "实现",
)


def tidy(text: str) -> str | None:
    """The text with one kind of each sign and no blanks; None where it must stay a text."""
    if not text.isascii():
        if _LISTED.search(text):
            return None
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    for written, sign in _DOUBLE:
        if written in text:
            text = text.replace(written, sign)
    text = " ".join(_CONTAINED.sub("", text).split()).rstrip(".;,!")
    text = _ALTERNATE.sub(_one_unit, _MIDNIGHT.sub("", text))
    if " " in text:
        text = _GROUPS.sub(lambda match: match[0].replace(" ", ""), text)
    return text if len(text) <= _LONGEST else None


def _one_unit(match: re.Match[str]) -> str:
    """人次 of 人(次), 台 of 台(套); as written where one of them counts nothing: 次(月), 元(人)."""
    unit, other = match.groups()
    if unit.lstrip("十百千万亿") + other in COUNTERS:
        return unit + other
    counts = other in COUNTERS and other not in _SPANS
    return unit if counts and unit[-1] in COUNTERS and unit[-1] != "元" else match[0]


def torn(text: str) -> bool:
    """Whether a blank stands between two numbers, so that they must not be joined."""
    return " " in text and _APART.search(text) is not None


_BARE = frozenset("<>=≥≤")


def sign_of(word: str | None, ending: str | None, *, without: bool) -> str | None:
    """≥ ≤ = > < for the words before and behind a number, None where there are none.

    Raises ValueError where the two contradict each other.
    """
    before = word if word is None or word in _BARE else _sign(word)
    behind = _ENDINGS[ending] if ending else None
    if behind is None or before is None:
        sign = before or behind
    elif {before, behind} <= {"≥", ">"} or {before, behind} <= {"≤", "<"}:
        sign = behind
    else:
        raise ValueError(f"{word} … {ending}")
    return {"≥": ">", "≤": "<"}.get(sign or "", sign) if without else sign


def _sign(word: str) -> str:
    return next(sign for pattern, sign in _PREFIXED if pattern.fullmatch(word))


def lead_of(prefix: str, operator: str | None) -> str | None:
    """The words before a number, without fillers; None where they spoil it.

    With a sign a name may hold a negation: 不合格率≤5%. Without one nobody knows its sense.
    """
    if _SPOILT_BEFORE.search(prefix):
        return None
    if _NEGATED.search(prefix[-2:] if operator else prefix):
        return None
    if not operator and prefix[-1:].isascii() and prefix:
        return None  # m2, A4
    return "" if prefix in _FILLERS else prefix


def tail_spoilt(suffix: str, odd: str) -> bool:
    """Whether the words behind a number make it something else."""
    return _SPOILT_AFTER.search(suffix) is not None or odd in _NO_UNIT
