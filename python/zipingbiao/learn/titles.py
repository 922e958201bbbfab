"""The title of a form without what is its own: whose it is, of which project, of which year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from zipingbiao.domain.years import YEAR
from zipingbiao.model import SelfEvaluation
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_title
from zipingbiao.values.text import fold

_YEAR_TAG = "{{ year }}"
#: So no title begins behind a name: it is the name's own end, …发展资金.
_ENDS_OF_NAMES = ("资金", "支付", "基金")
#: What a form is called whose own title says nothing but names.
PLAIN_TITLE = "绩效自评表"


class Title(NamedTuple):
    """What the title says: with a field for the year; without; whether a name was cut off."""

    text: str
    plain: str
    cut: bool


def learned_title(form: SelfEvaluation, words: Words) -> Title:
    """The title of a form as its layout prints it. What stands before its words is a name.

    A name that the form has in a field of its own becomes that field.
    """
    general = _general_regex(words.titles)
    text = "".join((form.title or "").split())
    year = re.search(rf"({YEAR})(?:年度?)?", text)
    lead, end = text[: year.start()] if year else "", text[year.end() :] if year else text
    said = f"{_YEAR_TAG}{year[0].removeprefix(year[1]) or '年度'}" if year else ""
    if year and not fold(end).strip("()"):  # …自评表（2023年度）
        name, kept = _parted(lead.rstrip("（("), general)
        tag = _tag_of(name, form)
        return Title(f"{tag}{kept}（{said}）", kept, bool(name and not tag))
    name, kept = _parted(end, general)
    tags = [_tag_of(one, form) for one in (lead, name)]
    cut = any(one and not tag for one, tag in zip((lead, name), tags, strict=True))
    if tags[0] and said:  # two fields need a text between them
        tags[0], cut = "", True
    return Title(f"{tags[0]}{said}{tags[1]}{kept}", kept, cut)


def _tag_of(name: str, form: SelfEvaluation) -> str:
    """The field that a name in a title is."""
    fields = ("unit", "department", "project")
    return next((f"{{{{ header.{one} }}}}" for one in fields if _same(form, one, name)), "")


def _same(form: SelfEvaluation, field: str, name: str) -> bool:
    return bool(name) and "".join((getattr(form.header, field) or "").split()) == name


def _general_regex(words: Iterable[str]) -> re.Pattern[str]:
    pieces = sorted((*words, "(", ")"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, pieces))})+")


def _parted(text: str, words: re.Pattern[str]) -> tuple[str, str]:
    """A name, and the end of a title that is made of general words only."""
    for start in range(len(text)):
        end = fold(text[start:])
        whole = not start or not end.startswith(_ENDS_OF_NAMES)
        if whole and words.fullmatch(end) and is_title(end):
            return text[:start], text[start:]
    return text, PLAIN_TITLE
