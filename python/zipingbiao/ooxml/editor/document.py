"""A Word document that is being edited: pieces of markup are put into its text, nothing else.

The text is cut into tokens and joined again, so that all that was there stays as it was written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from xml.etree.ElementTree import Element

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import area_of, cell_place
from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, tree_of, whole
from zipingbiao.ooxml.documents.word import document_laid_out, inside, main_part
from zipingbiao.ooxml.editor.parts import EditedPackage, children, root_of
from zipingbiao.ooxml.package import Package

_USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NUMBER = re.compile(r"""\w:id\s*=\s*["'](\d{1,10})["']""")
#: Twips between the margins of a page that does not say how wide it is, and of the widest.
_USUAL_WIDTH, _WIDEST = 9_000, 30_000


class EditedDocument(EditedPackage):
    """An opened Word document. ``sheet`` is what it is read as; addresses are those of its cells.

    ``numbers`` gives numbers for bookmarks and comments that nothing in the text has. Raises
    UnreadableFile as reading does.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        root = tree_of(self.parts[self.main])
        laid = document_laid_out(root, Package.open(data), self.main)
        self.sheet = laid.sheet
        self._origins = laid.origins
        self._body = child(root, "body")
        self._xml = self.tokens(self.main)
        #: Every element of the tree → the token that begins it.
        begins = [index for index, _ in xmltext.starts(self._xml)]
        elements = list(root.iter())
        if len(begins) != len(elements):
            raise xmltext.damaged(self.main)
        self._token = dict(zip(elements, begins, strict=True))
        self._namespace = _STRICT if root.tag.startswith(f"{{{_STRICT}}}") else _USUAL
        taken = {int(found) for found in _NUMBER.findall("".join(self._xml))}
        self.numbers = (number for number in count() if number not in taken)
        #: What is put at the beginning and at the end of the paragraph that a token begins.
        self._first: dict[int, list[str]] = defaultdict(list)
        self._last: dict[int, list[str]] = defaultdict(list)
        self._closing: list[str] = []

    @property
    def main(self) -> str:
        """The name of the part that holds the text."""
        return main_part(self._package)

    @property
    def namespace(self) -> str:
        """The namespace of its text."""
        return self._namespace

    def declared(self, xml: list[str]) -> str:
        """What a piece that begins with ``w:`` must declare to stand in a part; mostly nothing."""
        known = xmltext.attribute(xml[root_of(xml)], "xmlns:w") == self._namespace
        return "" if known else f' xmlns:w="{self._namespace}"'

    @property
    def width(self) -> int:
        """Twips between the margins of its last pages."""
        section = None if self._body is None else child(self._body, "sectPr")
        size, margins = (
            None if section is None else child(section, name) for name in ("pgSz", "pgMar")
        )
        sides = sum(whole(margins, side, 0, _WIDEST) for side in ("left", "right"))
        room = whole(size, "w", 0, _WIDEST) - sides
        return room if room > _USUAL_WIDTH // 4 else _USUAL_WIDTH

    def enclose(self, address: str, before: str, behind: str) -> bool:
        """Put markup around all that stands in a cell; False where it has no paragraph.

        ``before`` and ``behind`` begin with an element of prefix ``w:``.
        """
        paragraphs = list(self._paragraphs(address))
        if not paragraphs:
            return False
        self._first[self._token[paragraphs[0]]].append(self._own(before))
        self._last[self._token[paragraphs[-1]]].append(self._own(behind))
        return True

    def close_with(self, markup: str) -> None:
        """Put paragraphs and tables behind all that is there."""
        self._closing.append(self._own(markup))

    def _own(self, markup: str) -> str:
        declared = self.declared(self._xml)
        return re.sub(r"(<w:\w+)", rf"\1{declared}", markup) if declared else markup

    def _paragraphs(self, address: str) -> Iterator[Element]:
        origin = self._origins.get(address, self._origins.get(self._corner(address)))
        if not isinstance(origin, Element):
            return
        if NAMES[origin.tag] == "p":
            yield origin
        else:
            yield from inside(origin, frozenset({"p"}))

    def _corner(self, address: str) -> str:
        """Where the merged area begins that an address lies in."""
        place = cell_place(address)
        found = (name for name in self.sheet.merges if area_of(name).contains(*place))
        return next(found, address).partition(":")[0]

    def save(self) -> bytes:
        """Its bytes, with all that was put in."""
        self.put(self.main, self._made())
        return super().save()

    def _made(self) -> list[str]:
        xml = list(self._xml)
        before: dict[int, list[str]] = defaultdict(list)
        for start in {*self._first, *self._last}:
            first, last = "".join(self._first[start]), "".join(self._last[start])
            if xmltext.is_empty(xml[start]):
                xml[start] = _opened(xml[start], first + last)
                continue
            held = children(self._xml, start)
            behind = next((end for _, end, name in held[:1] if name == "pPr"), start + 1)
            before[behind].append(first)
            before[xmltext.element_end(self._xml, start) - 1].append(last)
        if self._closing:
            before[self._end()] += self._closing
        for index, pieces in before.items():
            xml[index] = "".join(pieces) + xml[index]
        return xml

    def _end(self) -> int:
        """The token before which the text ends: that of the last section, or of the body's end."""
        assert self._body is not None
        if len(self._body) and NAMES[self._body[-1].tag] == "sectPr":
            return self._token[self._body[-1]]
        return xmltext.element_end(self._xml, self._token[self._body]) - 1


def _opened(tag: str, within: str) -> str:
    """An empty element with something in it."""
    name = xmltext.prefix_of(tag) + xmltext.local_name(tag)
    return f"{tag.removesuffix('/>').rstrip()}>{within}</{name}>"


def text_run(text: str, properties: str = "") -> str:
    """A run of text; line feeds become breaks, what no XML holds is made visible."""
    lines = xmltext.legible(text).splitlines() or [""]
    said = "<w:br/>".join(
        f'<w:t xml:space="preserve">{xmltext.escape(line)}</w:t>' for line in lines
    )
    held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{held}{said}</w:r>"


def written_number(element: Element) -> int | None:
    """The number that a comment has."""
    text = attribute(element, "id") or ""
    return int(text) if text.isdecimal() and len(text) <= 10 else None
