"""What can go wrong, and how it is said: place, code, reason, cure.

A *fault* is a remark about one file or cell; work goes on. An *error* stops the call that
raised it. Both carry one clear Chinese sentence and name where, what, why and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The faults of files and cells. CONTRACT: the codes keep their meaning for ever.
CURES: dict[str, str] = {
    "ZPB017": "请把总分改为不带百分号的分数。",
    "ZPB901": "请确认文件是 Excel、WPS 表格或 ODS 工作簿，再重新放入文件夹。",
    "ZPB902": "请在 Excel 或 WPS 中取消打开密码后另存。",
    "ZPB903": "请用 Excel 或 WPS 打开修复后另存，或请填报单位重新报送。",
    "ZPB904": "请向填报单位索取填好的文件。",
    "ZPB905": "已照常读取；建议按真实格式更改文件扩展名。",
    "ZPB906": "请确认报送的是绩效自评表；如为新版式，请在 templates/ 中添加。",
    "ZPB907": "请删除多余的空行、空列、图片或工作表后另存。",
    "ZPB908": "请改为数字，单位写在表头。",
    "ZPB909": "请在原表中更正公式后保存。",
    "ZPB910": "请在 Excel 或 WPS 中打开，重新计算后保存。",
    "ZPB911": "请核对读出的内容；如为新版式，请在 templates/ 中添加。",
    "ZPB912": "请取消隐藏后重新报送，或确认该表无需汇总。",
    "ZPB920": "请在批注的冒号后写明理由，如「忽略 ZPB023：受疫情影响，已批复」。",
    "ZPB921": "请删去批注里的这一句。",
    "ZPB922": "请删去设置里的这一条，或改正它的文件名。",
    "ZPB923": "请改正批注里的代码。",
}

#: Faults that make a whole file unreadable.
UNREADABLE = frozenset({"ZPB901", "ZPB902", "ZPB903", "ZPB904", "ZPB907"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a file, a sheet in it, a cell on it, a field of the form."""

    path: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        spot = "!".join(part for part in (self.sheet, self.cell) if part)
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
