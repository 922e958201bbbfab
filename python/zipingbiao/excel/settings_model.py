"""What the user can set, and the words by which the settings' workbook says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zipingbiao.rules.finding import ERROR, INFO, WARN

FILE_NAME = "设置.xlsx"
#: The sheets of the file, and the labels of its first one.
MAIN, RULES, PROFILES = "设置", "检查规则", "评分办法"
PROFILE, BACKUP, JOBS = "评分办法", "备份文件夹", "汇总进程数"
SEVERITY, FOLDER, ROSTER, PREVIOUS = "检查程度", "报送文件夹", "应报单位名单", "上次的汇总"
BY_LAYOUT, BESIDE, AUTOMATIC = "按版式", "与工作簿同一文件夹", "自动"
CHECKED, UNCHECKED = "检查", "不检查"
MOST_JOBS = 64
#: What stands in the cells of the list of units and of the last summary until they are asked for.
ASKED = "合并时询问"
WEIGHTS = {INFO: "全部", WARN: "警告和错误", ERROR: "只看错误"}
#: Where the choices of a rule stand: its code, and whether it is checked.
CODE_COLUMN, CHOICE_COLUMN = 1, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that the user is asked for once: whether that was done, and what they chose."""

    asked: bool = False
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set; the defaults are what is usual.

    ``profile`` None is each layout's own, ``backup_folder`` None is beside the book, ``jobs``
    None as many processes as there are processors. ``ignore`` are codes that are not checked,
    ``severity`` is how grave a finding must be. ``folder``, ``roster`` and ``previous`` are what
    merging was last told: the folder, the list of units that have to file, the last summary.
    """

    profile: str | None = None
    ignore: tuple[str, ...] = ()
    backup_folder: Path | None = None
    jobs: int | None = None
    severity: str = INFO
    folder: Path | None = None
    roster: Kept = Kept()
    previous: Kept = Kept()
