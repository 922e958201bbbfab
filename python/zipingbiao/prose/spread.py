"""Lists spread over paragraphs: a paragraph for each part, and parts known by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.prose.listing import Listing
from zipingbiao.prose.statements import AMOUNT, BUDGET, Statement, Told
from zipingbiao.prose.terms import Terms, scope_of, terms

#: The end of a paragraph whose list goes on below, and the beginning of one of the parts.
_LEADS_ON = re.compile("其中：?$")
_NUMBERED = re.compile(r"\d{1,2}[.、．)]|（\d{1,2}）|[①-⑳]|—{1,2}|[一二三四五六七八九十]是")
#: Paragraphs behind a whole in which its named parts are looked for.
_NEAR = 3


# A paragraph for each part


def in_paragraphs(paragraphs: Sequence[Told], number: int) -> Iterator[Listing]:
    """The list whose whole ends a paragraph with 其中, each part in a numbered paragraph below."""
    told = paragraphs[number]
    whole = next((one for one in reversed(told.statements) if one.role in (AMOUNT, BUDGET)), None)
    if whole is None or number + 1 == len(paragraphs):
        return
    begin = number + 1
    if not _LEADS_ON.search(told.text, whole.figure.end):
        if not _LEADS_ON.fullmatch(paragraphs[begin].text):
            return
        begin += 1
    parts: list[Statement] = []
    places: list[int] = []
    for place in range(begin, len(paragraphs)):
        if not _NUMBERED.match(paragraphs[place].text):
            break
        own = [one for one in paragraphs[place].statements if one.role == AMOUNT and not one.group]
        if not own:
            return
        parts.append(own[0])
        places.append(place)
    if len(parts) > 1 and whole.figure.kind == parts[0].figure.kind:
        closed = all(paragraphs[place].is_item for place in places)
        yield Listing(whole, number, tuple(parts), tuple(places), closed)


# By their names


def by_names(paragraphs: Sequence[Told]) -> Iterator[Listing]:
    """Wholes whose parts are told by their names in the paragraphs behind them."""
    known = terms()
    for number, told in enumerate(paragraphs):
        for index, one in enumerate(told.statements):
            if one.role == AMOUNT and one.name and known.quantities[one.name].parts:
                found = _named_parts(paragraphs, number, index, known)
                if found is not None:
                    yield found


def _named_parts(
    paragraphs: Sequence[Told], number: int, index: int, known: Terms
) -> Listing | None:
    whole = paragraphs[number].statements[index]
    quantity = known.quantities[whole.name]
    found: dict[str, tuple[Statement, int]] = {}
    for one, place in _behind(paragraphs, number, index):
        if one.role == AMOUNT and one.name == whole.name:
            break
        part = known.part_named(one.clause, whole.name) if one.role == AMOUNT else ""
        if part and scope_of(one.clause) in ("", scope_of(whole.clause)):
            found.setdefault(part, (one, place))
    if not quantity.needed <= found.keys():
        for one in reversed(paragraphs[number].statements[:index]):
            part = known.part_named(one.clause, whole.name) if one.role == AMOUNT else ""
            same = one.year in (None, whole.year) and scope_of(one.clause) == scope_of(whole.clause)
            if part and same:
                found.setdefault(part, (one, number))
    if len(found) < 2 or not quantity.needed <= found.keys():
        return None
    ordered = sorted(found.values(), key=lambda pair: (pair[1], pair[0].figure.start))
    parts, places = zip(*ordered, strict=True)
    closed = len(quantity.needed) > 1 and found.keys() == set(quantity.parts)
    return Listing(whole, number, parts, places, closed)


def _behind(paragraphs: Sequence[Told], number: int, index: int) -> Iterator[tuple[Statement, int]]:
    """The statements behind one, in its paragraph and in the next few that tell anything."""
    for one in paragraphs[number].statements[index + 1 :]:
        yield one, number
    told = 0
    for place in range(number + 1, len(paragraphs)):
        if told == _NEAR:
            return
        told += bool(paragraphs[place].statements)
        for one in paragraphs[place].statements:
            yield one, place
