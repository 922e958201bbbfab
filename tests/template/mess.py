"""Composed books: forms with several everyday distortions at once, and the truth with them.

A book is written down as a recipe, a few names and numbers, so that one that goes wrong can be
made again and cut down to what makes it go wrong. ``python tests/template/mess.py`` makes
thousands (``make mess``); `test_mess` a few hundred.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from template import clerical  # noqa: F401 - its distortions join the others
from template.distort import LAYOUTS, Draft, Mark, Place, marked, marks_of, samples
from template.saved import workbook
from template.untidy import FORM, PAGE, fields_of, text_at
from zipingbiao.errors import Fault, ZpbError
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.template.reading.read import FormReader
from zipingbiao.template.words import clean_source
from zipingbiao.values.text import fold, is_blank_mark

#: How often a page holds one form, two, three, four.
_CROWD = (1, 1, 1, 1, 1, 1, 2, 2, 3, 4)
#: So many books are saved as workbooks and opened again.
_SAVED = 0.15
#: Short texts as they stand on forms; some of them are words of forms too.
_TEXTS = (
    "培训人次", "资料合格率", "按时完成率", "群众满意度", "受益户数", "设备购置台数", "无",
    "已按计划完成", "年初计划偏高，下年改进", "受疫情影响未完成", "优", "≥95%", "100%", "12次",
    "得分率", "完成情况", "预算执行率", "全年目标完成", "2023年12月", "见附件", "3/4", "备注",
)  # fmt: skip
#: The figures from these on have dates among them; the last of all figures.
_DATES, _DATED = 8, 9
#: Fields whose texts say what others mean: they stay as they are.
_FIXED = frozenset({"title", "source", "name", "level1", "level2", "item", "money_unit", "no"})


# --- recipes -----------------------------------------------------------------------------------


class Step(NamedTuple):
    """One distortion: its name, the seed of its chance."""

    name: str
    seed: int


class Piece(NamedTuple):
    """One form of a book: which sample, with which figures, what was done to it."""

    layout: str
    sample: int
    figures: int
    steps: tuple[Step, ...] = ()


class Recipe(NamedTuple):
    """A book: its forms, how they stand, what was done after; ``saved`` as a workbook or not.

    ``across``: they stand side by side, each so many rows down with so many columns between;
    otherwise below each other with so many rows between, each so many columns to the right.
    """

    pieces: tuple[Piece, ...]
    across: bool = False
    gaps: tuple[tuple[int, int], ...] = ()
    steps: tuple[Step, ...] = ()
    saved: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What was done, in short."""
        found = sorted({step.name for piece in self.pieces for step in piece.steps})
        found += sorted({step.name for step in self.steps})
        if len(self.pieces) > 1:
            found.append(f"{len(self.pieces)} {'across' if self.across else 'down'}")
        if self.saved:
            found.append("saved")
        return tuple(found)


def found() -> Iterator[tuple[str, Recipe]]:
    """The books of ``found.toml``, in which something was wrong once, with their kinds."""
    data = tomllib.loads(Path(__file__).with_name("found.toml").read_text("utf-8"))
    for one in data["book"]:
        pieces = tuple(
            Piece(form["layout"], form["sample"], form["figures"], _steps(form))
            for form in one["forms"]
        )
        gaps = tuple((down, right) for down, right in one.get("gaps", ()))
        yield (
            one["kind"],
            Recipe(pieces, one.get("across", False), gaps, _steps(one), one.get("saved", False)),
        )


def _steps(one: Mapping[str, Any]) -> tuple[Step, ...]:
    return tuple(Step(name, seed) for name, seed in one.get("steps", ()))


@cache
def _forms() -> Mapping[str, tuple[SelfEvaluation, ...]]:
    """The sample forms of all layouts that have any."""
    found = {}
    for layout in LAYOUTS.values():
        path = layout.folder / "sample.json"
        if path.exists():
            found[layout.id] = tuple(forms_in(json.loads(path.read_text("utf-8"))))
    return found


