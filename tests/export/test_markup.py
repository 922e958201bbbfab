"""Headers and footers as workbooks write them, as Word has them."""

from __future__ import annotations

import re

import pytest

from zipingbiao.export.markup import running_line, runs


def said(xml: str) -> list[tuple[str, str]]:
    """Each paragraph: where it stands, what a person sees in it, fields by their names."""
    found = []
    for paragraph in re.findall(r"<w:p>.*?</w:p>", xml):
        (place,) = re.findall(r'<w:jc w:val="(\w+)"/>', paragraph)
        fields = re.sub(r"<w:instrText[^>]*> (\w+) </w:instrText>", r"<w:t>{\1}</w:t>", paragraph)
        fields = re.sub(r"(\{\w+\}</w:t>.*?separate.*?)<w:t [^>]*>1</w:t>", r"\1", fields)
        found.append((place, "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", fields))))
    return found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("", []),
        ('&C&"宋体,常规"&9第 &P 页 共 &N 页', [("center", "第 {PAGE} 页 共 {NUMPAGES} 页")]),
        ("附件 2", [("center", "附件 2")]),
        ("&L甲&R乙", [("left", "甲"), ("right", "乙")]),
        ("&C&A", [("center", "表一")]),
        ("&CR&&D", [("center", "R&amp;D")]),
    ],
)
def test_codes_are_understood(code: str, lines: list[tuple[str, str]]) -> None:
    assert said(running_line(code, "表一")) == lines


def test_a_text_keeps_its_blanks_and_its_lines() -> None:
    made = runs("  甲\n<乙>\x01", "")
    assert '<w:t xml:space="preserve">  甲</w:t><w:br/>' in made
    assert "&lt;乙&gt;␁" in made
