"""Which layouts there are: those of the user before those of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.errors import CallError, ZpbError, suggest
from zipingbiao.layouts.kept import Kept, recall
from zipingbiao.layouts.layout import FORM, SETTINGS, Layout
from zipingbiao.model import SELF_EVALUATION
from zipingbiao.places import own_folders, template_file, template_folders
from zipingbiao.template.reading.forms import Form
from zipingbiao.template.reading.read import FormReader
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.reading.wordlist import read_words, spelt, words_from
from zipingbiao.values.text import fold

if TYPE_CHECKING:
    from zipingbiao.scoring.profile import Profile

#: A region is called by no fewer signs; layouts of the whole country; those drawn as printed.
_SHORTEST_NAME, NATIONAL, OFFICIAL = 2, "全国", "official"
#: Layouts that were loaded, with the times of the files that they were made of.
_loaded: dict[Path, tuple[tuple[int, ...], Layout]] = {}


def find_layouts(folders: Iterable[Path] | None = None) -> dict[str, Layout]:
    """All layouts by id, in order; the first folder that has an id wins.

    Of the user's own those that can't be used are left out: `broken_layouts` tells of them.
    """
    found: dict[str, Layout] = {}
    own = own_folders()
    for folder in folders if folders is not None else template_folders():
        for path in sorted(folder.glob(f"*/{SETTINGS}")):
            layout = _usable(path.parent) if folder in own else load_layout(path.parent)
            if isinstance(layout, Layout):
                found.setdefault(layout.id, layout)
    return dict(sorted(found.items()))


def offered(layouts: Iterable[Layout]) -> list[Layout]:
    """Layouts in the order in which a person looks for one: those of the whole country first,
    self-evaluations before their companions.
    """
    return sorted(
        layouts, key=lambda one: (one.region != NATIONAL, one.kind != SELF_EVALUATION, one.id)
    )


def whole_unit_layouts() -> frozenset[str]:
    """The layouts of whole units, which have no project."""
    return _of_whole_units(_state())


@lru_cache(maxsize=1)
def _of_whole_units(state: object) -> frozenset[str]:
    return frozenset(
        name
        for name, layout in _as_loaded(state).items()
        if all(tag.term != "header.project" for _, tag in layout.form.tagged())
    )


@lru_cache(maxsize=1)
def _as_loaded(_: object) -> Mapping[str, Layout]:
    """All layouts, for what is asked of every form: whoever reads forms has looked for changes."""
    return find_layouts()


def _state() -> object:
    """Changes whenever a layout was loaded."""
    return tuple(times for times, _ in _loaded.values())


def broken_layouts() -> Iterator[str]:
    """What is wrong with each of the user's own layouts that can't be used, in one sentence."""
    for folder in own_folders():
        for path in sorted(folder.glob(f"*/{SETTINGS}")):
            found = _usable(path.parent)
            if isinstance(found, str):
                yield f"版式 {path.parent.name} 用不了，别的照常：{found}"


def _usable(folder: Path) -> Layout | str:
    """A layout of the user's own; what is wrong with it, whatever that is."""
    try:
        layout = load_layout(folder)
        assert layout.shape.labels is not None  # compiled now
        _profile_of(layout)
    except ZpbError as error:
        first, *others = str(error).splitlines()  # a file may have many mistakes
        return first + (f"（另有 {len(others)} 处）" if others else "")
    except Exception as error:  # a user's file is no reason to stop for the others
        return f"{folder}：文件内容异常（{type(error).__name__}）。请从备份恢复，或重新学一次。"
    return layout


def load_layout(folder: Path) -> Layout:
    """Read the folder of a layout. Raises TemplateError where ``layout.toml`` is broken.

    A folder that has not changed gives the layout it gave before, compiled already.
    """
    times, layout = _loaded.get(folder, ((), None))
    if layout is None or times != _times(layout.kept.files):
        layout = _fresh(folder)
        _loaded[folder] = _times(layout.kept.files), layout
    return layout


def _fresh(folder: Path) -> Layout:
    kept = recall(folder)
    if kept is None:
        from zipingbiao.layouts.settings import read_settings  # most starts need none

        settings, files = read_settings(folder)
        kept = Kept(folder, settings, (*files, folder / FORM))
    return Layout(**kept.settings, kept=kept, reader=_reader_among_all)


