"""A reader of VBA source: as much of the language as tests of our own modules need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEAD = re.compile(
    r"^(?P<scope>Public |Private |Friend )?(?P<kind>Sub|Function|Property (?:Get|Let|Set)) "
    r"(?P<name>\w+)\((?P<parameters>.*)\)(?: As \w+)?$"
)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_DECLARED = re.compile(r"\b(?:Dim|Static|Const|Private|Public|WithEvents) (?!Sub|Function|Declare)")
_WORD = re.compile(r"(?<![\w.&])[A-Za-z]\w*")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a procedure."""

    name: str
    type: str
    optional: bool
    rest: bool


@dataclass(frozen=True)
class Procedure:
    """A procedure: ``scope`` is Public where nothing is said, ``lines`` includes first and last."""

    module: str
    name: str
    kind: str
    scope: str
    parameters: tuple[Parameter, ...]
    lines: tuple[str, ...]
    comment: str

    @property
    def body(self) -> tuple[str, ...]:
        """Its statements, without strings and comments."""
        return tuple(filter(None, map(bare, self.lines[1:-1])))

    @property
    def types(self) -> tuple[str, ...]:
        """What it takes."""
        return tuple(parameter.type for parameter in self.parameters)


@dataclass(frozen=True)
class Source:
    """A module: its file, its lines with continued ones joined."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """What it is called, after its file."""
        return self.path.stem

    @property
    def is_class(self) -> bool:
        """Whether it is a class, or belongs to the workbook or a sheet."""
        return self.path.suffix == ".cls"

    @property
    def lines(self) -> list[str]:
        """Its lines below the attributes."""
        lines = self.text.splitlines()
        last = max(at for at, line in enumerate(lines) if line.startswith("Attribute "))
        return lines[last + 1 :]

    @property
    def procedures(self) -> list[Procedure]:
        """Its procedures, in their order."""
        return list(_procedures(self.name, self.lines))

    @property
    def declared(self) -> set[str]:
        """The names that it declares for all its procedures, in small letters."""
        outside = _outside(self.lines)
        declared = {name for line in outside for name in names(line)}
        procedures = {procedure.name for procedure in self.procedures}
        members = re.findall(r"^    (\w+) = \d+$", "\n".join(outside), re.M)
        externals = re.findall(r"Declare PtrSafe Function (\w+)", self.text)
        return {name.lower() for name in {*declared, *procedures, *members, *externals}}


def read_source(path: Path) -> Source:
    """A module's file. Only ASCII is taken."""
    return Source(path, path.read_text("ascii"))


def read_sources(folder: Path) -> dict[str, Source]:
    """All modules of a folder by name."""
    paths = sorted([*folder.glob("*.bas"), *folder.glob("*.cls")])
    return {path.stem: read_source(path) for path in paths}


def bare(line: str) -> str:
    """A line without its comment and its strings' contents."""
    return _TEXT.sub('""', line).split("'")[0].strip()


def names(line: str) -> list[str]:
    """The names that a declaration gives: ``Dim a As Long, b() As Byte`` → a, b."""
    plain = bare(line)
    found = _DECLARED.search(plain)
    if not found or plain.startswith(("Public Enum", "Public Sub", "Public Function")):
        return []
    rest = re.sub(r"^(?:Const|WithEvents) ", "", plain[found.end() :])
    return [match[0] for part in _split(rest) if (match := re.match(r"\w+", part.strip()))]


def words(line: str) -> set[str]:
    """The words of a statement that are not members of something, in small letters."""
    plain = re.sub(r"\b\w+:=", "", bare(line))
    plain = re.sub(r"&H[0-9A-Fa-f]+&?|\b\d+&", "0", plain)
    return {word.lower() for word in _WORD.findall(plain)}


def _split(text: str) -> list[str]:
    """The parts between commas that stand in no parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _procedures(module: str, lines: list[str]) -> Iterator[Procedure]:
    at = 0
    while at < len(lines):
        first, count = joined(lines, at)
        if match := _HEAD.match(first):
            end = f"End {match['kind'].split()[0]}"
            last = next(row for row in range(at, len(lines)) if lines[row] == end)
            body = (first, *_joined_all(lines[at + count : last]), lines[last])
            yield Procedure(
                module,
                match["name"],
                match["kind"],
                (match["scope"] or "Public").strip(),
                tuple(_parameter(part) for part in _split(match["parameters"])),
                body,
                lines[at - 1] if at else "",
            )
            at = last
        at += 1


def joined(lines: list[str], at: int) -> tuple[str, int]:
    """The statement that begins in a line, and how many lines it takes."""
    text, count = lines[at], 1
    while text.endswith(" _") and at + count < len(lines):
        text = f"{text[:-1]}{lines[at + count].strip()}"
        count += 1
    return text, count


def _joined_all(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        text, count = joined(lines, at)
        yield text
        at += count


def _outside(lines: list[str]) -> list[str]:
    """The statements that stand in no procedure."""
    found, inside = [], False
    for text in _joined_all(lines):
        if _HEAD.match(text):
            inside = True
        elif not inside:
            found.append(text)
        elif re.match(r"End (?:Sub|Function|Property)$", text):
            inside = False
    return found


def _parameter(text: str) -> Parameter:
    words_ = text.split(" As ")
    head = words_[0].replace("()", "").split()
    return Parameter(
        name=head[-1],
        type=words_[1].split(" = ")[0] if len(words_) > 1 else "Variant",
        optional="Optional" in head,
        rest="ParamArray" in head,
    )
