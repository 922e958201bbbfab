"""Write a VBA project as [MS-OVBA] describes it, as source text only.

Office keeps compiled code beside the source and trusts it where it is there. This writer puts
none: the project says of itself that it has no such cache, so Excel compiles the source when it
opens the file. Everything is fixed (ids, seeds, order), so equal modules give equal bytes.

A project refers to what it needs of other libraries. VBA and Excel are the host's own and stand
in no file that Excel has saved; OLE automation and Office (for ``IRibbonControl``) do.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zipingbiao.addin.cfb import compound_file
from zipingbiao.addin.compression import compress
from zipingbiao.errors import OutputError, Place

Kind = Literal["standard", "class", "document"]

#: The document module of the workbook; all others are those of sheets.
WORKBOOK = "ThisWorkbook"

_PROJECT_ID = "{6C1F0E52-8B1D-4D0A-9C63-5A2F7E4B9D10}"
_CODE_PAGE = 1252
_ENGLISH = 0x409
_WINDOWS_32 = 1  # Excel of either width takes it for its own
_VERSION = (1, 0)
_NO_COOKIE = 0xFFFF
_NO_CACHE = bytes.fromhex("CC61FFFF000100")
_LONGEST_LINE = 1023
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = ")
#: Bits 1 and 2 of a seed say how much filling follows; this one has none.
_SEED = 0x59

_BASES = {"workbook": "00020819-0000-0000-C000-000000000046",
          "sheet": "00020820-0000-0000-C000-000000000046",
          "class": "FCFB3D2A-A0FA-1068-A738-08002B3371B5"}  # fmt: skip


class _Library(NamedTuple):
    name: str
    id: str


_LIBRARIES = (
    _Library(
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
        r"C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    _Library(
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, its text as the editor exports it, what it is.

    A ``document`` belongs to the workbook or to one of its sheets, whose code name it bears.
    """

    name: str
    source: str
    kind: Kind = "standard"

    @property
    def text(self) -> str:
        """The text as it lies in the project, lines ended by CR LF.

        The head of an exported class is gone; the attributes that Excel itself keeps for a
        module of this kind are there, those of ``source`` being preferred.
        """
        lines = _without_head(self.source.splitlines())
        count = next((at for at, line in enumerate(lines) if not _ATTRIBUTE.match(line)), None)
        own = {_ATTRIBUTE.findall(line)[0]: line for line in lines[:count]}
        attributes = {
            name: f"Attribute {name} = {value}" for name, value in _attributes(self).items()
        }
        rest = [] if count is None else lines[count:]
        return "".join(f"{line}\r\n" for line in (*(attributes | own).values(), *rest))


def _without_head(lines: list[str]) -> list[str]:
    """The lines without ``VERSION 1.0 CLASS BEGIN … END`` of an exported class."""
    if lines and lines[0].startswith("VERSION "):
        return lines[lines.index("END") + 1 :] if "END" in lines else lines[1:]
    return lines


