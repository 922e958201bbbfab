"""The cells of a form's template, each ready to be given its content again and again.

A coder knows of one cell all that does not change from form to form: its field, the kind of its
values, what is printed where nothing stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from zipingbiao.domain.levels import split_points
from zipingbiao.errors import shown
from zipingbiao.glossary import TERM_OF, TICK
from zipingbiao.ooxml.xmltext import illegal_in
from zipingbiao.template.codec import Content, as_number, encode, target_part
from zipingbiao.template.compiled import TemplateCell
from zipingbiao.template.patterns import values_in
from zipingbiao.template.tag import Pattern, Tag, tags_of
from zipingbiao.template.words import clean_source
from zipingbiao.template.writing.capacity import GROUP_PART, Capacity, as_text, room_for
from zipingbiao.template.writing.markup import LONGEST_TEXT

#: Whole numbers beyond this are no longer told apart: Excel keeps 15 digits.
_LARGEST = 10**15
_WORDS = frozenset({"text", "shown", "unit", "operator"})


class Writing(Protocol):
    """What a coder asks of the form that is being written."""

    @property
    def unit(self) -> str | None:
        """Its money unit."""

    @property
    def group_points(self) -> Mapping[str, Content]:
        """The points of its groups, by their names."""


class FieldCoder:
    """Turns the values of one field into contents of its cell."""

    def __init__(self, tag: Tag, cell: TemplateCell, capacity: Capacity, sign: str | None) -> None:
        self.tag = tag
        self._kind = TERM_OF[tag.term].kind
        self._sign = sign
        self._words = self._kind in _WORDS
        self._general = self._kind == "shown" and cell.general
        self._ticks = capacity.ticks.get(tag.term, frozenset())
        self._parts = capacity.parts.get(tag.term, frozenset())

    def content(self, value: Any, form: Writing) -> Content:
        """The content for a value. Raises ValueError where it would not read back."""
        if value is None:
            return self._sign
        kind = value.__class__
        if kind is str:
            return self._text(value, form)
        if kind is tuple:
            return self._tick(value)
        if self._words or kind is bool:
            raise ValueError(
                f"「{shown(value)}」应为文字。" if self._words else f"「{shown(value)}」应为数字。"
            )
        if value - value != 0:
            raise ValueError(f"「{shown(value)}」不是一个数，单元格存不下。")
        if not -_LARGEST < value < _LARGEST:
            raise ValueError(f"「{shown(value)}」位数太多，Excel 只保留 15 位。")
        number: Content = value
        return number

    def _text(self, value: str, form: Writing) -> Content:
        check_text(value)
        if (self.tag.term, self.tag.part) == GROUP_PART:
            return form.group_points.get(value)
        if self.tag.term == "fund.source" and clean_source(value) != value:
            raise ValueError(f"「{shown(value)}」读回时会变成「{shown(clean_source(value))}」。")
        content = encode(self._kind, value, form.unit)
        if self.tag.part is not None:
            part = target_part(value, self.tag.part, self._parts)
            return as_number(part) if part and self._general else part
        if self.tag.points:
            return _with_points(value, form.group_points)
        return as_number(value) if self._general else content

    def _tick(self, words: tuple[str, ...]) -> Content:
        for word in words:
            if word not in self._ticks:
                raise ValueError(f"这个版式没有「{shown(word)}」这一栏。")
        return TICK if self.tag.tick in words else None


def check_text(text: str) -> None:
    """Refuse what no cell can hold. Raises ValueError."""
    if found := illegal_in(text):
        raise ValueError(f"含有控制字符（U+{ord(found):04X}），单元格存不下。")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"文字有 {len(text)} 个字符，超过 Excel 单元格的上限 {LONGEST_TEXT}。")


def _with_points(level1: str, points: Mapping[str, Content]) -> str:
    """产出指标（70分）, as official forms print a group's points."""
    weight = points.get(level1)
    text = level1 if weight is None else f"{level1}（{as_text(weight)}分）"
    if split_points(text)[0] != level1:
        raise ValueError(f"「{shown(level1)}」与所印分值混淆，无法读回。")
    return text


class CellCoder:
    """Turns the values of a cell's fields into its content.

    ``name`` is the first field's, for errors; ``tags`` the fields whose values are wanted.
    """

    def __init__(self, cell: TemplateCell, capacity: Capacity, blanks: Mapping[str, str]) -> None:
        self._pattern = cell.says
        self.tags = tuple(tag for tag in tags_of(self._pattern) if not tag.counts)
        self._coders = [
            FieldCoder(tag, cell, capacity, blanks.get(written_tag(tag))) for tag in self.tags
        ]
        self.name = self.tags[0].name if self.tags else ""
        #: The coder of a cell that holds one field and nothing else.
        self.alone = self._coders[0] if len(self._pattern) == 1 and self.tags else None

    def content(self, values: Mapping[Tag, Any], form: Writing) -> Content:
        """The content of a cell that holds text beside its fields."""
        contents = {coder.tag: coder.content(values[coder.tag], form) for coder in self._coders}
        if self.alone:
            return contents[self.alone.tag]
        return _joined(self._pattern, contents)

    def counted(self, number: int, line: int) -> Content:
        """The content of a cell that only counts: 指标3 of its group, 12 of all rows."""
        counts = {"no": number, "line": line}
        if len(self._pattern) == 1:
            return next(counts[tag.name] for tag in tags_of(self._pattern))
        return "".join(p if isinstance(p, str) else str(counts[p.name]) for p in self._pattern)


def _joined(pattern: Pattern, contents: Mapping[Tag, Content]) -> Content:
    text = "".join(
        piece if isinstance(piece, str) else as_text(contents[piece]) or room_for(piece)
        for piece in pattern
    )
    said = values_in(pattern, text) or {}
    for tag, content in contents.items():
        if said.get(tag, "") != as_text(content):
            raise ValueError(f"「{shown(as_text(content))}」与格内其他文字混淆，无法读回。")
    return text


def written_tag(tag: Tag) -> str:
    """How ``[blanks]`` names a field: ``funds["其他资金"].weight`` or ``indicator.reason``."""
    return tag.term if tag.repeats else tag.where(0)
