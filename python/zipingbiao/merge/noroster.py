"""What is no list of units, though it has a column 单位: a form, an output of ours, measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.opening import SkippedFileError, read_file
from zipingbiao.ooxml.origin import is_draft, is_notice, is_own_output, origin_of
from zipingbiao.reading import Found, read_all
from zipingbiao.values.target_grammar import COUNTERS
from zipingbiao.values.text import fold

#: What the cells of 单位 hold where it is that of a measure: 个, 万元, 元/人.
_MEASURE = re.compile(rf"[十百千万亿]*(?:{'|'.join(map(re.escape, COUNTERS))})?(?:/.{{1,8}})?")
_HAN = re.compile("[\u4e00-\u9fff]")


def why_none(path: Path) -> str:
    """Why a file can't be a list of units, whatever its columns are; ``""`` where it may be.

    What can't be read is told by who reads it.
    """
    name = path.name
    try:
        data = read_file(path, name)
    except (UnreadableFile, SkippedFileError):
        return ""
    if is_own_output(data) or is_draft(data) or is_notice(data):
        return "这是本程序写出的汇总、清单或报告，不是应报单位名单。"
    if origin_of(data) is not None:
        return "这是本程序写出的表的副本，不是应报单位名单。"
    [reading] = read_all([Found(path, name)], 1)
    return "这是一份自评表，不是应报单位名单。" if reading.forms else ""


def are_no_names(texts: Sequence[str]) -> bool:
    """Whether most of some texts are no names of units: figures, dates, measures, signs."""
    return 2 * sum(map(_is_no_name, texts)) > len(texts)


def _is_no_name(text: str) -> bool:
    folded = fold(text)
    return len(_HAN.findall(folded)) < 2 or _MEASURE.fullmatch(folded) is not None