def _attributes(module: Module) -> dict[str, str]:
    """The attributes that Excel writes at the head of a module's stream, in its order."""
    name = f'"{module.name}"'
    if module.kind == "standard":
        return {"VB_Name": name}
    document = module.kind == "document"
    owner = "workbook" if module.name == WORKBOOK else "sheet"
    return {
        "VB_Name": name,
        "VB_Base": f'"0{{{_BASES[owner if document else "class"]}}}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": str(document),
        "VB_Exposed": str(document),
        "VB_TemplateDerived": "False",
        "VB_Customizable": str(document),
    }


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The file ``vbaProject.bin`` with these modules, in their order.

    Raises OutputError where a module's text is not ASCII (the editor would show it according
    to the computer's code page), or where names are not such or appear twice.
    """
    _check_names([name, *(module.name for module in modules)])
    streams = {f"VBA/{module.name}": _stream(module) for module in modules}
    return compound_file(
        {
            "PROJECT": _project_text(name, modules).encode("ascii"),
            "PROJECTwm": _names(modules),
            "VBA/_VBA_PROJECT": _NO_CACHE,
            "VBA/dir": compress(b"".join(_directory(name, modules))),
            **streams,
        }
    )


def _check_names(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not _NAME.fullmatch(name):
            reason = f"「{name}」不能用作 VBA 模块的名称。"
            raise OutputError(reason, cure="请用字母开头、不超过 31 个字母、数字或下划线。")
        if name.lower() in seen:
            raise OutputError(f"VBA 工程里有两个「{name}」。", cure="请改掉其中一个的名称。")
        seen.add(name.lower())


def _stream(module: Module) -> bytes:
    text = module.text
    for number, line in enumerate(module.source.splitlines(), 1):
        place = Place(path=module.name, field=f"第 {number} 行")
        if not line.isascii():
            raise OutputError("VBA 模块里只能有 ASCII 字符。", place, "请把文字移到文字表里。")
        if len(line) > _LONGEST_LINE:
            reason = f"VBA 的一行不能超过 {_LONGEST_LINE} 个字符。"
            raise OutputError(reason, place, "请把它分成几行。")
    if f'Attribute VB_Name = "{module.name}"\r\n' not in text:
        place = Place(path=module.name)
        raise OutputError("模块里写的 VB_Name 与文件名不一致。", place, "请改成一致。")
    return compress(text.encode("ascii"))


def _directory(name: str, modules: Sequence[Module]) -> Iterator[bytes]:
    """The records of the stream ``dir``: the project, its libraries, its modules."""
    yield _number(0x01, _WINDOWS_32)
    yield _number(0x02, _ENGLISH)
    yield _number(0x14, _ENGLISH)
    yield _short(0x03, _CODE_PAGE)
    yield _record(0x04, name.encode("ascii"))
    for first, second in ((0x05, 0x40), (0x06, 0x3D)):  # description, help file: none
        yield _record(first) + _record(second)
    yield _number(0x07, 0) + _number(0x08, 0)
    yield struct.pack("<HIIH", 0x09, 4, *_VERSION)
    yield _record(0x0C) + _record(0x3C)  # constants: none
    for library in _LIBRARIES:
        yield _both(0x16, 0x3E, library.name)
        id_ = library.id.encode("ascii")
        yield _record(0x0D, struct.pack("<I", len(id_)) + id_ + bytes(6))
    yield _short(0x0F, len(modules))
    yield _short(0x13, _NO_COOKIE)
    for module in modules:
        yield from _module_records(module)
    yield _record(0x10)


def _module_records(module: Module) -> Iterator[bytes]:
    yield _both(0x19, 0x47, module.name)
    yield _both(0x1A, 0x32, module.name)  # its stream is named like it
    yield _both(0x1C, 0x48, "")
    yield _number(0x31, 0)  # the text begins at once, no cache before it
    yield _number(0x1E, 0)
    yield _short(0x2C, _NO_COOKIE)
    yield _record(0x21 if module.kind == "standard" else 0x22)
    yield _record(0x2B)


def _record(id_: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", id_, len(data)) + data


def _number(id_: int, value: int) -> bytes:
    return _record(id_, struct.pack("<I", value))


def _short(id_: int, value: int) -> bytes:
    return _record(id_, struct.pack("<H", value))


def _both(id_: int, wide_id: int, text: str) -> bytes:
    """A text in the code page, then in Unicode."""
    return _record(id_, text.encode("ascii")) + _record(wide_id, text.encode("utf-16-le"))


def _project_text(name: str, modules: Sequence[Module]) -> str:
    """The stream ``PROJECT``: what the editor's project window needs, as lines."""
    words = {"standard": "Module={}", "class": "Class={}", "document": "Document={}/&H00000000"}
    lines = [
        f'ID="{_PROJECT_ID}"',
        *(words[module.kind].format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_veiled(bytes(4))}"',  # protected by nobody
        f'DPB="{_veiled(bytes(1))}"',  # no password
        f'GC="{_veiled(bytes((0xFF,)))}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _veiled(data: bytes) -> str:
    """Data in the thin disguise of [MS-OVBA] 2.4.3, as hexadecimal digits."""
    key = sum(_PROJECT_ID.encode("ascii")) & 0xFF
    out = [_SEED, _SEED ^ 2, _SEED ^ key]
    before = key
    for byte in struct.pack("<I", len(data)) + data:
        out.append(byte ^ (out[-2] + before & 0xFF))
        before = byte
    return bytes(out).hex().upper()


def _names(modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECTwm``: each module's name in the code page and in Unicode."""
    pairs = (
        module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0"
        for module in modules
    )
    return b"".join(pairs) + b"\0\0"
