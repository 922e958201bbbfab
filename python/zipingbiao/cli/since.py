"""``zpb check --since DIR``: what came of what was sent back."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError, Place

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
