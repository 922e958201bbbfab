"""From some folders to one summary workbook, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from zipingbiao.errors import Mishap
from zipingbiao.limits import collecting_rarely
from zipingbiao.merge.briefs import with_check_of
from zipingbiao.merge.changelist import Changes, no_changes
from zipingbiao.merge.exports import write_tables
from zipingbiao.merge.gists import FileGist, with_owners
from zipingbiao.merge.missing import Filings, filings_of, no_filings
from zipingbiao.merge.official import official_template, write_official
from zipingbiao.merge.parts import (
    GISTS,
    LISTS,
    PartMaker,
    legible_records,
    summary_template,
)
from zipingbiao.merge.previous import Previous, read_previous
from zipingbiao.merge.records import BriefRow
from zipingbiao.merge.roster import Roster, read_roster
from zipingbiao.merge.sizes import fitted
from zipingbiao.merge.subtotals import first_line
from zipingbiao.merge.together import Together
from zipingbiao.merge.words import NO_ROSTER, UNCHECKED, UNCHECKED_NOTE
from zipingbiao.ooxml.overwriting import refuse_overwriting
from zipingbiao.reading import (
    Codec,
    FileReading,
    PartCache,
    Parts,
    Progress,
    ToldFaults,
    cache_files,
    inputs,
    read_parts,
)
from zipingbiao.report.checking import Request, terms_of, whole_folders
from zipingbiao.saving import writing_beside
from zipingbiao.template.codec import Content
from zipingbiao.template.writing.fill import Rows, write_template


class Merged(NamedTuple):
    """What was merged: the files in brief, and how many forms of how many files are in the summary.

    ``warnings`` tell of the cache and of amounts that are in no total, ``told`` of faults,
    ``sentences`` of who has filed, ``mishaps`` of rules that broke off.
    """

    readings: Sequence[FileReading]
    forms: int
    files: int
    warnings: Sequence[str] = ()
    told: ToldFaults = ToldFaults((), 0)
    sentences: Sequence[str] = ()
    mishaps: Sequence[Mishap] = ()


def merge_paths(
    paths: Iterable[Path],
    out: Path,
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    cache: Path | None = None,
    cluster: str | None = None,
    tables: Path | None = None,
    all_rows: bool = False,
    template: str | None = None,
    roster: Path | None = None,
    day: date | None = None,
    previous: Path | None = None,
    checking: bool = True,
) -> Merged:
    """Read all workbooks in some files and folders, and write the summary to ``out``.

    ``cache``: a folder that keeps what was read, for the next time or if this one breaks off;
    ``cluster``: the address of a Dask scheduler whose machines read;
    ``tables``: a folder for all rows as tables; ``all_rows``: a list that is too long for one
    sheet has several; ``roster``: a list of the units that have to file, ``day``: the day that
    decides which of them are overdue; ``previous``: the summary, or the folder, of the last time;
    ``checking``: 问题清单 has all that `zipingbiao.report.checking.check_paths` finds, too;
    ``template``: an official table instead of the summary, by its name or its file.

    Raises CallError where a path does not exist, there is nothing in it, ``out`` is somebody's
    workbook, or there is no such cluster; OutputError where the summary cannot be written.
    """
    official = official_template(template) if template else None
    refuse_overwriting(out)
    listed = read_roster(roster) if roster else None
    beside = [one for one in (out, roster, previous) if one and not one.is_dir()]
    paths = list(paths)
    found = inputs(paths, exclude=[*beside, *(cache_files(cache) if cache else ())])
    terms = terms_of(Request(paths), found) if checking else None
    plain, lines = tables is not None, previous is not None
    begin = partial(PartMaker, str(out.parent), plain=plain, lines=lines, terms=terms)
    with ExitStack() as stack:
        stack.enter_context(collecting_rarely())
        last = previous and read_previous(previous, stack, jobs, progress, checking=checking)
        earlier = last or None
        maker = begin()
        kept = None
        if cache is not None:
            kept = stack.enter_context(closing(PartCache(cache, Codec(GISTS), maker.key)))
        told = {"printed": checking, "texts": checking}
        read = read_parts(found, begin, "汇总", jobs, progress, cache=kept, cluster=cluster, **told)
        parts = stack.enter_context(closing(read))
        together = Together(parts, maker, found, whole_folders(paths))
        filings = _filings(listed, together, day)
        changes = _changes(earlier, together)
        with writing_beside(out) as file:
            if official is not None:
                write_official(file, official, together.sheet_lines)
            else:
                write_summary(file, parts, together, filings, changes, tables, all_rows=all_rows)
        told_of = [one.warnings for one in (kept, filings, earlier) if one]
        merged = _merged(parts, together, chain(_roster_aside(roster, paths), *told_of))
        return merged._replace(sentences=(*filings.sentences, *changes.sentences))


def _roster_aside(roster: Path | None, paths: Sequence[Path]) -> list[str]:
    """That the list of units lies among the inputs and was not read as one of them."""
    file = roster and roster.resolve()
    if file is None or not any(file.is_relative_to(path.resolve()) for path in paths):
        return []
    return [f"{file.name}：在要汇总的文件里，已用作应报单位名单，没有当作报来的文件。"]


def _filings(listed: Roster | None, together: Together, day: date | None) -> Filings:
    if listed is None:
        return no_filings()
    return filings_of(listed, together.filings(), together.unread(), day)


def _changes(earlier: Previous | None, together: Together) -> Changes:
    from zipingbiao.merge.changes import changes_of  # pandas

    if earlier is None:
        return no_changes()
    return changes_of(earlier.forms, list(together.briefs()), earlier.name, lines=earlier.lines)


def write_summary(
    file: BinaryIO,
    parts: Parts[FileGist],
    together: Together,
    filings: Filings,
    changes: Changes,
    tables: Path | None = None,
    *,
    all_rows: bool = False,
) -> None:
    """Write the summary workbook; equal parts give equal bytes. See `merge_paths`."""
    from zipingbiao.merge.compared import compared
    from zipingbiao.merge.totals import check_rows, unit_rows  # pandas: no process that reads

    gists = list(together.gists())
    short: dict[str, Sequence[Sequence[Any]]] = {
        "unit": unit_rows(with_owners(gists)),
        "check": check_rows(one for gist in gists for one in gist.amounts),
        "repeat": together.repeats(),
        "missing": legible_records(filings.rows),
        "change": legible_records(changes.rows),
    }
    rows: dict[str, Rows] = {item: together.rows(item) for item in LISTS if item != "form"}
    rows["form"] = together.forms()
    rows["fault"], rows["source"] = together.faults(), together.sources()
    found = compared(together.sheet_lines, *first_line(), together.listing.tally())
    short["rule"] = found.rules
    pages = {item: legible_records(records) for item, records in found.lists.items()}
    rows |= {**pages, **short, "brief": together.brief_rows()}
    scalars = {**_counts(parts, together, rows), **found.scalars}
    scalars |= _blanks(filings, scalars["unit_count"])
    scalars |= _checked(together.is_checked)
    scalars |= changes.scalars
    fit = fitted(rows, tables, all_rows)
    if tables is not None:
        values = {item: together.values(item) for item in (*LISTS, "fault", "source", "brief")}
        write_tables(tables, summary_template(), {**values, **short})
    briefs = together.briefs() if fit.rows["brief"] else ()
    kept: list[BriefRow] = legible_records(one.row for one in briefs)
    template = replace(fit.template, parts=with_check_of(kept, fit.template.parts))
    write_template(file, template, {**scalars, **fit.notes}, fit.rows)


def _counts(
    parts: Parts[FileGist], together: Together, rows: Mapping[str, Rows]
) -> dict[str, Content]:
    return {
        "form_count": sum(1 for _ in together.gists()),
        "file_count": together.file_count,
        "fault_count": len(rows["fault"]),
        "source_count": len(rows["source"]),
        "repeat_count": len(rows["repeat"]),
        "unread_count": sum(one.record.status == "unreadable" for one in parts.readings),
    }


def _checked(is_checked: bool) -> dict[str, Content]:
    """What is said where the checker did not look."""
    said = (None, None) if is_checked else (UNCHECKED, UNCHECKED_NOTE)
    return dict(zip(("unchecked", "unchecked_note"), said, strict=True))


def _blanks(filings: Filings, units: Content) -> dict[str, Content]:
    """What is known only where a list of units was given; else ``units`` have filed."""
    names = ("due_count", "filed_count", "missing_count", "stranger_count")
    due, filed, missing, strangers = (filings.scalars.get(name) for name in names)
    return {
        **filings.scalars,
        "due": NO_ROSTER if due is None else due,
        "missing": NO_ROSTER if missing is None else missing,
        "filed": units if filed is None else filed,
        "strangers": NO_ROSTER if strangers is None else strangers,
    }


def _merged(parts: Parts[FileGist], together: Together, more: Iterable[str]) -> Merged:
    gists = list(together.gists())
    warnings = [*more, *(warning for gist in gists for warning in gist.warnings)]
    merged = Merged(parts.readings, len(gists), together.file_count, warnings, parts.told())
    return merged._replace(mishaps=together.mishaps)
