"""What is sent back to the units: marked copies, a letter to each, lists of all, in one folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.errors import CallError, OutputError, Place, Trouble, named_files
from zipingbiao.ooxml.origin import CHECKED
from zipingbiao.reading import LEDGER_NAME
from zipingbiao.report.checking import Checked
from zipingbiao.report.context import NO_UNIT
from zipingbiao.report.copying import Copier
from zipingbiao.report.outputs import copy_name, is_word, refuse_strangers
from zipingbiao.report.text import closing
from zipingbiao.returning.ledger import Ledger, load_ledger
from zipingbiao.returning.listing import LIST_BOOK, list_book
from zipingbiao.returning.notice import letter_names, notices, scope_of
from zipingbiao.returning.sending import SentCopy, ledger_of, stems_of, to_send

Tell = Callable[[str], None]


def send_back(
    out: Path,
    checked: Checked,
    troubles: list[Trouble],
    tell: Tell,
    *,
    in_word: bool = False,
    deadline: str | None = None,
) -> str:
    """Write into a folder: copies called by unit and project, letters, and lists of all.

    Gives the sentence that says so; ``tell`` hears what is odd, ``troubles`` gets what could not
    be done. ``deadline`` is a day, ``2026-12-10``. Raises OutputError, before anything is
    written, where a file of somebody else is in the way.
    """
    wanted = set(to_send(checked))
    if not wanted and not checked.forms:
        return f"{closing(checked)}没有要退回的。"
    copier = Copier(checked, tell, troubles, in_word, others=True)
    data = {name: one for name, one in copier.contents().items() if name in wanted}
    sending = _Sending(out, copier, deadline, _targets(out, checked, data, in_word))
    return sending.write(data)


def _targets(
    out: Path, checked: Checked, data: Mapping[str, bytes], in_word: bool
) -> dict[str, Path]:
    return {
        name: out / _copy_name(_called(stem, name), data[name], in_word)
        for name, stem in stems_of(list(data), checked).items()
    }


def _copy_name(called: Path, data: bytes, in_word: bool) -> str:
    return copy_name(called, CHECKED, data, in_word=in_word and is_word(data))


def _called(stem: str, name: str) -> Path:
    return Path(f"{stem}{Path(name).suffix}")


@dataclass(frozen=True)
class _Sending:
    """One sending into a folder; ``targets`` is where the copy of each file goes."""

    out: Path
    copier: Copier
    deadline: str | None
    targets: Mapping[str, Path]

    def write(self, data: Mapping[str, bytes]) -> str:
        """Write everything; the sentence that says so."""
        refuse_strangers(self.targets.values())
        before = _earlier(self.out)
        self._refuse_lists()
        copies = {}
        for name, target in self.targets.items():
            copy = self.copier.copy_of(name, data[name])
            if copy is not None and self.copier.write(target, copy):
                copies[name] = SentCopy.of(target.name, copy)
        said = self._write_lists(copies)
        self._tell_of_rest(before, {one.name for one in copies.values()})
        return said

    def _refuse_lists(self) -> None:
        """Raise where a letter or list would go over somebody's file, or no letter can be made."""
        names = {name: SentCopy(target.name) for name, target in self.targets.items()}
        planned = ledger_of(self.copier.checked, names, self.deadline)
        refuse_strangers(self.out / name for name in (*letter_names(planned).values(), LIST_BOOK))
        next(notices(planned), None)

    def _write_lists(self, copies: Mapping[str, SentCopy]) -> str:
        """Write the letters, the list to be read, at last the list that answers are held against.

        The sentence that says so.
        """
        ledger = ledger_of(self.copier.checked, copies, self.deadline)
        letters = {letter.unit: letter for letter in notices(ledger)}
        papers = {one.name: one.data for one in letters.values()}
        papers[LIST_BOOK] = list_book(ledger, {unit: one.name for unit, one in letters.items()})
        for name, data in papers.items():
            self.copier.write(self.out / name, data)
        self.copier.write(self.out / LEDGER_NAME, ledger.data())
        self._tell_of_nameless(ledger)
        return f"{closing(self.copier.checked)}已退回 {scope_of(ledger)} → {self.out}"

    def _tell_of_nameless(self, ledger: Ledger) -> None:
        nameless = [one.path for one in ledger.sent if one.unit == NO_UNIT]
        if nameless:
            told = f"{named_files(nameless)}：没有读出单位，没有写退回通知；退回清单里有。"
            self.copier.tell(told)

    def _tell_of_rest(self, before: frozenset[str], now: set[str]) -> None:
        rest = sorted(name for name in before - now if (self.out / name).is_file())
        if rest:
            told = f"{named_files(rest)}：是上一次退回的，这次不退回，还留在 {self.out}，请移走。"
            self.copier.tell(told)


def _earlier(out: Path) -> frozenset[str]:
    """The copies of an earlier sending into the same folder.

    Raises OutputError where what is called like our list is none of ours.
    """
    if not (out / LEDGER_NAME).exists():
        return frozenset()
    try:
        files = load_ledger(out).files
    except CallError:
        reason = f"这里已有一份不是本程序写出、或写出后有人改过的{LEDGER_NAME}，没有覆盖。"
        cure = "请把它移走，或换一个位置写出。"
        raise OutputError(reason, Place(str(out)), cure) from None
    return frozenset(one.copy for one in files if one.copy)