def _reader_among_all(layout: Layout) -> FormReader:
    return form_reader({**find_layouts(), layout.id: layout})


def _times(files: Iterable[Path]) -> tuple[int, ...]:
    return tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files)


def get_layout(name: str, layouts: Mapping[str, Layout] | None = None) -> Layout:
    """One layout by its id, its region, its title, or both: 河北, 河北项目支出绩效自评表.

    Raises CallError naming a near one, or those that are meant as well.
    """
    known = find_layouts() if layouts is None else layouts
    if name in known:
        return known[name]
    meant = _called(name, known)
    for narrower in (_in_force, _official):
        meant = narrower(meant) or meant
    if len(meant) == 1:
        return meant[0]
    if meant:
        told = "、".join(f"{one.id}（{one.region}，{one.title}）" for one in meant)
        raise CallError(f"「{name}」有好几个版式：{told}。", cure="请写其中一个的代号。")
    from difflib import get_close_matches  # most starts need none

    evaluations = [one.id for one in known.values() if one.kind == SELF_EVALUATION]
    near = get_close_matches(name, evaluations) or known  # rarely a companion is meant
    raise CallError(f"没有名为 {name} 的版式。", cure=suggest(name, near))


def _called(name: str, known: Mapping[str, Layout]) -> list[Layout]:
    """The layouts that a name in Chinese may mean: those called so, else those it is part of."""
    words = fold(name).removesuffix("省")
    if len(words) < _SHORTEST_NAME:
        return []
    whole = [one for one in known.values() if words in (fold(one.region), fold(one.title))]
    if national := [one for one in whole if one.region == NATIONAL]:
        return national
    parts = [one for one in known.values() if words in fold(f"{one.region}{one.title}")]
    found = whole or parts
    return [one for one in found if one.kind == SELF_EVALUATION] or found


def _in_force(layouts: Sequence[Layout]) -> list[Layout]:
    """Those that are used until today."""
    return [one for one in layouts if len(one.years) < 2]


def _official(layouts: Sequence[Layout]) -> list[Layout]:
    """Those whose look is that of the form itself."""
    return [one for one in layouts if one.look == OFFICIAL]


def usual_profile(layout: str) -> Profile:
    """How a layout's forms are scored; nationally where the layout is none that is known."""
    from zipingbiao.scoring.profile import load_profile  # reading scores nothing

    known = _as_loaded(_state()).get(layout)
    return _profile_of(known) if known else load_profile()


def _profile_of(layout: Layout) -> Profile:
    from zipingbiao.scoring.profile import load_profile

    return load_profile(layout.profile)


def form_reader(layouts: Mapping[str, Layout] | None = None) -> FormReader:
    """A reader for all layouts; for the same layouts the same one, with the plans that it has."""
    known = find_layouts() if layouts is None else layouts
    own = own_folders()
    # Of two layouts that fit as well the user's own comes first.
    ordered = sorted(known.values(), key=lambda one: one.folder.parent not in own)
    words = common_words()
    key = (*map(id, ordered), id(words))
    kept = _readers.pop(key, None)
    reader = kept.reader if kept else build_reader(ordered, words)
    _readers[key] = _Reader(reader, (*ordered, words))
    while len(_readers) > _READERS_KEPT:
        del _readers[next(iter(_readers))]
    return reader


class _Reader(NamedTuple):
    """A reader and what it was made of, which lives as long: its id is no other's."""

    reader: FormReader
    made_of: tuple[object, ...]


_READERS_KEPT = 4
_readers: dict[tuple[int, ...], _Reader] = {}


def build_reader(layouts: Iterable[Layout], words: Words | None = None) -> FormReader:
    """A reader for layouts that has read nothing yet; of two that fit as well the first counts."""
    forms = [Form(one.id, one.shape, one.requires, one.kind, one.title) for one in layouts]
    return FormReader(forms, words or common_words())


def common_words() -> Words:
    """The words of labels that were seen anywhere: the first ``words/words.toml`` that there is.

    Raises TemplateError where it is broken or missing.
    """
    path = template_file("words/words.toml", "词表")
    return _words(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _words(path: Path, changed: int) -> Words:
    kept = recall(path.parent)
    if kept is None:
        kept = Kept(path.parent, spelt(read_words(path)), (path,))
        kept.keep(None)
    return words_from(kept.settings, path)
