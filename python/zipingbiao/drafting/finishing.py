"""What the tags made is made good Word again: marks in colour, lines as paragraphs, whole cells.

A loop repeats what it stands around with all its properties; a value brings none. So here lines
of a value become paragraphs like theirs, marks are highlighted, cells and tables that were left
empty are closed or dropped, and cells that the outline merges are merged while they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zipingbiao.drafting.tagged import END, LINE, pieces_of
from zipingbiao.ooxml import xmltext

#: What a person must write: 【请填写：…】.
ASKED = re.compile("【请填写：[^】]*】")
_SPECIAL = re.compile(f"{ASKED.pattern}|{LINE}")
_COLOUR = "yellow"
#: The end of a value that is a sentence, before what goes on with the outline's own sentence.
_STOP_TWICE = re.compile(f"[。；，]{END}(?=(?:<[^>]+>)*[，。；：、”])")
#: What comes after the highlight among the properties of a run (ECMA-376 part 1, §17.3.2.28).
_BEHIND = frozenset(
    (
        *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
        *("eastAsianLayout", "specVanish", "oMath", "rPrChange"),
    )
)


_BOOKMARKS = ("bookmarkStart", "bookmarkEnd")


def ask(what: str) -> str:
    """The mark of what a person must write."""
    return f"【请填写：{what.replace('】', '）').replace('【', '（')}】"


def finished(xml: str) -> str:
    """The part as Word wants it."""
    tokens = xmltext.tokens(_STOP_TWICE.sub("", xml).replace(END, ""))
    root = next(index for index, _ in xmltext.starts(tokens))
    prefix = xmltext.prefix_of(tokens[root])
    tokens = list(_marked_once(_tables_kept(tokens, prefix), prefix))
    tokens = list(_cells_closed(tokens, prefix))
    return "".join(_paragraphs(_merged(tokens, prefix), prefix))


def _is(token: str, name: str, prefix: str) -> bool:
    return xmltext.local_name(token) == name and xmltext.prefix_of(token) == prefix


def _tables_kept(tokens: list[str], prefix: str) -> list[str]:
    """Without the tables that have no row."""
    made: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if xmltext.is_start(token) and _is(token, "tbl", prefix):
            end = xmltext.element_end(tokens, index)
            if not any(_is(one, "tr", prefix) for one in tokens[index:end]):
                index = end
                continue
        made.append(token)
        index += 1
    return made


def _marked_once(tokens: Iterable[str], prefix: str) -> Iterator[str]:
    """Without the bookmarks that a loop repeated: no two may bear the same number."""
    seen: set[tuple[str, str | None]] = set()
    for token in tokens:
        if "ookmark" in token and xmltext.is_start(token):
            name = xmltext.local_name(token)
            key = (name, xmltext.attribute(token, f"{prefix}id"))
            if name in _BOOKMARKS and key in seen:
                continue
            seen.add(key)
        yield token


def _cells_closed(tokens: Sequence[str], prefix: str) -> Iterator[str]:
    """Each cell ends with a paragraph."""
    last = ""
    for token in tokens:
        if xmltext.is_end(token) and _is(token, "tc", prefix) and not _is(last, "p", prefix):
            yield f"<{prefix}p/>"
        yield token
        if token.strip():
            last = token


# Merged cells


def _merged(tokens: list[str], prefix: str) -> list[str]:
    """Cells that begin a merged area go on with the one above while they say the same."""
    dropped: list[tuple[int, int]] = []
    for index, name in list(xmltext.starts(tokens)):
        if name == "tbl" and not xmltext.is_empty(tokens[index]):
            dropped += _continued(tokens, index, prefix)
    for start, end in sorted(dropped, reverse=True):
        tokens[start:end] = [f"<{prefix}p/>"]
    return tokens


def _continued(tokens: list[str], table: int, prefix: str) -> Iterator[tuple[int, int]]:
    """The texts of cells that become parts of the one above; their marks are changed in place."""
    above: dict[int, str] = {}
    for row, _ in _inside(tokens, table, "tr", prefix):
        said: dict[int, str] = {}
        goes_on = True  # no area goes on where one to its left has ended
        for column, (start, end) in enumerate(_inside(tokens, row, "tc", prefix)):
            mark = next((at for at in range(start, end) if _is(tokens[at], "vMerge", prefix)), None)
            if mark is None or "restart" not in tokens[mark]:
                continue
            said[column] = text = xmltext.text_of(tokens[start:end])
            goes_on = goes_on and bool(text) and above.get(column) == text
            if goes_on:
                tokens[mark] = f"<{prefix}vMerge/>"
                first = next(at for at in range(start, end) if _is(tokens[at], "p", prefix))
                yield first, end - 1
        above = said


def _inside(tokens: Sequence[str], start: int, name: str, prefix: str) -> Iterator[tuple[int, int]]:
    """The elements of a name right within another, not those of tables in it."""
    index, end = start + 1, xmltext.element_end(tokens, start) - 1
    while index < end:
        if xmltext.is_start(tokens[index]):
            behind = xmltext.element_end(tokens, index)
            if _is(tokens[index], name, prefix):
                yield index, behind
            index = behind
        else:
            index += 1


# Runs and paragraphs


def _paragraphs(tokens: Sequence[str], prefix: str) -> Iterator[str]:
    """The tokens, runs with marks or lines cut into several."""
    index, opened, properties = 0, "", ""
    depth: list[str] = []
    while index < len(tokens):
        token = tokens[index]
        if xmltext.is_start(token) and not xmltext.is_empty(token):
            if _is(token, "p", prefix):
                opened, properties = token, _properties(tokens, index, "pPr", prefix)
            if _is(token, "r", prefix):
                end = xmltext.element_end(tokens, index)
                run = tokens[index:end]
                if _SPECIAL.search("".join(run)):
                    direct = bool(depth) and depth[-1] == "p" and "sectPr" not in properties
                    between = f"</{prefix}p>{opened}{properties}" if direct else ""
                    yield from _cut_run(run, prefix, between)
                else:
                    yield from run
                index = end
                continue
            depth.append(xmltext.local_name(token))
        elif xmltext.is_end(token) and depth:
            depth.pop()
        yield token
        index += 1


def _properties(tokens: Sequence[str], start: int, name: str, prefix: str) -> str:
    """The properties that a paragraph or run begins with, as they are written."""
    at = start + 1
    while at < len(tokens) and not tokens[at].strip():
        at += 1
    if at < len(tokens) and xmltext.is_start(tokens[at]) and _is(tokens[at], name, prefix):
        return "".join(tokens[at : xmltext.element_end(tokens, at)])
    return ""


def _cut_run(run: Sequence[str], prefix: str, between: str) -> Iterator[str]:
    """A run as several: marks in colour, and at each line what stands between two paragraphs."""
    properties = _properties(run, 0, "rPr", prefix)
    coloured = _highlighted(properties, prefix)
    behind = xmltext.tokens(properties)
    start = 1 + run[1:].index(behind[0]) + len(behind) if behind else 1
    index = start
    while index < len(run) - 1:
        token = run[index]
        end = xmltext.element_end(run, index) if xmltext.is_start(token) else index + 1
        if xmltext.is_start(token) and _is(token, "t", prefix):
            raw = "".join(run[index + 1 : end - 1])
            for text, special in pieces_of(raw, _SPECIAL):
                if text == LINE:
                    yield between or f"{run[0]}{properties}<{prefix}br/></{prefix}r>"
                else:
                    look = coloured if special else properties
                    yield f'{run[0]}{look}<{prefix}t xml:space="preserve">{text}'
                    yield f"</{prefix}t></{prefix}r>"
        elif token.strip():
            held = "".join(_paragraphs(run[index:end], prefix))  # a box has paragraphs of its own
            yield f"{run[0]}{properties}{held}</{prefix}r>"
        index = end


def _highlighted(properties: str, prefix: str) -> str:
    """The properties of a run with the colour of what a person must write."""
    mark = f'<{prefix}highlight {prefix}val="{_COLOUR}"/>'
    if not properties or (properties.endswith("/>") and properties.count("<") == 1):
        return f"<{prefix}rPr>{mark}</{prefix}rPr>"
    tokens = xmltext.tokens(properties)
    if any(_is(token, "highlight", prefix) for token in tokens):
        return properties
    at = next(
        (index for index, name in xmltext.starts(tokens) if index and name in _BEHIND),
        len(tokens) - 1,
    )
    return "".join([*tokens[:at], mark, *tokens[at:]])