def recipe(seed: int) -> Recipe:
    """A book by chance."""
    chance = random.Random(f"book {seed}")
    count, steps = chance.choice(_CROWD), chance.randint(1, 5)
    names = list(_forms())
    layout = chance.choice(names)
    same = chance.random() < 0.5
    pieces = [
        Piece(
            layout if same or not number else chance.choice(names),
            chance.randint(0, 9),
            chance.randint(0, _DATED),
        )
        for number in range(count)
    ]
    after: list[Step] = []
    for _ in range(steps):
        own = Step("", chance.randint(0, 9999))
        if chance.random() < 0.25:
            after.append(own._replace(name=chance.choice(list(PAGE))))
        else:
            at = chance.randrange(count)
            one = own._replace(name=chance.choice(list(FORM)))
            if one.name not in {step.name for step in pieces[at].steps}:
                pieces[at] = pieces[at]._replace(steps=(*pieces[at].steps, one))
    across = chance.random() < 0.5
    gaps = [
        (chance.randint(0, 12), chance.randint(0, 3))
        if across
        else (chance.randint(0, 3), chance.choice((0, 0, 0, 1, 2)))
        for _ in range(count if count > 1 else 0)
    ]
    saved = chance.random() < _SAVED
    return Recipe(tuple(pieces), across, tuple(gaps), tuple(after), saved)


# --- books -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Book:
    """A page with forms, and what stands on it: the forms by number."""

    draft: Draft
    forms: tuple[SelfEvaluation, ...]
    saved: bool = False

    @property
    def sheet(self) -> Sheet:
        """The page as a reader gets it."""
        if not self.saved:
            return self.draft.sheet
        return open_workbook_bytes(workbook(self.draft), "表.xlsx").sheets[0]


def book(one: Recipe) -> Book:
    """The book of a recipe."""
    drafts, forms = [], []
    for number, piece in enumerate(one.pieces):
        form, draft = _drawn(piece)
        for step in piece.steps:
            draft = FORM[step.name](draft, random.Random(f"{step}")) or draft
        drafts.append(_numbered(draft, number))
        forms.append(form)
    page = drafts[0]
    if one.across:
        page = page.moved(down=one.gaps[0][0]) if one.gaps else page
        for draft, (down, gap) in zip(drafts[1:], one.gaps[1:], strict=False):
            page = page.beside(draft.moved(down=down), gap)
    else:
        for draft, (gap, right) in zip(drafts[1:], one.gaps[1:], strict=False):
            page = page.above(draft.moved(right=right), gap)
    for step in one.steps:
        page = PAGE[step.name](page, random.Random(f"{step}")) or page
    return Book(page, tuple(forms), one.saved)


def _numbered(draft: Draft, number: int) -> Draft:
    """A form's draft whose fields are those of the form with this number."""
    if not number:
        return draft
    cells = {
        place: marked(cell, tuple((number, path) for _, path in marks)) if marks else cell
        for place, cell in draft.cells.items()
        for marks in [marks_of(cell)]
    }
    spoilt = frozenset((number, path) for _, path in draft.spoilt)
    gone = frozenset((number, path) for _, path in draft.gone)
    return replace(draft, cells=cells, spoilt=spoilt, gone=gone)


@lru_cache(maxsize=512)
def _drawn_as(layout: str, sample: int, figures: int) -> tuple[SelfEvaluation, Draft]:
    """A sample with other figures on its sheet, each cell with the fields that it holds."""
    form = _forms()[layout][sample]
    try:
        (found,) = samples(LAYOUTS[layout], [_varied(form, figures)])
    except ZpbError:  # the layout can't hold these words
        (found,) = samples(LAYOUTS[layout], [form])
    (read,) = reader().read(found.draft.sheet, "样例.xlsx")
    fields: dict[Place, list[Mark]] = {}
    for path, address in read.cells.items():
        fields.setdefault(cell_place(address), []).append((0, path))
    cells = {
        place: marked(cell, tuple(fields[place])) if place in fields else cell
        for place, cell in found.draft.cells.items()
    }
    return found.form, replace(found.draft, cells=cells)


def _drawn(piece: Piece) -> tuple[SelfEvaluation, Draft]:
    sample = piece.sample % len(_forms()[piece.layout])
    return _drawn_as(piece.layout, sample, piece.figures)


