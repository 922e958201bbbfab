"""More of what agencies do to a form: to its values, to its blocks, to the page around it.

As in `distort`, each distortion gives another draft, or None where there is nothing to distort.
Those in `FORM` are done to one form, those in `PAGE` to the page on which one or more stand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from template.distort import DISTORTIONS, Distortion, Draft, Mark, Place, drawn, marks_of
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, PlainCell, Scalar
from zipingbiao.template.words import unit_said
from zipingbiao.values.text import fold

FORM: dict[str, Distortion] = {}
PAGE: dict[str, Distortion] = {}
#: After these a form no longer says what its title said.
_OF_TITLE = ("title", "year", "header.unit", "header.project")
_AMOUNTS = (".initial_budget", ".budget", ".received", ".executed")
_FIGURES = (*_AMOUNTS, ".weight", ".score")
_FIGURE_HEADS = ("分值", "得分", "自评得分", "权重", "完成率", "实际完成值", "年度指标值", "指标值")


def of_form(function: Distortion) -> Distortion:
    """Registers a distortion of one form under its name."""
    FORM[function.__name__] = function
    return function


def of_page(function: Distortion) -> Distortion:
    """Registers a distortion of a page under its name."""
    PAGE[function.__name__] = function
    return function


for _name, _function in DISTORTIONS.items():
    FORM[_name] = _function


@of_form
def title_gone(draft: Draft, chance: random.Random) -> Draft | None:
    if draft.text((2, 1)).startswith("绩效自评"):
        return None  # half of it would be left
    lost = [
        mark
        for place in draft.cells
        for mark in marks_of(draft.cells[place])
        if mark[1] in _OF_TITLE and place == (1, 1)
    ]
    return DISTORTIONS["title_gone"](draft.lose(*lost), chance)


# --- values ------------------------------------------------------------------------------------


def _numbers(draft: Draft, *endings: str) -> list[Place]:
    """The cells that hold one number of some fields."""
    found = []
    for place, cell in sorted(draft.cells.items()):
        marks = marks_of(cell)
        number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        if number and marks and any(marks[0][1].endswith(end) for end in endings):
            found.append(place)
    return found


def _some(places: list[Place], chance: random.Random, share: float = 0.3) -> list[Place]:
    return [place for place in places if chance.random() < share]


def _number(draft: Draft, place: Place) -> float:
    value = draft.cells[place].value
    assert isinstance(value, int | float)
    return value


@of_form
def footnote_marks(draft: Draft, chance: random.Random) -> Draft | None:
    """5①, 85.5②"""
    for place in (found := _some(_numbers(draft, ".weight", ".score"), chance)):
        draft = draft.put(place, draft.text(place) + chance.choice("①②③"))
    return draft if found else None


def _unit(draft: Draft) -> str | None:
    """The money unit that a form says."""
    said = (unit_said(fold(cell.shown)) for cell in draft.cells.values())
    return next(filter(None, said), None)


@of_form
def amounts_with_units(draft: Draft, chance: random.Random) -> Draft | None:
    """176.45万元"""
    unit = _unit(draft)
    if unit is None:
        return None
    plain = [p for p in _numbers(draft, *_AMOUNTS) if draft.text(p) == str(draft.cells[p].value)]
    for place in (found := _some(plain, chance, 0.6)):
        number = _number(draft, place)
        draft = draft.put(place, f"{number}{unit}" if chance.random() < 0.7 else f"¥{number}")
    return draft if found else None


@of_form
def signs_before_numbers(draft: Draft, chance: random.Random) -> Draft | None:
    for place in (found := _some(_numbers(draft, ".score"), chance)):
        if _number(draft, place) >= 0:
            draft = draft.put(place, "+" + draft.text(place))
    return draft if found else None


@of_form
def about_so_much(draft: Draft, chance: random.Random) -> Draft | None:
    """176.45左右: nobody knows how much that is."""
    for place in (found := _some(_numbers(draft, *_FIGURES), chance, 0.15)):
        draft = draft.spoil(*marks_of(draft.cells[place]))
        draft = draft.put(place, draft.text(place) + chance.choice(("左右", "余", "以上")))
    return draft if found else None


@of_form
def errors_in_cells(draft: Draft, chance: random.Random) -> Draft | None:
    for place in (found := _some(_numbers(draft, *_FIGURES, ".rate"), chance, 0.15)):
        error = chance.choice(("#DIV/0!", "#REF!", "#N/A"))
        draft = draft.spoil(*marks_of(draft.cells[place]))
        draft = draft.put(place, PlainCell(CellError(error), error))
    return draft if found else None


@of_form
def never_calculated(draft: Draft, chance: random.Random) -> Draft | None:
    for place in (found := _some(_numbers(draft, *_FIGURES, ".rate"), chance, 0.15)):
        draft = draft.spoil(*marks_of(draft.cells[place])).put(place, PlainCell(None, "", True))
    return draft if found else None


@of_form
def scaled_formats(draft: Draft, chance: random.Random) -> Draft | None:
    """``0!.0,"万元"`` shows 66.0万元 for 660000."""
    found = []
    if _unit(draft) != "万元":
        return None
    for place in _some(_numbers(draft, *_AMOUNTS), chance, 0.5):
        number = _number(draft, place)
        if round(number, 1) == number and number:
            found.append(place)
            draft = draft.put(place, PlainCell(round(number * 10000), f"{number:.1f}万元"))
    return draft if found else None


@of_form
def placeholders(draft: Draft, chance: random.Random) -> Draft | None:
    """/ or — where nothing was filled in: right of numbers, in the rows of the table."""
    sign = chance.choice(("/", "—", "——", "无", " "))
    done = False
    for row in {row for row, _ in draft.places_of(".score")}:
        for column in range(1, draft.right + 1):
            blank = (row, column) not in draft.cells and draft.box(row, column)[:2] == (row, column)
            if blank and chance.random() < 0.5:
                draft, done = draft.put((row, column), sign), True
    return draft if done else None


@of_form
def years_with_blanks(draft: Draft, chance: random.Random) -> Draft | None:
    done = False
    for place, cell in list(draft.cells.items()):
        text = cell.shown
        if any(path == "year" for _, path in marks_of(cell)) and "年" in text:
            done = True
            draft = draft.put(place, text.replace("年", chance.choice((" 年 ", "　年", " 年")), 1))
    return draft if done else None


@of_form
def values_filled_by_hand(draft: Draft, chance: random.Random) -> Draft | None:
    """Points with 分 behind them."""
    for place in (found := _some(_numbers(draft, "].weight", "].score"), chance, 0.6)):
        draft = draft.put(place, f"{draft.text(place)}分")
    return draft if found else None


# --- cells, rows and columns -------------------------------------------------------------------


@of_form
def value_in_the_neighbour(draft: Draft, chance: random.Random) -> Draft | None:
    """A box of several columns was parted, its value stands in its second cell."""
    boxes = [
        area
        for area in sorted(draft.merges)
        if area.top == area.bottom
        and (marks := marks_of(draft.cells.get((area.top, area.left))))
        and (area.top, area.left) != (1, 1)
        and not any(".level" in path for _, path in marks)
    ]
    if not boxes:
        return None
    area = chance.choice(boxes)
    first = (area.top, area.left)
    cell = draft.cells[first]
    return draft.part(area).put(first, None).put((area.top, area.left + 1), cell)


@of_form
def merges_undone(draft: Draft, chance: random.Random) -> Draft | None:
    """Some boxes are parted, whatever they hold."""
    areas = [area for area in sorted(draft.merges) if chance.random() < 0.2]
    for area in areas:
        draft = draft.part(area)
    return draft if areas else None


@of_form
def text_goes_on_below(draft: Draft, chance: random.Random) -> Draft | None:
    """A long text of an indicator goes on in a row of its own."""
    places = [
        place
        for end in (".actual", ".target", ".reason", ".criterion")
        for place in draft.places_of(end)
        if isinstance(draft.cells[place].value, str)
        and not draft.text(place)[-1:].isdigit()
        and len(draft.text(place)) > 6
        and "indicators" in marks_of(draft.cells[place])[0][1]
    ]
    if not places:
        return None
    row, column = chance.choice(places)
    text, at = draft.text((row, column)), draft.box(row, column).bottom + 1
    cut = len(text) // 2
    if text[cut:].strip() != text[cut:] or text[:cut].strip() != text[:cut]:
        return None
    return draft.with_row(at).put((row, column), text[:cut]).put((at, column), text[cut:])


@of_form
def first_row_of_group_deleted(draft: Draft, chance: random.Random) -> Draft | None:
    """The name of the group goes with its first row; nobody knows that of the others then."""
    areas = [
        area
        for area in sorted(draft.merges)
        if area.bottom > area.top
        and any(".level" in path for _, path in marks_of(draft.cells.get((area.top, area.left))))
        and any(marks_of(cell) for (row, _), cell in draft.cells.items() if row == area.top + 1)
    ]
    if not areas:
        return None
    area = chance.choice(areas)
    for column in range(1, draft.right + 1):
        cell = draft.cells.get((area.top, column))
        draft = draft.lose(*marks_of(cell))
    for item in _row_items(draft, area.top):
        draft = replace(draft, gone=draft.gone | {(0, item + "*")})
    return draft.without_row(area.top)


def _row_items(draft: Draft, row: int) -> set[str]:
    """The items whose own fields stand in a row: ``indicators[3].``"""
    found = set()
    for (at, _), cell in draft.cells.items():
        marks = marks_of(cell)
        if at == row and len(marks) == 1 and "[" in marks[0][1]:
            found.add(marks[0][1].partition("].")[0] + "].")
    return found


@of_form
def group_title_rows(draft: Draft, chance: random.Random) -> Draft | None:
    """The names of the first level stand in rows of their own."""
    places = [
        place
        for place in draft.places_of(".level1")
        if draft.text(place) in ("产出指标", "效益指标", "满意度指标", "成本指标")
    ]
    if not places or len({c for _, c in places}) > 1 or draft.find("序号"):
        return None
    for row, column in sorted(places, reverse=True):
        cell = draft.cells[row, column]
        draft = draft.put((row, column), None).with_row(row)
        for area in [a for a in draft.merges if a.contains(row, column)]:
            draft = draft.part(area)
        draft = draft.put((row, column), cell).merge(Area(row, column, row, draft.right))
    return draft


def _table_rows(draft: Draft) -> tuple[int, int, int] | None:
    """The first row of the head of the indicators' table, its first and last row of items."""
    scores = draft.places_of("].score")
    rows = [r for r, c in scores if marks_of(draft.cells[r, c])[0][1].startswith("indicators")]
    heads = [p for p in draft.find("三级指标", "指标名称") if rows and p[0] < min(rows)]
    if not heads:
        return None
    return draft.box(*heads[-1]).top, draft.box(*heads[-1]).bottom + 1, max(rows)


