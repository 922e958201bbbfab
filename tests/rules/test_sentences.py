"""Sentences made up, and numbers of published reports: what is wrong in them is found, no more."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.rules.finding import Finding

HERE = Path(__file__).parent / "prose"
CHOICE = re.compile(r"\{(?P<wrong>[^|{}]*)\|(?P<right>[^|{}]*)\}")


def _versions(case: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A case; of one with {wrong|right} the text with all that is wrong, and that with nothing."""
    if not CHOICE.search(case["text"]):
        yield case
        return
    yield {**case, "text": CHOICE.sub(r"\g<wrong>", case["text"])}
    yield {"text": CHOICE.sub(r"\g<right>", case["text"])}


CASES = [
    (path.stem, number, version)
    for path in sorted(HERE.glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], start=1)
    for version in _versions(case)
]
FoundIn = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("stem", "number", "case"), CASES, ids=[f"{stem}-{number}" for stem, number, _ in CASES]
)
def test_a_text_is_found_wrong_where_it_is(
    stem: str, number: int, case: Mapping[str, Any], found_in: FoundIn
) -> None:
    found = [one for one in found_in({"text": case["text"]}) if one.severity != "info"]
    assert [one.code for one in found] == case.get("wrong", []), [one.message for one in found]
