"""The pages in docs/规则 are those of the rules; run this file to write them anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.page import applicability, index, markdown, paragraph, sections
from zipingbiao.rules.registry import UNIT

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "规则"


def pages() -> dict[str, str]:
    """What the folder should hold."""
    own = {f"{code}.md": markdown(one) for code, one in RULES.items()}
    return {"README.md": index(RULES), **own}


def test_the_pages_in_docs_are_fresh() -> None:
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name, text in pages().items() if found.get(name) != text)
    assert stale == [], "运行 python tests/rules/test_pages.py 重新生成"
    assert sorted(found) == sorted(pages())


def test_a_broken_line_of_chinese_is_joined_without_a_blank() -> None:
    assert (
        paragraph("印作一位小数就\n比到一位，见 ZPB001\n报告")
        == "印作一位小数就比到一位，见 ZPB001 报告"
    )


def test_a_section_loses_its_indent_only() -> None:
    page = "ZPB001 名称\n\n检查什么\n    第一行\n      第二行\n\n依据\n    无\n"
    assert sections(page) == {"检查什么": "第一行\n  第二行", "依据": "无"}


WHERE = [
    ({}, []),
    ({"layouts": frozenset({"b", "a"})}, ["版式 a、b"]),
    ({"regions": frozenset({"四川", "北京"})}, ["地区 北京、四川"]),
    ({"years": (2020, None)}, ["2020 年起"]),
    ({"years": (2018, 2020)}, ["2018—2020 年"]),
]


@pytest.mark.parametrize(("changes", "parts"), WHERE)
def test_a_page_says_where_its_rule_applies(changes: dict[str, Any], parts: list[str]) -> None:
    plain = replace(RULES["ZPB001"], layouts=None, regions=None, years=None, across="", prose=False)
    assert applicability(replace(plain, **changes)) == parts
    for more, words in (
        ({}, []),
        ({"across": UNIT}, ["同时看多张表"]),
        ({"prose": True}, ["看连贯的文字"]),
    ):
        head = markdown(replace(plain, **changes, **more)).splitlines()[2]
        assert head.split(" · ")[2:] == [*parts, *words]


@pytest.mark.parametrize("name", pages())
def test_a_page_has_one_title_and_ends_with_one_line_feed(name: str) -> None:
    text = pages()[name]
    assert text.startswith("# ")
    assert text.count("\n# ") == 0
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
