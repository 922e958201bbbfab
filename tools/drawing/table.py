"""Draws a form from a table: ``tables/<layout>.toml`` says what stands where, nothing else.

The head of the table names the sheet, the column widths and the page. Each ``[[row]]`` is a row
of the form. Its keys ``B:C``, ``D*2`` (two rows tall) are cells; what they say is

* a text: printed; ``""`` is an empty cell, ``"_"`` an empty cell to be filled in;
* text with fields: ``项目资金（{{ header.money_unit }}）``; in a row ``of = "indicator"`` the
  field ``.score`` alone is short for ``{{ indicator.score }}``;
* a pair: a formula or a text, and the field that its note names: ``["=H{r}/F{r}", ".rate"]``;
* a table, where a cell is unlike its kind: ``{ say = …, kind = "text", choices = "level2" }``;
  ``points = true`` is a cell for points that no field reads.

How a cell looks follows from what it holds. In formulas ``{r}`` is the row's own number,
``{name}`` that of the row ``id = "name"``; ``@sum(area, unit)``, ``@add(area)``, ``@name(C)``
stand for what `drawing.form` writes for them. A column's rows, ``H{first}:H{last}``, are written
so that they take in whatever row somebody inserts before, between or after them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drawing import words
from drawing.form import Block, Form, Page, name_above, subtotal
from zipingbiao.glossary import TERM_OF
from zipingbiao.template.parsing import parse_pattern
from zipingbiao.template.tag import Tag, tags_of

TABLES = Path(__file__).with_name("tables")
_CELL = re.compile(r"([A-Z]+)(?::([A-Z]+))?(?:\*(\d+))?")
_MACRO = re.compile(r"@(\w+)\(([^()]*)\)")
_ROWS = re.compile(r"(?<![A-Z$:])([A-Z]+)(\d+):\1(\d+)(?!\d)")
#: How a field looks by its kind in the glossary; texts that are short stand in the middle.
_LOOKS = {
    "amount": "amount", "points": "points", "count": "points", "rate": "rate", "degree": "rate",
    "shown": "shown", "ticks": "tick",
}  # fmt: skip
_SHORT = ("header.", "indicator.level1", "indicator.level2", "indicator.operator", "payment.")
_CHOICES = {
    "level2": (words.LEVEL2, words.LEVEL2_HINT),
    "level2 or rate": ((*words.LEVEL2, words.RATE), words.LEVEL2_HINT),
    "operators": (words.OPERATORS, words.OPERATORS_HINT),
    "degrees": (words.DEGREES, words.DEGREES_HINT),
    "likelihood": (words.LIKELIHOOD, words.LIKELIHOOD_HINT),
}


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its area, what it says, the field of its note, how it looks."""

    area: str
    say: str
    note: str
    tweaks: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def corner(self) -> str:
        """Its top left cell."""
        return self.area.split(":")[0]

    @property
    def field(self) -> Tag | None:
        """The one field that it holds or computes."""
        text = self.note if self.say.startswith("=") else self.say
        tags = list(tags_of(pattern)) if (pattern := parse_pattern(text)) else []
        alone = len(pattern) == 1 and len(tags) == 1
        return tags[0] if alone else None

    @property
    def kind(self) -> str:
        """How it looks: as it is told to, else by what it holds."""
        if "kind" in self.tweaks:
            return str(self.tweaks["kind"])
        if self.field is None:
            return "word" if self.say == "_" else str(self.row.get("kind", "head"))
        look = _look_of(self.field)
        return f"{look}=" if self.is_computed and look in ("amount", "points", "rate") else look

    @property
    def is_computed(self) -> bool:
        """Whether it holds a formula that nobody types over."""
        return self.say.startswith("=") and self.tweaks.get("locked", True)

    @property
    def style(self) -> dict[str, Any]:
        """What is unlike its kind: whoever fills the form in may change texts with fields."""
        style = {
            k: v for k, v in self.tweaks.items() if k not in ("say", "kind", "choices", "points")
        }
        fields = [tag for tag in tags_of(parse_pattern(self.say)) if not tag.counts]
        return {"locked": False, **style} if fields and self.field is None else style


def _look_of(field: Tag) -> str:
    kind = "" if field.counts else TERM_OF[field.term].kind
    short = field.term.startswith(_SHORT) or kind in ("", "operator", "year", "unit")
    return _LOOKS.get(kind, "word" if short else "text")


def draw_table(layout: str, path: Path) -> None:
    """Draw the form of a layout to ``path``."""
    table = tomllib.loads((TABLES / f"{layout}.toml").read_text("utf-8"))
    rows = table["row"]
    numbers = {row["id"]: number for number, row in enumerate(rows, start=1) if "id" in row}
    with Form(path, table["sheet"], _page(table, numbers)) as form:
        for number, row in enumerate(rows, start=1):
            form.heights({number: row["height"]})
            cells = list(_cells(number, row, {**numbers, "r": number, "end": len(rows)}))
            for cell in cells:
                _draw(form, cell)
            _hold(form, cells)


