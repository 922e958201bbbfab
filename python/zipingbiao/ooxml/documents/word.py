"""Read ``.docx`` and ``.docm`` (WordprocessingML, usual and strict) as sheets.

Macros are never run, relations to the outside and fields never followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from xml.etree.ElementTree import Element

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.documents.blocks import (
    Block,
    Counter,
    Line,
    Table,
    changes_told,
    content,
    hidden_told,
)
from zipingbiao.ooxml.documents.laying import Laid, laid_out
from zipingbiao.ooxml.documents.numbering import Numbering
from zipingbiao.ooxml.documents.paragraphs import TELLING, ParagraphReader, chosen, plain_text
from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, is_on, tree_of
from zipingbiao.ooxml.documents.wordtables import Cell, TableMaker, cell_of, row_of
from zipingbiao.ooxml.foreign.cells import Tally
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import Relation, rels_of, targets

#: Elements that only wrap what they hold.
_WRAPPERS = frozenset(
    (
        *("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "Choice", "Fallback"),
        *("sect", "sub-section", "annotation", "content"),  # Word 2003
    )
)
#: Where the text is, where the package does not say it.
_USUAL = "word/document.xml"
#: Text boxes and tables stand in each other no deeper.
_DEEPEST = 40


def read_docx(package: Package) -> tuple[PlainSheet, ...]:
    """The sheet that a Word document becomes.

    Raises UnreadableFile: ZPB903 damaged, ZPB907 over a limit.
    """
    main = main_part(package)
    return (document_laid_out(tree_of(package.read(main)), package, main).sheet,)


def document_laid_out(root: Element, package: Package | None = None, main: str = "") -> Laid:
    """As `read_docx`, of the tree of the ``main`` part; with the element of each box and line.

    What stands in a text box has the paragraph that the text box hangs on, footnotes have none. A
    document that is no package has nothing but its text.
    """
    body = child(root, "body")
    if body is None:
        raise UnreadableFile("ZPB903", "文件已损坏，文档没有正文。")
    tags = {one.tag for one in root.iter()}
    names = {NAMES[tag] for tag in tags}
    if "showingPlcHdr" in names:
        _blank_prompts(body)
    numbering = Numbering() if package is None else _numbering(package, main)
    reader = _Reader(numbering, bool(names & TELLING), _says_where_boxes_begin(body, tags))
    blocks = reader.blocks(body)
    if package is not None:
        blocks += reader.footnotes(package, main)
    notices = changes_told(reader.changes) + hidden_told(reader.hidden)
    return laid_out(blocks, Tally(), notices=notices)


def _blank_prompts(body: Element) -> None:
    """Take away the prompts of content controls that nobody filled in: 单击此处输入文字."""
    for one in body.iter():
        properties = child(one, "sdtPr") if NAMES[one.tag] == "sdt" else None
        shown = None if properties is None else child(properties, "showingPlcHdr")
        if shown is not None and is_on(shown):
            for part in one.iter():
                if NAMES[part.tag] == "t":
                    part.text = ""


def _says_where_boxes_begin(body: Element, tags: Collection[str]) -> bool:
    """Whether any cell says that a box of several rows begins with it; some programs never do."""
    merging = [tag for tag in tags if NAMES[tag] in ("vMerge", "vmerge")]
    merges = (one for tag in merging for one in body.iter(tag))
    return not merging or any(attribute(one, "val") == "restart" for one in merges)


def main_part(package: Package) -> str:
    """The name of the part that holds the text of a document."""
    for one in _relations(package, ""):
        if one.kind == "officeDocument" and not one.external and one.target in package:
            return one.target
    return _USUAL


def _relations(package: Package, part: str) -> Sequence[Relation]:
    rels = rels_of(part)
    return targets({rels: package.read(rels)}, part) if rels in package else ()


def _numbering(package: Package, main: str) -> Numbering:
    for one in _relations(package, main):
        if one.kind == "numbering" and not one.external and one.target in package:
            return Numbering(tree_of(package.read(one.target)))
    return Numbering()


class _Reader:
    """Reads the blocks of one document.

    ``telling``: properties of its paragraphs may say more than how they look; ``begun``: cells
    say where a merged one begins.
    """

    def __init__(self, numbering: Numbering, telling: bool, begun: bool) -> None:
        self._paragraphs = ParagraphReader(self.blocks, numbering)
        self._telling = telling
        self._counter = Counter()
        self._depth = 0
        self._rows_gone = 0
        self._begun = begun
        #: How many texts stand under merged cells.
        self._under = 0
        #: The paragraph whose text boxes are being read.
        self._host: Element | None = None
        self._aside = False

    def blocks(self, element: Element) -> list[Block]:
        """What an element holds: lines, tables, what stands in text boxes."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableFile("ZPB907", f"文档里的内容套了 {_DEEPEST} 层以上，没有继续。")
        found: list[Block] = []
        begun = ""
        for one in inside(element, frozenset({"p", "tbl"})):
            if NAMES[one.tag] == "tbl":
                found.append(self._table(one))
                continue
            host = self._host
            self._host = host if host is not None else one
            paragraph = self._paragraphs.read(one)
            self._host = host
            if paragraph.joins and not paragraph.boxes:
                begun += paragraph.text
                continue
            found.append(Line(begun + paragraph.text, self._origin(one)))
            found += paragraph.boxes
            begun = ""
        if begun:
            found.append(Line(begun))
        self._depth -= 1
        return found

    def _origin(self, element: Element) -> Element | None:
        """What something is told to be read from."""
        if self._aside:
            return None
        return element if self._host is None else self._host

    def _table(self, element: Element) -> Table:
        self._counter.enter(self._depth)
        maker = TableMaker(child(element, "tblGrid"), self._begun)
        for one in inside(element, frozenset({"tr"})):
            row = row_of(one)
            if row.gone:
                self._rows_gone += 1
                continue
            maker.add(row, [self._cell(cell) for cell in inside(one, frozenset({"tc"}))])
        self._under += maker.hidden
        return maker.made()

    def _cell(self, element: Element) -> Cell:
        properties: Element | None = None
        lines: list[str] = []
        for one in element:
            name = NAMES[one.tag]
            text = plain_text(one, self._telling) if name == "p" else None
            if text is not None:
                lines.append(text)
            elif name == "tcPr":
                properties = one
            else:
                text, inner = content(self.blocks(element))
                return cell_of(child(element, "tcPr"), text, inner, self._origin(element))
        text = lines[0] if len(lines) == 1 else "\n".join(lines).strip("\n")
        return cell_of(properties, text, (), self._origin(element))

    def footnotes(self, package: Package, main: str) -> Iterator[Block]:
        """The footnotes that the text names, below all of it."""
        self._aside = True
        wanted = list(dict.fromkeys(self._paragraphs.notes))
        trees: dict[str, dict[str, Element]] = {}
        for one in _relations(package, main) if wanted else ():
            kind = one.kind.removesuffix("s")
            if kind in ("footnote", "endnote") and one.target in package:
                notes = tree_of(package.read(one.target))
                trees[kind] = {attribute(note, "id") or "": note for note in notes}
        for kind, key in wanted:
            note = trees.get(kind, {}).get(key)
            if note is not None:
                yield from self.blocks(note)

    @property
    def hidden(self) -> int:
        """How many pieces of hidden text there are."""
        return self._paragraphs.hidden + self._under

    @property
    def changes(self) -> int:
        """How many tracked changes there are."""
        return self._paragraphs.changes + self._rows_gone


def inside(element: Element, wanted: frozenset[str]) -> Iterator[Element]:
    """The elements of some names that an element holds, those in wrappers included."""
    stack = element[::-1]
    while stack:
        one = stack.pop()
        name = NAMES[one.tag]
        if name in wanted:
            yield one
        elif name == "AlternateContent":
            stack += chosen(one)
        elif name in _WRAPPERS:
            stack += one[::-1]
