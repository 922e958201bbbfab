"""Rows of long lists as XML in which nothing stands that need not.

A blank cell is not written, and a cell beside its neighbour has no address of its own. A text
that comes again in the rows of one form is shared; a formula stands in the first row of the list,
the others name it. Both are settled when the rows are put in their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import NamedTuple, cast

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import column_name
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.template.compiled import TemplateCell
from zipingbiao.template.formulas import OWN_ROW_MARK
from zipingbiao.template.writing.contents import Stream
from zipingbiao.template.writing.heights import height, heighten, heighten_all
from zipingbiao.template.writing.markup import (
    LONGEST_TEXT,
    Bodies,
    content_body,
    formula_body,
    height_text,
)
from zipingbiao.template.writing.shaping import LiveCell, RowStep
from zipingbiao.values.numbers import write_number

#: Stands on both sides of a text that is shared: no XML holds it.
_SHARE = "\x04"
_PLAIN_TEXT = ' t="str"><v>%s</v></c>'
_SHARED_TEXT = f' t="s"><v>{_SHARE}%s{_SHARE}</v></c>'
#: Takes a value and writes nothing.
_NOTHING = "%.0s"
#: A text is shared where its column has it so often on the average.
_OFTEN = 2
#: Between texts that are looked at together, and what is not plain in them.
_BESIDE = "|"
_UNPLAIN = re.compile(r"[&<>]|_x|  | \||\| ")
#: The body of a blank cell.
_BLANK = "/>"
_TEXT, _END = ' t="inlineStr"><is><t>', "</t></is></c>"
_ITEM = re.compile(r"<si[ />]")
_COUNTS = re.compile(r' (?:c|uniqueC)ount="\d+"')


class _Plain(Bodies):
    """Contents as XML in fewer letters; nothing for a blank."""

    most = 2_000

    def written(self, content: Scalar) -> str:
        """A text stands as formulas write it, where no white space could be lost."""
        body = content_body(content)
        if body == _BLANK:
            return ""
        if body.startswith(_TEXT):
            return _PLAIN_TEXT % body[len(_TEXT) : -len(_END)]
        return body


class _Shared(_Plain):
    """As `_Plain`, with texts to be shared."""

    def written(self, content: Scalar) -> str:
        """A text stands between marks."""
        body = super().written(content)
        if not body.startswith(' t="str"'):
            return body
        return _SHARED_TEXT % body[len(' t="str"><v>') : -len("</v></c>")]


class _Cell(NamedTuple):
    """A cell of the row: what is written before its body where its neighbour stands, or does not.

    ``fixed`` is the body of one that is the same in each row, ``formula`` the name of its formula.
    """

    column: int
    near: str
    far: str
    fixed: str
    live: LiveCell | None
    formula: str


class _Column(NamedTuple):
    """A cell in all copies of its row: ``text`` with a place for its ``values``.

    It has no place where there are no ``values``: all copies are alike. ``filled`` says in which
    copies it is written; None is in all of them.
    """

    cell: _Cell
    text: str
    values: Sequence[object] | None = None
    filled: Sequence[bool] | None = None


class CompactRow:
    """A row that repeats, ready to be written."""

    def __init__(self, step: RowStep) -> None:
        settings = "".join(
            f" {name}={xmltext.quoted(value)}"
            for name, value in step.row.settings.items()
            if name not in ("ht", "customHeight", "spans")
        )
        self._head = f'<row r="{OWN_ROW_MARK}"{settings}'
        self._height = step.row.height
        names = _formula_names(step)
        live = {cell.column: cell for cell in step.live}
        self._cells = [
            _cell(cell, live.get(cell.column), names.get(cell.column, ""))
            for cell in step.row.cells
        ]
        self._plain, self._shared = _Plain(), _Shared()

    def texts(self, columns: Mapping[int, Sequence[Scalar]], count: int) -> list[str]:
        """So many copies of the row; ``columns`` have the values of its cells, by number."""
        heights = [self._height] * count
        every = (self._column(cell, columns, heights, count) for cell in self._cells)
        written = [one for one in every if one is not None]
        heads = {points: height_text(points) for points in set(heights)}
        values = (one.values for one in written if one.values is not None)
        rows = zip(map(heads.__getitem__, heights), *values, strict=True)
        partly = [one.filled for one in written if one.filled is not None]
        if not partly:
            text = self._text(written, ())
            return [text % row for row in rows]
        filled = list(zip(*partly, strict=True))
        texts = {one: self._text(written, one) for one in set(filled)}
        return [texts[one] % row for one, row in zip(filled, rows, strict=True)]

    def _text(self, written: Iterable[_Column], filled: Iterable[bool]) -> str:
        """A row with places for its height and for what each column has in it."""
        pieces = [self._head.replace("%", "%%"), "%s>"]
        there = iter(filled)
        left = 0
        for one in written:
            if one.filled is not None and not next(there):
                pieces.append(_NOTHING)
                continue
            cell = one.cell
            pieces += (cell.near if cell.column == left + 1 else cell.far, one.text)
            left = cell.column
        return "".join((*pieces, "</row>"))

    def _column(
        self,
        cell: _Cell,
        columns: Mapping[int, Sequence[Scalar]],
        heights: list[float],
        count: int,
    ) -> _Column | None:
        """One cell in all copies; None where it is blank in all of them."""
        if cell.live is None:
            return _same_column(cell, cell.fixed)
        values = columns[cell.column]
        kinds = set(map(type, values))
        if kinds == {NoneType} and not cell.formula:
            return None
        if len(kinds) == 1 and values.count(values[0]) == count:
            return _same_column(cell, self._body(cell, cell.live, values[0], heights))
        if cell.formula:
            return _formula_column(cell, values, kinds)
        if kinds <= {str, NoneType}:
            return self._texts_column(cell, cell.live, cast(Sequence[str | None], values), heights)
        if kinds <= {int, float, NoneType}:
            figures = cast(Sequence[float | None], values)
            written = ["" if one is None else write_number(one) for one in figures]
            return _Column(cell, "><v>%s</v></c>", written, _filled(written))
        if cell.live.letters:
            heighten(heights, values, cell.live.letters, cell.live.size)
        bodies = [self._plain[value] for value in values]
        return _Column(cell, "%s", bodies, _filled(bodies))

    def _body(self, cell: _Cell, live: LiveCell, value: Scalar, heights: list[float]) -> str:
        """What stands in all copies of a cell."""
        if cell.formula:
            return formula_body(cell.formula, value)
        if not isinstance(value, str):
            return content_body(value)
        if live.letters:
            heighten_all(heights, value, live.letters, live.size)
        is_shared = len(heights) > _OFTEN and not isinstance(value, CellError)
        return (self._shared if is_shared else self._plain)[value]

    def _texts_column(
        self,
        cell: _Cell,
        live: LiveCell,
        values: Sequence[str | None],
        heights: list[float],
    ) -> _Column | None:
        given = list(filter(None, values))
        if not given:
            return None
        plain = _are_plain(given)
        is_short = plain and max(map(len, given)) <= live.letters
        if live.letters and not (is_short and height(1, live.size) <= min(heights)):
            heighten(heights, values, live.letters, live.size)
        again = len(values) > _OFTEN * len(set(values))
        if plain:
            return _Column(cell, _SHARED_TEXT if again else _PLAIN_TEXT, values, _filled(values))
        known = self._shared if again else self._plain
        bodies = [known[value] for value in values]
        return _Column(cell, "%s", bodies, _filled(bodies))


def _formula_column(cell: _Cell, values: Sequence[Scalar], kinds: set[type]) -> _Column:
    if kinds == {str} and _are_plain(cast(Sequence[str], values)):
        return _Column(cell, f' t="str">{cell.formula}<v>%s</v></c>', values)
    return _Column(cell, "%s", [formula_body(cell.formula, value) for value in values])


def _same_column(cell: _Cell, body: str) -> _Column | None:
    """A cell with one body in all copies; None where there is none to write."""
    return _Column(cell, body.replace("%", "%%")) if body and body != _BLANK else None


def _filled(values: Sequence[object]) -> list[bool] | None:
    """Where something stands; None where it does everywhere."""
    return None if all(values) else list(map(bool, values))


def _are_plain(texts: Sequence[str]) -> bool:
    """Whether texts are XML as they are, and no white space could be lost."""
    joined = _BESIDE.join(texts)
    return (
        len(joined) <= LONGEST_TEXT
        and joined.isprintable()
        and not (joined.startswith(" ") or joined.endswith(" "))
        and not _UNPLAIN.search(joined)
    )


def _cell(cell: TemplateCell, live: LiveCell | None, formula: str) -> _Cell:
    style = f' s="{cell.style}"' if cell.style else ""
    kind = f' t="{cell.kind}"' if cell.kind else ""
    fixed = f"{kind}>{cell.markup}</c>" if cell.markup and live is None else ""
    far = f'<c r="{column_name(cell.column)}{OWN_ROW_MARK}"{style}'
    # Some programs ask the cell of a formula for its address.
    near = far if formula else f"<c{style}"
    return _Cell(cell.column, near, far, fixed, live, formula)


def _formula_names(step: RowStep) -> dict[int, str]:
    """What a row says for each of its formulas, by column."""
    columns = [cell.column for cell in step.live if cell.formula is not None]
    return {column: f'<f t="shared" si="{at}"/>' for at, column in enumerate(columns)}


class SharedTexts:
    """The shared texts of a workbook: those of its template, then those of its lists.

    ``part`` is the template's, as XML; None where it has none, and nothing can be shared.
    """

    def __init__(self, part: str | None) -> None:
        self._part = part
        self._numbers = _Numbers(len(_ITEM.findall(part or "")))

    def settled(self, text: str) -> str:
        """A row, with the numbers of its shared texts."""
        if self._part is None:
            return text.replace(f't="s"><v>{_SHARE}', 't="str"><v>').replace(_SHARE, "")
        pieces = text.split(_SHARE)
        pieces[1::2] = map(self._numbers.__getitem__, pieces[1::2])
        return "".join(pieces)

    def pieces(self) -> Iterator[str]:
        """The part with all of them."""
        before, end, after = (self._part or "").rpartition("</sst>")
        yield _COUNTS.sub("", before, count=2)
        yield from (f"<si><t>{text}</t></si>" for text in self._numbers)
        yield end + after


class _Numbers(dict[str, str]):
    """Texts by their numbers, as cells write them."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self._first = first

    def __missing__(self, text: str) -> str:
        number = self[text] = str(self._first + len(self))
        return number


