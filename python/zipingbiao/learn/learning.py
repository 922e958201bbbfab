"""Learn the layout of a filled form: a folder that makes, reads and merges forms like it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import (
    CURES,
    CallError,
    OutputError,
    Place,
    TemplateError,
    no_such_path,
    shown,
    system_reason,
)
from zipingbiao.layouts import Layout, find_layouts, form_reader, get_layout
from zipingbiao.learn.folder import SOME_YEAR, TO_FILL, tried, write_folder
from zipingbiao.learn.sheet import Anew, sheet_anew
from zipingbiao.learn.tagged import Tagged
from zipingbiao.learn.tagging import tagged
from zipingbiao.learn.titles import Title, learned_title
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.opening import book_of_document, open_workbook_bytes, read_file
from zipingbiao.ooxml.sheetnames import sheet_names
from zipingbiao.ooxml.sniff import Kind, verdict
from zipingbiao.places import own_templates, template_folders
from zipingbiao.template.reading.finding import FIT_GOOD, Found
from zipingbiao.template.reading.read import FormReader

REPORT = "说明.txt"
#: Workbooks whose looks we can't take over.
_WITHOUT_LOOKS = frozenset({Kind.XLS, Kind.XLSB, Kind.ODS, Kind.FODS, Kind.XML2003})
#: So many places of forms are named.
_MOST_NAMED = 3


class Learned(NamedTuple):
    """What was learned: the folder, what was understood, what is asked."""

    folder: Path
    told: tuple[str, ...]
    asks: tuple[str, ...]


class _Source(NamedTuple):
    """The form that is learned from."""

    data: bytes
    sheet: Sheet
    found: Found
    form: SelfEvaluation


def learn(
    path: Path,
    folder: Path,
    like: str | None = None,
    layouts: Mapping[str, Layout] | None = None,
    *,
    only_new: bool = False,
) -> Learned:
    """Make a layout of a filled form. ``like`` names the one of the layouts whose words hold.

    Raises CallError where the folder is there already, where the file holds no form or several, or
    with ``only_new`` one that is wholly known; UnreadableFile and SkippedFileError where it is no
    workbook; OutputError.
    """
    name = folder.resolve().name
    _check_folder(folder, name)
    layouts = find_layouts() if layouts is None else layouts
    known = layouts if like is None else {like: get_layout(like, layouts)}
    reader = form_reader(known)
    source = _source(path, reader)
    if only_new:
        _refuse_known(source, layouts)
    title = learned_title(source.form, reader.words)
    made = tagged(source.sheet, source.form, source.found.plan, title, reader.words)
    base = _base(source.found, like)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".zpb-") as draft_folder:
            draft = Path(draft_folder) / name
            draft.mkdir()
            layout = _written(draft, source, made, title, base, reader)
            others = {key: one for key, one in layouts.items() if key != name}
            asks = (*_asked(made), *tried(layout, source.form, others))
            learned = Learned(folder, tuple(_told(source, made, base, layouts, name)), asks)
            (draft / REPORT).write_text(report(learned), "utf-8")
            os.rename(draft, folder)
    except OSError as error:
        raise OutputError(
            f"版式文件夹写不进去（{system_reason(error)}）。", Place(str(folder))
        ) from None
    return learned


def _check_folder(folder: Path, name: str) -> None:
    if folder.exists() or folder.is_symlink():
        cure = "请换一个文件夹名；已有的版式不会被改写。"
        raise CallError("文件夹已经存在。", Place(str(folder)), cure)
    if not name or name.startswith(".") or not name.isprintable():
        cure = "请用小写字母、数字和连字符，如 hubei-project。"
        raise CallError(f"「{shown(name)}」不能作版式代号。", Place(str(folder)), cure)


# The form that is learned from


def _source(path: Path, reader: FormReader) -> _Source:
    """The one form of a file. Raises CallError where there are several, or none."""
    place = Place(str(path))
    if path.is_dir():
        raise CallError("这是一个文件夹，要给一张填好的表。", place, "请写出其中一个 .xlsx 文件。")
    if not path.exists():
        raise no_such_path(path)
    data = read_file(path, str(path))
    if verdict(path.name, data).kind in _WITHOUT_LOOKS:
        cure = "请用 Excel 或 WPS 打开，另存为 .xlsx 再学。"
        raise CallError("只能从 .xlsx 或文档学版式，别的格式里没有完整的样子。", place, cure)
    made = book_of_document(data, str(path))
    data, name = (made, f"{path}.xlsx") if made else (data, str(path))
    book = open_workbook_bytes(data, name)
    sources = [
        _Source(data, sheet, one, form)
        for sheet in book.sheets
        if not sheet.hidden
        for one, form in reader.located(sheet, path.name)
    ]
    if not sources:
        reason = "文件里没有认出自评表：没有「三级指标」「指标值」「得分」这样的一行栏目名称。"
        cure = "请确认选的是一张填好的自评表；如表头是图片或在批注里，请先打成文字。"
        raise CallError(reason, place, cure)
    if len(sources) > 1:
        places = "、".join(
            f"{one.sheet.name}!{one.form.source.range}" for one in sources[:_MOST_NAMED]
        )
        more = "等" if len(sources) > _MOST_NAMED else ""
        reason = f"文件里有 {len(sources)} 张表（{places}{more}），不知道学哪一张。"
        raise CallError(reason, place, "请另存一份，只留下一张表，再学。")
    return sources[0]


def _refuse_known(source: _Source, layouts: Mapping[str, Layout]) -> None:
    """Raise CallError for a form of which a layout has all; where reading it left nothing that
    learning would mend. A second one would only be read in the place of the first.
    """
    near = source.found.nearest
    if source.found.form is None or near is None or near.share < 1:
        return
    if any("「学习版式」" in CURES.get(one.code or "", "") for one in source.form.faults):
        return
    known = layouts[near.form.layout]
    name = known.id if known.region == TO_FILL else f"{known.title}（{known.region}）"
    reason = f"这张表就是「{name}」，程序认得，没有另学。"
    raise CallError(reason, cure="确要照它另做一份的，请用命令 zpb learn。")


def _base(found: Found, like: str | None) -> str | None:
    """The layout that a learned one extends; None where its own words are all that is known."""
    return like or (found.form.layout if found.form is not None else None)


# What is written


def _written(
    draft: Path, source: _Source, made: Tagged, title: Title, base: str | None, reader: FormReader
) -> Layout:
    """The files of the layout. Raises CallError where its form can't be a template."""
    anew = Anew(
        name=sheet_names([title.plain])[0],
        area=made.area,
        says=made.says,
        dropped=frozenset(made.dropped),
        notes={address: "{{ title }}" for address in source.found.plan.title[:1]},
        kinds=made.kinds,
        alike=made.alike,
        heads=made.heads,
    )
    book = sheet_anew(source.data, source.sheet.name, anew)
    try:
        return write_folder(draft, book, source.form, title.plain, base, reader.words)
    except TemplateError as error:
        place = Place(source.form.source.path, source.sheet.name, error.place.cell)
        cure = "请照《制作版式》手工做这一张，或告诉我们。"
        raise CallError(f"这张表学不成版式：{error.reason}", place, cure) from None


