"""What agencies do to a form before they send it: composable distortions of a drawn sheet.

A `Draft` is a sheet that can still be changed. Each distortion takes a draft and a source of
chance and gives another draft, or None where there is nothing to distort; unless it says
otherwise, a reader must find the same form in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zipingbiao.layouts import Layout, find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area, area_of, cell_name, cell_place
from zipingbiao.ooxml.grid import PlainCell, PlainSheet, Scalar, Sheet
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.values.text import fold

Place = tuple[int, int]
#: A field of a form on a page: the number of the form, the field's path.
Mark = tuple[int, str]
LAYOUTS = find_layouts()


class MarkedCell(PlainCell):
    """A cell that knows the fields whose values it holds."""

    marks: tuple[Mark, ...]


def marked(cell: PlainCell, marks: tuple[Mark, ...]) -> PlainCell:
    """A cell that holds some fields, wherever it is moved."""
    found = MarkedCell(*cell)
    found.marks = marks
    return found


def marks_of(cell: PlainCell | None) -> tuple[Mark, ...]:
    """The fields that a cell holds."""
    return cell.marks if isinstance(cell, MarkedCell) else ()


@dataclass(frozen=True)
class Draft:
    """A sheet that can still be changed; every change gives another draft.

    Of ``spoilt`` fields nobody can know the value any more: they must be told. ``gone`` ones stand
    nowhere any more.
    """

    cells: Mapping[Place, PlainCell]
    merges: frozenset[Area] = frozenset()
    name: str = "Sheet1"
    hidden: bool = False
    spoilt: frozenset[Mark] = frozenset()
    gone: frozenset[Mark] = frozenset()

    @property
    def sheet(self) -> PlainSheet:
        """The sheet as a reader gets it."""
        cells = {cell_name(*place): cell for place, cell in sorted(self.cells.items())}
        merges = tuple(area.name for area in sorted(self.merges))
        return PlainSheet(self.name, cells, merges, self.hidden)

    @property
    def bottom(self) -> int:
        """The last row."""
        return max(
            [row for row, _ in self.cells] + [area.bottom for area in self.merges], default=0
        )

    @property
    def right(self) -> int:
        """The last column."""
        return max(
            [column for _, column in self.cells] + [area.right for area in self.merges], default=0
        )

    def box(self, row: int, column: int) -> Area:
        """The merged area that covers a cell, or the cell."""
        for area in self.merges:
            if area.contains(row, column):
                return area
        return Area(row, column, row, column)

    def find(self, *texts: str) -> list[Place]:
        """Where one of the labels stands."""
        wanted = {fold(text) for text in texts}
        return sorted(p for p, cell in self.cells.items() if fold(cell.shown) in wanted)

    def text(self, place: Place) -> str:
        """What is seen in a cell."""
        cell = self.cells.get(place)
        return cell.shown if cell else ""

    def put(self, place: Place, content: Scalar | PlainCell) -> Draft:
        """With another content in one cell; None empties it. The fields it holds are the same."""
        cells = dict(self.cells)
        marks = marks_of(cells.pop(place, None))
        if content is not None:
            cell = content if isinstance(content, PlainCell) else typed(content)
            cells[place] = marked(cell, marks) if marks else cell
        return replace(self, cells=cells)

    def spoil(self, *marks: Mark) -> Draft:
        """With fields whose value nobody can know any more."""
        return replace(self, spoilt=self.spoilt | set(marks))

    def lose(self, *marks: Mark) -> Draft:
        """With fields that stand nowhere any more."""
        return replace(self, gone=self.gone | set(marks))

    def places_of(self, field: str) -> list[Place]:
        """Where the fields stand whose path ends so, in order."""
        return sorted(
            place
            for place, cell in self.cells.items()
            if any(path.endswith(field) for _, path in marks_of(cell))
        )

    def merge(self, area: Area) -> Draft:
        """With an area merged, and what it overlaps no longer."""
        kept = {one for one in self.merges if not _overlap(one, area)}
        return replace(self, merges=frozenset({*kept, area}))

    def part(self, area: Area) -> Draft:
        """With an area no longer merged."""
        return replace(self, merges=self.merges - {area})

    def moved(self, down: int = 0, right: int = 0) -> Draft:
        """The whole sheet further down and to the right."""
        cells = {(row + down, column + right): cell for (row, column), cell in self.cells.items()}
        merges = (
            Area(a.top + down, a.left + right, a.bottom + down, a.right + right)
            for a in self.merges
        )
        return replace(self, cells=cells, merges=frozenset(merges))

    def with_row(self, at: int, count: int = 1) -> Draft:
        """With blank rows before a row, as Excel inserts them."""
        cells = {
            (row + count if row >= at else row, column): cell
            for (row, column), cell in self.cells.items()
        }
        merges = (
            area._replace(
                top=area.top + count * (area.top >= at),
                bottom=area.bottom + count * (area.bottom >= at),
            )
            for area in self.merges
        )
        return replace(self, cells=cells, merges=frozenset(merges))

    def with_column(self, at: int, count: int = 1) -> Draft:
        """With blank columns before a column, as Excel inserts them."""
        return self.turned().with_row(at, count).turned()

    def turned(self) -> Draft:
        """Rows as columns."""
        cells = {(column, row): cell for (row, column), cell in self.cells.items()}
        merges = frozenset(Area(a.left, a.top, a.right, a.bottom) for a in self.merges)
        return replace(self, cells=cells, merges=merges)

    def without_row(self, row: int) -> Draft:
        """With a row deleted."""
        cells = {(r - (r > row), c): cell for (r, c), cell in self.cells.items() if r != row}
        merges = (
            area._replace(
                top=area.top - (area.top > row), bottom=area.bottom - (area.bottom >= row)
            )
            for area in self.merges
            if not area.top == area.bottom == row
        )
        kept = (area for area in merges if (area.top, area.left) != (area.bottom, area.right))
        return replace(self, cells=cells, merges=frozenset(kept))

    def beside(self, other: Draft, gap: int) -> Draft:
        """With another sheet's content right of this one's."""
        return self.joined(other.moved(right=self.right + gap))

    def above(self, other: Draft, gap: int) -> Draft:
        """With another sheet's content below this one's."""
        return self.joined(other.moved(down=self.bottom + gap))

    def joined(self, other: Draft) -> Draft:
        """Both sheets' contents on one."""
        return replace(
            self,
            cells={**self.cells, **other.cells},
            merges=self.merges | other.merges,
            spoilt=self.spoilt | other.spoilt,
            gone=self.gone | other.gone,
        )


