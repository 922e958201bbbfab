"""A cell's content ⇄ a value of the model, by the kind of the field.

Each kind has both directions. ``decode`` gives the value as printed and notes what cannot be
read (ZPB908–910); ``encode`` gives what to write and refuses what would not read back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from zipingbiao.domain.years import year_of_cell
from zipingbiao.glossary import MONEY_UNITS, OPERATORS, PART_WORDS, TICK
from zipingbiao.ooxml.grid import PICTURE, CellError, Scalar, Sheet
from zipingbiao.values.numbers import (
    money_unit,
    read_amount,
    read_count,
    read_points,
    read_rate,
    without_mark,
)
from zipingbiao.values.text import fold, is_blank_mark, plain

#: What may be written into a cell.
Content = str | int | float | None

#: What decoding gives: a value of the model.
Decoded = str | int | float | None


class Remark(NamedTuple):
    """What decoding has to say of a cell: fault code, address, Chinese reason, what is printed."""

    code: str
    address: str
    reason: str
    printed: str | None
    severity: str = "error"


Note = Callable[[Remark], None]
Decoder = Callable[[Sheet, str, str | None, Note], Decoded]

_TICKS = frozenset({TICK, "✓", "✔", "☑", "v", "V", "是"})
_UNTICKED = frozenset({"×", "✗", "✘", "☐", "□", "否", "无", "x", "X", "0"})
_SIGNS: Mapping[str, str] = {
    **{sign: sign for sign in OPERATORS},
    "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "﹦": "=", "═": "=", "＝": "=", "＜": "<", "＞": ">",
    ">=": "≥", "<=": "≤", "=<": "≤", "=>": "≥",
}  # fmt: skip
_PARTED = re.compile(r"([≥≤<>=≧≦═]?)(\d+(?:\.\d+)?)((?![\d.,])[^\s\d]{0,8})")
#: A number as it is shown, with the money unit behind it.
_SEEN = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*((?:百|千)?[万亿]?元?)")
#: So much of a text is quoted in a message.
_QUOTED = 30


def decode_text(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    """Text as a person sees it, trimmed; line breaks inside stay."""
    text = plain(sheet.shown(address))
    if text.startswith(PICTURE):
        note(_picture(address))
        return None
    if not text:
        if sheet.uncached(address):
            note(_uncached(address))
        return None
    if text[0] == "#" and isinstance(sheet.value(address), CellError):
        note(_error(address, text))
    return text


def _picture(address: str) -> Remark:
    reason = "这里是单元格里的图片，没有文字。"
    return Remark("ZPB936", address, reason, None, "warn")


def _uncached(address: str) -> Remark:
    return Remark("ZPB910", address, "公式没有保存计算结果。", None)


def _error(address: str, printed: str) -> Remark:
    return Remark("ZPB909", address, f"单元格是错误值 {printed}。", printed)


def _figure(read: Callable[[str, str | None], int | float | None]) -> Decoder:
    def decode(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
        value = sheet.value(address)
        kind = value.__class__
        if kind is int or kind is float:
            return _as_seen(sheet, address, value, unit, note)
        if value is None:
            if sheet.uncached(address):
                note(_uncached(address))
            return None
        return _worded_figure(sheet, address, value, unit, note, read)

    return decode


def _as_seen(sheet: Sheet, address: str, value: Scalar, unit: str | None, note: Note) -> Decoded:
    """A number as a person sees it, where its format shows it in another unit.

    ``0!.0,"万元"`` shows 660000 as 66.0万元: 66 in a form in 万元. The stored digits are kept.
    """
    assert isinstance(value, int | float)
    shown = plain(sheet.shown(address))
    match = _SEEN.search(shown)
    if not value or match is None or shown.endswith(("%", "％")):
        return value
    seen = abs(float(match[1].replace(",", "")))
    power = round(math.log10(abs(value) / seen)) if seen else 0
    scaled = read_points(f"{value / 10**power:.15g}") if power else value
    other = money_unit(match[2]) if unit and match[2] else None
    own = money_unit(unit) if unit else None
    if other is not None and own is not None and other != own:
        scaled = read_amount(f"{scaled:.15g}{match[2]}", unit)
    if scaled is None or scaled == value:
        return value
    reason = f"格内存的是 {value:.15g}，显示为「{_short(shown)}」，按显示的读作 {scaled:.15g}。"
    note(Remark("ZPB937", address, reason, shown, "warn"))
    return scaled


def _worded_figure(
    sheet: Sheet,
    address: str,
    value: Scalar,
    unit: str | None,
    note: Note,
    read: Callable[[str, str | None], int | float | None],
) -> Decoded:
    if isinstance(value, CellError):
        note(_error(address, str(value)))
        return str(value)
    text = plain(sheet.shown(address) if isinstance(value, bool) else str(value))
    number = read(text, unit)
    if number is None:
        if is_blank_mark(text):
            return None
        if text.startswith(PICTURE):
            note(_picture(address))
            return None
        note(Remark("ZPB908", address, f"「{_short(text)}」不能读作数字，按原文保留。", text))
        return text
    if without_mark(text) != text:
        note(
            Remark("ZPB938", address, f"「{_short(text)}」带有注号，读作 {number}。", text, "info")
        )
    return number


def _short(text: str) -> str:
    """A text as a message quotes it: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[:_QUOTED] + "…"


