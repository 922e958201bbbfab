"""What indicators claim: their points, else how far they say they were met."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zipingbiao.rules.rows import Item, lacking
from zipingbiao.rules.view import FormView


def claiming(form: FormView, value: Callable[[Item], object]) -> Sequence[Item]:
    """The indicators that need a value, as they claim to have been met.

    In a form that judges none of them: those that lack the value where most have it.
    """
    if form.is_judged:
        return [item for item in form.counted if item.claim is not None]
    return lacking(form.counted, value)


def said_of(item: Item) -> str:
    """The claim as the end of a sentence: ，却得 10 分."""
    return "" if item.claim is None else f"，却{item.claim}"
