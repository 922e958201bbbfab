"""What indicators claim: their points, else how far they say they were met."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zipingbiao.domain.wording import asks_for_nothing
from zipingbiao.rules.rows import Item, lacking
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import is_blank_mark

#: What is no blank where nothing is to happen.
_NONE = "无"


def claiming(form: FormView, value: Callable[[Item], object]) -> Sequence[Item]:
    """The indicators that need a value, as they claim to have been met.

    In a form that judges none of them: those that lack the value where most have it. Where nothing
    is to happen 无 is a value.
    """
    if form.is_judged:
        found: Sequence[Item] = [item for item in form.counted if item.claims]
    else:
        found = lacking(form.counted, lambda one: _said(value(one)))
    return [one for one in found if value(one) != _NONE or not _may_be_none(one)]


def _said(value: object) -> object:
    """A value; None for a mark that stands for none: /, —. 无 may be an answer."""
    is_none = isinstance(value, str) and value != _NONE and is_blank_mark(value)
    return None if is_none else value


def said_of(item: Item) -> str:
    """The claim as the end of a sentence: ，却得 10 分."""
    return "" if item.claim is None else f"，却{item.claim}"


def _may_be_none(item: Item) -> bool:
    """Whether 无 is an answer: of 无事故, or of an indicator that counts what should not be."""
    return item.target.zero or asks_for_nothing(item.name)
