"""Templates that are executed: jinja2 in a sandbox, strict about names, limited in output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Names that templates may use without being given them.
_GLOBALS = ("range", "namespace")
#: No number in a template is greater; a text times a number would fill the memory.
_GREATEST = 10**12


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs templates that somebody else wrote.

    What is put into text is escaped; a name that is not there is an error. Nothing but the values
    that are handed in can be reached.
    """

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, **options)
        self.globals = {name: self.globals[name] for name in _GLOBALS}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers; texts are neither repeated nor formatted."""
        numbers = all(isinstance(one, int | float) for one in (left, right))
        if not numbers or operator == "**" or abs(left) > _GREATEST or abs(right) > _GREATEST:
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


class TooMuch(Exception):
    """A template made more than it may."""


def render_limited(template: Template, values: Mapping[str, object], most: int) -> str:
    """What a template makes of some values. Raises TooMuch beyond so many characters."""
    return "".join(_limited(template, values, most))


def _limited(template: Template, values: Mapping[str, object], most: int) -> Iterator[str]:
    length = 0
    for piece in template.generate(values):
        length += len(piece)
        if length > most:
            raise TooMuch
        yield piece
