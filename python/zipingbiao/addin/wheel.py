"""Our own wheel, written from the files that run: a checkout or an installed program alike."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.errors import CallError
from zipingbiao.ooxml.package import deflate, pack
from zipingbiao.places import handbook_pages, resource_folder

NAME = f"zipingbiao-{__version__}-py3-none-any.whl"
_INFO = f"zipingbiao-{__version__}.dist-info"
_SHARED = f"zipingbiao-{__version__}.data/data/share/zipingbiao"
#: The extras that a kit brings: the add-in's, and those of the page.
_EXTRAS = ("excel", "serve")
_RESOURCES = ("addin", "macros", "templates")
_WHEEL = "Wheel-Version: 1.0\nGenerator: zipingbiao\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_SCRIPTS = "[console_scripts]\nzpb = zipingbiao.cli:main\n"


def requirements(extras: Sequence[str] = _EXTRAS) -> tuple[str, ...]:
    """What the program needs where a kit puts it, as pip writes it: ``jinja2>=3.1.6``.

    Raises CallError where the program runs without having been installed.
    """
    try:
        lines = metadata.requires("zipingbiao") or []
    except metadata.PackageNotFoundError:
        raise CallError(
            "程序没有用 pip 安装过，不知道它需要哪些程序包。", cure="请先运行 pip install .。"
        ) from None
    pairs = ((text.strip(), marker) for text, _, marker in (line.partition(";") for line in lines))
    wanted = re.compile(rf"""extra\s*==\s*['"](?:{"|".join(extras)})['"]""")
    return tuple(text for text, marker in pairs if not marker or wanted.search(marker))


def own_wheel() -> bytes:
    """The bytes of the wheel called `NAME`; the same files give the same bytes."""
    files = dict(_files())
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{_INFO}/RECORD"] = f"{record}{_INFO}/RECORD,,\n".encode()
    return pack(deflate(name, data) for name, data in files.items())


def _files() -> Iterator[tuple[str, bytes]]:
    yield from _tree("zipingbiao", Path(__file__).resolve().parents[1])
    for name in _RESOURCES:
        yield from _tree(f"{_SHARED}/{name}", resource_folder(name))
    if handbook := handbook_pages():
        yield from _tree(f"{_SHARED}/site", handbook)
    yield f"{_INFO}/METADATA", _metadata().encode()
    yield f"{_INFO}/WHEEL", _WHEEL.encode()
    yield f"{_INFO}/entry_points.txt", _SCRIPTS.encode()


def _tree(name: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        if path.is_file() and not any(step.startswith((".", "~", "__pyc")) for step in steps):
            yield "/".join((name, *steps)), path.read_bytes()


def _metadata() -> str:
    needs = "".join(f"Requires-Dist: {one}\n" for one in requirements())
    return (
        f"Metadata-Version: 2.1\nName: zipingbiao\nVersion: {__version__}\n"
        f"Requires-Python: >=3.11\n{needs}"
    )


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
