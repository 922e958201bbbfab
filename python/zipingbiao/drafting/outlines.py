"""Which outlines there are: folders of ``templates/outlines``, the user's own come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zipingbiao.datafiles.checks import one_of, text, texts
from zipingbiao.datafiles.tomlfile import Mistake, MistakenFile, TomlFile
from zipingbiao.errors import CallError, OutputError, Place, nearest, system_reason
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.places import template_folders

FOLDER, SETTINGS, DOCUMENT = "outlines", "outline.toml", "outline.docx"
#: What a report is about.
PROJECT, DEPARTMENT, TRANSFER = ABOUT = ("project", "department", "transfer")
NATIONAL = "全国"
#: Whether the headings were all seen in a notice or a published report, or only some of them.
OFFICIAL, UNVERIFIED = "official", "unverified"

_KNOWN: Mapping[str, Callable[[object], Any]] = {
    "title": text,
    "region": text,
    "for": one_of(*ABOUT),
    "basis": text,
    "sources": texts,
    "layouts": texts,
    "titles": texts,
    "look": one_of(OFFICIAL, UNVERIFIED),
    "direction": one_of("fill"),
}
_REQUIRED = ("title", "region", "for", "basis", "direction")


@dataclass(frozen=True, kw_only=True)
class OutlineSettings:
    """What ``outline.toml`` says, and where its Word file is.

    ``layouts``: the forms that it is meant for, whatever their region; ``titles``: words in the
    title of a form that say what it is about.
    """

    id: str
    title: str
    region: str
    about: str
    basis: str
    sources: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    look: str = OFFICIAL
    folder: Path

    @property
    def path(self) -> Path:
        """Its Word file."""
        return self.folder / DOCUMENT

    def read(self) -> bytes:
        """The bytes of its Word file. Raises OutputError where there is none."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            reason = f"提纲的 Word 文件打不开（{system_reason(error)}）。"
            raise OutputError(reason, Place(str(self.path)), "请检查这个文件。") from None


def find_outlines() -> dict[str, OutlineSettings]:
    """All outlines by their name; the first folder that has a name wins. Raises MistakenFile."""
    found: dict[str, OutlineSettings] = {}
    for folder in template_folders():
        for path in sorted((folder / FOLDER).glob(f"*/{SETTINGS}")):
            if path.parent.name not in found:
                found[path.parent.name] = _load(path)
    return dict(sorted(found.items()))


def _load(path: Path) -> OutlineSettings:
    file = TomlFile(path)
    file.refuse_unknown(file.data, _KNOWN)
    said: dict[str, Any] = {
        name: file.checked(name, _KNOWN[name], value)
        for name, value in file.data.items()
        if name in _KNOWN
    }
    missing = [name for name in _REQUIRED if name not in file.data]
    mistakes = [*file.mistakes]
    if missing and file.data:
        reason = f"缺少 {'、'.join(missing)}"
        mistakes.append(Mistake(str(path), 0, reason, "请照其他提纲补上。"))
    if mistakes:
        raise MistakenFile(mistakes)
    said.pop("direction")
    return OutlineSettings(id=path.parent.name, folder=path.parent, about=said.pop("for"), **said)


def get_outline(name: str) -> OutlineSettings:
    """One outline by its name. Raises CallError with those that there are."""
    known = find_outlines()
    if name not in known:
        listed = "、".join(f"{one.id}（{one.title}）" for one in known.values())
        raise CallError(f"没有名为 {name} 的提纲。", cure=f"{nearest(name, known)}可用：{listed}。")
    return known[name]


def subject_of(form: SelfEvaluation, known: Iterable[OutlineSettings]) -> str:
    """What a report on a form is about, as the outlines say of its layout or its title.

    Else it is the project that it names, or its whole department.
    """
    about = PROJECT if form.header.project else DEPARTMENT
    by_layout = [one.about for one in known if form.layout in one.layouts]
    words = (one.about for one in known if any(word in (form.title or "") for word in one.titles))
    return next(iter((*by_layout, *words)), about)


def usual_outline(form: SelfEvaluation) -> OutlineSettings:
    """The outline that a form calls for: by its layout, else its region, else the general one."""
    known = find_outlines().values()
    for one in known:
        if form.layout in one.layouts:
            return one
    layout, about = find_layouts().get(form.layout), subject_of(form, known)
    fitting = [one for one in known if one.about == about]
    region = layout.region if layout else NATIONAL
    near = [
        one for one in fitting if one.region.startswith(region) or region.startswith(one.region)
    ]
    general = [one for one in fitting if one.region == NATIONAL]
    return (near or general or fitting)[0]
