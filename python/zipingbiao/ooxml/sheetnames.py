"""Names of sheets that every program takes.

Excel takes a name for what it is after NFKC: a full-width colon is a colon to it, and names that
differ in width or case only are one. It counts in UTF-16 units and reserves a name. Source:
Microsoft, «Rename a worksheet»; what was seen of repaired workbooks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

#: The length of a name, in UTF-16 units.
LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
#: What a name must not begin or end with: quotes of any width, and blanks, which nobody sees.
_AT_NO_END = "'‘’‛′`＇ \u3000\xa0"
#: What Excel keeps for its lists of changes.
_RESERVED = "history"


def utf16_length(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_cut(text: str, length: int) -> str:
    """The beginning of a text, of so many UTF-16 units at most; no character is cut in two."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "ignore")


def sheet_names(wanted: Iterable[str | None], taken: Iterable[str] = ()) -> list[str]:
    """Valid names as near to what is wanted as can be, different from each other and ``taken``."""
    cleaned = (_clean(text or "") for text in wanted)
    return distinct(cleaned, _cut, {_RESERVED, *map(sameness, taken)})


def distinct(wanted: Iterable[str], cut: Callable[[str, str], str], known: set[str]) -> list[str]:
    """The names, numbered where `sameness` takes them for one that is ``known`` or came before.

    ``cut(name, ending)`` is the name with an ending, as long as it may be. A blank one becomes 表
    with its number.
    """
    known = set(known)
    names: list[str] = []
    for number, text in enumerate(wanted, start=1):
        clean = text or f"表{number}"
        name, copy = cut(clean, ""), 1
        while sameness(name) in known:
            copy += 1
            name = cut(clean, f"（{copy}）")
        known.add(sameness(name))
        names.append(name)
    return names


def sameness(name: str) -> str:
    """What names have in common that differ in width or case only; Excel takes them for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def _clean(text: str) -> str:
    r"""The text without what a name can't hold: ``[]:*?/\`` in any width, control characters."""
    return "".join(map(_allowed, text)).strip(_AT_NO_END)


def _allowed(sign: str) -> str:
    seen = unicodedata.normalize("NFKC", sign)
    bad = _FORBIDDEN.search(seen) or unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Zl", "Zp")
    return " " if bad else sign


def _cut(name: str, ending: str) -> str:
    """The name with an ending, no longer than names may be."""
    return utf16_cut(name, LONGEST_NAME - utf16_length(ending)).rstrip(_AT_NO_END) + ending
