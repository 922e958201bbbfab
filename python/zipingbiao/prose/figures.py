"""The numbers in a text: amounts of money, per cents, counts, points, each with its last digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed
from zipingbiao.values.numbers import Number, money_unit, number_of, read_number
from zipingbiao.values.numerals import in_digits

AMOUNT, RATE, COUNT, POINTS = "amount", "rate", "count", "points"

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONEY = "千万元|百万元|[亿万千]?元|[亿万](?=[，。；：、）]|$)"
#: What things are counted by beside men and the like.
MEASURES = "条座处所栋口盏份"
#: What land, roads, buildings and goods are measured by; one unit is never turned into another.
SIZES = "亩|公顷|平方公里|公里|平方米|立方米|吨"
_FIGURE = re.compile(
    rf"(?<![\d.,〔\[])(?P<sign>-?)(?P<digits>{_DIGITS})(?:(?P<money>{_MONEY})|(?P<rate>%)"
    r"|(?P<points>分(?![钟之数析别类项管解包清级层流部批配赴成享散支期]))"
    rf"|(?P<size>万?(?:{SIZES})|万(?:人次|人(?![均民口员])|户))|(?P<unit>辆|人次|批次|批(?![次准复量发示评])|场次|[人名](?![均民口员])|[户家场期台套件{MEASURES}](?![线款目理])"
    r"|个(?!百分点|月|工作日|小时|季度|季|年)"
    r"|项(?=[^，。；、]{0,6}项目|[，：]?(?:分别|包括|即|具体|其中)|[，。；、）]|$)))?"
)
#: Units that are said in two ways.
_SAME_UNIT = {"批": "批次"}
#: Behind an amount these make it another thing: 元/人, 元以上.
_NOT_PLAIN = re.compile(r"/|以[上下内外]|左右|[多余](?![元\d])|[至到~—-]\d|每|一?[个]?百分点")
#: Before a number these make it one that nobody gave exactly.
_VAGUE = re.compile(
    r"(?:(?<!节)约|[近超逾]|(?<![结剩尚])余|将近|接近|超过|不(?:少|低|多|高|超)于?过?|最[高低多少])$"
    r"|第$|每[^，。；：、]{0,8}$|(?:[人户场批车台件期家次年月日村生床亩镇乡]均(?!为|达|已|按|是)|单车)[^，。；：、]{0,6}$|平均[^，。；：、]{0,8}$|[\d.]+[至到~—-]$"
)
#: Quotation marks, and brackets that hold no number or only the kind of a heading; those with the
#: other way of a change stay: of 大于（小于） nobody chose one.
_QUOTES = frozenset("“”\"'‘’「」『』")
_OTHER_WAY = "(?:大于|小于|高于|低于|多于|少于|增加|减少|增长|下降|上升|降低)"
_ASIDE = re.compile(rf"（(?!{_OTHER_WAY}）)[^（）\d]*）|〔[^〕]*〕")
#: So deep stand brackets in brackets.
_DEEPEST = 3
_KEPT = {ord(full): chr(ord(full) - 0xFEE0) for full in "０１２３４５６７８９％．－"} | {
    ord("("): "（", ord(")"): "）", ord(";"): "；", ord(":"): "：", ord("∶"): "：",
    ord("﹪"): "%", ord("﹣"): "-", ord("−"): "-",
}  # fmt: skip
_COMMA = re.compile(r"[,，](?!\d{3}(?!\d))|(?<!\d)[,，]")


class Figure(NamedTuple):
    """A number in a text: its kind, its value (yuan, per cent, as counted), as written, where.

    ``unit`` is that of the writing; ``vague``: it is not given exactly, or for something else.
    """

    kind: str
    printed: Printed
    written: str
    unit: str
    start: int
    end: int
    vague: bool = False


def plain(text: str) -> str:
    """A paragraph without blanks, quotation marks and asides, its signs made one kind."""
    text = in_digits(text).translate(_KEPT)
    if not text.isascii():
        text = "".join(map(_single, text))
    text = "".join(sign for sign in text if not sign.isspace() and sign not in _QUOTES)
    text = _COMMA.sub("，", text).replace("，", "，")
    for _ in range(_DEEPEST):
        text = _ASIDE.sub("", text)
    return (
        text.replace("收、支", "收支").replace("收入、支出", "收支").replace("收入支出总", "收支总")
    )


def _single(sign: str) -> str:
    """What looks different and is one sign (compatibility forms), but for Chinese punctuation."""
    if "㎀" <= sign <= "㏟" or "①" <= sign <= "⓿" or "\uff00" <= sign <= "\uffef":
        return sign
    return unicodedata.normalize("NFKC", sign) if "\uf900" <= sign <= "\ufaff" else sign


def figures_in(text: str) -> Iterator[Figure]:
    """All numbers that carry a unit, in a text that is `plain`."""
    for match in _FIGURE.finditer(text):
        kind = _kind(match)
        if not kind:
            continue
        printed = _printed(match)
        if printed is None:
            continue
        before = text[max(0, match.start() - 12) : match.start()]
        vague = bool(_NOT_PLAIN.match(text, match.end()) or _VAGUE.search(before))
        unit = match["money"] or match["size"] or match["unit"] or ""
        unit = _SAME_UNIT.get(unit, unit)
        yield Figure(kind, printed, match[0], unit, match.start(), match.end(), vague)


def _kind(match: re.Match[str]) -> str:
    if match["money"]:
        return AMOUNT
    if match["rate"]:
        return RATE
    if match["points"]:
        return POINTS
    return COUNT if match["unit"] or match["size"] else ""


def _printed(match: re.Match[str]) -> Printed | None:
    value = read_number(match["sign"] + match["digits"])
    if value is None:
        return None
    times: Number = 1
    if match["money"]:
        factor = money_unit(match["money"])
        if factor is None:
            return None
        times = number_of(factor)
    digits = decimals(match["digits"])
    exact = value == 0 or not (match["money"] or match["rate"] or (match["size"] and digits))
    step = 0 if exact else times * 10.0**-digits
    return Printed(round(value * times, 4), step)