def _asked(made: Tagged) -> Iterator[str]:
    """The questions, by the cells of the learned form."""
    rows = Anew("", made.area, made.says, frozenset(made.dropped))
    for cells, text in made.asks:
        yield f"{'、'.join(map(rows.place, cells.split('、')))}：{text}"


def _told(
    source: _Source, made: Tagged, base: str | None, layouts: Mapping[str, Layout], name: str
) -> Iterator[str]:
    """What was understood. Nothing in it is what somebody filled in."""
    form = source.form
    nearest = source.found.nearest
    if nearest is not None and source.found.form is not None and nearest.share >= FIT_GOOD:
        known = nearest.form.layout
        yield f"这张表与已有的版式 {known} 吻合 {nearest.share:.0%}，多半不必另学。"
    elif base is not None:
        yield f"没有写的照版式 {base}。"
    tags = sum(text.count("{{") for text in made.says.values())
    rows = f"资金 {len(form.funds)} 行、目标 {len(form.goals)} 条、指标 {len(form.indicators)} 个"
    yield f"认出{rows}，共写了 {tags} 个标签；填写的内容都去掉了。"
    yield f"请在 layout.toml 里填上 region（地区）和 basis（依据）两行，现在写的是「{TO_FILL}」。"
    if form.year is None:
        yield f"表上没有年度，layout.toml 的 years 先写了 {SOME_YEAR}，请改成适用的年度。"
    if name in layouts:
        yield f"已有名为 {name} 的版式；放进您自己的版式文件夹后，以这一个为准。"


def report(learned: Learned) -> str:
    """What was understood and what is asked, as text."""
    asks = [f"{number}. {one}" for number, one in enumerate(learned.asks, 1)]
    asked = ["", "请核对：", *asks] if asks else ["", "没有要核对的。"]
    return "\n".join([*learned.told, *asked, "", *where_to_put(learned.folder)]) + "\n"


def where_to_put(folder: Path) -> Sequence[str]:
    """How the program comes to know the layout."""
    name = folder.resolve().name
    if folder.resolve().parent in {home.resolve() for home in template_folders()}:
        return (f"现在就能用：zpb new {name} -o 空白表.xlsx；读取、检查、汇总都认得它。",)
    return (f"把文件夹放到 {own_templates()} 里，新建、读取、检查、汇总就都认得它。",)
