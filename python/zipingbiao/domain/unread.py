"""Points that stand in a form and that nobody could read: no sum without them is judged."""

from __future__ import annotations

from zipingbiao.model import SelfEvaluation

#: A number in no column that is known.
_NUMBER = "ZPB931"
_DIGITS = "0123456789"


def has_unread(form: SelfEvaluation, name: str) -> bool:
    """Whether a form holds points that were not read; ``name`` is ``score`` or ``weight``.

    That is a text in place of points, or a number in the same column as others that was left
    unread. What is taken for absent then may well be there.
    """
    rows = (*form.funds, *form.indicators)
    if any(isinstance(getattr(one, name), str) for one in rows):
        return True
    left = {_column(one.place.cell) for one in form.faults if one.code == _NUMBER}
    if not left:
        return False
    places = form.places or form.cells
    return any(path.endswith(f".{name}") and _column(at) in left for path, at in places.items())


def _column(cell: str | None) -> str:
    return (cell or "").rstrip(_DIGITS)