def _varied(form: SelfEvaluation, figures: int) -> SelfEvaluation:
    """A form with other figures and some other texts; 0 leaves it as it is."""
    if not figures:
        return form
    chance = random.Random(f"figures {figures}")
    other: SelfEvaluation = _other(form, chance)
    return _dated(other, chance) if figures >= _DATES else other


def _dated(form: SelfEvaluation, chance: random.Random) -> SelfEvaluation:
    """A form some of whose targets are days, and what was reached."""
    found = []
    for one in form.indicators:
        if one.target and one.actual and chance.random() < 0.3:
            days = [f"2023年{chance.randint(1, 12)}月{chance.randint(1, 28)}日" for _ in range(2)]
            one = replace(one, target=days[0], actual=days[1])
        found.append(one)
    return replace(form, indicators=tuple(found))


def _other(record: Any, chance: random.Random) -> Any:
    changes: dict[str, Any] = {}
    for one in dataclasses.fields(record):
        value = getattr(record, one.name)
        if not one.compare or one.name in _FIXED or value is None:
            continue
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changes[one.name] = _other(value, chance)
        elif isinstance(value, tuple):
            changes[one.name] = tuple(
                _other(item, chance) if dataclasses.is_dataclass(item) else item for item in value
            )
        elif isinstance(value, bool):
            continue
        elif isinstance(value, int | float) and one.name not in ("year", "rate", "completion"):
            changes[one.name] = _figure(one.name, chance)
        elif (
            isinstance(value, str) and chance.random() < 0.2 and one.name not in ("layout", "kind")
        ):
            changes[one.name] = chance.choice(_TEXTS)
    return replace(record, **changes)


def _figure(name: str, chance: random.Random) -> int | float:
    if name in ("weight", "score", "points"):
        return chance.choice((chance.randint(1, 30), chance.randint(2, 60) / 2))
    if name in ("headcount", "subordinates", "count"):
        return chance.randint(1, 300)
    return chance.choice((chance.randint(1, 5000), chance.randint(1, 500000) / 100))


# --- judging -----------------------------------------------------------------------------------


class Wrong(NamedTuple):
    """Something wrong and not told: ``field``, ``lost`` form, form or row that is ``invented``."""

    what: str
    field: str
    truth: object
    read: object


@dataclass
class Verdict:
    """What became of a book: its fields, those read right, what is wrong in silence.

    ``told`` are fields that are wrong and told.
    """

    fields: int = 0
    right: int = 0
    told: list[str] = dataclasses.field(default_factory=list)
    wrong: list[Wrong] = dataclasses.field(default_factory=list)


@cache
def reader() -> FormReader:
    """The reader of all layouts."""
    return form_reader(LAYOUTS)


def judge(one: Book) -> Verdict:
    """Read a book and compare."""
    reading = reader().read_sheet(one.sheet, "表.xlsx")
    places = dict(fields_of(one.draft))
    found = Verdict()
    owners = [_owner(form, one.draft) for form in reading.forms]
    for number, truth in enumerate(one.forms):
        own = [f for f, owner in zip(reading.forms, owners, strict=True) if owner == number]
        at = {path: place for (n, path), place in places.items() if n == number}
        leaves = _leaves(truth)
        found.fields += len(leaves)
        if own:
            _Comparison(one.draft, number, truth, own[0], at, reading.faults).into(found)
        elif not any(_touches(fault, at.values()) for fault in reading.faults):
            found.wrong.append(Wrong("lost", truth.layout, None, None))
        for extra in own[1:]:
            found.wrong.append(Wrong("invented", "form", None, extra.source.range))
    for form, owner in zip(reading.forms, owners, strict=True):
        if owner is None:
            found.wrong.append(Wrong("invented", "form", None, form.source.range))
    return found


def _owner(form: SelfEvaluation, draft: Draft) -> int | None:
    """Which form of the page a form that was read is: that of most of its cells."""
    count = Counter(
        number
        for address in set(form.cells.values())
        for number, _ in marks_of(draft.cells.get(cell_place(address)))[:1]
    )
    return count.most_common(1)[0][0] if count else None


