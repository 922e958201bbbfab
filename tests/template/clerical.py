"""Still more of what clerks do: dates typed as dates, boxes joined, columns of checkers, notes.

As in `untidy`, each distortion gives another draft, or None where there is nothing to distort.
"""

from __future__ import annotations

import random
import re
from datetime import date

from template.distort import Draft, Place, marks_of
from template.untidy import _numbers, _some, _table_rows, of_form, of_page
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import PlainCell
from zipingbiao.values.text import fold

_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_EPOCH = date(1899, 12, 30)
_WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789%=<>+()abcdefghABCDEFGH"}


def _blank(draft: Draft, place: Place) -> bool:
    """Whether nothing stands in a cell, which is in no box of several."""
    return place not in draft.cells and draft.box(*place) == (*place, *place)


@of_form
def dates_as_dates(draft: Draft, chance: random.Random) -> Draft | None:
    """2020年11月30日 is a date that is shown so."""
    done = False
    for place, cell in list(draft.cells.items()):
        day = _DAY.fullmatch(cell.shown) if marks_of(cell) else None
        if day is not None:
            serial = (date(*map(int, day.groups())) - _EPOCH).days
            draft, done = draft.put(place, PlainCell(serial, cell.shown)), True
    return draft if done else None


@of_form
def texts_full_width(draft: Draft, chance: random.Random) -> Draft | None:
    """９８％, ＞＝５"""
    places = [p for end in (".target", ".actual") for p in draft.places_of(end)]
    found = [
        place
        for place in _some(places, chance, 0.5)
        if isinstance(draft.cells[place].value, str)
        and draft.text(place).translate(_WIDE) != draft.text(place)
    ]
    for place in found:
        draft = draft.put(place, draft.text(place).translate(_WIDE))
    return draft if found else None


@of_form
def amounts_with_commas(draft: Draft, chance: random.Random) -> Draft | None:
    """1,234.50 as text."""
    places = [
        place
        for place in _numbers(draft, ".initial_budget", ".budget", ".received", ".executed")
        if (number := draft.cells[place].value) is not None and isinstance(number, int | float)
        if number >= 1000 and round(number, 2) == number and draft.text(place) == str(number)
    ]
    for place in places:
        draft = draft.put(place, f"{draft.cells[place].value:,.2f}")
    return draft if places else None


@of_form
def page_begins_anew(draft: Draft, chance: random.Random) -> Draft | None:
    """Title and head of the table come again in the middle of it, at a page break."""
    found = _table_rows(draft)
    title = draft.text((1, 1))
    if found is None or not title or draft.find("序号"):
        return None
    head, first, last = found
    if last - first < 3:
        return None
    at = chance.randint(first + 1, last)
    inside = [area for area in draft.merges if area.top < at <= area.bottom]
    heads = {p: c for p, c in draft.cells.items() if head <= p[0] < first and not marks_of(c)}
    boxes = [a for a in draft.merges if head <= a.top and a.bottom < first]
    for area in inside:
        draft = draft.part(area)
    height = first - head + 1
    draft = draft.with_row(at, height).put((at, 1), title)
    for area in inside:
        for top, bottom in ((area.top, at - 1), (at + height, area.bottom + height)):
            part = area._replace(top=top, bottom=bottom)
            if (part.top, part.left) != (part.bottom, part.right):
                draft = draft.merge(part)
    draft = draft.merge(Area(at, 1, at, draft.right))
    for (row, column), cell in heads.items():
        draft = draft.put((row - head + at + 1, column), PlainCell(*cell))
    for area in boxes:
        down = at + 1 - head
        draft = draft.merge(area._replace(top=area.top + down, bottom=area.bottom + down))
    return draft


@of_form
def note_among_the_rows(draft: Draft, chance: random.Random) -> Draft | None:
    """A note in the first cell of a row between the indicators, in no box of several."""
    found = _table_rows(draft)
    if found is None or found[2] == found[1]:
        return None
    at = chance.randint(found[1] + 1, found[2])
    if not any(marks_of(cell) for (row, _), cell in draft.cells.items() if row == at):
        return None  # a text goes on there
    column = min(c for r, c in draft.cells if r == found[0])
    draft = draft.with_row(at)
    for area in [area for area in draft.merges if area.contains(at, column)]:
        draft = draft.part(area)
    return draft.put(
        (at, column), chance.choice(("注：以下指标由财政局填写", "说明：数据截至12月底"))
    )


