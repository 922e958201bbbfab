"""``zpb check -o DIR``: what is sent back to the units, with a letter to each and a list of all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.cli.copies import content_of, documents_of, marked_copy, named, written
from zipingbiao.cli.outcome import Trouble, warn
from zipingbiao.errors import CallError, OutputError, Place

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.returning.ledger import Ledger


def send_back(
    out: Path,
    checked: Checked,
    troubles: list[Trouble],
    *,
    in_word: bool = False,
    deadline: str | None = None,
) -> None:
    """Write into a folder: copies called by unit and project, letters, and lists of all.

    Raises OutputError, before anything is written, where a file of somebody else is in the way.
    """
    from zipingbiao.report.context import Places
    from zipingbiao.report.outputs import refuse_strangers
    from zipingbiao.report.text import closing
    from zipingbiao.returning.sending import ledger_of, to_send

    wanted = set(to_send(checked))
    if not wanted and not checked.forms:
        print(f"{closing(checked)}没有要退回的。")
        return
    data = {name: one for name, one in content_of(checked, troubles) if name in wanted}
    if in_word:
        data = documents_of(data)
    targets = _targets(out, checked, data, in_word)
    refuse_strangers(targets.values())
    before = _earlier(out)
    planned = {name: (target.name, "") for name, target in targets.items()}
    _refuse_lists(out, ledger_of(checked, planned, deadline))
    places = Places(checked.forms)
    copies = {}
    for name, target in targets.items():
        copy = marked_copy(name, data[name], checked, places, troubles, in_word)
        if copy is not None and written(target, copy, troubles):
            copies[name] = target.name, hashlib.sha256(copy).hexdigest()
    _write_lists(out, checked, copies, deadline, troubles)
    _tell_of_rest(out, before, {name for name, _ in copies.values()})


def _targets(
    out: Path, checked: Checked, data: Mapping[str, bytes], in_word: bool
) -> dict[str, Path]:
    from zipingbiao.ooxml.origin import CHECKED
    from zipingbiao.report.outputs import copy_name
    from zipingbiao.returning.sending import stems_of

    return {
        name: out / copy_name(_called(stem, name), CHECKED, data[name], in_word=in_word)
        for name, stem in stems_of(list(data), checked).items()
    }


def _called(stem: str, name: str) -> Path:
    return Path(f"{stem}{Path(name).suffix}")


def _write_lists(
    out: Path,
    checked: Checked,
    copies: Mapping[str, tuple[str, str]],
    deadline: str | None,
    troubles: list[Trouble],
) -> None:
    """Write the letters, the list to be read, at last the list that answers are held against."""
    from zipingbiao.reading import LEDGER_NAME
    from zipingbiao.report.text import closing
    from zipingbiao.returning.listing import LIST_BOOK, list_book
    from zipingbiao.returning.notice import notices
    from zipingbiao.returning.sending import ledger_of

    ledger = ledger_of(checked, copies, deadline)
    letters = {letter.unit: letter for letter in notices(ledger)}
    papers = {one.name: one.data for one in letters.values()}
    papers[LIST_BOOK] = list_book(ledger, {unit: one.name for unit, one in letters.items()})
    for name, data in papers.items():
        written(out / name, data, troubles)
    written(out / LEDGER_NAME, ledger.data(), troubles)
    print(f"{closing(checked)}已退回 {len(copies)} 份、{len(letters)} 个单位 → {out}")
    _tell_of_nameless(ledger)


def _refuse_lists(out: Path, planned: Ledger) -> None:
    """Raise where a letter or list would go over somebody's file, or no letter can be made."""
    from zipingbiao.report.outputs import refuse_strangers
    from zipingbiao.returning.listing import LIST_BOOK
    from zipingbiao.returning.notice import letter_names, notices

    refuse_strangers(out / name for name in (*letter_names(planned).values(), LIST_BOOK))
    next(notices(planned), None)


def _tell_of_nameless(ledger: Ledger) -> None:
    from zipingbiao.report.context import NO_UNIT

    nameless = [one.path for one in ledger.sent if one.unit == NO_UNIT]
    if nameless:
        warn(f"{named(nameless)}：没有读出单位，没有写退回通知；退回清单里有。")


def _earlier(out: Path) -> frozenset[str]:
    """The copies of an earlier sending into the same folder.

    Raises OutputError where what is called like our list is none of ours.
    """
    from zipingbiao.reading import LEDGER_NAME
    from zipingbiao.returning.ledger import load_ledger

    if not (out / LEDGER_NAME).exists():
        return frozenset()
    try:
        files = load_ledger(out).files
    except CallError:
        reason = f"这里已有一份不是本程序写出、或写出后有人改过的{LEDGER_NAME}，没有覆盖。"
        cure = "请把它移走，或用 -o 换一个位置。"
        raise OutputError(reason, Place(str(out)), cure) from None
    return frozenset(one.copy for one in files if one.copy)


def _tell_of_rest(out: Path, before: frozenset[str], now: set[str]) -> None:
    rest = sorted(name for name in before - now if (out / name).is_file())
    if rest:
        warn(f"{named(rest)}：是上一次退回的，这次不退回，还留在 {out}，请移走。")
