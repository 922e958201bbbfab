"""Page numbers at the foot of sheets."""

from __future__ import annotations

import pytest

from zipingbiao.ooxml.joining.footers import with_page_number

_FOOT = "第 &P 页"


def sheet(inside: str) -> str:
    """A worksheet part."""
    return f"<worksheet><sheetData/>{inside}<drawing/></worksheet>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "<headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>"),
        (
            "<headerFooter/>",
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>",
        ),
        (
            "<headerFooter><oddHeader>&amp;C甲</oddHeader></headerFooter>",
            "<headerFooter><oddHeader>&amp;C甲</oddHeader>"
            "<oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>",
        ),
        (
            "<headerFooter><oddFooter>&amp;C秘密</oddFooter></headerFooter>",
            "<headerFooter><oddFooter>&amp;C秘密&amp;R第 &amp;P 页</oddFooter></headerFooter>",
        ),
        (
            "<headerFooter><oddFooter>秘密&amp;R右</oddFooter></headerFooter>",
            "<headerFooter><oddFooter>&amp;L第 &amp;P 页&amp;C秘密&amp;R右</oddFooter>"
            "</headerFooter>",
        ),
        (
            '<headerFooter differentOddEven="1"><evenHeader>甲</evenHeader></headerFooter>',
            '<headerFooter differentOddEven="1"><oddFooter>&amp;C第 &amp;P 页</oddFooter>'
            "<evenHeader>甲</evenHeader><evenFooter>&amp;C第 &amp;P 页</evenFooter></headerFooter>",
        ),
        (
            "<headerFooter><oddFooter>甲&amp;&amp;Plan</oddFooter></headerFooter>",
            "<headerFooter><oddFooter>&amp;C甲&amp;&amp;Plan&amp;R第 &amp;P 页</oddFooter>"
            "</headerFooter>",
        ),
    ],
)
def test_a_number_goes_where_nothing_stands(before: str, after: str) -> None:
    assert with_page_number(sheet(before), _FOOT) == sheet(after)


@pytest.mark.parametrize("kind", ["oddFooter", "oddHeader", "firstFooter"])
def test_pages_that_have_a_number_keep_it(kind: str) -> None:
    own = sheet(f"<headerFooter><{kind}>&amp;R- &amp;P -</{kind}></headerFooter>")
    assert with_page_number(own, _FOOT) == own
