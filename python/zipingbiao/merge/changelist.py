"""What 较上次 holds, and what it says where nothing earlier was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zipingbiao.merge.records import ChangeRow
from zipingbiao.merge.words import UNCHECKED
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


class Told(NamedTuple):
    """What came of a comparison with ``name``, in words.

    ``counts`` are by `COUNTED`, and the ``older``; ``unsure`` groups of one name can't be told
    apart; of the sides ``unchecked`` nothing is known that was found on them; without ``lines``
    nothing of indicators.
    """

    name: str
    counts: Mapping[str, int]
    unsure: int
    unchecked: Sequence[str]
    lines: bool

    def scalars(self) -> dict[str, Content]:
        """What is told in cells."""
        counts: dict[str, Content] = {f"{name}_count": self.counts[name] for name in COUNTED}
        if self.unchecked:
            counts |= dict.fromkeys(("mended_count", "worse_count"))
        if not self.lines:
            counts |= dict.fromkeys(("lowered_count", "copied_count"))
        note = f"{self.sentence()}没有变化的不列；「可能是」只供查找。"
        return {**counts, "since_note": note, "since_said": self.said()}

    def said(self) -> str:
        """What a director asks first, as 首页 says it."""
        counts = self.counts
        told = [f"新增 {counts['new']} 张表，少了 {counts['gone']} 张"]
        if not self.unchecked:
            told.append(f"问题改掉 {counts['mended']} 条，新出现 {counts['worse']} 条")
        if self.lines:
            told.append(f"目标值降低的指标 {counts['lowered']} 个")
        return f"与「{self.name}」相比：{'；'.join(told)}（见「较上次」）。"

    def sentence(self) -> str:
        """All of it."""
        counts = self.counts
        text = (
            f"与「{self.name}」相比：新增 {counts['new']} 个，取消 {counts['gone']} 个，"
            f"有变化 {counts['changed']} 个，没有变化 {counts['same']} 个"
        )
        text += f"，同名分不清 {self.unsure} 组。" if self.unsure else "。"
        text += f"更早年度的 {counts['older']} 张不比。" if counts["older"] else ""
        if self.unchecked:
            text += f"{'、'.join(self.unchecked)}{UNCHECKED}，问题不比；"
        else:
            text += f"问题少了 {counts['mended']} 条，多了 {counts['worse']} 条；"
        if not self.lines:
            return f"{text}上次的指标不全，指标不比。"
        return (
            f"{text}目标值降低的指标 {counts['lowered']} 个，"
            f"指标照抄上年的项目 {counts['copied']} 个。"
        )
