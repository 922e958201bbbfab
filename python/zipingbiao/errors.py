"""What can go wrong, and how it is said: place, code, reason, cure.

A *fault* is a remark about one file or cell; work goes on. An *error* stops the call that
raised it. Both carry one clear Chinese sentence and name where, what, why and what to do.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: The faults of files and cells. CONTRACT: the codes keep their meaning for ever.
CURES: dict[str, str] = {
    "ZPB017": "请把总分改为不带百分号的分数。",
    "ZPB057": "请只保留最后定稿的一张；不是同一个单位的，请写明各自的主管部门。",
    "ZPB901": "请确认文件是 Excel、WPS 表格、ODS 工作簿或 Word 文档，再重新放入文件夹。",
    "ZPB902": "请在 Excel、Word 或 WPS 中取消打开密码后另存。",
    "ZPB903": "请确认文件还在，用 Excel、Word 或 WPS 打开另存；打不开的，请填报单位重新报送。",
    "ZPB904": "请向填报单位索取填好的文件。",
    "ZPB905": "已照常读取；建议按真实格式更改文件扩展名。",
    "ZPB906": "请确认报送的是绩效自评表；如是没见过的表样，请打开一张填好的，"
    "点「学习版式」（或用 zpb learn）。",
    "ZPB907": "请删除多余的空行、空列、图片、工作表或内容后另存。",
    "ZPB908": "请改为数字，单位写在表头。",
    "ZPB909": "请在原表中更正公式后保存。",
    "ZPB910": "请在 Excel 或 WPS 中打开，重新计算后保存。",
    "ZPB911": "请核对读出的内容；常收到这种表的，请打开一张填好的，"
    "点「学习版式」（或用 zpb learn）。",
    "ZPB912": "请取消隐藏后重新报送，或确认该表无需汇总。",
    "ZPB913": "请检查这一块的栏目名称，或拆成单独的文件重新报送。",
    "ZPB914": "请把一张表放在一个工作表里，分开报送。",
    "ZPB930": "请核对；如应读取，请改成官方写法，或用「学习版式」学会这种表，写成别名。",
    "ZPB931": "请核对它属于哪一栏；不属于表的内容请移到表外。",
    "ZPB932": "如需读取，请填到相应栏目。",
    "ZPB933": "请在其中一栏的名称里写明「自评」，或删去另一栏。",
    "ZPB934": "请改成官方写法，或用「学习版式」学会这种表，写成别名。",
    "ZPB935": "如是表的内容，请移到表内。",
    "ZPB936": "请把要说的写成文字，图片另附。",
    "ZPB937": "请核对；最好让格内的数与表头的单位一致，不用数字格式换算。",
    "ZPB938": "请把注号移到别的格。",
    "ZPB939": "请核对；常见这种写法的，可用「学习版式」学会这种表，写成别名。",
    "ZPB940": "请核对；最好先在 Word 里接受或拒绝全部修订，再报送。",
    "ZPB941": "请与 PDF 原件逐项核对，最好向填报单位要来 Word 或 Excel 原件。",
    "ZPB942": "请看 PDF 原件；如其中有自评表，请向填报单位要来 Word 或 Excel 原件。",
    "ZPB943": "请在 Word 里取消隐藏，或删去这些文字。",
    "ZPB944": "请把一级指标写在（或合并到）它的第一个指标那一行。",
    "ZPB920": "请在批注的冒号后写明理由，如「忽略 ZPB023：受疫情影响，已批复」。",
    "ZPB921": "请删去批注里的这一句。",
    "ZPB922": "请删去设置里的这一条，或改正它的文件名。",
    "ZPB923": "请改正批注里的代码。",
}

#: Faults that make a whole file unreadable.
UNREADABLE = frozenset({"ZPB901", "ZPB902", "ZPB903", "ZPB904", "ZPB907"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a file, a sheet in it, a cell on it, a field of the form.

    ``spot`` is the place in a document as a person counts it, in place of sheet and cell.
    """

    path: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    spot: str | None = None

    def __str__(self) -> str:
        spot = self.spot or "!".join(part for part in (self.sheet, self.cell) if part)
        return " › ".join(part for part in (self.path, spot, self.field) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """A remark about a file or a cell that does not stop the work.

    ``printed`` is what stands in the cell; ``severity`` is error, warn or info.
    """

    code: str
    place: Place
    reason: str
    severity: str = "error"
    printed: str | None = None

    @property
    def cure(self) -> str:
        """What the reader of the message can do about it."""
        return CURES[self.code]

    @property
    def message(self) -> str:
        """Reason and cure in one sentence or two."""
        return f"{self.reason}{self.cure}"

    def __str__(self) -> str:
        return f"{self.place}：{self.code} {self.message}"


#: So many faults are told on the screen; all of them are in the result.
MOST_TOLD = 20
#: So many files are named where a line tells of many.
MOST_NAMES = 5
#: So many names a person still reads through.
_FEW_NAMES = 40
_LONGEST_SHOWN = 20
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def named_files(names: Sequence[str]) -> str:
    """Some files by their names, not too many of them."""
    more = f"等 {len(names)} 个文件" if len(names) > MOST_NAMES else ""
    return f"{'、'.join(names[:MOST_NAMES])}{more}"


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line, true and false as files write them."""
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:  # a number of thousands of digits
        return "……"
    text = _UNSEEN.sub("·", text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def nearest(word: str, known: Iterable[str]) -> str:
    """「您是否想用…？」 where a near name exists, else nothing."""
    from difflib import get_close_matches  # the worksheet functions start without it

    near = get_close_matches(word, tuple(known), n=1, cutoff=0.6)
    return f"您是否想用 {near[0]}？" if near else ""


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The nearest name, else the names there are, where they are few."""
    names = tuple(known)
    if near := nearest(word, names):
        return near
    return f"可用：{'、'.join(names)}。" if len(names) <= _FEW_NAMES else otherwise


#: What the system says, and how it is said here.
_SYSTEM_REASONS = {
    errno.EEXIST: "同名的文件或文件夹已经在那里",
    errno.ENOTEMPTY: "文件夹里有东西",
    errno.EINVAL: "这里不能这样用",
    errno.EPIPE: "接收的程序已经结束",
    errno.EAGAIN: "系统忙",
    errno.ENODEV: "设备不在了",
    errno.ENXIO: "设备不在了",
    errno.EADDRINUSE: "端口已被占用",
    errno.ECONNREFUSED: "对方没有应答",
    errno.ECONNRESET: "连接断了",
    errno.ETIMEDOUT: "等得太久",
    errno.EHOSTUNREACH: "找不到那台机器",
    errno.ENETUNREACH: "网络不通",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ELOOP: "链接绕成了一圈",
    errno.EIO: "读写磁盘出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EBUSY: "文件正被占用",
    errno.ENOMEM: "内存不足",
}
if hasattr(errno, "EDQUOT"):
    _SYSTEM_REASONS[errno.EDQUOT] = "磁盘配额已用完"


def system_reason(error: OSError) -> str:
    """Why the system refused, in a few words; its number where those are not known."""
    return _SYSTEM_REASONS.get(error.errno or 0) or f"系统错误 {error.errno or '不明'}"


_STOPPED = re.compile(r"line (\d+),? column (\d+)")


def stopped_at(error: Exception) -> str:
    """Where a parser stopped, to stand in a sentence; "" where it does not tell."""
    found = _STOPPED.search(str(error))
    return f"（第 {found[1]} 行第 {found[2]} 列）" if found else ""


class Mishap(NamedTuple):
    """Work on one input that broke off: what is told of it, and a log for who mends the program.

    ``log`` is empty where the trouble was foreseen.
    """

    fault: Fault
    log: str = ""

    def __str__(self) -> str:
        return str(self.fault)


def mishap(error: Exception, doing: str, place: Place, then: str = "") -> Mishap:
    """What an error inside one input comes to.

    ``doing``: what broke off (读取, 修正 …); ``then``: what follows, a sentence.
    """
    if isinstance(error, UnreadableFile):
        return Mishap(Fault(error.code, place, f"{error.reason}{then}"))
    if isinstance(error, RecursionError):
        return Mishap(Fault("ZPB903", place, f"文件嵌套过深，无法解析。{then}"))
    if isinstance(error, OutOfTime):
        reason = f"{doing}超过 {error.seconds:g} 秒，没有继续。{then}"
        return Mishap(Fault("ZPB907", place, reason))
    if isinstance(error, MemoryError):
        return Mishap(Fault("ZPB907", place, f"{doing}时占用内存超过上限，没有继续。{then}"))
    import traceback  # rarely needed, and worksheet functions must start at once

    log = f"{place}\n{''.join(traceback.format_exception(error))}"
    return Mishap(Fault("ZPB903", place, f"文件内容异常，{doing}没有完成。{then}"), log)


class OutOfTime(Exception):
    """One input took longer than the seconds it is given."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class ZpbError(Exception):
    """The base of all errors that a user may see.

    ``str(error)`` is a Chinese sentence: where, what, why and what to do.
    """

    def __init__(self, reason: str, place: Place | None = None, cure: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place or Place()
        self.cure = cure

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where + '：' if where else ''}{self.reason}{self.cure}"


class UnreadableFile(ZpbError):
    """A file that cannot be read as a workbook (ZPB901–904, 907)."""

    def __init__(self, code: str, reason: str, path: str | None = None) -> None:
        super().__init__(reason, Place(path=path), CURES[code])
        self.code = code


class TemplateError(ZpbError):
    """A template that cannot be compiled; the place names its cell."""


class RenderError(ZpbError):
    """A form that a layout cannot hold; the place names the field."""


class DataError(ZpbError):
    """Data (JSON) that is not of the agreed shape; the place names the field."""


class OutputError(ZpbError):
    """A file that cannot be written: open elsewhere, protected, no such folder."""


class CallError(ZpbError):
    """A call that is wrong: unknown layout, no such path, unusable option."""


def no_such_path(path: object) -> CallError:
    """A call that names a file or folder which is not there."""
    return CallError("路径不存在。", Place(str(path)), "请检查文件名和所在文件夹。")


#: What went wrong with one file: its work broke off, or what came of it can't be held or written.
Trouble = Mishap | ZpbError
