"""Law 1 on Word: what is exported as a document is read back as the same form."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import forms
from zipingbiao.errors import Fault, Place, RenderError
from zipingbiao.export.exporting import Exporter, bound, single
from zipingbiao.export.proving import compared
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import Layout, find_layouts, form_reader
from zipingbiao.layouts.proof import leaves
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.ooxml.origin import origin_of

LAYOUTS = find_layouts()
READER = form_reader(LAYOUTS)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def nowhere(path: str) -> bytes:
    raise AssertionError(f"{path} is opened, and the layout says all")


EXPORTER = Exporter(nowhere)


def samples(layout: Layout) -> list[SelfEvaluation]:
    """The sample forms of a layout."""
    path = layout.folder / "sample.json"
    return [
        replace(form, layout=layout.id) for form in forms_in(json.loads(path.read_text("utf-8")))
    ]


def exported(form: SelfEvaluation) -> bytes:
    """A form as a document of its own."""
    return single(EXPORTER.printed(form, [form], "标题"), "ab" * 32)


def read_back(data: bytes) -> list[SelfEvaluation]:
    return [
        form
        for sheet in open_workbook_bytes(data, "form.docx").sheets
        for form in READER.read(sheet, "form.docx")
    ]


def body_of(data: bytes) -> ElementTree.Element:
    """The body of a document."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    assert body is not None
    return body


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_sample_is_read_back_as_it_was(name: str) -> None:
    for form in samples(LAYOUTS[name]):
        (back,) = read_back(exported(form))
        held = LAYOUTS[name].writer.held(form)
        assert dict(leaves(back)) == dict(leaves(held))
        assert back.layout == name


@pytest.mark.parametrize("name", ["national-project", "liaoning-department", "sichuan-payments"])
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_any_form_is_read_back_or_refused_by_name(name: str, data: st.DataObject) -> None:
    form = data.draw(forms(LAYOUTS[name]))
    refused: RenderError | None = None
    try:
        LAYOUTS[name].write([form], given=True)
        document = exported(form)
    except RenderError as error:
        refused = error
    if refused is not None:
        assert refused.place.field, "a refusal names the field"
        return
    assert compared(LAYOUTS[name].writer.held(form), read_back(document)).lost == ()


def test_a_number_that_the_form_shows_rounded_is_told() -> None:
    (form, *_) = samples(LAYOUTS["national-project"])
    first = replace(form.funds[0], rate=0.85691234)
    form = replace(form, funds=(first, *form.funds[1:]))
    printed = EXPORTER.printed(form, [form], "标题")
    assert "funds[0].rate" in printed.told[0]
    (back,) = read_back(single(printed, ""))
    assert back.funds[0].rate == 0.8569


def test_what_was_not_read_of_the_original_is_told_to_be_missing() -> None:
    (form, *_) = samples(LAYOUTS["national-project"])
    unread = Fault("ZPB932", Place("甲.xlsx", "表", "M9"), "文字没有读出。", "warn")
    printed = EXPORTER.printed(replace(form, faults=(unread,)), [form], "标题")
    assert printed.told == ("原件里有 1 处没有读出，导出的文档里没有这些内容，请核对。",)


def test_equal_forms_give_equal_bytes_and_no_time_stands_in_them() -> None:
    (form, *_) = samples(LAYOUTS["national-project"])
    data = exported(form)
    assert data == exported(form)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_document_says_what_it_was_made_of_and_that_nobody_touched_it() -> None:
    (form, *_) = samples(LAYOUTS["hebei-project"])
    data = exported(form)
    origin = origin_of(data)
    assert origin is not None
    assert origin.is_copy_of("ab" * 32)
    assert origin.is_untouched(open_workbook_bytes(data, "form.docx").sheets)


def test_all_in_one_each_form_begins_on_a_page_and_stands_in_the_contents() -> None:
    every = [form for layout in LAYOUTS.values() for form in samples(layout)]
    titles = [f"表{number}" for number, _ in enumerate(every)]
    printed = [EXPORTER.printed(f, [f], t) for f, t in zip(every, titles, strict=True)]
    data = bound(printed, "汇编")
    wanted = [dict(leaves(LAYOUTS[form.layout].writer.held(form))) for form in every]
    assert [dict(leaves(one)) for one in read_back(data)] == wanted
    body = body_of(data)
    sections = list(body.iter(f"{W}sectPr"))
    assert len(sections) == len(every) + 1
    assert all(one.find(f"{W}type").get(f"{W}val") == "nextPage" for one in sections)  # type: ignore[union-attr]
    links = [
        "".join(text.text or "" for text in link.iter(f"{W}t"))
        for link in body.iter(f"{W}hyperlink")
    ]
    assert [link.rstrip("0123456789") for link in links] == [t.rstrip("0123456789") for t in titles]
    marked = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")} == marked


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_paper_is_that_of_the_form_and_nothing_is_wider(name: str) -> None:
    body = body_of(exported(samples(LAYOUTS[name])[0]))
    size = next(body.iter(f"{W}pgSz"))
    margins = next(body.iter(f"{W}pgMar"))
    wide, high = (int(size.get(f"{W}{side}", "0")) for side in "wh")
    assert {wide, high} == {11906, 16838}
    room = wide - sum(int(margins.get(f"{W}{side}", "0")) for side in ("left", "right"))
    for table in body.iter(f"{W}tbl"):
        columns = [int(one.get(f"{W}w", "0")) for one in table.iter(f"{W}gridCol")]
        assert sum(columns) <= room + len(columns)
        for row in table.iter(f"{W}tr"):
            spans = [
                int(span.get(f"{W}val", "1")) if span is not None else 1
                for span in (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc"))
            ]
            assert sum(spans) == len(columns)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_heads_of_the_indicators_are_repeated_on_each_page(name: str) -> None:
    body = body_of(exported(samples(LAYOUTS[name])[0]))
    tables = list(body.iter(f"{W}tbl"))
    heads = [len(list(table.iter(f"{W}tblHeader"))) for table in tables]
    assert any(heads)
    for table in tables:
        marks = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert marks == sorted(marks, reverse=True), "only from the top of a table"
