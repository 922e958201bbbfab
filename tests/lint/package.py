"""What makes Excel repair a workbook, or refuse it: the package and the workbook part.

Nobody here can run Excel. These are causes that are known of it, those among them too that no
schema tells of. Sources: ECMA-376 parts 1 and 2; Microsoft's specifications and limits of Excel.
"""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_STRICT = "http://purl.oclc.org/ooxml/"
#: A plain name in a formula; any other stands in quotes.
_PLAIN = re.compile(r"[A-Za-z_\u3400-\u9fff][\w.\u3400-\u9fff]*", re.ASCII)
_SHEET_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^\s'!(),;&=<>+*/^\"{}\[\]-]+))!")
_NAME = re.compile(r"[A-Za-z_\\\u0100-\uffff][\w.\\?\u0100-\uffff]*", re.ASCII)
_FORBIDDEN = frozenset("[]:*?/\\")
_QUOTES = frozenset("'’＇‘")
_ADD_IN = re.compile(r"\bZPB_[A-Z]")


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """An attribute's value, whatever its namespace."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), None)


def below(element: Element, *names: str) -> Iterator[Element]:
    """All elements of these names within one."""
    return (one for one in element.iter() if local(one) in names)


def child(element: Element, name: str) -> Element | None:
    """The first element of a name right within one."""
    return next((one for one in element if local(one) == name), None)


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sameness(name: str) -> str:
    """What names have in common that Excel takes for one."""
    return unicodedata.normalize("NFKC", name).casefold()


@dataclass(frozen=True)
class Relation:
    """A relationship: where it leads, the last word of its type."""

    kind: str
    target: str
    external: bool


@dataclass
class Book:
    """A workbook being looked at; ``faults`` are collected as ``place: what``."""

    parts: dict[str, bytes]
    faults: list[str] = field(default_factory=list)
    trees: dict[str, Element] = field(default_factory=dict)
    relations: dict[str, dict[str, Relation]] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    styles: int = 0
    formats: int = 0

    def fault(self, place: str, what: str) -> None:
        """Put down a fault."""
        self.faults.append(f"{place}: {what}")

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that hang on another."""
        found = self.relations.get(part, {}).values()
        return [one.target for one in found if one.kind == kind and not one.external]


