"""All rules by their codes, loaded when the first is asked for.

Who reads, fills or merges without the check asks for none, and starts the sooner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from zipingbiao.rules.registry import Rule


class _Rulebook(Mapping[str, Rule]):
    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        from zipingbiao.rules.catalogue import RULES

        return RULES

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


#: Every rule by its code.
RULES: Mapping[str, Rule] = _Rulebook()
