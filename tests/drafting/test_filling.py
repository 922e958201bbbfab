"""Outlines are filled: loops, rows, tags cut apart, escapes, limits; mistakes in one sentence."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tagged_words import body_of, docx, lines_of, paragraph, row
from zipingbiao.drafting import filling
from zipingbiao.drafting.filling import Outline
from zipingbiao.drafting.missing import Missing
from zipingbiao.errors import TemplateError
from zipingbiao.ooxml.package import Package

NAME = Path("提纲.docx")
VALUES: dict[str, object] = {
    "name": "甲 & <乙>",
    "lines": ["一", "二"],
    "empty": [],
    "gap": Missing("预算数】"),
    "form": {"fund": {"budget": "66"}},
}


def filled(body: str, header: str = "", **values: object) -> bytes:
    """The document, filled; it is well formed."""
    outline = Outline(docx(body, header), NAME)
    outline.fill({**VALUES, **values})
    data = outline.save()
    ElementTree.fromstring(Package.open(data).read("word/document.xml"))
    return data


def mistake(body: str) -> str:
    """What is said of an outline that can't be filled."""
    with pytest.raises(TemplateError) as found:
        filled(body)
    return str(found.value)


def test_values_are_escaped_and_texts_stay_as_they_are() -> None:
    data = filled(paragraph("单位：{{ name }}，a < b && c"))
    assert lines_of(data) == ["单位：甲 & <乙>，a < b && c"]


@pytest.mark.parametrize(
    "runs",
    [
        ("{{ name }}",),
        ("{", "{ name }}"),
        ("{{", " na", "me ", "}", "}"),
        ("{{ name", " }}"),
    ],
)
def test_a_tag_that_word_cut_apart_is_one(runs: tuple[str, ...]) -> None:
    assert lines_of(filled(paragraph("前", *runs, "后"))) == ["前甲 & <乙>后"]


def test_the_quotes_that_word_makes_are_quotes() -> None:
    assert lines_of(filled(paragraph("{% if name != “乙” %}是{% endif %}"))) == ["是"]


def test_a_paragraph_of_tags_wraps_paragraphs_and_tables() -> None:
    table = f"<w:tbl>{row('{{ each }}')}</w:tbl>"
    body = paragraph("{% for each in lines %}") + paragraph("第{{ each }}") + table
    data = filled(body + paragraph("{% endfor %}") + paragraph("完"))
    assert lines_of(data) == ["第一", "一", "第二", "二", "完"]


def test_a_row_of_tags_repeats_rows() -> None:
    rows = row("名", "数") + row("{% for each in lines %}", "") + row("{{ each }}", "1")
    data = filled(f"<w:tbl>{rows}{row('{% endfor %}', '')}</w:tbl>")
    assert lines_of(data) == ["名", "数", "一", "1", "二", "1"]
    assert body_of(data).count("<w:tr>") == 3


def test_a_table_without_rows_and_a_cell_without_paragraph_are_no_word() -> None:
    rows = row("{% for each in empty %}") + row("{{ each }}") + row("{% endfor %}")
    assert lines_of(filled(f"<w:tbl>{rows}</w:tbl>{paragraph('完')}")) == ["完"]
    inside = paragraph("{% if empty %}") + paragraph("有") + paragraph("{% endif %}")
    cells = f"<w:tr><w:tc>{inside}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr>"
    assert lines_of(filled(f"<w:tbl>{cells}</w:tbl>")) == ["", "乙"]


def test_comments_go_with_their_paragraph() -> None:
    assert lines_of(filled(paragraph("{# 说明 #}") + paragraph("文{# 注 #}字"))) == ["文字"]


def test_lines_of_a_value_are_paragraphs_like_its_own() -> None:
    look = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    data = filled(paragraph("（{{ text }}）", properties=look), text="一\r\n二\n三")
    assert lines_of(data) == ["（一", "二", "三）"]
    assert body_of(data).count(look) == 3


def test_a_paragraph_that_ends_a_section_stays() -> None:
    look = "<w:pPr><w:sectPr/></w:pPr>"
    data = filled(paragraph("{% if empty %}{% endif %}", properties=look) + paragraph("完"))
    assert body_of(data).count("<w:sectPr/>") == 1


def test_what_is_missing_is_a_mark_in_colour() -> None:
    data = filled(paragraph("预算{{ gap }}万元"))
    assert lines_of(data) == ["预算【请填写：预算数）】万元"]
    # In the order that Word's schema has: the colour before the underline.
    look = '<w:rPr><w:b/><w:highlight w:val="yellow"/><w:u/></w:rPr>'
    assert f'{look}<w:t xml:space="preserve">【请填写' in body_of(data)
    assert body_of(data).count("<w:highlight") == 1


