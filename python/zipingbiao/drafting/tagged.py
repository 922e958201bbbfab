"""A part of a Word document with tags ⇄ a template of jinja2, all that is no tag kept as it is.

A tag that Word cut over several runs is put together in the first of them. A paragraph of
nothing but ``{% … %}`` stands for these tags alone, and so does a row of a table: what lies
between them is repeated or left out as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.ooxml import xmltext

#: What tags are written as in the template: signs that no text of a document contains then.
BLOCK, VALUE = ("\ue000%", "%\ue001"), ("\ue000=", "=\ue001")
#: In what comes out: here a new line begins.
LINE = "\ue002"
#: In what comes out: here a value ends.
END = "\ue003"
#: Comments are gone before there is a template.
COMMENT = ("\ue004#", "#\ue004")
_OWN = re.compile("[\ue000-\ue004]")

_TAG = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#.*?#\}", re.DOTALL)
_HALF = re.compile(r"\{\{|\{%|\{#|%\}|#\}")
#: What Word makes of the quotes and blanks that somebody types.
_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u3000": " "})
#: How much of a paragraph a message quotes.
_QUOTED = 20
#: A paragraph that holds one of these is more than its text.
_HOLDING = frozenset(("drawing", "pict", "object", "sectPr"))
#: Numbers that Word gives to each paragraph: no two may have the same.
_IDENTITIES = ("w14:paraId", "w14:textId")


class Spot(NamedTuple):
    """Where a tag stands: its line in the template, the paragraph as a person counts, the tag."""

    line: int
    paragraph: int
    tag: str


class HalfTag(ValueError):
    """A tag that is not written to its end; the spot says where."""

    def __init__(self, spot: Spot) -> None:
        super().__init__(spot.tag)
        self.spot = spot


class Source(NamedTuple):
    """A template, and where its tags stand in the document."""

    text: str
    spots: tuple[Spot, ...]

    def spot(self, line: int | None) -> Spot | None:
        """The tag of a line."""
        before = [one for one in self.spots if line is None or one.line <= line]
        return before[-1] if before else None


class _Piece(NamedTuple):
    """A tag (its kind, what stands in it), or a text."""

    text: str
    kind: str = ""
    whole: str = ""


@dataclass
class _Paragraph:
    """A paragraph: its tokens, those of its texts, and the pieces that each text is made of."""

    number: int
    start: int
    end: int = 0
    texts: list[int] = field(default_factory=list)
    holds_more: bool = False
    pieces: dict[int, list[_Piece]] = field(default_factory=dict)

    @property
    def all(self) -> list[_Piece]:
        """Its pieces, in their order."""
        return [piece for index in self.texts for piece in self.pieces[index]]

    @property
    def has_tags(self) -> bool:
        """Whether any tag stands in it."""
        return any(piece.kind for piece in self.all)

    @property
    def is_bare(self) -> bool:
        """Whether it is nothing but tags that print nothing; one without any text is not."""
        return not self.holds_more and self.has_tags and self.prints_nothing

    @property
    def prints_nothing(self) -> bool:
        """Whether neither a text nor a value stands in it."""
        return all(one.kind in ("%", "#") or not (one.kind or one.text.strip()) for one in self.all)


def has_tags(xml: str) -> bool:
    """Whether a part may hold tags at all."""
    return "{" in xml or "}" in xml


def template_of(xml: Sequence[str]) -> Source:
    """The template that the tokens of a part stand for. Raises HalfTag."""
    paragraphs, rows = _Survey(xml).result()
    for one in paragraphs:
        _cut(one, xml)
    bare = {one.start: (one.end, [one]) for one in paragraphs if one.is_bare}
    for start, end in rows:
        held = [one for one in paragraphs if start < one.start < end]
        if any(one.is_bare for one in held) and all(_says_nothing(one) for one in held):
            bare[start] = end, held
    return _Writer(xml, paragraphs, bare).source()


def _says_nothing(one: _Paragraph) -> bool:
    return one.prints_nothing and not one.holds_more


class _Survey:
    """One walk over the tokens: where paragraphs and rows are, which texts they hold."""

    def __init__(self, xml: Sequence[str]) -> None:
        self._xml = xml
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[tuple[int, int]] = []
        self._open: list[tuple[str, int]] = []
        self._within: list[_Paragraph] = []

    def result(self) -> tuple[list[_Paragraph], list[tuple[int, int]]]:
        """The paragraphs and the rows, in the order in which they begin."""
        root = next(index for index, _ in xmltext.starts(self._xml))
        prefix = xmltext.prefix_of(self._xml[root])
        for index, token in enumerate(self._xml):
            if xmltext.is_text(token):
                if self._within and self._open[-1][0] == "t":
                    self._within[-1].texts.append(index)
            elif xmltext.is_start(token) and not xmltext.is_empty(token):
                own = xmltext.prefix_of(token) == prefix
                self._begin(xmltext.local_name(token) if own else "", index)
            elif xmltext.is_end(token):
                self._finish(index)
            if self._within and xmltext.local_name(token) in _HOLDING:
                self._within[-1].holds_more = True
        return self._paragraphs, sorted(self._rows)

    def _begin(self, name: str, index: int) -> None:
        self._open.append((name, index))
        if name == "p":
            self._within.append(_Paragraph(len(self._paragraphs) + 1, index))
            self._paragraphs.append(self._within[-1])

    def _finish(self, index: int) -> None:
        name, start = self._open.pop() if self._open else ("", 0)
        if name == "p":
            self._within.pop().end = index + 1
        elif name == "tr":
            self._rows.append((start, index + 1))


def _cut(one: _Paragraph, xml: Sequence[str]) -> None:
    """Cut the texts of a paragraph into tags and what is none; each tag is where it begins."""
    said = [_plain(xml[index]) for index in one.texts]
    joined = "".join(said)
    one.pieces = {index: [] for index in one.texts}
    starts, at = [], 0
    for index, text in zip(one.texts, said, strict=True):
        starts.append((at, index))
        at += len(text)

    def put_text(begin: int, end: int) -> None:
        if half := _HALF.search(joined[begin:end]):
            opened = half[0].startswith("{")
            text = joined[begin + half.start() :] if opened else joined[begin : begin + half.end()]
            raise HalfTag(Spot(0, one.number, text[:_QUOTED] if opened else text[-_QUOTED:]))
        for (first, index), text in zip(starts, said, strict=True):
            low, high = max(begin, first), min(end, first + len(text))
            if low < high:
                one.pieces[index].append(_Piece(joined[low:high]))

    last = 0
    for match in _TAG.finditer(joined):
        put_text(last, match.start())
        index = next(index for first, index in reversed(starts) if first <= match.start())
        one.pieces[index].append(_piece(match))
        last = match.end()
    put_text(last, len(joined))


def _plain(token: str) -> str:
    if token.startswith("<![CDATA["):
        return token[9:-3]
    return xmltext.unescape(token)


def _piece(match: re.Match[str]) -> _Piece:
    value, block = match[1], match[2]
    if value is None and block is None:
        return _Piece("", "#", match[0])
    inside = (value if value is not None else block).translate(_TYPED)
    if inside[:1] in "-+":
        inside = inside[1:]
    if inside[-1:] in ("-", "+"):
        inside = inside[:-1]
    return _Piece(_OWN.sub("", inside), "=" if value is not None else "%", match[0])


class _Writer:
    """Writes the template, and notes on which line of it each tag stands."""

    def __init__(
        self,
        xml: Sequence[str],
        paragraphs: Sequence[_Paragraph],
        bare: dict[int, tuple[int, list[_Paragraph]]],
    ) -> None:
        self._xml = xml
        self._bare = bare
        self._of = {index: one for one in paragraphs if one.has_tags for index in one.texts}
        self._lines = 1
        self._said: list[str] = []
        self._spots: list[Spot] = []

    def source(self) -> Source:
        """The template."""
        index = 0
        while index < len(self._xml):
            if index in self._bare:
                index, held = self._bare[index]
                for one in held:
                    self._tags(one, one.all)
                continue
            if index in self._of:
                self._tags(self._of[index], self._of[index].pieces[index])
            else:
                self._put(self._token(index))
            index += 1
        return Source("".join(self._said), tuple(self._spots))

    def _token(self, index: int) -> str:
        token = self._xml[index]
        if xmltext.is_start(token):
            for name in _IDENTITIES:
                token = xmltext.with_attribute(token, name, None)
            if index + 1 in self._of:
                token = xmltext.with_attribute(token, "xml:space", "preserve")
        return token

    def _tags(self, one: _Paragraph, pieces: Sequence[_Piece]) -> None:
        for piece in pieces:
            if piece.kind in ("%", "="):
                before, behind = BLOCK if piece.kind == "%" else VALUE
                # A line of its own, by which the tag is known where it fails.
                self._said.append(before)
                self._put("\n", guarded=False)
                self._spots.append(Spot(self._lines, one.number, piece.whole))
                self._put(piece.text, guarded=False)
                self._said.append(f" {behind}")
            elif not piece.kind:
                self._put(xmltext.escape(piece.text))

    def _put(self, text: str, *, guarded: bool = True) -> None:
        if guarded:
            text = _OWN.sub(lambda found: f"&#x{ord(found[0]):X};", text)
        self._lines += text.count("\n")
        self._said.append(text)


def told(spot: Spot | None) -> str:
    """A place as a message says it."""
    return "" if spot is None else f"第 {spot.paragraph} 段「{_short(spot.tag)}」"


def _short(text: str) -> str:
    return text if len(text) <= 2 * _QUOTED else f"{text[: 2 * _QUOTED]}…"


def pieces_of(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """A text cut at what a pattern finds, each with whether it was found."""
    last = 0
    for match in pattern.finditer(text):
        if match.start() > last:
            yield text[last : match.start()], False
        yield match[0], True
        last = match.end()
    if last < len(text):
        yield text[last:], False
