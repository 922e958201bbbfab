"""What 较上次 holds, and what it says where nothing earlier was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zipingbiao.merge.records import ChangeRow
from zipingbiao.template.codec import Content

NO_PREVIOUS = (
    "未提供上次的汇总，没有比较。汇总时给出上次的汇总工作簿，或上次报送的文件夹，就有比较。"
)
#: The same as 首页 says it.
NO_PREVIOUS_SAID = "没有上次的汇总，没有比较。"
#: What is counted.
COUNTED = ("new", "gone", "changed", "same", "mended", "worse", "lowered", "copied")


class Changes(NamedTuple):
    """The rows of 较上次, what is told in cells, and what on the screen."""

    rows: Sequence[ChangeRow]
    scalars: Mapping[str, Content]
    sentences: Sequence[str] = ()


def no_changes() -> Changes:
    """What 较上次 says where nothing earlier was given."""
    counts = dict.fromkeys(f"{name}_count" for name in COUNTED)
    return Changes((), {**counts, "since_note": NO_PREVIOUS, "since_said": NO_PREVIOUS_SAID})