@of_form
def numbered_rows(draft: Draft, chance: random.Random) -> Draft | None:
    """A column 行次 or 序号 with the numbers of the rows."""
    found = _table_rows(draft)
    if found is None or draft.find("序号", "行次"):
        return None
    head, first, last = found
    columns = sorted({c for r, c in draft.cells if r == head})
    at = chance.choice(columns)
    draft = draft.with_column(at).put((head, at), chance.choice(("行次", "序号")))
    for number, row in enumerate(range(first, last + 1), 1):
        if draft.box(row, at) == (row, at, row, at):
            draft = draft.put((row, at), number)
    return draft


@of_form
def numbered_columns(draft: Draft, chance: random.Random) -> Draft | None:
    """A row 栏次 with the numbers of the columns below the head."""
    found = _table_rows(draft)
    if found is None:
        return None
    _, first, _ = found
    columns = sorted(c for r, c in draft.cells if r == first)
    draft = draft.with_row(first)
    for number, column in enumerate(columns, 1):
        draft = draft.put((first, column), number)
    return draft


@of_form
def columns_exchanged(draft: Draft, chance: random.Random) -> Draft | None:
    """Two neighbouring columns of the table in the other order."""
    found = _table_rows(draft)
    if found is None:
        return None
    head, _, last = found
    last = max([last, *(row for row, _ in draft.places_of("total.score"))])
    wide = {
        c
        for a in draft.merges
        if a.right > a.left and a.bottom >= head and a.top <= last
        for c in range(a.left, a.right + 1)
    }
    fields = ("].score", "].weight", "].actual", "].target")
    values = [p for field in fields for p in draft.places_of(field) if head < p[0] <= last]
    own = [p for p in values if marks_of(draft.cells[p])[0][1].startswith("indicators")]
    columns = sorted({column for _, column in own} - wide)
    pairs = [(a, b) for a in columns for b in columns if a < b]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    cells = dict(draft.cells)
    for row in range(head, last + 1):
        first, second = cells.pop((row, one), None), cells.pop((row, other), None)
        if first is not None:
            cells[row, other] = first
        if second is not None:
            cells[row, one] = second
    turn = {one: other, other: one}
    merges = frozenset(
        area._replace(left=turn.get(area.left, area.left), right=turn.get(area.right, area.right))
        if head <= area.top <= last and area.left == area.right
        else area
        for area in draft.merges
    )
    return replace(draft, cells=cells, merges=merges)


