"""What is found among files: forms of a unit or a project, texts beside forms.

The forms may be put aside: what each is filed for is enough to see which are to be looked at
together, and a form is fetched only where a rule asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from zipingbiao.errors import Place, mishap
from zipingbiao.limits import time_limit
from zipingbiao.model import AccountLine, Prose, SelfEvaluation
from zipingbiao.reading import FileReading, Found
from zipingbiao.report.examining import Examiner
from zipingbiao.rules.corpus import groups_of
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.runner import Checker
from zipingbiao.rules.view import FormView


class Aside(NamedTuple):
    """A form that is put aside: what it is filed for, how to fetch it, what rules know of it."""

    brief: SelfEvaluation
    whole: Callable[[], SelfEvaluation]
    gists: Callable[[], Mapping[str, object]]


class Together:
    """All files of a call. ``forms`` are those of all files in their order, ``prose`` gives the
    running text of a file by its number.
    """

    def __init__(
        self,
        examiner: Examiner,
        found: Sequence[Found],
        readings: Sequence[FileReading],
        forms: Sequence[Aside],
        prose: Callable[[int], Sequence[Prose]],
    ) -> None:
        self._examiner = examiner
        self._found = found
        self._readings = readings
        self._forms = forms
        self._prose = prose

    def findings(self) -> Iterator[Finding]:
        """All that is found among them, whatever is to be ignored."""
        yield from self._across()
        yield from self._in_prose()

    def _across(self) -> Iterator[Finding]:
        checker = self._examiner.across()
        for scope, numbers in groups_of([one.brief for one in self._forms]):
            asides = [self._forms[number] for number in numbers]
            views = [
                checker.view_aside(one.brief, index, one.whole, one.gists())
                for index, one in enumerate(asides)
            ]
            yield from checker.check_among(views, scope)

    def _in_prose(self) -> Iterator[Finding]:
        """What the rules over running text find, file by file, beside all the forms."""
        views: dict[int, list[FormView]] = {}
        for number, (found, reading) in enumerate(zip(self._found, self._readings, strict=True)):
            texts = () if reading.twin else self._prose(number)
            if not texts:
                continue
            checker = self._examiner.checker(found)
            beside = views.get(id(checker))
            if beside is None:
                beside = [_view(checker, one, at) for at, one in enumerate(self._forms)]
                views[id(checker)] = beside
            try:
                with time_limit():
                    hits = checker.check_prose(texts, beside, self._accounts(number, texts))
                yield from hits
            except Exception as error:
                self._examiner.mishaps.append(mishap(error, "检查", Place(found.name)))
            for at, view in enumerate(beside):
                if view.is_fetched:  # it is put aside again
                    beside[at] = _view(checker, self._forms[at], at)

    def _accounts(self, number: int, texts: Sequence[Prose]) -> list[AccountLine]:
        """The final accounts in a file, else in the one file of its folder that has some.

        In a folder with several texts nobody can tell whose they are.
        """
        own = _accounts_in(texts)
        if own:
            return own
        near = self._folders[PurePosixPath(self._readings[number].record.path).parent]
        if sum(self._readings[at].record.statements > 0 for at in near) != 1:
            return []
        beside = [lines for at in near if (lines := _accounts_in(self._prose(at)))]
        return beside[0] if len(beside) == 1 else []

    @cached_property
    def _folders(self) -> Mapping[PurePosixPath, Sequence[int]]:
        """The files of each folder, each once."""
        folders: dict[PurePosixPath, list[int]] = {}
        for number, one in enumerate(self._readings):
            if not one.twin:
                folders.setdefault(PurePosixPath(one.record.path).parent, []).append(number)
        return folders


def _view(checker: Checker, one: Aside, index: int) -> FormView:
    return checker.view_aside(one.brief, index, one.whole, {})


def _accounts_in(texts: Sequence[Prose]) -> list[AccountLine]:
    return [line for one in texts for line in one.accounts]
