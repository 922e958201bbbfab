"""``zpb check --since DIR``: what came of what was sent back."""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError, Place, ZpbError

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.returning.ledger import Ledger

_BOOK = ".xlsx"


def refuse_since(arguments: Namespace) -> None:
    """Raise CallError for what can't be asked together with ``--since``."""
    chosen = {
        "--fix": arguments.fix,
        "--baseline": arguments.baseline,
        "--statistics": arguments.statistics,
        "--format docx": arguments.format == "docx",
    }
    wrong = [name for name, given in chosen.items() if given]
    if wrong:
        reason = f"--since 核对交回的文件，不能和 {'、'.join(wrong)} 一起用。"
        raise CallError(reason, cure="请分两次做。")
    out: Path | None = arguments.output
    if arguments.format == "xlsx" and (out is None or out.suffix.lower() != _BOOK or out.is_dir()):
        reason = "--since 的 xlsx 是一份工作簿，列出交回情况。"
        raise CallError(reason, Place(str(out or "")), f"请用 -o 给出以 {_BOOK} 结尾的文件名。")


def originals_beside(paths: Sequence[Path], ledger: Ledger) -> list[Path]:
    """The files that were sent back, where a copy of them that came back is there as well.

    What the copy says counts, be it a mere note in a cell.
    """
    from zipingbiao.ooxml.opening import SkippedFileError, read_file
    from zipingbiao.ooxml.origin import origin_of
    from zipingbiao.reading import discover

    originals: dict[str, list[Path]] = {one.hash: [] for one in ledger.sent}
    origins = []
    for found in discover(paths):
        try:
            data = read_file(found.path, found.name)
        except (ZpbError, SkippedFileError, OSError):
            continue  # told of when it is read
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in originals:
            originals[sha256].append(found.path)
        elif origin := origin_of(data):
            origins.append(origin)
    copied = (key for key in originals if any(one.is_copy_of(key) for one in origins))
    return [path for key in copied for path in originals[key]]


def tell_since(arguments: Namespace, ledger: Ledger, checked: Checked) -> None:
    """Print or write what came of a sending."""
    from zipingbiao.report.document import document
    from zipingbiao.report.html import html_page
    from zipingbiao.report.text import Paint, joined
    from zipingbiao.returning import faces
    from zipingbiao.returning.answers import round_of
    from zipingbiao.saving import write_beside

    found = round_of(ledger, checked)
    out: Path | None = arguments.output
    if arguments.format == "xlsx" and out is not None:
        write_beside(out, faces.since_book(found))
        print(f"{faces.closing(found)} → {out}")
        return
    if arguments.format == "json":
        data = {**document(checked), "since": faces.since_data(found)}
        text = f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"
    elif arguments.format == "html":
        text = html_page(checked, faces.since_page(found))
    else:
        text = joined(faces.text_lines(found, Paint(None if out else sys.stdout)))
    if out is None:
        sys.stdout.write(text)
        return
    write_beside(out, text.encode("utf-8", "backslashreplace"))
    print(f"{faces.closing(found)} → {out}")
