"""The tags of a web page, and the text between them, as browsers take them apart.

The standard library's parser says the same, in five times the time: it takes the attributes of
every tag apart, and few are looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape

#: A tag, a comment, or what else begins like one. A quote counts only behind an equals sign.
_TOKEN = re.compile(
    r"""<(?:(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)
        ((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)|["'])*+)>
        |!--.*?(?:-->|\Z)|[!?/][^>]*+>?)""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?""")
#: Elements whose content is text up to their end tag, whatever it looks like; nobody sees it.
_RAW = {name: re.compile(rf"</{name}\b[^>]*+>?|\Z", re.IGNORECASE) for name in ("script", "style")}
#: Elements that only say how text looks: no tokens are made of them.
_LOOKS = frozenset(("font", "b", "i", "u", "em", "strong", "big", "small", "o:p"))


def tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """The tokens of a page: what stands before a tag, the tag (``/td`` at its end), attributes.

    The last one has no tag. Text still holds its entities.
    """
    place = 0
    before: list[str] = []
    while (match := _TOKEN.search(text, place)) is not None:
        before.append(text[place : match.start()])
        place = match.end()
        slash, name, attributes = match.groups()
        if name is None:
            continue
        name = name.lower()
        if name in _LOOKS:
            continue
        if name in _RAW and not slash:
            end = _RAW[name].search(text, place)
            place = len(text) if end is None else end.end()
            continue
        yield before[0] if len(before) == 1 else "".join(before), slash + name, attributes
        before = []
    yield "".join(before) + text[place:], "", ""


@lru_cache(maxsize=4096)
def attributes_of(text: str) -> Mapping[str, str]:
    """Attributes by name, as they are written; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name, *values = match.groups()
        found.setdefault(name.lower(), next((one for one in values if one is not None), ""))
    return found


def plain(text: str) -> str:
    """A text without its entities."""
    return unescape(text) if "&" in text else text
