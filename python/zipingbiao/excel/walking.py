"""上一个问题 and 下一个问题: from cell to cell along the list, round and round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.errors import CallError
from zipingbiao.excel import listing
from zipingbiao.excel.board import Board
from zipingbiao.excel.call import Call
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.ownlist import LIST_NAME

_HEADS = ("工作表", "单元格", "代码", "说明")
#: The status bar shows so much of a message.
_LONG = 100


class Stop(NamedTuple):
    """A cell with findings: the number of its sheet, row and column; names, what was found."""

    place: tuple[int, int, int]
    sheet: str
    cell: str
    texts: tuple[str, ...]


def following(call: Call) -> str:
    """Go to the next cell with a finding; behind the last one comes the first."""
    stops, here = _stops(call), _here(call.board)
    behind = (number for number, one in enumerate(stops) if here is None or one.place > here)
    _go(call, stops, next(behind, 0))
    return ""


def previous(call: Call) -> str:
    """Go to the cell with a finding before this one; before the first comes the last."""
    stops, here = _stops(call), _here(call.board)
    before = [number for number, one in enumerate(stops) if here and one.place < here]
    _go(call, stops, before[-1] if before else len(stops) - 1)
    return ""


def _go(call: Call, stops: Sequence[Stop], number: int) -> None:
    stop = stops[number]
    text = " ".join("；".join(stop.texts).split())
    cut = text if len(text) <= _LONG else f"{text[:_LONG]}……"
    call.board.go(stop.sheet, stop.cell, f"第 {number + 1} 处，共 {len(stops)} 处　{cut}")


def _here(board: Board) -> tuple[int, int, int] | None:
    """Where the selection is; None on a list of ours, or where no cells are selected."""
    here = board.selected
    if here is None or here.sheet in board.lists():
        return None
    return here.number, here.row, here.column


def _stops(call: Call) -> list[Stop]:
    """The cells with findings, in order, each once. Raises CallError where there are none."""
    board = call.board
    sheets = board.lists(LIST_NAME)
    if not sheets and board.is_locked:
        cure = "请撤销「保护工作簿」，再点「填报检查」。"
        raise CallError("工作簿的结构受保护，列不出「问题清单」，不能逐个查看。", cure=cure)
    if not sheets:
        raise CallError("没有标出的问题。", cure="请先点「填报检查」。")
    indices = board.visible
    stops: dict[tuple[int, int, int], Stop] = {}
    for name, cell, *texts in _listed(board.rows(sheets[0])):
        if name in indices and cell:
            place = indices[name], *cell_place(cell)
            known = stops.get(place)
            found = (*(known.texts if known else ()), " ".join(texts))
            stops[place] = Stop(place, name, cell, found)
    if not stops:
        cure = "请看「问题清单」；表在隐藏的工作表上时，请先取消隐藏。"
        raise CallError("列出的问题都没有能到达的单元格。", cure=cure)
    return [stops[place] for place in sorted(stops)]


def _listed(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """What the list says of each finding: sheet, cell, code, message."""
    heads, *lines = rows[listing.HEAD_ROW - 1 :]
    columns = [heads.index(head) for head in _HEADS if head in heads]
    if len(columns) < len(_HEADS):
        raise CallError("「问题清单」的表头改动过，认不出来。", cure="请重新点「填报检查」。")
    return [["" if line[at] is None else str(line[at]) for at in columns] for line in lines]