@of_form
def scores_merged(draft: Draft, chance: random.Random) -> Draft | None:
    """The scores of two rows are one box: what stood in the second is gone."""
    places = [p for p in _numbers(draft, "].score") if draft.box(*p) == (*p, *p)]
    pairs = [
        (one, other)
        for one in places
        if (other := (one[0] + 1, one[1])) in places
        and all(len(marks_of(draft.cells[p])) == 1 for p in (one, other))
        and marks_of(draft.cells[one])[0][1].startswith("indicators")
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    draft = draft.lose(*marks_of(draft.cells[other])).put(other, None)
    return draft.merge(Area(*one, *other))


@of_form
def values_joined_with_blanks(draft: Draft, chance: random.Random) -> Draft | None:
    """A value's box goes on over the blank cell on its right."""
    found = _table_rows(draft)
    if found is None:
        return None
    _, first, last = found
    places = [
        (row, column)
        for (row, column), cell in sorted(draft.cells.items())
        if first <= row <= last
        and column < draft.right
        and marks_of(cell)
        and ".level" not in marks_of(cell)[0][1]
        and draft.box(row, column) == (row, column, row, column)
        and _blank(draft, (row, column + 1))
    ]
    for row, column in (some := _some(places, chance, 0.2)):
        draft = draft.merge(Area(row, column, row, column + 1))
    return draft if some else None


@of_form
def total_twice(draft: Draft, chance: random.Random) -> Draft | None:
    """The row of the total comes again right below."""
    places = draft.places_of("total.score")
    if not places or draft.find("序号"):
        return None
    row = places[-1][0]
    found = _table_rows(draft)
    if found is None or row < found[2] or draft.box(*places[-1]).bottom > row:
        return None
    draft = draft.with_row(row + 1)
    for (at, column), cell in list(draft.cells.items()):
        if at == row:
            draft = draft.put((row + 1, column), PlainCell(*cell))
    for area in [a for a in draft.merges if a.top == a.bottom == row]:
        draft = draft.merge(area._replace(top=row + 1, bottom=row + 1))
    return draft


_POINTS = ("分值", "得分", "自评得分", "权重")
_MONEY = ("年初预算数", "全年预算数", "全年执行数")


@of_form
def units_in_heads(draft: Draft, chance: random.Random) -> Draft | None:
    """得分（分）, 执行率（%）"""
    found = draft.find(*_POINTS)
    for place in (some := _some(found, chance, 0.6)):
        if not marks_of(draft.cells[place]):
            sign = chance.choice(("（分）", "\n（分）", "(分)"))
            draft = draft.put(place, draft.text(place) + sign)
    return draft if some else None


@of_form
def rows_left_blank(draft: Draft, chance: random.Random) -> Draft | None:
    """Rows that the blank form prints and nobody filled in: 指标2：, ……"""
    found = _table_rows(draft)
    level3 = draft.places_of(".level3")
    if found is None or not level3 or draft.find("序号"):
        return None
    for sign in ("……", "指标3：")[: chance.randint(1, 2)]:
        row, column = chance.choice([p for p in draft.places_of(".level3") if p[0] <= found[2]])
        group = {fold(draft.text((draft.box(row, c).top, c))) for c in range(1, column)}
        below = [marks_of(cell) for (at, _), cell in draft.cells.items() if at == row + 1]
        goes_on = bool(below) and not any(below)
        if draft.box(row, column).bottom > row or goes_on or any("执行" in g for g in group):
            continue
        draft = draft.with_row(row + 1).put((row + 1, column), sign)
        found = (found[0], found[1], found[2] + 1)
        width = draft.box(row, column)
        if width.right > column:
            draft = draft.merge(width._replace(top=row + 1, bottom=row + 1))
    return draft


@of_form
def ticks_beside(draft: Draft, chance: random.Random) -> Draft | None:
    """Somebody ticked the rows, right of the form."""
    found = _table_rows(draft)
    if found is None:
        return None
    column = draft.right + chance.randint(1, 2)
    for row in range(found[1], found[2] + 1):
        if chance.random() < 0.7:
            draft = draft.put((row, column), chance.choice("√✓"))
    return draft


@of_form
def checked_beside(draft: Draft, chance: random.Random) -> Draft | None:
    """A checker's points right of the form, with a head of their own."""
    found = _table_rows(draft)
    if found is None or draft.find("序号"):
        return None
    column = draft.right + 1
    draft = draft.put(
        (found[0], column), chance.choice(("复核得分", "财政评分", "核减分", "评审意见", "备查"))
    )
    for row in range(found[1], found[2] + 1):
        if chance.random() < 0.7:
            draft = draft.put((row, column), chance.choice((5, 4.5, 10, "同意", "属实")))
    return draft


@of_form
def side_label_gone(draft: Draft, chance: random.Random) -> Draft | None:
    """A label down the side was deleted."""
    places = [
        place
        for place, cell in sorted(draft.cells.items())
        if fold(cell.shown) in ("绩效指标", "年度总体目标", "指标完成情况") and not marks_of(cell)
    ]
    if not places:
        return None
    return draft.put(chance.choice(places), None)


@of_form
def signed_beside_total(draft: Draft, chance: random.Random) -> Draft | None:
    """A signature in a blank cell of the row of the total."""
    places = draft.places_of("total.score")
    if not places:
        return None
    row, column = places[-1][0], draft.box(*places[-1]).right + 1
    if column > draft.right or not _blank(draft, (row, column)):
        return None
    return draft.put((row, column), chance.choice(("审核人：李四", "（盖章）", "已核")))


@of_form
def lines_broken(draft: Draft, chance: random.Random) -> Draft | None:
    """Line feeds in the middle of texts."""
    done = False
    for place, cell in list(draft.cells.items()):
        text = cell.shown
        own = isinstance(cell.value, str) and marks_of(cell) and ":" not in fold(text)
        if own and len(text) > 6 and text.isalpha() and chance.random() < 0.3:
            cut = chance.randint(2, len(text) - 2)
            draft, done = draft.put(place, f"{text[:cut]}\n{text[cut:]}"), True
    return draft if done else None


@of_form
def goals_before_the_head(draft: Draft, chance: random.Random) -> Draft | None:
    """Blank rows between the head of the table and its first item, and before the total."""
    found = _table_rows(draft)
    if found is None:
        return None
    return draft.with_row(found[2] + 1, chance.randint(1, 3)).with_row(found[1])


# --- the page ----------------------------------------------------------------------------------


@of_page
def notes_beside(draft: Draft, chance: random.Random) -> Draft | None:
    """How to fill in the form, in a tall box right of it."""
    column, row = draft.right + chance.randint(1, 3), chance.randint(1, 6)
    text = chance.choice(
        (
            "填表说明：\n1.金额单位为万元，保留两位小数。\n2.得分不超过分值。",
            "审核意见：\n数据与决算一致，同意上报。",
            "注：一级指标分值统一设置为产出指标50分、效益指标30分、满意度指标10分。",
        )
    )
    draft = draft.put((row, column), text)
    return draft.merge(Area(row, column, min(row + 8, max(row + 1, draft.bottom)), column + 2))


@of_page
def list_of_names_beside(draft: Draft, chance: random.Random) -> Draft | None:
    """The choices of a drop-down, right of everything."""
    column, row = draft.right + chance.randint(2, 4), chance.randint(1, 8)
    names = chance.choice(
        (
            ("数量指标", "质量指标", "时效指标", "成本指标"),
            ("是", "否"),
            ("优", "良", "中", "差"),
            ("产出指标", "效益指标", "满意度指标"),
            ("≥", "≤", "="),
        )
    )
    for number, name in enumerate(names):
        draft = draft.put((row + number, column), name)
    return draft


@of_page
def marked_all_over(draft: Draft, chance: random.Random) -> Draft | None:
    """A line above all that says what became of the sheet."""
    return draft.moved(down=1).put((1, 1), chance.choice(("已审", "第3稿", "退回修改", "附件2-1")))
