"""The defined names of a workbook, as formulas use them: areas, constants, formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.evaluate import Formula, FormulaError, compile_formula
from zipingbiao.ooxml.evaluate_functions import EXCEL, Functions
from zipingbiao.ooxml.evaluate_nodes import Matrix, Node, Reference, Scope
from zipingbiao.ooxml.formula import End, areas_named, parse
from zipingbiao.ooxml.grid import CellError

#: Names that Excel keeps for itself (print areas, filters) begin so.
_BUILT_IN = "_xlnm."
_UNKNOWN = CellError("#NAME?")


class Names:
    """What each name stands for. A name of one sheet goes before one of the whole workbook.

    ``texts``: (sheet, name), both folded, ``""`` for the whole workbook → what it stands for.
    """

    def __init__(
        self, texts: Mapping[tuple[str, str], str] | None = None, functions: Functions = EXCEL
    ) -> None:
        self._texts = texts or {}
        self._functions = functions
        self._known: dict[str, Reference | Formula | ZpbError] = {}

    @classmethod
    def of(cls, workbook: str, functions: Functions = EXCEL) -> Names:
        """The names that the XML of a workbook part defines."""
        xml = xmltext.tokens(workbook)
        sheets = [
            (xmltext.attribute(xml[index], "name") or "").casefold()
            for index, kind in xmltext.starts(xml)
            if kind == "sheet"
        ]
        texts: dict[tuple[str, str], str] = {}
        for index, kind in xmltext.starts(xml):
            name = xmltext.attribute(xml[index], "name") or "" if kind == "definedName" else ""
            if name and not name.startswith(_BUILT_IN):
                home = xmltext.attribute(xml[index], "localSheetId")
                local = int(home) if home and home.isdecimal() else None
                sheet = "" if local is None else sheets[local] if local < len(sheets) else None
                if sheet is not None:
                    text = xmltext.text_of(xml[index : xmltext.element_end(xml, index)])
                    texts.setdefault((sheet, name.casefold()), text)
        return cls(texts, functions)

    def meaning(self, name: str, home: str) -> Reference | Node | CellError:
        """What a name stands for in a formula on the sheet ``home``; #NAME? where there is none.

        Raises ZpbError for one that can't be computed.
        """
        found = self._found(name, home)
        if not isinstance(found, Formula):
            return found or _UNKNOWN
        return self._seen_from(found.node, self._home_of(name, home)) if found.names else found.node

    def _seen_from(self, node: Node, home: str) -> Node:
        """A name's formula: the names in it are those that the name itself can see."""
        names = partial(self.meaning, home=home)

        def matrix(scope: Scope) -> Matrix:
            inside = scope.with_names(names)
            return node.matrix(inside) if node.matrix else ((node.scalar(inside),),)

        return Node(lambda scope: node.scalar(scope.with_names(names)), matrix)

    def references(
        self, formula: Formula, home: str, here: tuple[int, int] | None = None
    ) -> Iterator[Reference]:
        """The areas that a formula on the sheet ``home`` reads, by way of names too.

        ``here`` is its own (row, column), for ranges that it works out. Raises ZpbError where a
        name can't be computed.
        """
        yield from formula.reads(here)
        for found in self._used(formula, home).values():
            if isinstance(found, Reference):
                yield found
            elif found is not None:
                yield from found.reads(here)

    def unknown(self, formula: Formula, home: str) -> list[str]:
        """The names that a formula uses, by way of others too, and that are not defined."""
        return [name for (_, name), found in self._used(formula, home).items() if found is None]

    def _used(
        self, formula: Formula, home: str
    ) -> dict[tuple[str, str], Reference | Formula | None]:
        """The names that a formula uses, by way of others too, each with where it is seen from."""
        used: dict[tuple[str, str], Reference | Formula | None] = {}
        waiting = [(home, name) for name in formula.names]
        for place, name in waiting:
            if (place, name) not in used:
                found = used[place, name] = self._found(name, place)
                if isinstance(found, Formula):
                    inside = self._home_of(name, place)
                    waiting += [(inside, other) for other in found.names]
        return used

    def _home_of(self, name: str, home: str) -> str:
        """The sheet that a name belongs to, ``""`` for the whole workbook."""
        return home if (home.casefold(), name.casefold()) in self._texts else ""

    def _found(self, name: str, home: str) -> Reference | Formula | None:
        text = self._texts.get((self._home_of(name, home).casefold(), name.casefold()))
        if text is None:
            return None
        if text not in self._known:
            self._known[text] = self._understood(name, text)
        found = self._known[text]
        if isinstance(found, ZpbError):
            raise found
        return found

    def _understood(self, name: str, text: str) -> Reference | Formula | ZpbError:
        if _is_relative(text):
            reason = f"名称“{name}”指的单元格随公式的位置而变（{text}），无法计算。"
            return FormulaError(reason, cure="请在名称里写成绝对引用，如 $A$1。")
        areas = areas_named(text, "")
        if areas and len(areas) == 1:
            sheet, area = areas[0]
            return Reference(sheet or None, area)
        try:
            return compile_formula(text, self._functions)
        except ZpbError as error:
            return FormulaError(f"名称“{name}”无法计算：{error.reason}", cure=error.cure)


def _is_relative(text: str) -> bool:
    return any(
        _slides(end)
        for piece in parse(text)
        if not isinstance(piece, str)
        for end in (piece.first, piece.last)
        if end is not None
    )


def _slides(end: End) -> bool:
    column = bool(end.letters) and not end.column_dollar
    return column or (bool(end.row) and not end.row_dollar)
