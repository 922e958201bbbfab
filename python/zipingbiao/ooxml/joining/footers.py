"""Page numbers at the foot of sheets that have none; what stands there stays.

Source: ECMA-376 part 1, §18.3.1.39 (evenFooter and its codes).
"""

from __future__ import annotations

import re

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import with_sheet_child
from zipingbiao.ooxml.editor.parts import children, element, root_of, with_last_child

_PART = re.compile(r"&([LCR])")
_NUMBER = re.compile(r"(?<!&)(?:&&)*&P")
_EVEN = frozenset({"1", "true"})
#: Where a number goes, the first place that is free.
_PLACES = ("C", "R", "L")


def with_page_number(sheet: str, footer: str) -> str:
    """The worksheet part with ``footer`` at its foot, unless its pages are numbered already."""
    xml = xmltext.tokens(sheet)
    root = root_of(xml)
    start = next((one for one, _, name in children(xml, root) if name == "headerFooter"), None)
    if start is None:
        xml = with_sheet_child(xml, "headerFooter", {})
        found = xmltext.find(xml, "headerFooter", root)
        assert found is not None
        start = found
    if any(_NUMBER.search(xmltext.text_at(xml, one)[1]) for one, _, _ in children(xml, start)):
        return sheet
    even = xmltext.attribute(xml[start], "differentOddEven") in _EVEN
    for name in ("oddFooter", "evenFooter") if even else ("oddFooter",):
        xml = _with_footer(xml, start, name, footer)
    return "".join(xml)


#: The order in which headers and footers stand.
_ORDER = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def _with_footer(xml: list[str], start: int, name: str, footer: str) -> list[str]:
    there = {kind: (first, end) for first, end, kind in children(xml, start)}
    prefix = xmltext.prefix_of(xml[start])
    if name in there:
        first, end = there[name]
        text = _joined(xmltext.text_at(xml, first)[1], footer)
        return [*xml[:first], element(f"{prefix}{name}", {}, xmltext.escape(text)), *xml[end:]]
    made = element(f"{prefix}{name}", {}, xmltext.escape(f"&C{footer}"))
    behind = [
        first for kind, (first, _) in there.items() if _ORDER.index(kind) > _ORDER.index(name)
    ]
    if behind:
        return [*xml[: min(behind)], made, *xml[min(behind) :]]
    return with_last_child(xml, start, made)


def _joined(text: str, footer: str) -> str:
    """A footer with a number in the first of its three places that is free."""
    head, *rest = _PART.split(text)
    parts = {"C": head} if head else {}
    for place, inside in zip(rest[::2], rest[1::2], strict=True):
        parts[place] = parts.get(place, "") + inside
    free = next((place for place in _PLACES if not parts.get(place, "").strip()), "C")
    parts[free] = f"{parts.get(free, '').strip()} {footer}".strip()
    return "".join(f"&{place}{parts[place]}" for place in "LCR" if parts.get(place))