def open_book(data: bytes) -> Book:
    """The parts of a workbook, well-formed and linked; what is wrong with that is put down."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        book = Book({entry.filename: archive.read(entry) for entry in entries})
    for name, count in Counter(entry.filename.lower() for entry in entries).items():
        if count > 1:
            book.fault("zip", f"the name {name} stands there {count} times")
    for entry in entries:
        if "\\" in entry.filename or entry.filename.startswith("/"):
            book.fault("zip", f"misspelt name {entry.filename}")
        if entry.filename.endswith("/"):
            book.fault("zip", f"folder {entry.filename}")
        if entry.flag_bits & 1 or entry.compress_type not in (0, 8):
            book.fault("zip", f"{entry.filename} is encrypted or packed in an unusual way")
    for name, content in book.parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _parse(book, name, content)
    _check_types(book)
    _check_relations(book)
    return book


def _parse(book: Book, name: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content[:1000]:
        book.fault(name, "declares a document type")
    try:
        book.trees[name] = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        book.fault(name, f"not well-formed: {error}")


def _check_types(book: Book) -> None:
    types = book.trees.get("[Content_Types].xml")
    if types is None:
        book.fault("zip", "no [Content_Types].xml")
        return
    endings = {(one.get("Extension") or "").lower() for one in below(types, "Default")}
    named = Counter((one.get("PartName") or "").lower() for one in below(types, "Override"))
    for name, count in named.items():
        if count > 1:
            book.fault("content types", f"{name} is told twice")
        if name.lstrip("/") not in {part.lower() for part in book.parts}:
            book.fault("content types", f"{name} is not there")
    for part in book.parts:
        known = f"/{part}".lower() in named or part.rpartition(".")[2].lower() in endings
        if part != "[Content_Types].xml" and not known:
            book.fault("content types", f"nothing is told of {part}")


def _check_relations(book: Book) -> None:
    for name, tree in book.trees.items():
        if not name.endswith(".rels"):
            continue
        folder, _, last = name.rpartition("/")
        owner = posixpath.join(posixpath.dirname(folder), last.removesuffix(".rels"))
        if owner and owner not in book.parts:
            book.fault(name, "belongs to no part")
        for one in below(tree, "Relationship"):
            external = one.get("TargetMode") == "External"
            target = one.get("Target") or ""
            if not external and not target.startswith("#"):
                target = posixpath.normpath(
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.join(posixpath.dirname(owner), target)
                )
                if target not in book.parts:
                    book.fault(name, f"leads to {target}, which is not there")
            kind = (one.get("Type") or "").rpartition("/")[2]
            known = book.relations.setdefault(owner, {})
            if (key := one.get("Id") or "") in known:
                book.fault(name, f"{key} stands there twice")
            known[key] = Relation(kind, target, external)


# The workbook


def check_workbook(book: Book) -> str | None:
    """Look at the workbook part and what hangs on it; its name, None where there is none."""
    found = book.related("", "officeDocument")
    if not found or found[0] not in book.trees:
        book.fault("package", "no workbook")
        return None
    name = found[0]
    tree = book.trees[name]
    _check_sheets(book, name, tree)
    _check_names(book, tree)
    for part in book.related(name, "sharedStrings"):
        items = [one for one in book.trees[part] if local(one) == "si"]
        book.strings = ["".join(t.text or "" for t in below(one, "t")) for one in items]
    for part in book.related(name, "styles"):
        _check_styles(book, part)
    calculation = child(tree, "calcPr")
    forced = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
    if forced and any(_ADD_IN.search(text) for text in _formulas(book)):
        book.fault(name, "formulas of the add-in are calculated without it on opening")
    return name


def _formulas(book: Book) -> Iterable[str]:
    for _, part in book.sheets:
        if part in book.trees:
            yield from (one.text or "" for one in below(book.trees[part], "f"))


def _check_sheets(book: Book, name: str, tree: Element) -> None:
    listed = [one for one in below(tree, "sheet") if one.get("name") is not None]
    relations = book.relations.get(name, {})
    if not any(one.get("state", "visible") == "visible" for one in listed):
        book.fault(name, "no sheet that can be seen")
    for kind, count in Counter(one.get("sheetId") for one in listed).items():
        if count > 1:
            book.fault(name, f"sheetId {kind} stands there twice")
    for seen, count in Counter(sameness(one.get("name") or "") for one in listed).items():
        if count > 1:
            book.fault(name, f"sheets whose names are one to Excel: {seen}")
    for one in listed:
        title = one.get("name") or ""
        _check_sheet_name(book, name, title)
        relation = relations.get(attribute(one, "id") or "")
        if relation is None:
            book.fault(name, f"the sheet {title} has no part")
        elif relation.kind == "worksheet":
            book.sheets.append((title, relation.target))
    for view in below(tree, "workbookView"):
        if int(view.get("activeTab", 0)) >= len(listed):
            book.fault(name, "activeTab is beyond the last sheet")


def _check_sheet_name(book: Book, place: str, title: str) -> None:
    seen = unicodedata.normalize("NFKC", title)
    if not 0 < units(title) <= 31:
        book.fault(place, f"sheet name of {units(title)} units: {title}")
    if _FORBIDDEN & set(seen):
        book.fault(place, f"sheet name with a forbidden sign: {title}")
    if title and (title[0] in _QUOTES or title[-1] in _QUOTES):
        book.fault(place, f"sheet name with a quote at an end: {title}")
    if seen.casefold() == "history":
        book.fault(place, f"sheet name that Excel keeps for itself: {title}")


def _check_names(book: Book, tree: Element) -> None:
    sheets = {name for name, _ in book.sheets}
    listed = list(below(tree, "definedName"))
    keys = Counter(((one.get("name") or "").casefold(), one.get("localSheetId")) for one in listed)
    for (name, _), count in keys.items():
        if count > 1:
            book.fault("names", f"{name} stands there twice")
    for one in listed:
        name, text = one.get("name") or "", one.text or ""
        if not _NAME.fullmatch(name.removeprefix("_xlnm.")):
            book.fault("names", f"{name} is no name")
        if int(one.get("localSheetId") or 0) >= max(len(sheets), 1):
            book.fault("names", f"{name} is of a sheet that is not there")
        for quoted, plain in _SHEET_REFERENCE.findall(_without_texts(text)):
            sheet = quoted.replace("''", "'") if quoted else plain
            if plain and not _PLAIN.fullmatch(plain):
                book.fault("names", f"{name} mentions {plain} without quotes")
            if sheet not in sheets and "[" not in sheet and ":" not in sheet:
                book.fault("names", f"{name} mentions {sheet}, which is not there")


def _without_texts(formula: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def _check_styles(book: Book, part: str) -> None:
    tree = book.trees[part]
    sizes: dict[str, int] = {}
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
        group = child(tree, name)
        sizes[name] = 0 if group is None else len(group)
        if group is not None and group.get("count") not in (None, str(len(group))):
            book.fault(part, f"{name}: {group.get('count')} told, {len(group)} there")
    numbers = Counter(one.get("numFmtId") for one in below(tree, "numFmt") if one.get("numFmtId"))
    bounds: dict[str, Callable[[], int]] = {
        "fontId": lambda: sizes["fonts"],
        "fillId": lambda: sizes["fills"],
        "borderId": lambda: sizes["borders"],
        "xfId": lambda: sizes["cellStyleXfs"],
    }
    for group_name in ("cellStyleXfs", "cellXfs"):
        for one in child(tree, group_name) or ():
            for key, size in bounds.items():
                if (given := one.get(key)) is not None and int(given) >= max(size(), 1):
                    book.fault(part, f"{group_name}: {key} {given} is not there")
            number = int(one.get("numFmtId", 0))
            if number > 163 and str(number) not in numbers:
                book.fault(part, f"number format {number} is not there")
    book.styles, book.formats = sizes["cellXfs"], sizes["dxfs"]