def _decode_points(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    value = _points(sheet, address, unit, note)
    if value.__class__ is not int and value.__class__ is not float:
        return value
    shown = plain(sheet.shown(address))
    if not shown.endswith(("%", "％")):
        return value
    note(Remark("ZPB017", address, f"分数印作「{shown}」，带有百分号。", shown))
    if isinstance(sheet.value(address), int | float):
        return read_points(f"{value * 100:.10g}")
    return value


def _decode_degree(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    value = sheet.value(address)
    if isinstance(value, str) and not isinstance(value, CellError):
        text = plain(value)
        rate = read_rate(text)
        return (text or None) if rate is None else rate
    return _rate(sheet, address, unit, note)


def _decode_year(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    return year_of_cell(fold(sheet.shown(address)))


def _decode_unit(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    text = fold(sheet.shown(address))
    return text if text in MONEY_UNITS else None


def _decode_operator(sheet: Sheet, address: str, unit: str | None, note: Note) -> Decoded:
    return _SIGNS.get(plain(sheet.shown(address)))


def read_operator(text: str) -> str | None:
    """The sign that a text is, whatever look-alike of it was typed: ≧ → ≥, >= → ≥."""
    return _SIGNS.get(plain(text))


_points = _figure(lambda text, _: read_points(text))
_rate = _figure(lambda text, _: read_rate(text))

#: Kinds whose values are the text as a person sees it.
TEXT_KINDS = frozenset({"text", "shown"})
DECODERS: Mapping[str, Decoder] = {
    "text": decode_text,
    "shown": decode_text,
    "amount": _figure(read_amount),
    "rate": _rate,
    "points": _decode_points,
    "count": _figure(lambda text, _: read_count(text)),
    "year": _decode_year,
    "unit": _decode_unit,
    "operator": _decode_operator,
    "degree": _decode_degree,
}


def is_ticked(text: str) -> bool:
    """Whether a cell's text is a tick."""
    return plain(text) in _TICKS


def is_unticked(text: str) -> bool:
    """Whether a cell's text says that there is no tick."""
    return plain(text) in _UNTICKED or is_blank_mark(text)


class _Paper:
    """A sheet of one cell: what `encode` wrote, read again by the decoders."""

    name, hidden, merges = "", False, ()

    def __init__(self, content: Content) -> None:
        self._content = content

    @property
    def addresses(self) -> tuple[str, ...]:
        return ("A1",)

    def value(self, address: str) -> Scalar:
        return self._content

    def shown(self, address: str) -> str:
        return "" if self._content is None else str(self._content)

    def uncached(self, address: str) -> bool:
        return False


def read_content(kind: str, content: Content, unit: str | None) -> Decoded:
    """What a cell of such a field is read as where it holds and shows this."""
    return DECODERS[kind](_Paper(content), "A1", unit, lambda _: None)


def encode(kind: str, value: Decoded, unit: str | None) -> Content:
    """What to write for a value.

    Raises ValueError with a Chinese reason where the value would not be read back as it is.
    """
    if value is None or (
        type(value) is not str and kind not in ("text", "shown", "unit", "operator")
    ):
        return value
    if not isinstance(value, str):
        raise ValueError(f"「{value}」应为文字。")
    if kind in ("text", "shown"):
        if value != plain(value):
            raise ValueError("文字首尾有空白或换行写法不一。")
        if not value:
            raise ValueError("文字为空，请用 null。")
        return value
    if read_content(kind, value, unit) != value:
        raise ValueError(f"「{value}」写入后会读成别的内容。")
    return value


_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,3}[1-9])?")


def target_part(text: str, part: str, held: Collection[str]) -> str | None:
    """The sign, the number or the unit of a target such as ≥735人次: together they are its text.

    What has no cell of its own among those ``held`` stands with the number. A target that is not
    so simple is all number: 2021年12月底前, 良好.
    """
    found = _PARTED.fullmatch(text)
    words = PART_WORDS["indicator.target"]
    parts = dict(zip(words, found.groups() if found else ("", text, ""), strict=True))
    if part != words[1]:
        return parts[part] or None
    return "".join(said for word, said in parts.items() if word == part or word not in held) or None


def as_number(text: str) -> Content:
    """A bare number as a number, so that the workbook can compute with it; else the text.

    Only for cells of the General format, where the number looks as the text does.
    """
    if _PLAIN_NUMBER.fullmatch(text) and text != "-0":
        return float(text) if "." in text else int(text)
    return text
