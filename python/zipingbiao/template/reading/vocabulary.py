"""What labels mean: heads of columns, labels beside values, rows that add up.

A layout brings the words of its own template; ``words.toml`` has those that were seen anywhere.
Laid over each other they are the words by which a form is read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from zipingbiao.domain.levels import split_points
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.leads import Leads
from zipingbiao.template.tag import Pattern, Tag

_BRACKETED = re.compile(r"\(([^()]*)\)")
_NUMBERED = re.compile(r"(?<=[^\d])\d{1,2}$")
#: Heads of columns are not numbered so; labels of sections are: 三、目标完成情况.
_SECTION = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[,.]")
#: Months before a head of a monitoring form: 1-7月执行数.
_MONTHS = re.compile(r"^\d{1,2}月?[-~至]\d{1,2}月(?:份|底|末)?")
#: A year before a head: 2023年目标, 2022年实际.
_YEAR = re.compile(r"^(?:19|20)\d{2}年(?:度|末|底)?")
#: Points behind a label, or the word for them: 产出指标60分, 一级指标及分值.
_FIRST = re.compile(r"\(?1[),.]")
_POINTED = re.compile(r"(?:(?<=[^\d.])\d+(?:\.\d+)?分|(?<=标)[及和与](?:分值|权重))$")
#: Most texts: no bracket, number, point or mark around them, so that they have no `variants`.
_UNADORNED = re.compile(r"[^\d(:*★☆※一二三四五六七八九十其单][^(]*[^\d(:*★分]", re.DOTALL)
#: A head whose brackets speak of another reckoning comes after all that have none.
FOREIGN = 10
#: What only is like a word that is known comes after all others.
LIKE = 20
#: What a head means where another holds what it says first comes after those that say it plainly.
SECOND = 5
_LONGEST_LIKE = 16
#: What so many texts say is remembered.
_REMEMBERED = 20_000
#: The amounts of funds; with the other figures of a line they may stand beside their label, where
#: no table has funds.
AMOUNTS = frozenset({"initial_budget", "budget", "received", "executed"})
FIGURES = AMOUNTS | {"rate", "weight", "score"}
#: Ranks of heads without a field: of a part of the year; of a column that only counts; of one
#: whose field another holds.
PARTIAL, COUNTED, LEFT = -3, -2, -1


class Meaning(NamedTuple):
    """What a head says of the cells below it.

    ``name`` is a field of the list's item, or one of the parts of a field; ``""`` is a column
    that is known and not read. Of two heads for one field the one with the lower ``rank`` holds.
    ``like``: it only is like one that is known. ``second`` is the field it holds where another
    head holds that one.
    """

    name: str
    rank: int = 0
    tick: str | None = None
    like: bool = False
    second: str = ""

    def says(self, other: Meaning) -> bool:
        """Whether two heads are of one field."""
        return (self.name, self.tick) == (other.name, other.tick)

    def or_rather(self, other: Meaning) -> Meaning:
        """What a head says where a layout uses it for ``other``; two meanings stay two."""
        if self.says(other):
            return self
        return other._replace(second=self.name if self.second == other.name else self.second)


class LabelMeaning(NamedTuple):
    """The single field that stands beside a label."""

    term: str
    rank: int = 0
    like: bool = False


class Likeness(NamedTuple):
    """A word with gaps, ``*得分``: what stands between the gaps, and what it means.

    ``meaning`` is a field of the list, or the term of a single field.
    """

    parts: tuple[str, ...]
    meaning: str

    @property
    def letters(self) -> int:
        """How many letters it has besides the gaps."""
        return sum(map(len, self.parts))

    def fits(self, text: str) -> bool:
        """Whether it stands for a text."""
        if len(self.parts) == 1:
            return text == self.parts[0]
        first, *middle, last = self.parts
        end = len(text) - len(last)
        at = len(first)
        if at > end or not (text.startswith(first) and text.endswith(last)):
            return False
        for part in middle:
            found = text.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


class Mixed(NamedTuple):
    """A cell of the template in which a field stands among literal text."""

    regex: re.Pattern[str]
    tag: Tag
    kind: str
    pattern: Pattern


@dataclass(frozen=True, eq=False)
class Words:
    """The words by which forms are read; all texts are folded.

    ``heads`` by item; ``labels`` stand beside a value; ``totals`` begin the row of the total;
    ``keys`` are the printed labels of rows, with their list; ``known`` say nothing more. A blank
    in a column of ``carried`` is what stands above it. ``printed`` are the labels that a layout
    itself prints, ``like`` the words with gaps by which a label is known that no word fits;
    ``titles`` are the words that titles are made of. ``yearly``: of a form of a whole year, which
    has no figures of a part of it; ``persons`` head lists of people, ``apart`` name amounts that
    are no funds. ``layers`` are the words that these lie over each other;
    ``held`` are labels only before a colon and a value in the same cell: 项目：道路维修.
    """

    heads: Mapping[str, Mapping[str, Meaning]]
    labels: Mapping[str, LabelMeaning] = field(default_factory=dict)
    totals: frozenset[str] = frozenset()
    keys: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()
    mixed: tuple[Mixed, ...] = ()
    carried: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()
    like: Mapping[str, Sequence[Likeness]] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    yearly: bool = False
    layers: tuple[Words, ...] = ()
    persons: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    held: Mapping[str, LabelMeaning] = field(default_factory=dict)

    @cached_property
    def _said(self) -> dict[str, Mapping[str, Meaning]]:
        return {}

    def head(self, item: str, text: str) -> Meaning | None:
        """What a text says as a head of a list."""
        return self.meanings(text).get(item)

    def meanings(self, text: str) -> Mapping[str, Meaning]:
        """What a text says as a head, by list; nothing for the lists of which it is no head."""
        said = self._said.get(text)
        if said is None:
            if len(self._said) > _REMEMBERED:
                self._said.clear()
            said = self._said[text] = dict(self._heads_in(text))
        return said

    def _heads_in(self, text: str) -> Iterator[tuple[str, Meaning]]:
        if _SECTION.match(text):
            return
        months = _YEAR.sub("", _MONTHS.sub("", text))
        said = [words for words in variants(months) if any(words in s for s in self._all_heads)]
        for item, known in self.heads.items() if said else ():
            words = next((words for words in said if words in known), None)
            if words is not None:
                meaning = known[words]
                foreign = months != text or (words != text and self.is_foreign(text))
                yield item, meaning._replace(rank=meaning.rank + FOREIGN) if foreign else meaning

    @cached_property
    def _all_heads(self) -> Sequence[frozenset[str]]:
        """The heads of all lists, those of each layer."""
        own = [heads for one in self.layers for heads in one._all_heads]
        return own or [frozenset().union(*self.heads.values())]

    def is_silent(self, text: str) -> bool:
        """Whether a text is neither a head nor may be the first part of one; quick."""
        known = self.silences.get(text)
        if known is None:
            if len(self.silences) > _REMEMBERED:
                self.silences.clear()
            known = self.silences[text] = self._is_silent(text)
        return known

    def _is_silent(self, text: str) -> bool:
        if _UNADORNED.fullmatch(text) and text[:2] not in self._beginnings:
            return True
        words = spoken(text).partition("(")[0]
        begins = self._begins(words) or spoken(f"{text}甲") == "甲"  # a mere 1.
        return not begins and not self.meanings(text)

    @cached_property
    def _beginnings(self) -> AbstractSet[str]:
        """The first two letters of all heads, those of each layer."""
        own = [one._beginnings for one in self.layers]
        return frozenset().union(*own) if own else {h[:2] for s in self._all_heads for h in s}

    @cached_property
    def silences(self) -> dict[str, bool]:
        """The texts that `is_silent` was asked of, with what it said."""
        return {}

    def _begins(self, words: str) -> bool:
        """Whether some head goes on behind these words."""
        for heads in self._in_order if words else ():
            at = bisect_right(heads, words)
            if at < len(heads) and heads[at].startswith(words):
                return True
        return False

    @cached_property
    def _in_order(self) -> Sequence[Sequence[str]]:
        """The heads in their order, those of each layer: the common ones are sorted once."""
        own = [heads for one in self.layers for heads in one._in_order]
        return own or [sorted(heads) for heads in self._all_heads]

    def alike(self, item: str, text: str) -> Meaning | None:
        """What a text that no word fits may say as a head of a list, by the words with gaps."""
        name = self._meant(item, text)
        return None if name is None else Meaning(name, LIKE, None, like=True)

    def alike_label(self, text: str) -> LabelMeaning | None:
        """The field that may stand beside a text that no word fits."""
        term = self._meant("header", text)
        return None if term is None else LabelMeaning(term, LIKE, like=True)

    @cached_property
    def _liked(self) -> dict[tuple[str, str], str | None]:
        return {}

    def _meant(self, item: str, text: str) -> str | None:
        """As `_likeness`; what was asked before is remembered."""
        known = self._liked
        if (item, text) not in known:
            if len(known) > _REMEMBERED:
                known.clear()
            known[item, text] = self._likeness(item, text)
        return known[item, text]

    def _likeness(self, item: str, text: str) -> str | None:
        """The meaning of the word with gaps that has most letters of a text; ``""`` for foreign."""
        words = spoken(_MONTHS.sub("", text))
        if not words or len(words) > _LONGEST_LIKE or words != spoken(text):
            return None
        found = [one for one in self.like.get(item, ()) if one.fits(words)]
        most = max((one.letters for one in found), default=0)
        best = [one for one in found if one.letters == most]
        if len({one.meaning for one in best}) != 1:
            return None
        gaps = words
        for part in best[0].parts:
            gaps = gaps.replace(part, " ", 1) if part else gaps
        return "" if any(word in gaps for word in self.foreign) else best[0].meaning

    def is_foreign(self, text: str) -> bool:
        """Whether what stands in a text's brackets speaks of another reckoning: （财政复评）."""
        inside = "".join(_BRACKETED.findall(text))
        return any(word in inside for word in self.foreign)

    def label(self, text: str) -> LabelMeaning | None:
        """The field that stands beside a text; goals may be numbered: 年度目标1."""
        found = next((self.labels[w] for w in variants(text) if w in self.labels), None)
        if found is None and (words := spoken(text))[-1:].isdigit():
            goal = self.labels.get(_NUMBERED.sub("", words))
            return goal if goal is not None and goal.term == "goal.expected" else None
        return found

    def is_total(self, text: str) -> bool:
        """Whether a text begins the row of the total."""
        return any(words in self.totals for words in variants(text))

    def key_item(self, text: str) -> str | None:
        """The list in which a text is the printed label of a fixed row.

        A word that heads sections as well is one only by itself: 项目资金, not 项目资金（万元）.
        """
        said = (w for w in variants(text) if w == text or w not in self.known)
        found = next((self.keys[w] for w in said if w in self.keys), None)
        if found is None and ":" in text and (source := self._listed(text)):
            return self.key_item(source)
        return found

    def _listed(self, text: str) -> str:
        """The first of a numbered list behind the name of its block: 资金来源：（1）财政资金."""
        block, _, first = text.rpartition(":")
        return first if _FIRST.match(first) and self.is_known(block) else ""

    def is_group(self, text: str) -> bool:
        """Whether a text is the name of a group of indicators."""
        return any(words in self.groups for words in variants(text))

    @cached_property
    def texts(self) -> frozenset[str]:
        """All words of all kinds."""
        parts = (self.labels, self.totals, self.keys, self.known)
        return frozenset().union(*self._all_heads, *parts)

    def titles_group(self, text: str) -> bool:
        """Whether a line across titles a group: by a known name, or numbered, with its points."""
        if self.is_group(text):
            return True
        return is_numbered(text) and split_points(text)[1] is not None

    def is_apart(self, text: str) -> bool:
        """Whether a text names amounts that have a table of their own: 三公经费."""
        return any(words.strip('“”"') in self.apart for words in variants(text))

    def begins_persons(self, texts: Sequence[str]) -> bool:
        """Whether a row begins a list of persons: 姓名 | 职务 | 单位 | 签字."""
        return texts[0] in self.persons and len(self.persons.intersection(texts)) > 1

    def knows(self, text: str) -> bool:
        """Whether a text is a label of any kind."""
        if _UNADORNED.fullmatch(text):
            return text in self.texts
        if any(words in self.texts for words in variants(text)) or self.is_known(text):
            return True
        return ":" in text and bool(self.key_item(self._listed(text)))

    def is_known(self, text: str) -> bool:
        """Whether a text is a label that says nothing more: 项目资金, 年度绩效目标1."""
        if any(words in self.known for words in variants(text)):
            return True
        return _NUMBERED.sub("", spoken(text)) in self.known

    def is_section(self, text: str) -> bool:
        """Whether a text is the numbered label of a section: 四、绩效指标（90分）."""
        return is_numbered(text) and self.is_known(text)

    @cached_property
    def amounts(self) -> Mapping[str, str]:
        """The heads of funds that may stand beside a value as well, with their fields."""
        heads = self.heads.get("fund", {})
        fields = {text: one.name for text, one in heads.items() if one.name in FIGURES}
        return {text: name for text, name in fields.items() if text not in self.labels}

    @cached_property
    def leads(self) -> Leads:
        """Finds what may stand before a value in one cell: a label and a colon."""
        labels = (*self.labels, *self.held, *self.known, *self.totals, *self.amounts)
        return Leads(frozenset(labels))

    def amount(self, text: str) -> str | None:
        """The figure of funds that may stand beside a text."""
        return next((self.amounts[w] for w in variants(text) if w in self.amounts), None)

    def names_amount(self, text: str) -> bool:
        """Whether a text is the label of a figure of funds, or of a source."""
        return self.amount(text) is not None or self.key_item(text) == "fund"


def is_numbered(text: str) -> bool:
    """Whether a text is numbered as sections are: 三、目标完成情况, （一）部门概况."""
    return _SECTION.match(text) is not None


@lru_cache(maxsize=16384)
def variants(text: str) -> tuple[str, ...]:
    """A folded text and what is left of it without brackets, numbers and points around it."""
    words = spoken(text)
    found = [text, words, _POINTED.sub("", words)]
    if "(" in text:
        found.insert(1, re.sub(r"[()]", "", text))
    return tuple(dict.fromkeys(filter(None, found)))
