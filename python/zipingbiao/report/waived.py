"""What is ignored in all files of a call, and what of that was of no use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from zipingbiao.reading import SETTINGS_NAME, Found
from zipingbiao.report.examining import Terms
from zipingbiao.report.settings import FolderSettings, Waiver
from zipingbiao.report.suppression import Ignored, Suppression, unused_entries
from zipingbiao.rules.finding import Finding

#: An entry of settings that was used: their file, the entry, the code.
UsedEntry = tuple[Path, Waiver, str]


class Waived:
    """Collects what is to be ignored, file by file."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._files: dict[str, Suppression] = {}
        self.used: set[UsedEntry] = set()

    def add(self, one: Suppression) -> None:
        """Take in what is to be ignored in a file."""
        if one.notes or one.settings is not None:
            self._files[one.path] = one

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding is to be reported."""
        suppression = self._files.get(finding.path)
        return suppression is None or suppression.keeps(finding, self.used)

    @property
    def ignored(self) -> list[Ignored]:
        """What was found and is not reported."""
        return [ignored for one in self._files.values() for ignored in one.ignored]

    def doubts(self, found: Mapping[str, Found], whole: Iterable[Path]) -> Iterator[Finding]:
        """What is wrong with it, once all findings were asked for: of no use, without a reason.

        ``whole``: the folders that were checked as a whole.
        """
        for suppression in self._files.values():
            yield from suppression.doubts(self._terms.codes)
        named = self._named_settings(found)
        files: Sequence[Suppression] = list(self._files.values())
        yield from unused_entries(named, files, self.used, self._terms.codes, whole)

    def _named_settings(self, found: Mapping[str, Found]) -> dict[Path, tuple[FolderSettings, str]]:
        """The settings by their path, with the name that messages give them."""
        named = {}
        for name, one in self._terms.settings.items():
            home = self._terms.home(found[name])
            steps = len(home.resolve().parent.relative_to(one.path.parent).parts)
            above = Path(name).parts[: -1 - steps]
            named[one.path] = one, Path(*above, SETTINGS_NAME).as_posix()
        return named