@of_form
def blocks_exchanged(draft: Draft, chance: random.Random) -> Draft | None:
    """The goals before the funds."""
    funds, goals = _block(draft, "funds["), _block(draft, "goals[")
    if funds is None or goals is None or not funds[1] < goals[0]:
        return None
    if not any(a.top < funds[0] <= funds[1] <= a.bottom for a in draft.merges):
        return None  # where the block begins can't be seen
    top, end = funds[0], goals[1]
    while any(a.top < top <= a.bottom for a in draft.merges) or not _is_gap(draft, top):
        top -= 1
        if top < 3:
            return None
    middle = funds[1] + 1
    while any(a.top < middle <= a.bottom for a in draft.merges):
        middle += 1
    if any(a.top <= end < a.bottom for a in draft.merges) or not funds[1] < middle <= goals[0]:
        return None

    def moved(row: int) -> int:
        if top <= row < middle:
            return row + end + 1 - middle
        return row - (middle - top) if middle <= row <= end else row

    cells = {(moved(row), column): cell for (row, column), cell in draft.cells.items()}
    merges = frozenset(
        a._replace(top=moved(a.top), bottom=moved(a.top) + a.bottom - a.top) for a in draft.merges
    )
    return replace(draft, cells=cells, merges=merges)


def _block(draft: Draft, path: str) -> tuple[int, int] | None:
    rows = [
        row
        for (row, _), cell in draft.cells.items()
        if any(one.startswith(path) for _, one in marks_of(cell))
    ]
    return (min(rows), max(rows)) if rows else None


