"""``zpb report``: a report drafted from the forms that were read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from zipingbiao.cli.outcome import DONE, SOME_UNREAD, report, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, Place

_ENDING = ".docx"


def draft_report(arguments: Namespace) -> int:
    """Write the draft of a report on a project or a whole department."""
    from zipingbiao.drafting.drafting import draft
    from zipingbiao.drafting.facts import gather_forms
    from zipingbiao.drafting.outlines import get_outline, usual_outline
    from zipingbiao.reading import inputs, read_all
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    out: Path = arguments.output
    if out.suffix.lower() != _ENDING:
        raise CallError(f"输出文件应以 {_ENDING} 结尾。", Place(str(out)), "请改文件名。")
    named = get_outline(arguments.outline) if arguments.outline else None
    refuse_strangers([out])
    with ProgressBar("读取") as bar:
        readings = read_all(inputs(arguments.paths, exclude=[out]), arguments.jobs, bar)
    gathered = gather_forms(form for one in readings for form in one.forms)
    if gathered is None:
        status = report(readings, evaluated=True)
        if status == DONE:
            warn("给出的只有支付明细表，没有项目或部门的自评表，写不出报告。")
        return status or SOME_UNREAD
    outline = named or usual_outline(gathered.first)
    made = draft(gathered, outline)
    write_copy(out, made.data)
    for one in gathered.alone:
        what = one.header.project or one.source.where
        warn(f"{one.source.path}：支付明细表「{what}」没有对上项目，报告里没有它。")
    told = f"，其中 {made.asked} 处标了颜色，要人填写" if made.asked else ""
    print(f"已按提纲 {outline.id}（{outline.title}）写出报告初稿{told} → {out}")
    return report(readings, evaluated=True)
