"""XML cut into tokens and joined again; edits that touch nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.ooxml import xmltext

SNIPPETS = st.lists(
    st.sampled_from(
        [
            *"<>&\"'!-[]?/= \n自",
            *("<a b='>'>", '<x:f t="s" r=\'"\'/>', "</a>", "<!--", "-->", "<![CDATA[", "]]>"),
            *("<?x ?>", "&lt;", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<br>"),
        ]
    ),
    max_size=30,
).map("".join)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("&<>\"'\n\t\r"))


@given(SNIPPETS)
def test_tokens_joined_give_the_text_back(xml: str) -> None:
    assert "".join(xmltext.tokens(xml)) == xml


def test_a_greater_sign_in_an_attribute_ends_no_tag() -> None:
    xml = "<a b=\"x>y\" c='>'>t<!-- <b> --><![CDATA[<c>]]></a>"
    assert xmltext.tokens(xml) == [
        *("<a b=\"x>y\" c='>'>", "t", "<!-- <b> -->", "<![CDATA[<c>]]>", "</a>")
    ]
    assert [name for _, name in xmltext.starts(xmltext.tokens(xml))] == ["a"]


@pytest.mark.parametrize(
    ("tag", "local", "prefix"),
    [("<xm:f>", "f", "xm:"), ("</x14:cfRule>", "cfRule", "x14:"), ("<c r='A1'/>", "c", "")],
)
def test_names_lose_their_prefix(tag: str, local: str, prefix: str) -> None:
    assert (xmltext.local_name(tag), xmltext.prefix_of(tag)) == (local, prefix)


@given(TEXTS)
def test_attributes_and_texts_say_what_was_written(value: str) -> None:
    tag = xmltext.with_attribute("<c r=\"A1\" s='3'/>", "t", value)
    assert xmltext.attribute(tag, "t") == value
    assert xmltext.with_attribute(tag, "t", None) == "<c r=\"A1\" s='3'/>"
    assert xmltext.text_of(xmltext.tokens(xmltext.escape(value))) == value


@given(TEXTS, st.sampled_from(["a", "b:a", "c"]))
def test_setting_an_attribute_leaves_the_others_as_they_stand(value: str, name: str) -> None:
    tag = "<e  a = '1&gt;' b:a=\"2\"\n c='3' >"
    edited = xmltext.with_attribute(tag, name, value)
    assert xmltext.attribute(edited, name) == value
    found = {item.name: item for item in xmltext.attributes(tag)}
    start, end = found[name].start, found[name].end
    assert edited == tag[:start] + xmltext.quoted(value) + tag[end:]


@pytest.mark.parametrize(
    ("tag", "name", "left"),
    [
        ('<f t="shared" si="0"/>', "t", '<f si="0"/>'),
        ('<f t="shared" si="0"/>', "si", '<f t="shared"/>'),
        ("<f\n  t = 'shared'>", "t", "<f>"),
        ("<f>", "t", "<f>"),
    ],
)
def test_an_attribute_can_be_taken_out(tag: str, name: str, left: str) -> None:
    assert xmltext.with_attribute(tag, name, None) == left


def test_an_element_ends_where_its_own_end_tag_stands() -> None:
    parts = xmltext.tokens("<a><b/><x:a><a/></x:a>t</a><c/>")
    assert "".join(parts[: xmltext.element_end(parts, 0)]) == "<a><b/><x:a><a/></x:a>t</a>"
    assert xmltext.element_end(parts, 1) == 2
    assert xmltext.find(parts, "c") == len(parts) - 1
    assert xmltext.find(parts, "d") is None


def test_text_is_read_across_cdata_and_entities() -> None:
    parts = xmltext.tokens("<f>1&lt;<![CDATA[2&lt;]]>&#x41;&#65;&nbsp;</f>")
    assert xmltext.text_at(parts, 0) == (len(parts) - 1, "1<2&lt;AA&nbsp;")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_parts_of_any_encoding_are_read_and_written_as_utf_8(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{name}"?><a>自评表</a>'
    assert xmltext.decode(xml.encode(encoding)) == xml
    again = xmltext.encode(xml)
    assert xmltext.decode(again).endswith("<a>自评表</a>")
    assert b"utf-8" in again.lower()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\x01乙", "甲␁乙"),
        ("\x00\x1f", "␀␟"),
        ("甲\ufffe\uffff\ud83d", "甲\ufffd\ufffd\ufffd"),
        ("第一行\n第二行\t\r", "第一行\n第二行\t\r"),
        ("😀≥48", "😀≥48"),
    ],
)
def test_what_no_xml_can_hold_becomes_visible(text: str, shown: str) -> None:
    assert xmltext.legible(text) == shown
    assert (xmltext.illegal_in(text) is None) == (text == shown)


@given(st.text() | st.text(st.characters(max_codepoint=40)))
def test_what_is_legible_is_xml_and_says_the_same(text: str) -> None:
    shown = xmltext.legible(text)
    read = ElementTree.fromstring(f"<a b={xmltext.quoted(shown)}>{xmltext.escape(shown)}</a>")
    assert (read.text or "") == read.get("b") == shown
    assert (xmltext.illegal_in(text) is None) == (xmltext.legible(text) == text)
