"""What the forms do not say: it prints as a mark that a person must fill in, and is false."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.drafting.finishing import ask


class Missing:
    """A value that is not on the form. All that is asked of it is missing as well."""

    __slots__ = ("_what",)

    def __init__(self, what: str) -> None:
        self._what = what

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ask(self._what)

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("_"):
            raise AttributeError(name)
        return self
