"""学习版式: the filled form in front becomes a layout of the user's own."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from zipingbiao.excel.call import Call
from zipingbiao.learn.learning import Learned
from zipingbiao.learn.learning import learn as learn_layout
from zipingbiao.places import own_templates

#: What a layout is called that a button has made; its number comes behind it.
_NAME = "学来的版式"
#: A dialog asks so much; all of it stands in the folder.
_MOST_ASKED = 5


def learn(call: Call) -> str:
    """Learn the layout of the form in the book; the book stays as it is."""
    with call.board.copy() as path:
        learned = learn_new(path)
    return "\n".join(told_of(learned, "点「新建」里最后一项，就能用它新建"))


def learn_new(path: Path) -> Learned:
    """Learn the layout of a file into a folder of the user's own that is not there yet.

    Raises CallError where there is nothing new to learn.
    """
    folders = (own_templates() / f"{_NAME}{number}" for number in count(1))
    free = next(folder for folder in folders if not folder.exists())
    return learn_layout(path, free, only_new=True)


def told_of(learned: Learned, how: str) -> list[str]:
    """What a person is told, line by line; ``how`` a new form is made of it."""
    asks = [f"{number}. {one}" for number, one in enumerate(learned.asks, 1)]
    more = [f"……另有 {len(asks) - _MOST_ASKED} 条，见「说明.txt」。"] if asks[_MOST_ASKED:] else []
    return [
        f"学好了，版式「{learned.folder.name}」放在 {learned.folder}。",
        *learned.told,
        *asks[:_MOST_ASKED],
        *more,
        f"{how}；读取、检查、汇总也都认得它。",
    ]
