"""The files of a learned layout, and whether they hold what they should."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from zipingbiao.errors import ZpbError
from zipingbiao.interchange import form_data, forms_in
from zipingbiao.layouts import Layout, form_reader, load_layout
from zipingbiao.layouts.layout import FORM, SETTINGS
from zipingbiao.learn.frame import blank_of, sample_of
from zipingbiao.model import SELF_EVALUATION, SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.template.reading.read import FormReader
from zipingbiao.template.reading.vocabulary import Words

BLANK, SAMPLE = "blank.json", "sample.json"
#: What a clerk has to say, as nothing on the form says it.
TO_FILL = "（请填写）"
#: So many labels say which form it is.
_MOST_REQUIRED = 6
#: What a layout is first of where the form names no year.
SOME_YEAR = 2020
_EXPLAINED = {
    "id": "版式代号，命令行里用它",
    "title": "表名",
    "region": "适用地区，请填写",
    "years": "适用年度：一个数表示自该年起沿用至今",
    "basis": "依据的文号或表样，请填写",
    "extends": "没有写的照这个版式，它认得的栏目写法这里也认得",
    "kind": "表的类别",
    "money_unit": "空白表的金额单位",
    "blank": "空白表上已经印好的内容",
}
_HEAD = """\
# 版式说明：从填好的表学来，与同一文件夹里的 form.xlsx（表样）配套。
# 财务人员可以直接修改本文件；“#” 后面是说明，不起作用。

"""
_REQUIRES = "\n# 缺了下列任何一个栏目名称（或其别名），就不是这张表。\n"
_ALIASES = """
# 别名：左边是表样上的栏目名称，右边是其他写法。
[aliases]
"""


def write_folder(
    folder: Path, book: bytes, form: SelfEvaluation, title: str, base: str | None, words: Words
) -> Layout:
    """Write the files of a layout. ``base`` is the one that it extends. Raises TemplateError."""
    (folder / FORM).write_bytes(book)
    settings = _settings(folder.name, form, title, base)
    (folder / SETTINGS).write_text(_toml(settings, ()), "utf-8")
    layout = load_layout(folder)
    (folder / SETTINGS).write_text(_toml(settings, list(_required(layout))), "utf-8")
    layout = load_layout(folder)
    _write_json(folder / BLANK, blank_of(form, layout, words.groups))
    _write_json(folder / SAMPLE, sample_of(layout, form.year or SOME_YEAR))
    return layout


def _settings(name: str, form: SelfEvaluation, title: str, base: str | None) -> Mapping[str, Any]:
    settings: dict[str, Any] = {
        "id": name,
        "title": title,
        "region": TO_FILL,
        "years": [form.year or SOME_YEAR],
        "basis": TO_FILL,
        "blank": BLANK,
    }
    if base is not None:
        settings["extends"] = base
    if form.kind != SELF_EVALUATION:
        settings["kind"] = form.kind
    if form.header.money_unit:
        settings["money_unit"] = form.header.money_unit
    return settings


def _toml(settings: Mapping[str, Any], required: Sequence[str]) -> str:
    lines = (
        f"{name} = {_quoted(settings[name])}   # {told}\n"
        for name, told in _EXPLAINED.items()
        if name in settings
    )
    requires = f"{_REQUIRES}requires = {_quoted(list(required))}\n" if required else ""
    return f"{_HEAD}{''.join(lines)}{requires}{_ALIASES}"


def _quoted(value: object) -> str:
    """A value as TOML writes it: as JSON does, but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _required(layout: Layout) -> Iterator[str]:
    """The labels that make it this form: the heads of its tables, but for those of the levels."""
    shape = layout.shape
    heads = [
        shape.labels[slot.heads[0]].text
        for one in sorted(shape.lists, key=lambda one: one.item != "indicator")
        for slot in one.slots
        if slot.heads and slot.tag.part is None and not slot.tag.name.startswith("level")
    ]
    yield from list(dict.fromkeys(heads))[:_MOST_REQUIRED]


def _write_json(path: Path, data: object) -> None:
    path.write_text(_json(data) + "\n", "utf-8")


def _json(value: object, margin: str = "") -> str:
    """JSON as people write it: what is short stands on one line, a row of a list on its own."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not _has_rows(value):
        return line
    inner = f"{margin}  "
    ends = "{}" if isinstance(value, dict) else "[]"
    items = (
        (f"{json.dumps(key)}: {_json(one, inner)}" for key, one in value.items())
        if isinstance(value, dict)
        else (_json(one, inner) for one in value)
    )
    body = ",\n".join(f"{inner}{item}" for item in items)
    return f"{ends[0]}\n{body}\n{margin}{ends[1]}"


def _has_rows(value: object) -> bool:
    """Whether something in it is a list of records."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(
        (isinstance(one, list) and any(isinstance(row, dict) for row in one)) or _has_rows(one)
        for one in inner
    ) or (isinstance(value, list) and any(isinstance(row, dict) for row in value))


# Whether it holds


def tried(layout: Layout, form: SelfEvaluation, layouts: Mapping[str, Layout]) -> Iterator[str]:
    """What is not yet right: forms are written by the layout, and read back among all others."""
    told: set[str] = set()
    for problem in _problems(layout, form, layouts):
        plain = re.sub(r"\[\d+\]", "", problem)
        if plain not in told:
            told.add(plain)
            yield plain


def _problems(layout: Layout, form: SelfEvaluation, layouts: Mapping[str, Layout]) -> Iterator[str]:
    """Each thing that is not yet right."""
    reader = form_reader({layout.id: layout, **layouts})
    sample = forms_in(json.loads((layout.folder / SAMPLE).read_text("utf-8")))[0]
    own = replace(form, layout=layout.id, kind=layout.kind)
    for one in (replace(sample, kind=layout.kind), own):
        try:
            yield from _differences(layout, one, reader)
        except ZpbError as error:
            where = error.place.field or error.place.cell or ""
            yield f"有的内容填不进去（{where}）：{_without_quotes(error.reason)}"


def _differences(layout: Layout, form: SelfEvaluation, reader: FormReader) -> Iterator[str]:
    data = layout.write([form], given=True).data
    sheets = open_workbook_bytes(data, FORM).sheets
    back = [one for sheet in sheets for one in reader.read(sheet, FORM)]
    if [one.layout for one in back] != [layout.id]:
        found = "、".join(one.layout for one in back) or "没有读出表"
        yield f"填好后没有认作这个版式（{found}）。"
        return
    wanted, got = (dict(_leaves(form_data(one))) for one in (layout.writer.held(form), back[0]))
    for path in sorted({*wanted, *got}):
        if wanted.get(path) != got.get(path):
            yield f"填好再读，{path} 不一样，请核对它的标签。"


def _without_quotes(reason: str) -> str:
    """A reason without what it quotes, which may be what was filled in."""
    return re.sub("「[^」]*」", "其中的内容", reason)


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if path or name not in ("source", "cells"):
                yield from _leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    elif value is not None:
        yield path, value