def _is_gap(draft: Draft, top: int) -> bool:
    """Whether no value of the form's head stands in the row above: a block begins here."""
    above = [cell for (row, _), cell in draft.cells.items() if row == top - 1]
    return any(path.startswith("header") for cell in above for _, path in marks_of(cell))


@of_form
def page_subtotals(draft: Draft, chance: random.Random) -> Draft | None:
    """A row that adds up a page, or (小计), in the middle."""
    found = _table_rows(draft)
    if found is None or found[2] - found[1] < 3 or draft.find("序号"):
        return None
    at = chance.randint(found[1] + 1, found[2])
    column = min(c for r, c in draft.cells if r == found[0])
    level3 = draft.places_of(".level3")
    column = chance.choice([column, *(c for _, c in level3[:1])])
    draft = draft.with_row(at)
    for area in [area for area in draft.merges if area.contains(at, column)]:
        draft = draft.part(area)
    scores = [c for _, c in draft.places_of("].score")]
    text = chance.choice(("本页小计", "（小计）", "分项合计", "页计"))
    return draft.put((at, column), text).put((at, max(scores)), chance.randint(10, 50))


@of_form
def head_values_in_one_cell(draft: Draft, chance: random.Random) -> Draft | None:
    """主管部门：XX, with or without the colon, in the label's cell."""
    if draft.find("序号"):
        return None
    words = ("主管部门", "实施单位", "项目名称", "预算单位", "项目实施单位")
    sign, done = chance.choice(("：", ":", "： ", "  ")), False
    for place in draft.find(*words):
        beside = (place[0], draft.box(*place).right + 1)
        cell = draft.cells.get(beside)
        marks = marks_of(cell)
        if cell is None or not marks or not marks[0][1].startswith("header"):
            continue
        label = draft.text(place).rstrip("：: 　\n\t")
        text = PlainCell(f"{label}{sign}{cell.shown}", f"{label}{sign}{cell.shown}")
        draft, done = draft.put(beside, None).put(place, None).put(place, text), True
        draft = _with_marks(draft, place, marks)
    return draft if done else None


