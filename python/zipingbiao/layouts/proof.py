"""Proof-read what was filled in: a text that would be read as something else is refused by name.

A text that says nothing to the reader cannot change how a sheet is read (plans of sheets are used
again on that ground), so only forms with texts that do are read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from zipingbiao.errors import shown
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.template.reading.read import FormReader
from zipingbiao.template.writing.capacity import refusal
from zipingbiao.template.writing.render import FormWriter, Rendered
from zipingbiao.values.text import fold

#: The fields whose texts are labels by nature, and what a label in them may be.
_GROUPS = frozenset({"level1", "level2"})
_SOURCE = "source"
#: No texts of the sheet.
_NOT_WRITTEN = frozenset({"layout", "kind"})
_FILE = "form.xlsx"


def prove(
    reader: FormReader,
    writer: FormWriter,
    forms: Sequence[SelfEvaluation],
    rendered: Rendered,
    *,
    given: bool,
) -> None:
    """Raises RenderError naming a text that would not be read back.

    ``rendered`` holds the forms, one a sheet. ``given``: nothing was computed, so nothing else
    may differ either.
    """
    doubtful = [list(_doubtful(reader, form)) for form in forms]
    if not any(doubtful):
        return
    sheets = open_workbook_bytes(rendered.data, _FILE).sheets
    for number, (form, texts, sheet) in enumerate(zip(forms, doubtful, sheets, strict=True)):
        wanted = dict(leaves(writer.held(form)))
        back = reader.read(sheet, _FILE) if texts else []
        read = dict(leaves(back[0])) if len(back) == 1 else {}
        lost = [path for path in texts if read.get(path) != wanted.get(path)]
        if not lost and given and read != wanted:
            lost = texts
        if lost:
            path = f"forms[{number}].{lost[0]}" if len(forms) > 1 else lost[0]
            text = shown(str(dict(leaves(form))[lost[0]]))
            raise refusal(path, f"「{text}」与表上的栏目名称一样，读回时会弄错。")


def _doubtful(reader: FormReader, form: SelfEvaluation) -> Iterator[str]:
    """The fields whose texts say something to the reader."""
    for path, value in leaves(form):
        if isinstance(value, str) and not _is_at_home(reader, path, value) and reader.tells(value):
            yield path


def _is_at_home(reader: FormReader, path: str, text: str) -> bool:
    """Whether a text is a label of the kind that its field is for: 数量指标 as a level 2."""
    name = path.rpartition(".")[2]
    if name == "title":
        return True
    if name in _GROUPS:
        return reader.words.is_group(fold(text))
    return name == _SOURCE and reader.words.key_item(fold(text)) == "fund"


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The fields of a form that count, and how long its lists are."""
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        yield f"{path}.length", len(value)
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif is_dataclass(value):
        for one in fields(value):
            if one.compare and one.name not in _NOT_WRITTEN:
                inner = f"{path}.{one.name}" if path else one.name
                yield from leaves(getattr(value, one.name), inner)
    elif value not in (None, ()):
        yield path, value