def _overlap(one: Area, other: Area) -> bool:
    rows = one.top <= other.bottom and other.top <= one.bottom
    return rows and one.left <= other.right and other.left <= one.right


def typed(value: Scalar) -> PlainCell:
    """A cell as typed by hand."""
    shown = str(value).upper() if isinstance(value, bool) else "" if value is None else str(value)
    return PlainCell(value, shown)


def drawn(rows: Sequence[Sequence[Scalar]], merges: str = "", name: str = "Sheet1") -> Draft:
    """A sheet written down row by row."""
    cells = {
        (row, column): typed(value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    return Draft(cells, frozenset(map(area_of, merges.split())), name)


def draft_of(sheet: Sheet) -> Draft:
    """A sheet to be changed."""
    cells = {
        cell_place(address): PlainCell(
            sheet.value(address), sheet.shown(address), sheet.uncached(address)
        )
        for address in sheet.addresses
    }
    return Draft(cells, frozenset(map(area_of, sheet.merges)), sheet.name, sheet.hidden)


@dataclass(frozen=True)
class Sample:
    """A form of a layout as it was filled in, and the sheet it stands on."""

    layout: Layout
    form: SelfEvaluation
    draft: Draft = field(repr=False)


def samples(layout: Layout, forms: Sequence[SelfEvaluation]) -> Iterator[Sample]:
    """Each form drawn on a sheet by its template."""
    for form in forms:
        data = layout.write([form], given=True).data
        (sheet,) = open_workbook_bytes(data, "样例.xlsx").sheets
        yield Sample(layout, layout.writer.held(form), draft_of(sheet))


# --- distortions -----------------------------------------------------------------------------

Distortion = Callable[[Draft, random.Random], Draft | None]
DISTORTIONS: dict[str, Distortion] = {}


def distortion(function: Distortion) -> Distortion:
    """Registers a distortion under its name."""
    DISTORTIONS[function.__name__] = function
    return function


def _table(draft: Draft) -> range:
    """The rows of the indicators' or payments' table below its head."""
    heads = draft.find("三级指标", "目标指标", "序号")
    top = draft.box(*heads[0]).bottom + 1 if heads else draft.bottom
    ends = [row for row, _ in draft.find(*_TOTALS) if row >= top]
    last = max((row for row, column in draft.cells), default=top)
    return range(top, min([*ends, last + 1]))


_TOTALS = ("总分", "自评总分", "总评价得分", "部门整体自评得分", "合计")
_GAPS = "  　\n\t"


def _is_word(cell: PlainCell) -> bool:
    return isinstance(cell.value, str) and len(cell.shown) < 20


def _labels(draft: Draft) -> list[Place]:
    """The cells that hold labels of the layout that the sheet is of."""
    hits: list[list[Place]] = [
        [
            place
            for place, cell in draft.cells.items()
            if fold(cell.shown) in one.shape.lookup and not marks_of(cell)
        ]
        for one in LAYOUTS.values()
    ]
    most = max(hits, key=len)
    return sorted(most)


@distortion
def blank_rows_inserted(draft: Draft, chance: random.Random) -> Draft | None:
    for _ in range(3):
        draft = draft.with_row(chance.randint(2, draft.bottom))
    return draft


@distortion
def note_row_inserted(draft: Draft, chance: random.Random) -> Draft | None:
    """A line across the table, in the middle of it."""
    rows = _table(draft)
    if len(rows) < 2:
        return None
    at = chance.choice(rows[1:])
    note = chance.choice(("注：以下由项目单位填写", "（接上页）", "说明：本页数据截至12月31日"))
    draft = draft.with_row(at).put((at, 1), note)
    for area in [area for area in draft.merges if area.contains(at, 1)]:
        draft = draft.part(area)
    return draft.merge(Area(at, 1, at, draft.right))


@distortion
def blank_columns_inserted(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.with_column(chance.randint(1, draft.right), chance.randint(1, 2))


@distortion
def moved_away(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.moved(chance.randint(0, 30), chance.randint(0, 5))


@distortion
def words_above(draft: Draft, chance: random.Random) -> Draft | None:
    """An annex number and a stamp line above the title."""
    return (
        draft.moved(down=2).put((1, 1), "附件2：").put((2, 1), chance.choice(("公开11表", "附表")))
    )


@distortion
def labels_spaced(draft: Draft, chance: random.Random) -> Draft | None:
    """Blanks and line feeds inside the labels."""
    for place in _labels(draft):
        letters = list(draft.text(place))
        letters.insert(chance.randint(0, len(letters)), chance.choice(_GAPS))
        draft = draft.put(place, "".join(letters))
    return draft


@distortion
def labels_with_colons(draft: Draft, chance: random.Random) -> Draft | None:
    for place in _labels(draft):
        if not draft.text(place).endswith(("：", ":")):
            draft = draft.put(place, draft.text(place) + chance.choice(("：", ":", "")))
    return draft


@distortion
def brackets_changed(draft: Draft, chance: random.Random) -> Draft | None:
    half = str.maketrans({"（": "(", "）": ")"})
    for place in _labels(draft):
        draft = draft.put(place, draft.text(place).translate(half))
    return draft


@distortion
def labels_worded_otherwise(draft: Draft, chance: random.Random) -> Draft | None:
    """Some labels in another wording that the layout knows."""
    layouts = [one for one in LAYOUTS.values() if all(draft.find(w) for w in one.requires[:3])]
    for layout in layouts[:1]:
        for label, others in layout.aliases.items():
            for place in draft.find(label)[:1]:
                if layout.id == "liaoning-department" and label in ("年初预算数", "合计"):
                    continue
                if chance.random() < 0.5 and fold(draft.text(place)) == fold(label):
                    draft = draft.put(place, chance.choice(others))
    return draft


@distortion
def numbered_labels(draft: Draft, chance: random.Random) -> Draft | None:
    for number, place in enumerate(draft.find("项目名称", "主管部门", "实施单位"), 1):
        if draft.find("序号"):
            return None
        draft = draft.put(place, f"{number}.{draft.text(place)}")
    return draft


@distortion
def label_and_value_in_one_cell(draft: Draft, chance: random.Random) -> Draft | None:
    """项目名称：XX"""
    found = draft.find("项目名称", "部门（单位）名称")
    if not found or draft.find("序号"):
        return None
    label, place = draft.text(found[0]).rstrip("：: 　\n\t"), found[0]
    value = (place[0], draft.box(*place).right + 1)
    text = draft.text(value)
    return draft.put(place, f"{label}：{text}").put(value, None) if text else None


@distortion
def groups_unmerged(draft: Draft, chance: random.Random) -> Draft | None:
    """The names of groups stand once, in the first row."""
    rows = _table(draft)
    areas = [a for a in draft.merges if a.top in rows and a.bottom > a.top and a.left == a.right]
    for area in areas:
        draft = draft.part(area)
    return draft if areas else None


@distortion
def groups_repeated(draft: Draft, chance: random.Random) -> Draft | None:
    """The names of groups stand on each row."""
    rows = _table(draft)
    for area in list(draft.merges):
        text = draft.text((area.top, area.left))
        if area.top in rows and area.bottom > area.top and text and not text[0].isdigit():
            draft = draft.part(area)
            for row in range(area.top, area.bottom + 1):
                draft = draft.put((row, area.left), text or None)
    return draft


@distortion
def groups_merged_in_parts(draft: Draft, chance: random.Random) -> Draft | None:
    """A group's cell was cut at a page break; the second half is blank."""
    rows = _table(draft)
    areas = [a for a in draft.merges if a.top in rows and a.bottom > a.top + 1]
    if not areas:
        return None
    area = chance.choice(sorted(areas))
    middle = chance.randint(area.top, area.bottom - 1)
    draft = draft.part(area)
    for top, bottom in ((area.top, middle), (middle + 1, area.bottom)):
        if top < bottom:
            draft = draft.merge(Area(top, area.left, bottom, area.right))
    return draft


@distortion
def column_added(draft: Draft, chance: random.Random) -> Draft | None:
    """A column that no form has, somewhere in the table of indicators."""
    heads = draft.find("三级指标", "目标指标")
    if not heads:
        return None
    row, _ = heads[0]
    columns = sorted(c for r, c in draft.cells if r == row)
    at = chance.choice([c for c in columns if c > heads[0][1]])
    title, values = chance.choice(
        (
            ("佐证资料", ("见附件", "台账", None)),
            ("上年完成值", (12, "98%", "优")),
            ("财政审定评分", (5, 4.5, 10)),
            ("复核分", (5, 4.5, None)),
            ("责任部门", ("办公室", None, "接访科")),
            ("指标值设置依据", ("工作计划", "历史标准", None)),
        )
    )
    if draft.find(title):
        return None
    table = _table(draft)
    draft = draft.with_column(at).put((row, at), title)
    for number in table:
        if any(r == number and c > at for r, c in draft.cells):
            draft = draft.put((number, at), chance.choice(values))
    return draft


@distortion
def head_repeated(draft: Draft, chance: random.Random) -> Draft | None:
    """The head of the table comes again at a page break."""
    heads, rows = draft.find("三级指标", "目标指标"), _table(draft)
    if not heads or len(rows) < 3:
        return None
    first = heads[0][0]
    top = min(draft.box(first, c).top for r, c in draft.cells if r == first)
    at = chance.choice(rows[1:])
    height = rows[0] - top
    columns = {c: c for _, c in draft.cells}
    inside = [area for area in draft.merges if area.top < at <= area.bottom]
    for area in inside:
        draft = draft.part(area)
    draft = draft.with_row(at, height)
    for area in inside:
        for part in (
            Area(area.top, area.left, at - 1, area.right),
            Area(at + height, area.left, area.bottom + height, area.right),
        ):
            if (part.top, part.left) != (part.bottom, part.right):
                draft = draft.merge(part)
    for row in range(top, rows[0]):
        for column in columns:
            if cell := draft.cells.get((row, column)):
                draft = draft.put((at + row - top, column), cell)
    return draft


@distortion
def subtotals_added(draft: Draft, chance: random.Random) -> Draft | None:
    """A subtotal under a group of indicators."""
    rows = _table(draft)
    if len(rows) < 3 or draft.find("序号"):
        return None
    at = rows[-1] + 1
    column = min(c for r, c in draft.cells if r in rows)
    draft = draft.with_row(at)
    for area in [area for area in draft.merges if area.contains(at, column)]:
        draft = draft.part(area).merge(area._replace(bottom=at - 1))
    scores = draft.find("得分", "自评得分", "自评打分")
    draft = draft.put((at, column), chance.choice(("小计", "产出指标小计", "小 计")))
    for _, score in scores[-1:]:
        draft = draft.put((at, score), 30)
    return draft


@distortion
def fund_rows_added(draft: Draft, chance: random.Random) -> Draft | None:
    """Lines without amounts that other provinces have."""
    found = draft.find("其他资金")
    if not found or draft.find("序号"):
        return None
    row, column = found[0]
    area = draft.box(row, column)
    draft = draft.with_row(row)
    if area.right > area.left:
        draft = draft.merge(Area(row, column, row, area.right))
    return draft.put((row, column), None)


@distortion
def numbers_as_text(draft: Draft, chance: random.Random) -> Draft | None:
    """Figures typed as text, with blanks around them."""
    for place, cell in draft.cells.items():
        if isinstance(cell.value, int | float) and chance.random() < 0.5:
            draft = draft.put(place, chance.choice((" {}", "{} ", "{}")).format(cell.shown))
    return draft


@distortion
def digits_full_width(draft: Draft, chance: random.Random) -> Draft | None:
    wide = {ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"}
    for place, cell in draft.cells.items():
        figure = isinstance(cell.value, int | float) and place[1] >= draft.right - 3
        if figure and chance.random() < 0.3:
            draft = draft.put(place, cell.shown.translate(wide))
    return draft


@distortion
def signatures_added(draft: Draft, chance: random.Random) -> Draft | None:
    """Names, telephone and date right under the table."""
    row = draft.bottom + 1
    for column, text in enumerate(
        ("填报人：张三", "联系电话：0912-1234567", "填报日期：2024年1月5日")
    ):
        draft = draft.put((row, 1 + 2 * column), text)
    return draft.put((row + 1, 1), "单位负责人（签字）：").put((row + 1, 4), "财务负责人：李四")


@distortion
def note_added(draft: Draft, chance: random.Random) -> Draft | None:
    note = "注：1.其他资金包括和财政拨款共同投入到同一项目的自有资金等。2.自评表报财政部门备案。"
    row = draft.bottom + chance.randint(1, 2)
    draft = draft.put((row, 1), note)
    return draft.merge(Area(row, 1, row, draft.right))


@distortion
def title_unmerged(draft: Draft, chance: random.Random) -> Draft | None:
    areas = [area for area in draft.merges if area.top <= 2 and area.left == 1]
    for area in areas:
        draft = draft.part(area)
    return draft if areas else None


@distortion
def labels_unmerged(draft: Draft, chance: random.Random) -> Draft | None:
    """All cells of one row each are parted."""
    table = _table(draft)
    areas = [a for a in draft.merges if a.top == a.bottom and a.top not in table and a.top > 2]
    for area in areas:
        if chance.random() < 0.5:
            draft = draft.part(area)
    return draft


@distortion
def spaces_around_values(draft: Draft, chance: random.Random) -> Draft | None:
    for place, cell in draft.cells.items():
        if _is_word(cell) and chance.random() < 0.3:
            draft = draft.put(place, f"{chance.choice(_GAPS)}{cell.shown}　")
    return draft


@distortion
def stray_words_far_away(draft: Draft, chance: random.Random) -> Draft | None:
    """Somebody's reckoning right of the form."""
    return draft.put((chance.randint(3, 12), draft.right + 4), chance.choice((1234.5, "核对无误")))


@distortion
def title_gone(draft: Draft, chance: random.Random) -> Draft | None:
    """No title at all (the reader then knows none)."""
    return draft.put((1, 1), None)


@distortion
def title_two_rows(draft: Draft, chance: random.Random) -> Draft | None:
    """The title broken over two rows."""
    title = draft.text((1, 1))
    cut = title.find("绩效自评")
    if cut < 1 or "\n" in title:
        return None
    draft = draft.with_row(2)
    return draft.put((1, 1), title[:cut]).put((2, 1), title[cut:])


@distortion
def values_filled_by_hand(draft: Draft, chance: random.Random) -> Draft | None:
    """Points with 分 behind them."""
    for row in _table(draft):
        for place in [p for p in draft.cells if p[0] == row and p[1] >= draft.right - 4]:
            value = draft.cells[place].value
            heads = [draft.text(p) for p in _labels(draft) if p[1] == place[1] and p[0] < row]
            if isinstance(value, int) and heads and fold(heads[-1]) in ("分值", "得分", "自评得分"):
                draft = draft.put(place, f"{value}分")
    return draft


#: After these the title is not what it was, or is not known.
CHANGES_TITLE = frozenset({"title_gone"})


# --- several forms on one sheet ----------------------------------------------------------------


def stacked(drafts: Sequence[Draft], chance: random.Random, gap: int | None = None) -> Draft:
    """Forms below each other, with blank rows between or none."""
    draft = drafts[0]
    for other in drafts[1:]:
        draft = draft.above(other, chance.randint(0, 4) if gap is None else gap)
    return draft


def side_by_side(drafts: Sequence[Draft], chance: random.Random) -> Draft:
    """Forms beside each other, with blank columns between or none."""
    draft = drafts[0]
    for other in drafts[1:]:
        draft = draft.beside(other, chance.randint(0, 2))
    return draft


def untitled(draft: Draft) -> Draft:
    """Without the title and the row that held it."""
    return draft.put((1, 1), None).without_row(1)