def _with_marks(draft: Draft, place: Place, marks: tuple[Mark, ...]) -> Draft:
    from template.distort import marked

    return replace(draft, cells={**draft.cells, place: marked(draft.cells[place], marks)})


# --- the page ----------------------------------------------------------------------------------


@of_page
def page_rows_inserted(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.with_row(chance.randint(2, draft.bottom), chance.randint(1, 3))


@of_page
def page_columns_inserted(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.with_column(chance.randint(1, draft.right), chance.randint(1, 2))


@of_page
def blank_column_deleted(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.moved(right=1)


@of_page
def cover_above(draft: Draft, chance: random.Random) -> Draft | None:
    lines = chance.choice(
        (
            ["某市财政局", "2023年度绩效自评材料", "二〇二四年三月"],
            [
                "附件3",
                "项目绩效自评表填报说明",
                "一、本表由项目单位填写。",
                "二、金额保留两位小数。",
            ],
            ["封面", "单位名称：（公章）", "联系人：", "联系电话：", "填报日期：2024年1月5日"],
            ["目录", "一、绩效自评表", "二、绩效自评报告"],
        )
    )
    return drawn([(line,) for line in lines]).above(draft, chance.randint(1, 3))


@of_page
def table_above(draft: Draft, chance: random.Random) -> Draft | None:
    return drawn(_ledger(chance)).above(draft, chance.randint(1, 3))


_RECKONINGS: Sequence[tuple[str, float]] = (
    ("总分", 88.5), ("核对", 12.5), ("合计", 99), ("得分", 77), ("自评得分", 77), ("差额", -3),
)  # fmt: skip


def _ledger(chance: random.Random) -> list[tuple[Scalar, ...]]:
    a, b = chance.randint(1, 90), chance.randint(1, 90)
    ledgers: list[list[tuple[Scalar, ...]]] = [
        [
            ("资金支付台账",),
            ("日期", "内容", "金额"),
            ("3月1日", "办公费", a),
            ("3月2日", "差旅费", b),
        ],
        [
            ("项目", "预算数", "执行数"),
            ("办公费", a, b),
            ("差旅费", b, a),
            ("合计", a + b, a + b),
        ],
        [("科目", "金额"), ("培训费", a), ("总分", b)],
        [("指标", "分值", "得分"), ("复核一", a, b), ("复核二", b, a), ("总分", a + b, a + b)],
    ]
    return chance.choice(ledgers)


@of_page
def ledger_beside(draft: Draft, chance: random.Random) -> Draft | None:
    table = drawn(_ledger(chance)).moved(down=chance.randint(0, max(1, draft.bottom - 5)))
    return draft.beside(table, chance.randint(2, 4))


@of_page
def ledger_below(draft: Draft, chance: random.Random) -> Draft | None:
    return draft.above(drawn(_ledger(chance)), chance.randint(2, 4))


@of_page
def scratch_beside(draft: Draft, chance: random.Random) -> Draft | None:
    """Somebody's reckoning right of the form."""
    row, column = chance.randint(2, draft.bottom), draft.right + chance.randint(2, 4)
    word, number = chance.choice(_RECKONINGS)
    return draft.put((row, column), word).put((row, column + 1), number)


@of_page
def scratch_below(draft: Draft, chance: random.Random) -> Draft | None:
    row = draft.bottom + chance.randint(2, 4)
    column = chance.choice((1, 1, 2))
    word, number = chance.choice(_RECKONINGS)
    return draft.put((row, column), word).put((row, column + 1), number)


@of_page
def hidden_page(draft: Draft, chance: random.Random) -> Draft | None:
    return replace(draft, hidden=True)


def fields_of(draft: Draft) -> Iterator[tuple[Mark, Place]]:
    """Where each field of a page stands."""
    for place, cell in draft.cells.items():
        for mark in marks_of(cell):
            yield mark, place


def text_at(draft: Draft, place: Place | None) -> str:
    """The folded text of a cell."""
    return "" if place is None else fold(draft.text(place))
