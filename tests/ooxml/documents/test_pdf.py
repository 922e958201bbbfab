"""What stands in a PDF with ruled tables is on the sheet as a person sees it, or it is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings

from documents import Grid, part_of
from ooxml.documents.test_laying import grids
from pdfs import Page, pdf
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml import opening
from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes
from zipingbiao.ooxml.origin import Origin, origin_of
from zipingbiao.ooxml.ownlist import LIST_HEADS, LIST_NAME

pytest.importorskip("pdfplumber")
from zipingbiao.ooxml.documents.pdf import read_pdf

FORM = Grid(2, 2, {(1, 1): "项目名称", (1, 2): "甲乙", (2, 1): "金额", (2, 2): "12.5%"})


def sheet(pages: Sequence[Page]) -> PlainSheet:
    [found] = read_pdf(pdf(pages))
    return found


def shown(found: PlainSheet) -> dict[str, str]:
    return {address: found.shown(address) for address in found.addresses}


def texts(found: PlainSheet) -> list[str]:
    return [found.shown(one) for one in sorted(found.addresses, key=cell_place)]


def page_of(grid: Grid, **more: object) -> Page:
    page = Page()
    page.table(grid, **more)  # type: ignore[arg-type]
    return page


def slim(grid: Grid) -> tuple[dict[tuple[int, int], str], set[Area]]:
    """Texts and merged areas, rows and columns left out in which no box begins."""
    covered = grid.covered()
    spots = [(r, c) for r in range(1, grid.rows + 1) for c in range(1, grid.columns + 1)]
    boxes = {covered.get(spot, Area(*spot, *spot)) for spot in spots}
    rows = sorted({box.top for box in boxes})
    columns = sorted({box.left for box in boxes})
    areas = {
        Area(
            rows.index(box.top) + 1,
            columns.index(box.left) + 1,
            sum(row <= box.bottom for row in rows),
            sum(column <= box.right for column in columns),
        )
        for box in boxes
    }
    said = {
        (rows.index(row) + 1, columns.index(column) + 1): text.replace("\n", "")
        for (row, column), text in grid.texts.items()
    }
    assume(len(areas) > 1)
    return said, {area for area in areas if area.size > 1}


@settings(max_examples=40)
@given(grids())
def test_a_ruled_table_is_the_same_on_the_sheet(grid: Grid) -> None:
    assume(grid.texts)
    expected = slim(grid)
    found = sheet([page_of(grid)])
    said = {cell_place(one): text.replace("\n", "") for one, text in shown(found).items()}
    assert (said, set(map(area_of, found.merges))) == expected


# Text


def test_lines_in_a_box_are_one_text_where_the_box_was_too_narrow() -> None:
    long = "认真做好群众来信来访"
    rest = {1: "接待工作。", 2: "（人）"}
    grid = Grid(2, 1, {(at, 1): f"{long}\n{text}" for at, text in rest.items()})
    assert texts(sheet([page_of(grid, widths=[106])])) == [long + rest[1], long + rest[2]]
    assert texts(sheet([page_of(grid, widths=[300])])) == [
        f"{long}\n{text}" for text in rest.values()
    ]


WRAPPED = {
    "a word of Latin letters": ("abc\ndef", 30, "abc def"),
    "a number": ("12,\n345", 25, "12,345"),
    "letters below each other": ("绩\n效\n指\n标", 200, "绩效指标"),
    "a sign that may not begin a line": ("一二三四五六七八\n九。", 112, "一二三四五六七八九。"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_text(name: str) -> None:
    said, width, expected = WRAPPED[name]
    grid = Grid(2, 1, {(1, 1): said, (2, 1): "x"})
    assert texts(sheet([page_of(grid, widths=[width], high=60)]))[0] == expected


def test_text_that_is_read_upwards() -> None:
    page = page_of(Grid(1, 2, {(1, 2): "甲"}), high=100)
    page.say("年度目标", 60, 190, turn=1)
    assert texts(sheet([page])) == ["年度目标", "甲"]


def test_radicals_are_the_letters_that_they_look_like() -> None:
    assert texts(sheet([page_of(Grid(1, 2, {(1, 1): "⼯作", (1, 2): "x"}))])) == ["工作", "x"]


def test_letters_apart_have_a_blank_between_them() -> None:
    page = page_of(Grid(1, 2, {(1, 2): "x"}))
    page.say("甲", 60, 110)
    page.say("乙", 90, 110)
    assert texts(sheet([page])) == ["甲 乙", "x"]


def test_text_around_a_table_keeps_its_place_and_the_page_number_goes() -> None:
    page = page_of(FORM)
    page.say("服务平台维护费", 230, 40, 16)
    page.say("2023年支付明细表", 220, 60, 16)
    page.say("单位：甲局", 60, 85)
    page.say("金额单位：万元", 400, 85)
    page.say("注：甲", 60, 200)
    page.say("第 1 页 共 2 页", 280, 810)
    assert texts(sheet([page])) == [
        "服务平台维护费\n2023年支付明细表",
        "单位：甲局　　金额单位：万元",
        *FORM.texts.values(),
        "注：甲",
    ]


def test_a_table_without_lines_at_its_foot_is_one_all_the_same() -> None:
    assert texts(sheet([page_of(FORM, open_="bottom")])) == [*FORM.texts.values()]


def test_a_frame_and_text_without_lines_are_no_table() -> None:
    page = page_of(Grid(1, 1, {(1, 1): "甲"}))
    page.say("金额", 60, 400)
    assert sheet([page]).tables == ()


# Page breaks

TALL = Grid(
    4, 3,
    {(1, 1): "一级指标", (1, 2): "三级指标", (1, 3): "分值", (2, 1): "产出指标",
     (2, 2): "甲", (2, 3): "10", (3, 2): "乙", (3, 3): "20", (4, 2): "丙", (4, 3): "30"},
    {(2, 1): area_of("A2:A4")},
)  # fmt: skip
WHOLE = [*TALL.texts.values()]


def parts(*, open_: bool, heads: bool = False, again: str = "") -> list[Page]:
    """The table on two pages, its tall box cut."""
    first, last = part_of(TALL, 1, 3), part_of(TALL, 4, 4)
    if heads:
        top = part_of(TALL, 1, 1)
        moved = {(row + 1, column): text for (row, column), text in last.texts.items()}
        last = Grid(2, 3, dict(top.texts) | moved)
    if again:
        last = Grid(last.rows, last.columns, {**last.texts, (1, 1): again}, last.areas)
    one = page_of(first, open_="bottom" if open_ else "")
    other = page_of(last, open_="top" if open_ else "")
    if open_:  # only the tall box is
        one.rule(210, 220, 530, 220)
        other.rule(210, 100, 530, 100)
    for page in (one, other):
        page.say("— 1 —", 280, 810)
    return [one, other]


def test_a_box_that_a_page_cut_open_is_one() -> None:
    found = sheet(parts(open_=True))
    assert texts(found) == WHOLE
    assert "A2:A4" in found.merges


@pytest.mark.parametrize(
    ("again", "said"), [("产出指标", "产出指标"), ("（30分）", "产出指标（30分）")]
)
def test_what_a_cut_box_says_on_the_next_page_belongs_to_it(again: str, said: str) -> None:
    found = sheet(parts(open_=True, again=again))
    assert shown(found)["A2"] == said
    assert "A2:A4" in found.merges


#: A column of ten letters, and one of four.
NARROW = [106, 46, 328]


def cut_row(*texts: str) -> list[str]:
    """What is read of a table whose last row a page cut; ``texts`` are those of the second part."""
    first = Grid(2, 3, {(1, 1): "实际完成情况", (1, 2): "得分", (1, 3): "说明",
                        (2, 1): "认真做好群众来信来访", (2, 2): "10", (2, 3): "甲"})  # fmt: skip
    second = Grid(
        2, 3, {(1, at): text for at, text in enumerate(texts, 1) if text} | {(2, 1): "乙"}
    )
    pages = [page_of(first, widths=NARROW), page_of(second, widths=NARROW)]
    return texts_below(sheet(pages))


def texts_below(found: PlainSheet) -> list[str]:
    return [f"{one} {found.shown(one)}" for one in sorted(found.addresses, key=cell_place)][3:]


def test_a_row_that_a_page_cut_is_one() -> None:
    assert cut_row("接待工作") == ["A2 认真做好群众来信来访接待工作", "B2 10", "C2 甲", "A3 乙"]


@pytest.mark.parametrize("texts", [("接待工作", "20"), ("", "", "另外"), ("接待工作", "20", "丙")])
def test_a_row_that_begins_anew_is_one_of_its_own(texts: tuple[str, ...]) -> None:
    assert cut_row(*texts)[-1] == "A4 乙"


def test_a_cut_row_that_is_all_of_the_next_page_is_one() -> None:
    first = Grid(1, 2, {(1, 1): "认真做好群众来信来访", (1, 2): "甲"})
    second = Grid(1, 2, {(1, 1): "接待工作"})
    pages = [page_of(one, widths=NARROW[:2]) for one in (first, second)]
    pages += [page_of(Grid(1, 2, {(1, 1): "乙", (1, 2): "丙"}), widths=NARROW[:2])]
    assert texts(sheet(pages)) == ["认真做好群众来信来访接待工作", "甲", "乙", "丙"]


def test_heads_that_each_page_repeats_stand_once() -> None:
    assert texts(sheet(parts(open_=False, heads=True))) == WHOLE


def test_a_form_on_the_next_page_keeps_its_heads() -> None:
    pages = parts(open_=False, heads=True)
    pages[1].say("项目支出绩效自评表", 200, 60, 16)
    assert texts(sheet(pages)).count("三级指标") == 2


def test_a_row_with_numbers_is_no_head() -> None:
    row = Grid(1, 3, {(1, 1): "甲", (1, 2): "乙", (1, 3): "10"})
    assert texts(sheet([page_of(row), page_of(row)])) == ["甲", "乙", "10"] * 2


def test_a_table_that_was_cut_across_is_not_read() -> None:
    left = Grid(6, 2, {(row, 1): f"项目{row}" for row in range(1, 7)})
    right = Grid(6, 3, {(row, 2): "100" for row in range(1, 7)})
    one, other = page_of(left, open_="right"), page_of(right)
    one.say("甲局", 522, 112)
    found = sheet([one, other, page_of(FORM)])
    assert texts(found) == [*FORM.texts.values()]
    assert [notice.reason for notice in found.notices if not notice.each] == [
        "PDF 第 1、2 页的表太宽，被切到几页上，接不起来，没有读取。"
    ]


def test_our_own_list_is_left_out_on_every_page() -> None:
    heads = {(1, column): head for column, head in enumerate(LIST_HEADS, 1)}
    row = {(2, column): sign for column, sign in enumerate("项目资金执行得分值", 1)}
    pages = [page_of(FORM), *(page_of(Grid(2, len(LIST_HEADS), heads | row)) for _ in range(2))]
    pages[1].say(LIST_NAME, 60, 60, 16)
    assert texts(sheet(pages)) == [*FORM.texts.values()]


# What is told


def test_every_form_is_told_to_be_checked() -> None:
    [notice] = sheet([page_of(FORM)]).notices
    assert (notice.code, notice.each) == ("ZPB941", True)


def scanned() -> Page:
    page = Page()
    page.picture()
    return page


def test_pages_without_text_are_told() -> None:
    found = sheet([page_of(FORM), scanned(), Page()])
    assert found.notices[0].reason == "PDF 第 2 页没有文字，像是扫描的图片，没有读取。"
    with pytest.raises(SkippedFileError) as caught:
        open_workbook_bytes(pdf([scanned(), scanned()]), "a.pdf")
    assert str(caught.value) == (
        "a.pdf：PDF 第 1、2 页没有文字，像是扫描的图片，没有读取。"
        "如自评表是图片，请放入 Word 或 Excel 原件。"
    )


def test_a_page_whose_letters_have_no_names_is_told() -> None:
    [found] = read_pdf(pdf([page_of(FORM)], map_=False))
    assert found.notices[0].reason == "PDF 第 1 页的字体没有编码，文字认不出，没有读取。"


def test_text_alone_is_no_form() -> None:
    page = Page()
    page.say("请于月底前报送。", 60, 60)
    with pytest.raises(SkippedFileError, match="PDF 文件里没有表格，未读取。"):
        open_workbook_bytes(pdf([page]), "a.pdf")


_LOCK = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >> "
    "/ID [<00><00>] "
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf([page_of(FORM)], trailer=_LOCK), "ZPB902"),
        (pdf([page_of(FORM)])[:300], "ZPB903"),
        (b"%PDF-1.4", "ZPB903"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "ZPB903"),
    ],
)
def test_what_cannot_be_opened_is_told(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook_bytes(data, "a.pdf")
    assert caught.value.code == code


def test_too_many_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipingbiao.ooxml.documents.pdf.MAX_PAGES", 1)
    with pytest.raises(UnreadableFile, match="2 页，超过 1 页"):
        read_pdf(pdf([Page(), Page()]))


@pytest.mark.parametrize("limit", ["MAX_LETTERS", "MAX_CROSSINGS"])
def test_a_page_with_too_much_on_it_is_told(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"zipingbiao.ooxml.documents.pdf.{limit}", 5)
    found = sheet([page_of(FORM)])
    assert "太多，没有读取" in found.notices[0].reason


def test_without_the_library_a_pdf_is_skipped_with_the_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(SkippedFileError) as caught:
        open_workbook_bytes(pdf([page_of(FORM)]), "a.pdf")
    assert "pip install zipingbiao[pdf]" in str(caught.value)


def test_a_pdf_of_ours_is_never_touched() -> None:
    words = Origin("1" * 32, "2" * 32).mark
    origin = origin_of(pdf([page_of(FORM)], words=words))
    assert origin is not None
    assert origin.is_copy_of("1" * 64)
    assert origin.is_untouched([sheet([page_of(FORM)])])