def test_what_the_outline_asks_itself_is_coloured_too() -> None:
    data = filled(paragraph("{{ name }}【请填写：背景】"))
    assert "<w:highlight" in body_of(data)


def test_cells_that_begin_an_area_go_on_while_they_say_the_same() -> None:
    rows = row("{% for each in lines %}") + row("{{ each }}", "{{ 1 }}", merged=True)
    data = filled(f"<w:tbl>{rows}{row('{% endfor %}')}</w:tbl>", lines=["甲", "甲", "乙"])
    assert body_of(data).count("<w:vMerge/>") == 2  # 1 under 1 within 甲, not beyond it
    assert [one for one in lines_of(data) if one] == ["甲", "1", "乙", "1"]


def test_headers_are_filled_and_all_other_parts_stay_byte_for_byte() -> None:
    before = docx(paragraph("{{ name }}"), paragraph("{{ form.fund.budget }}"))
    outline = Outline(before, NAME)
    outline.fill(VALUES)
    old, new = Package.open(before), Package.open(outline.save())
    changed = {name for name in old.names if old.read(name) != new.read(name)}
    assert changed == {"word/document.xml", "word/header1.xml"}
    assert b"66" in new.read("word/header1.xml")


def test_the_same_gives_the_same_bytes() -> None:
    assert filled(paragraph("{{ name }}")) == filled(paragraph("{{ name }}"))


def test_a_value_can_not_be_a_tag() -> None:
    data = filled(paragraph("{{ text }}"), text="{{ name }}\ue000= name =\ue001")
    assert lines_of(data) == ["{{ name }}\ufffd= name =\ufffd"]


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ nam }}", "没有「nam」这一项。您是否想用 name？"),
        ("{{ form.fund.budgt }}", "没有「budgt」这一项。您是否想用 budget？"),
        ("{{ lipsum() }}", "没有「lipsum」这一项。"),
        ("{% fro each in lines %}", "标签认不得"),
        ("{% if name %}", "没有结尾"),
        ("{% endif %}", "标签认不得"),
        ("{{ name", "标签没有写完"),
        ("name %}", "标签没有写完"),
        ("{{ name | upside }}", "「|」后面的写法认不得"),
        ("{{ name.__class__ }}", "不许用的写法"),
        ("{{ name * 99 }}", "不许用的写法"),
        ("{{ 9 ** 9 }}", "不许用的写法"),
        ("{{ 1 / 0 }}", "算不出来"),
        ("{{ form }}", "这里取到的不是文字，也不是数"),
        ("{{ name == 1 }}", "这里取到的不是文字，也不是数"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_paragraph(tag: str, said: str) -> None:
    told = mistake(paragraph("好") + paragraph(tag))
    assert told.startswith(f"提纲.docx › 第 2 段「{tag}」：")
    assert said in told
    assert "\n" not in told


def test_tags_that_cross_the_edge_of_a_table_are_told() -> None:
    body = paragraph("{% for each in lines %}")
    table = f"<w:tbl>{row('甲')}{row('{% endfor %}')}</w:tbl>"
    assert "不在同一层" in mistake(body + table)


def test_what_is_made_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST", 10_000)
    body = paragraph("{% for each in range(9999) %}") + paragraph("长") + paragraph("{% endfor %}")
    assert "填出的内容太多" in mistake(body)


def test_a_sentence_as_a_value_ends_once() -> None:
    text = "完成了。"
    body = paragraph("{{ text }}，好") + paragraph("{{ text }}", "。") + paragraph("{{ text }}好")
    assert lines_of(filled(body, text=text)) == ["完成了，好", "完成了。", "完成了。好"]


def test_a_bookmark_in_a_loop_stands_once() -> None:
    mark = '<w:bookmarkStart w:id="3" w:name="甲"/><w:bookmarkEnd w:id="3"/>'
    body = paragraph("{% for each in lines %}") + mark + paragraph("{{ each }}")
    data = filled(body + paragraph("{% endfor %}"))
    assert lines_of(data) == ["一", "二"]
    assert body_of(data).count(mark) == 1


def test_paragraphs_in_a_box_are_filled_apart() -> None:
    box = f"<w:r><w:pict>{paragraph('{{ name }}{{ gap }}{{ text }}')}</w:pict></w:r>"
    data = filled(
        f"<w:p>{box}<w:r><w:t>{{{{ form.fund.budget }}}}</w:t></w:r></w:p>", text="一\n二"
    )
    assert body_of(data).count("<w:highlight") == 1
    assert "\ue002" not in body_of(data)
    assert "甲 &amp; &lt;乙&gt;" in body_of(data)
    assert ">66<" in body_of(data)
