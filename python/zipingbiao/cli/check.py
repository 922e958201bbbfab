"""The commands of the checker: ``zpb check`` and ``zpb explain``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.cli.copies import (
    MendedCopy,
    diff_of,
    is_folder,
    mended_copies,
    write_marked,
    write_mended,
)
from zipingbiao.cli.outcome import DONE, ERRORS_FOUND, report_losses, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.cli.since import refuse_since, tell_since
from zipingbiao.errors import CallError, Trouble

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.report.fixing import Change
    from zipingbiao.returning.ledger import Ledger


#: The faces that are copies of the files.
_COPIES = frozenset({"xlsx", "docx"})


def check(arguments: Namespace) -> int:
    """Check forms, tell what was found, mend what can be mended."""
    from zipingbiao.ooxml.overwriting import refuse_overwriting
    from zipingbiao.report.checking import Request, check_paths
    from zipingbiao.report.text import left_out

    if arguments.diff and not arguments.fix:
        raise CallError("--diff 要和 --fix 一起用。", cure="请加上 --fix。")
    out: Path | None = arguments.output
    _refuse_deadline(arguments)
    ledger = _ledger(arguments)
    if out is not None and (ledger or arguments.format not in _COPIES):
        refuse_overwriting(out)
    aside = _aside(arguments.paths, ledger)
    request = Request(
        paths=arguments.paths,
        select=arguments.select,
        ignore=arguments.ignore or (),
        profile=arguments.profile,
        baseline=arguments.baseline,
        jobs=arguments.jobs,
        exclude=[*aside, *(path for path in (out, arguments.baseline) if path)],
        severity=arguments.severity,
    )
    with ProgressBar("读取") as bar:
        checked = check_paths(request, bar)
    troubles: list[Trouble] = []
    mended = list(mended_copies(checked, troubles)) if arguments.fix else None
    if ledger:
        tell_since(arguments, ledger, checked)
    else:
        _tell(arguments, checked, mended, troubles)
    if untold := left_out(checked):
        warn(untold)
    if mended is not None and not arguments.diff:
        write_mended(mended, partial(_say, arguments), troubles)
    # What broke off while copies were made may have been told already when they were checked.
    troubles = [*checked.mishaps, *troubles]
    lost = report_losses(checked.readings, list(dict.fromkeys(troubles)), evaluated=True)
    return lost or (ERRORS_FOUND if checked.count("error") else DONE)


def _ledger(arguments: Namespace) -> Ledger | None:
    """What was sent back, where it is asked what came of it. Raises CallError."""
    if arguments.since is None:
        return None
    from zipingbiao.returning.ledger import load_ledger

    refuse_since(arguments)
    return load_ledger(arguments.since)


def _aside(paths: Sequence[Path], ledger: Ledger | None) -> list[Path]:
    """Files that don't count beside their copies that came back."""
    if ledger is None:
        return []
    from zipingbiao.returning.originals import originals_beside

    return originals_beside(paths, ledger)


def _day(arguments: Namespace) -> str | None:
    return arguments.deadline.isoformat() if arguments.deadline else None


def _refuse_deadline(arguments: Namespace) -> None:
    """Raise CallError where a deadline is given and nothing is sent back."""
    out, in_word = arguments.output, arguments.format == "docx"
    sends = arguments.format in _COPIES and out is not None and is_folder(out, in_word)
    if arguments.deadline and not sends:
        cure = "请加上 --format xlsx（或 docx）和 -o 文件夹。"
        raise CallError("--deadline 是写在退回通知上的，这样写不出退回通知。", cure=cure)


# The faces


def _tell(
    arguments: Namespace,
    checked: Checked,
    copies: Sequence[MendedCopy] | None,
    troubles: list[Trouble],
) -> None:
    changes = None if copies is None else [one for copy in copies for one in copy.mended.changes]
    if arguments.format in _COPIES:
        in_word = arguments.format == "docx"
        out: Path | None = arguments.output
        if out is not None and is_folder(out, in_word):
            from zipingbiao.returning.dispatch import send_back

            day = _day(arguments)
            print(send_back(out, checked, troubles, warn, in_word=in_word, deadline=day))
        else:
            write_marked(out, checked, troubles, in_word=in_word)
        if arguments.statistics or arguments.diff:
            sys.stdout.write(_text(arguments, checked, copies))
        return
    if arguments.format == "json":
        text = _json(checked, changes, arguments.statistics)
    elif arguments.format == "html":
        from zipingbiao.report.html import html_page

        text = html_page(checked)
    else:
        text = _text(arguments, checked, copies)
    _put(arguments.output, text, checked)


def _text(arguments: Namespace, checked: Checked, copies: Sequence[MendedCopy] | None) -> str:
    from zipingbiao.report import text

    if arguments.diff and copies is not None:
        return text.joined(diff_of(copies))
    if arguments.statistics:
        return text.joined(text.statistics_lines(checked))
    paint = text.Paint(None if arguments.output else sys.stdout)
    return text.joined(text.text_lines(checked, paint))


def _json(checked: Checked, changes: Sequence[Change] | None, statistics: bool) -> str:
    from zipingbiao.report.document import document

    data = document(checked, changes=changes, statistics=statistics)
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def _put(out: Path | None, text: str, checked: Checked) -> None:
    """Write a face to a file, or to standard output."""
    from zipingbiao.report.text import closing
    from zipingbiao.saving import write_beside

    if out is None:
        sys.stdout.write(text)
        return
    write_beside(out, text.encode("utf-8", "backslashreplace"))
    print(f"{closing(checked)} → {out}")


def _say(arguments: Namespace, sentence: str) -> None:
    """Tell what was done: where standard output holds a document, on standard error."""
    document = arguments.format in ("json", "html") and arguments.output is None
    print(sentence, file=sys.stderr if document else sys.stdout)


# explain


def explain(arguments: Namespace) -> int:
    """Print the page of a rule, or the list of all rules."""
    from zipingbiao.report import explaining
    from zipingbiao.report.text import joined

    if bool(arguments.code) == arguments.all:
        raise CallError("请写一个规则代码，或写 --all。", cure="例如：zpb explain ZPB001。")
    code = None if arguments.all else explaining.code_to_explain(arguments.code)
    if arguments.format == "json":
        data = explaining.list_data() if code is None else explaining.page_data(code)
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        lines = explaining.list_lines() if code is None else explaining.page_lines(code)
        sys.stdout.write(joined(lines))
    return DONE
