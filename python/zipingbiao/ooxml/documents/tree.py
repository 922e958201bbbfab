"""The tree of an XML part, without document type, entities or anything from outside."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from zipingbiao.ooxml.foreign.markup import refuse_doctype, refused


class _Names(dict[str, str]):
    """The local name of each tag or attribute; namespaces differ between strict and usual files."""

    def __missing__(self, tag: str) -> str:
        name = self[tag] = tag.rpartition("}")[2]
        return name


class _Spaces(dict[str, str]):
    """The namespace of each tag as it stands before a name of the same: ``{…}``, or nothing."""

    def __missing__(self, tag: str) -> str:
        space, brace, _ = tag.rpartition("}")
        found = self[tag] = space + brace
        return found


#: Tag → local name.
NAMES = _Names()
_SPACES = _Spaces()


class _RootReached(Exception):
    """The document's first element begins: no document type comes any more."""


def tree_of(data: bytes) -> Element:
    """The root of a part. Raises UnreadableFile ZPB903, also for a document type declaration."""
    _check_start(data)
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise refused(error.position[0]) from None
    except (ValueError, LookupError):
        raise refused() from None


def _check_start(data: bytes) -> None:
    """Look at what stands before the first element, as a parser sees it in its encoding."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = _stop
    try:
        parser.Parse(data[:65_536], False)
        parser.Parse(data[65_536:], True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise refused(error.lineno) from None
    except (ValueError, LookupError):
        raise refused() from None


def _stop(*_: object) -> None:
    raise _RootReached


def child(element: Element, name: str) -> Element | None:
    """The first child with a local name."""
    for one in element:
        if NAMES[one.tag] == name:
            return one
    return None


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name, in the namespace of its element or in none."""
    found = element.get(_SPACES[element.tag] + name)
    return element.get(name) if found is None else found


def is_on(element: Element) -> bool:
    """Whether a switch, an element with a ``val`` that may be left out, is on."""
    return attribute(element, "val") not in ("0", "false", "off", "none")


def whole(element: Element | None, name: str, otherwise: int, most: int) -> int:
    """An attribute as a whole number from 0 to ``most``; ``otherwise`` where it is none."""
    text = None if element is None else attribute(element, name)
    return otherwise if text is None else _whole(text, otherwise, most)


@lru_cache(maxsize=4096)
def _whole(text: str, otherwise: int, most: int) -> int:
    try:
        return min(max(0, int(float(text[:20]))), most) if text else otherwise
    except (ValueError, OverflowError):
        return otherwise