def _page(table: Mapping[str, Any], numbers: Mapping[str, int]) -> Page:
    last = _letters(len(table["widths"]))
    repeat = [numbers[name] for name in table.get("repeat", ())]
    return Page(
        widths=table["widths"],
        area=f"A1:{last}{len(table['row'])}",
        first_field=table["first"],
        landscape=table.get("landscape", False),
        head=(min(repeat), max(repeat)) if repeat else None,
        breaks=[numbers[name] for name in table.get("breaks", ())],
        margin=table.get("margin", 0.5),
    )


def _letters(column: int) -> str:
    return chr(ord("A") + column - 1)


def _cells(number: int, row: Mapping[str, Any], names: Mapping[str, int]) -> Iterator[Cell]:
    for key, value in row.items():
        found = _CELL.fullmatch(key)
        if found is None:
            continue
        first, last, tall = found[1], found[2] or found[1], int(found[3] or 1)
        area = f"{first}{number}:{last}{number + tall - 1}"
        tweaks = dict(value) if isinstance(value, dict) else {}
        said = tweaks.get("say", "") if isinstance(value, dict) else value
        say, note = said if isinstance(said, list) else (said, "")
        owner = row.get("of", "")
        yield Cell(
            area if first != last or tall > 1 else f"{first}{number}",
            _formula(say, names) if say.startswith("=") else _tagged(say, owner),
            _tagged(note, owner),
            _of_kind(tweaks, say, note, owner),
            row,
        )


def _of_kind(tweaks: dict[str, Any], say: str, note: str, owner: str) -> dict[str, Any]:
    """A score that a formula proposes is a person's to change."""
    if say.startswith("=") and owner == "indicator" and "locked" not in tweaks:
        return {**tweaks, "locked": False}
    return tweaks


def _tagged(text: str, owner: str) -> str:
    return f"{{{{ {owner}{text} }}}}" if re.match(r"\.[a-z]", text) else text


def _formula(text: str, names: Mapping[str, int]) -> str:
    text = re.sub(r"\{(\w+)\}", lambda found: str(names[found[1]]), text)
    text = _MACRO.sub(lambda found: _macro(found[1], found[2].split(","), names["r"]), text)
    sums_money = "ZPB_TOTAL(" in text

    def rows(found: re.Match[str]) -> str:
        block = Block(found[1], int(found[2]), int(found[3]), int(found[3]) == names["end"])
        return block.written(names["r"], past_head=not sums_money)

    return _ROWS.sub(rows, text)


def _macro(name: str, arguments: Sequence[str], row: int) -> str:
    first, *rest = (argument.strip() for argument in arguments)
    if name == "sum":
        *areas, unit = (first, *rest)
        return subtotal(*areas, unit=unit).removeprefix("=")
    if name == "add":
        return f'IF(COUNT({first})=0,"",ROUND(SUM({first}),2))'
    if name == "name":
        return name_above(first, row)
    raise ValueError(f"no macro @{name}")


def _draw(form: Form, cell: Cell) -> None:
    say = "" if cell.say == "_" else cell.say
    form.put(cell.area, say, cell.kind, **cell.style)
    if cell.note:
        form.note(cell.corner, cell.note)
    choices = cell.tweaks.get("choices") or ("operators" if _is(cell, "operator") else None)
    if choices:
        form.choices(cell.corner, *_CHOICES[choices])
    if cell.kind == "tick":
        form.ticks(cell.corner)


def _is(cell: Cell, name: str) -> bool:
    return cell.field is not None and cell.field.name == name


def _hold(form: Form, cells: Sequence[Cell]) -> None:
    """Amounts, points and scores are numbers; an indicator's score stays within its points."""
    by_name = {cell.field.term: cell.corner for cell in cells if cell.field is not None}
    weight = by_name.get("indicator.weight")
    for cell in cells:
        at, name = cell.corner, cell.field.name if cell.field is not None else ""
        if cell.is_computed:
            continue
        if cell.kind == "amount":
            form.figures(at, words.AMOUNT)
        elif name == "score":
            within = f",OR(NOT(ISNUMBER({weight})),{at}<={weight})" if weight else ""
            form.figures(at, words.SCORE, f"{at}>=0{within}")
        elif name == "weight" or "points" in cell.tweaks or _is_part(cell, "分值"):
            form.figures(at, words.WEIGHT)


def _is_part(cell: Cell, part: str) -> bool:
    return cell.field is not None and cell.field.part == part