def _leaves(form: SelfEvaluation) -> dict[str, Any]:
    """All fields of a form by their paths; groups by their names."""
    found: dict[str, Any] = {}

    def into(prefix: str, record: Any) -> None:
        for one in dataclasses.fields(record):
            if not one.compare:
                continue
            value, path = getattr(record, one.name), prefix + one.name
            if path == "groups":
                found.update((f"groups.{fold(g.level1 or '')}", g.weight) for g in value)
            elif dataclasses.is_dataclass(value) and not isinstance(value, type):
                into(path + ".", value)
            elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
                for index, item in enumerate(value):
                    into(f"{path}[{index}].", item)
            elif value is not None and value != ():
                found[path] = value

    into("", form)
    return found


def _touches(fault: Fault, places: Iterable[Place]) -> bool:
    """Whether a fault names one of some cells, or an area that holds one."""
    areas = _areas_of(fault)
    return any(area.contains(*place) for place in places for area in areas)


def _areas_of(fault: Fault) -> list[Area]:
    words = [fault.place.cell or "", *fault.reason.replace("、", " ").split()]
    found = []
    for word in words:
        try:
            found.append(area_of(word))
        except (ValueError, ZpbError):
            continue
    return found


class _Comparison:
    """Compares a form that was read with the truth, field by field."""

    def __init__(
        self,
        draft: Draft,
        number: int,
        truth: SelfEvaluation,
        read: SelfEvaluation,
        at: Mapping[str, Place],
        faults: Sequence[Fault],
    ) -> None:
        self._form = read
        self._draft = draft
        self._number = number
        self._at = at
        self._cells = {path: cell_place(address) for path, address in read.cells.items()}
        self._faults = [*read.faults, *faults]
        self._truth, self._read = _leaves(truth), _leaves(read)
        self._match = {
            path: dict(self._matched(path))
            for path in {path.partition("[")[0] for path in self._truth if "[" in path}
        }

    def _items(self, leaves: Iterable[str], path: str) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for leaf in leaves:
            if leaf.startswith(path + "["):
                index = int(leaf[len(path) + 1 :].partition("]")[0])
                found.setdefault(index, []).append(leaf)
        return found

    def _matched(self, path: str) -> Iterator[tuple[int, int]]:
        """Which item that was read is which: those that share most cells, in order."""
        truth, read = self._items(self._truth, path), self._items(self._read, path)
        if len(truth) == len(read) and not any("*" in p for _, p in self._draft.gone):
            yield from zip(sorted(truth), sorted(read), strict=True)
            return
        rows = {i: self._own(self._cells, leaves) for i, leaves in read.items()}
        free = dict(rows)
        for index, leaves in sorted(truth.items()):
            own = self._own(self._at, leaves)
            best = max(free, key=lambda i: len(free[i] & own), default=None)
            if best is not None and free[best] & own:
                yield index, best
                del free[best]

    def _own(self, places: Mapping[str, Place], leaves: Sequence[str]) -> set[Place]:
        own = (leaf for leaf in leaves if not leaf.endswith((".level1", ".level2")))
        return {places[leaf] for leaf in own if leaf in places}

    def _other(self, path: str) -> str | None:
        """The path under which a field was read."""
        head, bracket, rest = path.partition("[")
        if not bracket:
            return path
        number, _, field = rest.partition("]")
        index = self._match[head].get(int(number))
        return None if index is None else f"{head}[{index}]{field}"

    def into(self, found: Verdict) -> None:
        """Add what is right and wrong."""
        seen: set[str] = set()
        for path, value in self._truth.items():
            other = self._other(path)
            seen.add(other or "")
            read = self._read.get(other or "")
            spoilt = (self._number, path) in self._draft.spoilt
            if spoilt or self._is_gone(path):
                found.fields -= 1
                right = read is None and self._is_gone(path)
                if right or self._is_same(path, value, read) or self._is_told(path, other):
                    continue
            elif self._is_same(path, value, read):
                found.right += 1
                continue
            elif self._is_told(path, other):
                found.told.append(path)
                continue
            found.wrong.append(Wrong("field", path, value, read))
        for path, value in self._read.items():
            if path in seen or self._was_gone(path) or _is_placeholder(value):
                continue
            if not self._is_told(path, path):
                found.wrong.append(Wrong("field", path, None, value))

    def _is_gone(self, path: str) -> bool:
        item = path.partition("].")[0] + "].*"
        gone = self._draft.gone
        level1 = path.startswith("groups.") and any(p.startswith("groups") for _, p in gone)
        return (self._number, path) in gone or (self._number, item) in gone or level1

    def _was_gone(self, path: str) -> bool:
        """Whether a group is named otherwise, as its name went with its row."""
        return path.startswith("groups.") and any("level1" in p for _, p in self._draft.gone)

    def _is_same(self, path: str, value: Any, read: Any) -> bool:
        if isinstance(value, str) and isinstance(read, str):
            if fold(value) == fold(read):
                return True
            if path.endswith((".source", ".name")):
                return fold(read) == clean_source(text_at(self._draft, self._at.get(path)))
            return False
        return bool(value == read) or (read is None and _is_placeholder(value))

    def _is_told(self, path: str, other: str | None) -> bool:
        places = [
            place
            for place in (self._at.get(path), self._cells.get(other or ""))
            if place is not None
        ]
        if "groups." in path:
            places += [at for p, at in self._at.items() if p.startswith("groups")]
        if other is None:
            item = path.partition("].")[0] + "]."
            places += [at for p, at in self._at.items() if p.startswith(item)]
        names = {path, other}
        if "groups." in path:
            named = [fold(group.level1 or "") for group in self._form.groups]
            names |= {f"groups[{n}].weight" for n, name in enumerate(named) if name in path}
        return any(self._tells(fault, names, places) for fault in self._faults)

    def _tells(self, fault: Fault, paths: set[str | None], places: Sequence[Place]) -> bool:
        if fault.place.field is not None:
            return fault.place.field in paths
        if fault.code == "ZPB911":
            return bool(paths & {"layout", "kind"})
        if _touches(fault, places):
            return True
        if fault.place.cell is None or fault.code not in ("ZPB930", "ZPB933", "ZPB934", "ZPB939"):
            return False
        head = self._draft.box(*area_of(fault.place.cell)[:2])
        return any(
            (head.left <= column <= head.right and row > head.bottom)
            or (head.top <= row <= head.bottom and 0 < column - head.right <= 6)
            for row, column in places
        )


