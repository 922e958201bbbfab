"""``zpb bind``: all forms that were read as one workbook, or as its PDF."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from zipingbiao.cli.outcome import report, warn
from zipingbiao.cli.progress import ProgressBar


def bind(arguments: Namespace) -> int:
    """Bind the forms in some paths into one volume."""
    from zipingbiao.binding.binding import bind_paths

    out: Path = arguments.output
    with ProgressBar("读取") as reading, ProgressBar("成册") as binding:
        bound = bind_paths(arguments.paths, out, arguments.jobs, arguments.title, reading, binding)
    for sentence in bound.told:
        warn(sentence)
    if bound.sheets:
        print(f"已把 {bound.forms} 张表合并成册（{bound.sheets} 个工作表）→ {out}")
    return report(bound.readings, bound.troubles)
