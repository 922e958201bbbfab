"""Names of units, or departments, on several forms that ought to be one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zipingbiao.domain.owners import is_one_sign_off, may_be_one_office
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold


def cut_short(named: Sequence[tuple[FormView, str]]) -> Iterator[tuple[FormView, str, str]]:
    """The forms with a name that others have in full, or that is a sign off theirs; and that."""
    names = {fold(name): name for _, name in named}
    if len(names) < 2:
        return
    counts = Counter(fold(name) for _, name in named)
    usual = [name for name, count in counts.items() if count == max(counts.values()) > 1]
    for form, name in named:
        own = fold(name)
        longer = [one for one in names if one != own and _is_short_for(own, one)]
        longer = longer or [one for one in usual if is_one_sign_off(own, one)]
        if longer:
            yield form, name, names[max(longer, key=len)]


def _is_short_for(short: str, full: str) -> bool:
    """Whether a name is a longer one cut short: 县信访局 of 青龙满族自治县信访局, 县文旅局."""
    if len(short) >= len(full) or len(short) < 3:
        return False
    return full.endswith(short) or may_be_one_office(short, full)