def _is_placeholder(value: object) -> bool:
    """Whether a text says that nothing was filled in."""
    return isinstance(value, str) and is_blank_mark(value)


# --- running -----------------------------------------------------------------------------------


def tried(one: Recipe) -> Verdict:
    """What becomes of the book of a recipe; a crash is wrong."""
    try:
        return judge(book(one))
    except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Verdict(wrong=[Wrong("crash", f"{type(error).__name__}: {error}", None, None)])


def smaller(one: Recipe) -> Iterator[Recipe]:
    """The same book with a little less done to it."""
    if one.saved:
        yield one._replace(saved=False)
    for at in range(len(one.steps)):
        yield one._replace(steps=one.steps[:at] + one.steps[at + 1 :])
    if len(one.pieces) > 1:
        for at in range(len(one.pieces)):
            pieces = one.pieces[:at] + one.pieces[at + 1 :]
            yield one._replace(pieces=pieces, gaps=one.gaps[:at] + one.gaps[at + 1 :])
    for at, piece in enumerate(one.pieces):
        lesser = [piece._replace(steps=()), piece._replace(figures=0)]
        lesser += [
            piece._replace(steps=piece.steps[:n] + piece.steps[n + 1 :])
            for n in range(len(piece.steps))
        ]
        for other in lesser:
            if other != piece:
                yield one._replace(pieces=(*one.pieces[:at], other, *one.pieces[at + 1 :]))


def reduced(one: Recipe, fails: Callable[[Recipe], bool]) -> Recipe:
    """The least that still fails so."""
    again = True
    while again:
        again = False
        for other in smaller(one):
            if fails(other):
                one, again = other, True
                break
    return one


class Failure(NamedTuple):
    """A book with something wrong: its seed, the least of it that still is, what is wrong."""

    seed: int
    least: Recipe
    wrong: tuple[Wrong, ...]


class Tally(NamedTuple):
    """What became of some books."""

    books: int
    fields: int
    right: int
    told: int
    silent: int
    lost: int
    failures: tuple[Failure, ...]


