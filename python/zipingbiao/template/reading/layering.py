"""Lay the words of a layout over those that were seen anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zipingbiao.template.reading.vocabulary import Meaning, Words


def over(own: Words, common: Words, *, hides: bool = True) -> Words:
    """The words of a layout laid over those that were seen anywhere.

    ``hides``: a label of the layout that is no head of its own is none at all.
    """
    heads: dict[str, dict[str, Meaning]] = {}
    used = {text for words in own.heads.values() for text in words}
    hidden = (own.known & own.printed) - used if hides else frozenset()
    for item in dict.fromkeys((*own.heads, *common.heads)):
        heads[item] = dict(common.heads.get(item, {}))
        for text in hidden:
            if text in heads[item]:
                heads[item][text] = Meaning("")
        for text, meaning in own.heads.get(item, {}).items():
            known = heads[item].get(text)
            heads[item][text] = meaning if known is None else known.or_rather(meaning)
    labels = dict(common.labels)
    for text, label in own.labels.items():
        seen = labels.get(text)
        if not label.rank or seen is None or seen.term != label.term:
            labels[text] = label
    return replace(
        common,
        heads=heads,
        labels=labels,
        totals=own.totals | common.totals,
        keys={**common.keys, **own.keys},
        known=own.known | common.known,
        groups=own.groups | common.groups,
        foreign=(*own.foreign, *common.foreign),
        mixed=(*own.mixed, *common.mixed),
        carried=own.carried if "indicator" in own.heads else common.carried,
        printed=frozenset(),
        layers=(own, common),
    )


def together(all_words: Iterable[Words], common: Words) -> Words:
    """All words that any form may use: to see what is a label at all."""
    found = common
    for words in all_words:
        found = over(words, found, hides=False)
    return found
