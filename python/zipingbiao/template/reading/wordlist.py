"""The word list: ``words.toml`` → the words that were seen anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from zipingbiao.errors import Place, TemplateError
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.vocabulary import LabelMeaning, Likeness, Meaning, Words

#: What may say a goal only where another head says what was reached: 目标 | 完成情况.
_HEADS_ONLY = 2
_CHOICE = re.compile(r"\{([^{}]*)\}")


def read_words(path: Path) -> dict[str, Any]:
    """What ``words.toml`` says. Raises TemplateError where it is broken."""
    from zipingbiao.datafiles.tomlfile import load_toml  # most starts need none

    return load_toml(path, "词表", dict)


def words_from(data: Mapping[str, Any], path: Path) -> Words:
    """The words of a word list. Raises TemplateError naming what is wrong in it."""
    try:
        return _words_from(data)
    except (ValueError, AttributeError) as error:
        raise TemplateError(f"词表里有一项写法不对：{error}。", Place(str(path))) from None


def _words_from(data: Mapping[str, Any]) -> Words:
    labels: dict[str, LabelMeaning] = {}
    for name, lines in data.get("header", {}).items():
        term = _single(name)
        for text, rank in _ranked(lines):
            labels.setdefault(text, LabelMeaning(term, rank))
    held = {
        text: LabelMeaning(_single(name), 2)
        for name, line in data.get("held", {}).items()
        for text in _split(line)
    }
    second = data.get("second", {})
    heads = {item: _heads(item, data[item], second.get(item, {})) for item in LISTS if item in data}
    for term, words in data.get("ticks", {}).items():
        for text, word in words.items():
            heads["indicator"].setdefault(text, Meaning(term, 0, word))
    for text, meaning in heads.get("goal", {}).items():
        if meaning.name == "expected" and meaning.rank < _HEADS_ONLY:
            labels.setdefault(text, LabelMeaning("goal.expected", 1 + meaning.rank))
    totals = dict(_ranked(data.get("total", {}).get("score", [])))
    for text, rank in totals.items():
        labels.setdefault(text, LabelMeaning("total.score", rank))
    known = data.get("known", {})
    return Words(
        heads=heads,
        labels=labels,
        totals=frozenset(text for text, rank in totals.items() if not rank),
        keys={text: item for item in LISTS for text in _split(data.get(item, {}).get("rows", ""))},
        held=held,
        known=frozenset(text for name in _KNOWN for text in _split(known.get(name, ""))),
        apart=frozenset(_split(known.get("apart", ""))),
        persons=frozenset(_split(known.get("persons", ""))),
        titles=frozenset(_split(data.get("titles", {}).get("words", ""))),
        groups=frozenset(_split(data.get("groups", {}).get("level1", ""))),
        foreign=tuple(_split(data.get("brackets", {}).get("foreign", ""))),
        carried=frozenset({"level1", "level2"}),
        like={item: tuple(_likenesses(item, one)) for item, one in data.get("like", {}).items()},
    )


#: What says nothing more than that it is a label.
_KNOWN = ("sections", "labels", "persons")


def _single(name: str) -> str:
    """The term of a single field."""
    term = f"header.{name}" if f"header.{name}" in TERM_OF else name
    if term not in TERM_OF:
        raise ValueError(f"[header] 没有字段 {name}")
    return term


def _field(item: str, name: str) -> str:
    """The field of an item, or the part of one."""
    if f"{item}.{name}" not in TERM_OF and name not in _PARTS:
        raise ValueError(f"[{item}] 没有字段 {name}")
    return _PARTS.get(name, name)


def _likenesses(item: str, fields: Mapping[str, Any]) -> Iterator[Likeness]:
    """The words with gaps of one list, or of the single fields."""
    for name, line in fields.items():
        meaning = _single(name) if item == "header" else _field(item, name)
        for word in line.split():
            for text in _spelt(word):
                yield Likeness(tuple(text.split("*")), meaning)


#: Heads that are no fields: parts of a target, of a budget by its sources; what is not read.
_PARTS = {"operator": "operator_part", "unit": "unit_part", "part": "part", "other": ""}


def _heads(item: str, fields: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    seconds = {text: _field(item, name) for name, line in second.items() for text in _split(line)}
    for name, lines in fields.items():
        if name == "rows":
            continue
        meaning = _field(item, name)
        plain = [Meaning(meaning, rank) for rank in range(len(lines))]  # thousands share them
        for text, rank in _ranked(lines):
            one = plain[rank]
            found.setdefault(text, one._replace(second=seconds[text]) if text in seconds else one)
    return found


def spelt(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a word list says, its lines as words already: they are thousands."""
    return {
        section: {name: _words_of(lines) for name, lines in said.items()}
        if isinstance(said, dict)
        else said
        for section, said in data.items()
    }


def _words_of(lines: Any) -> Any:
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return lines
    return [_split(line) for line in lines]


def _ranked(lines: object) -> list[tuple[str, int]]:
    """The words of some lines, with the number of their line; lines may be words already."""
    if not isinstance(lines, list | tuple) or not all(
        isinstance(line, str | list | tuple) for line in lines
    ):
        raise ValueError(f"「{str(lines)[:20]}」应是方括号里的几行文字")
    return [
        (text, rank)
        for rank, line in enumerate(lines)
        for text in (_split(line) if isinstance(line, str) else line)
    ]


def _split(line: str) -> list[str]:
    """The words of a line; ``{a,b,}`` is one of a, b or nothing."""
    return [spoken(text) or text for word in line.split() for text in _spelt(word)]


def _spelt(word: str) -> Iterator[str]:
    pieces = _CHOICE.split(word)
    choices = [[p] if n % 2 == 0 else p.split(",") for n, p in enumerate(pieces)]
    return ("".join(one) for one in product(*choices))