def of_few_samples(seed: int) -> Recipe:
    """A book by chance of forms that are soon drawn, two of each layout; each kind by turns."""
    one = recipe(seed)
    first, *others = (p._replace(sample=0, figures=p.figures % 2) for p in one.pieces)
    own = [*FORM][seed % len(FORM)]
    steps = (Step(own, seed), *(step for step in first.steps if step.name != own))
    return one._replace(pieces=(first._replace(steps=steps), *others))


def run(
    seeds: Sequence[int], *, reduce: bool = True, make: Callable[[int], Recipe] = recipe
) -> Tally:
    """Make the books of some seeds and judge them."""
    fields = right = told = silent = lost = 0
    failures: list[Failure] = []
    for seed in seeds:
        one = make(seed)
        verdict = tried(one)
        fields, right = fields + verdict.fields, right + verdict.right
        told += len(verdict.told)
        silent += sum(wrong.what != "lost" for wrong in verdict.wrong)
        lost += sum(wrong.what == "lost" for wrong in verdict.wrong)
        if verdict.wrong:
            least = reduced(one, lambda r: bool(tried(r).wrong)) if reduce else one
            failures.append(Failure(seed, least, tuple(tried(least).wrong)))
    return Tally(len(seeds), fields, right, told, silent, lost, tuple(failures))


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies."""
    found = Tally(0, 0, 0, 0, 0, 0, ())
    for one in tallies:
        found = Tally(
            found.books + one.books,
            found.fields + one.fields,
            found.right + one.right,
            found.told + one.told,
            found.silent + one.silent,
            found.lost + one.lost,
            found.failures + one.failures,
        )
    return found


def told_of(tally: Tally, first: int) -> Iterator[str]:
    """The figures of a run, its failures by kind with the seeds that make them again."""
    share = 100 * tally.right / max(1, tally.fields)
    yield (
        f"{tally.books} books from seed {first}: {tally.fields} fields, {share:.3f} % right, "
        f"{tally.told} told, {tally.silent} silent, {tally.lost} forms lost in silence"
    )
    kinds: dict[tuple[str, ...], list[Failure]] = {}
    for failure in tally.failures:
        kinds.setdefault(failure.least.names, []).append(failure)
    for names, failures in sorted(kinds.items(), key=lambda one: -len(one[1])):
        yield f"\n{len(failures)} × {' + '.join(names) or 'nothing'}"
        for one in failures[:4]:
            layouts = ", ".join(piece.layout for piece in one.least.pieces)
            yield f"  seed {one.seed} [{layouts}] " + "; ".join(
                f"{w.what} {w.field} {w.truth!r} → {w.read!r}" for w in one.wrong[:3]
            )


def main() -> int:
    """Make books and say what went wrong in silence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--told", action="store_true")
    parser.add_argument("--show", action="store_true", help="draw the least of the first failure")
    options = parser.parse_args()
    first = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    started = time.monotonic()
    seeds = range(first, first + options.books)
    parts = [seeds[at : at + 50] for at in range(0, len(seeds), 50)]
    with ProcessPoolExecutor(options.workers) as pool:
        tally = together(pool.map(run, parts))
    print("\n".join(told_of(tally, first)))
    print(f"\n{time.monotonic() - started:.0f} s")
    if options.show and tally.failures:
        print("\n".join(shown(tally.failures[0].least)))
    return 1 if tally.silent or tally.lost else 0


def shown(one: Recipe) -> Iterator[str]:
    """A book as lines: what stands in each cell, and what is told of it."""
    draft = book(one).draft
    yield str(one)
    for (row, column), cell in sorted(draft.cells.items()):
        area = draft.box(row, column)
        yield f"{area.name if area.name else cell_name(row, column)}\t{cell.shown!r}"
    reading = reader().read_sheet(draft.sheet, "表.xlsx")
    for form in reading.forms:
        yield f"{form.layout} {form.source.range}"
        yield from (f"  {f.code} {f.place.cell} {f.place.field} {f.reason}" for f in form.faults)
    yield from (f"{f.code} {f.place.cell} {f.reason}" for f in reading.faults)


if __name__ == "__main__":
    sys.exit(main())
