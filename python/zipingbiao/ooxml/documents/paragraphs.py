"""What a paragraph of a Word document says, as a person sees it who has accepted all changes.

What was deleted is left out, what was inserted stays. Fields show their last result; they are
never worked out, and nothing outside the file is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from zipingbiao.ooxml.documents.blocks import PICTURE_SIGN, Block
from zipingbiao.ooxml.documents.numbering import Numbering
from zipingbiao.ooxml.documents.symbols import TICKED, UNTICKED, symbol
from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, is_on, whole

#: Elements that stand for a character.
_SIGNS = {
    "tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
    "footnoteReference": "", "endnoteReference": "",
}  # fmt: skip
#: Elements that hold no text that is seen.
_ASIDE = frozenset(
    (
        *("pPr", "rPr", "tblPr", "sdtPr", "sdtEndPr", "rubyPr", "rt", "fldData", "ctrlPr"),
        *("instrText", "delInstrText", "delText"),
    )
)
#: Elements that hold what was taken away, and what was put in.
_GONE, _NEW = frozenset({"del", "moveFrom"}), frozenset({"ins", "moveTo"})
#: The same as Word 2003 says it, of elements called annotation.
_DELETED = "Word.Deletion"
_TRACKED = frozenset({_DELETED, "Word.Insertion"})
_DRAWINGS = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph, the text boxes that hang on it, whether the next one joins it."""

    text: str = ""
    boxes: list[Block] = field(default_factory=list)
    joins: bool = False


#: Elements of a paragraph without text, and properties that say more than how it looks.
_MARKS = frozenset({"bookmarkStart", "bookmarkEnd", "proofErr"})
TELLING = frozenset({"numPr", "vanish", "del", "ins"})


def plain_text(element: Element, telling: bool) -> str | None:
    """The text of a paragraph of nothing but runs of text, as most are; None of any other.

    ``telling``: properties in this document may say more than how the text looks.
    """
    parts: list[str] = []
    for one in element:
        name = NAMES[one.tag]
        if name == "r":
            for part in one:
                name = NAMES[part.tag]
                if name == "t":
                    parts.append(part.text or "")
                elif name != "rPr" or (telling and _tells(part)):
                    return None
        elif name == "pPr":
            if telling and _tells(one):
                return None
        elif name not in _MARKS:
            return None
    return "".join(parts) if len(parts) != 1 else parts[0]


def _tells(properties: Element) -> bool:
    """Whether properties of a paragraph or a run say more than how it looks."""
    return any(NAMES[one.tag] in TELLING for one in properties.iter())


class ParagraphReader:
    """Reads paragraphs. ``changes`` counts tracked changes, ``hidden`` runs of hidden text.

    ``notes`` are the footnotes named.

    ``blocks_of`` reads what stands in a text box; ``numbering`` are the document's lists.
    """

    def __init__(
        self, blocks_of: Callable[[Element], Sequence[Block]], numbering: Numbering
    ) -> None:
        self._blocks_of = blocks_of
        self._numbering = numbering
        self.changes = 0
        self.hidden = 0
        self.notes: list[tuple[str, str]] = []

    def read(self, element: Element) -> Paragraph:
        """One paragraph."""
        made = Paragraph()
        parts: list[str] = []
        stack = element[::-1]
        while stack:
            one = stack.pop()
            name = NAMES[one.tag]
            if name == "t":
                parts.append(one.text or "")
            elif name == "r":
                if not _is_hidden(one):
                    stack += one[::-1]
                else:
                    self.hidden += any(NAMES[part.tag] == "t" and part.text for part in one)
            elif name == "pPr":
                made.joins = self._mark(one)
                numbered = child(one, "numPr")
                if numbered is not None:
                    parts.append(self._numbering.label(numbered))
            elif name in _GONE:
                self.changes += 1
            elif name == "annotation":
                kind = next((v for k, v in one.attrib.items() if NAMES[k] == "type"), "")
                self.changes += kind in _TRACKED
                if kind != _DELETED:
                    stack += one[::-1]
            elif name not in _ASIDE:
                self._other(name, one, parts, stack, made)
        made.text = "".join(parts).rstrip(" ")
        return made

    def _other(
        self, name: str, one: Element, parts: list[str], stack: list[Element], made: Paragraph
    ) -> None:
        """An element that is rarer than runs of text."""
        sign = _SIGNS.get(name)
        if sign is not None:
            parts.append(sign)
            if name.endswith("Reference"):
                self.notes.append((name.removesuffix("Reference"), attribute(one, "id") or ""))
        elif name == "br":
            parts.append("" if attribute(one, "type") in ("page", "column") else "\n")
        elif name == "sym":
            parts.append(symbol(attribute(one, "font") or "", attribute(one, "char") or ""))
        elif name == "ffData":
            parts.append(_form_field(one))
        elif name == "txbxContent":
            made.boxes += self._blocks_of(one)
        elif name == "AlternateContent":
            stack += chosen(one)
        elif name in _DRAWINGS and not _has_box(one):
            parts.append(PICTURE_SIGN if _is_inline(one) else "")
        else:
            self.changes += name in _NEW
            stack += one[::-1]

    def _mark(self, properties: Element) -> bool:
        """Whether the mark at the paragraph's end was deleted."""
        mark = child(properties, "rPr")
        names = () if mark is None else [NAMES[one.tag] for one in mark]
        gone = "del" in names
        self.changes += gone or "ins" in names
        return gone


def chosen(element: Element) -> Sequence[Element]:
    """The one of the alternatives that is read: the first, which newer programs show."""
    choice = child(element, "Choice")
    taken = choice if choice is not None else child(element, "Fallback")
    return () if taken is None else (taken,)


def _is_hidden(run: Element) -> bool:
    properties = run[0] if len(run) and NAMES[run[0].tag] == "rPr" else None
    vanish = None if properties is None else child(properties, "vanish")
    return vanish is not None and is_on(vanish)


def _form_field(element: Element) -> str:
    """What a box to be ticked, or a list to be chosen from, shows."""
    for one in element:
        name = NAMES[one.tag]
        if name == "checkBox":
            switch = child(one, "checked")
            switch = child(one, "default") if switch is None else switch
            return TICKED if switch is not None and is_on(switch) else UNTICKED
        if name == "ddList":
            entries = [attribute(e, "val") or "" for e in one if NAMES[e.tag] == "listEntry"]
            at = whole(child(one, "result"), "val", 0, 10_000)
            return entries[at] if at < len(entries) else ""
    return ""


def _has_box(element: Element) -> bool:
    return any(NAMES[one.tag] == "txbxContent" for one in element.iter())


def _is_inline(element: Element) -> bool:
    """Whether a picture stands among the text, not beside or over it like a seal."""
    name = NAMES[element.tag]
    if name == "drawing":
        return child(element, "inline") is not None
    shapes = [one for one in element.iter() if NAMES[one.tag] in ("shape", "rect", "OLEObject")]
    styles = [attribute(one, "style") or "" for one in shapes]
    return bool(shapes) and not any("position:absolute" in style for style in styles)