def placed(stream: Stream, step: RowStep, texts: SharedTexts) -> Iterator[str]:
    """The rows of a stream where they belong."""
    names = _formula_names(step)
    rows: Iterable[str] = stream.texts
    if stream.bare:
        rows = (_bare(text, step, names) for text in rows)
    for number, text in enumerate(rows, start=step.first):
        row = texts.settled(text) if _SHARE in text else text
        if number == step.first:
            row = _with_formulas(row, step, names, step.first + len(stream) - 1)
        yield row.replace(OWN_ROW_MARK, str(number))


def _with_formulas(text: str, step: RowStep, names: dict[int, str], last: int) -> str:
    """The first row: here the formulas of all rows stand."""
    for cell in step.live:
        if cell.formula is None:
            continue
        letters = column_name(cell.column)
        area = f"{letters}{OWN_ROW_MARK}:{letters}{last}"
        start = names[cell.column].replace("<f ", f'<f ref="{area}" ').replace("/>", ">")
        alone = last == step.first
        full = cell.formula if alone else cell.formula.replace("<f>", start, 1)
        text = text.replace(names[cell.column], full)
    return text


def _bare(text: str, step: RowStep, names: dict[int, str]) -> str:
    """A row with values in place of its formulas; what was a link looks like any text."""
    for cell in step.row.cells:
        name = names.get(cell.column)
        if name is not None:
            if "HYPERLINK(" in (cell.formula or ""):
                text = text.replace(f' s="{cell.style}" t="str">{name}', f' t="str">{name}')
            text = text.replace(name, "")
    return text
