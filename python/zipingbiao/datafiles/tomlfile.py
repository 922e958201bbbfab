"""A TOML file that a person wrote: its data, the line of each key, all its mistakes at once."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from zipingbiao.datafiles.survey import Statement, Way, lines_of, survey
from zipingbiao.errors import Place, TemplateError, ZpbError, shown, suggest, system_reason

T = TypeVar("T")

_MOST_BYTES = 1 << 20
_MOST_TOLD = 50
#: No amount is greater, and a double holds it to the unit.
_GREATEST = 10**15

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_TWICE = re.compile("overwrite|twice|Cannot declare|Cannot mutate")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Mistake(NamedTuple):
    """One mistake in a file: where (line 0: in the whole of it), what is wrong, what to do."""

    path: str
    line: int
    reason: str
    cure: str = ""

    def __str__(self) -> str:
        where = f"{self.path}：第 {self.line} 行：" if self.line else f"{self.path}："
        return f"{where}{self.reason}。{self.cure}"


class MistakenFile(ZpbError):
    """A file that can't be used; ``mistakes`` holds all that is wrong with it, a line each."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        first = self.mistakes[0]
        super().__init__(first.reason, Place(first.path), first.cure)

    def __str__(self) -> str:
        told = [str(mistake) for mistake in self.mistakes[:_MOST_TOLD]]
        more = len(self.mistakes) - len(told)
        return "\n".join([*told, f"……另有 {more} 处。"] if more else told)


class TomlFile:
    """What a TOML file says, as far as it can be read.

    ``data``: its keys; whoever knows what they mean adds mistakes of his own. Raises nothing,
    whatever stands in the file and whether or not it is there: a file that can't be read is one
    with a mistake and no data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data: dict[str, Any] = {}
        self._mistakes: list[Mistake] = []
        self._lines: dict[Way, int] = {}
        self._unusable: set[Way] = set()
        text = self._text()
        if text is not None:
            self._read(text)

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong, as far as told, from the first line to the last."""
        return sorted(self._mistakes, key=lambda mistake: mistake.line)

    def line_of(self, key: str | Way) -> int:
        """The line of a key, or of the nearest table around it; 1 where there is none."""
        way = (key,) if isinstance(key, str) else key
        while way and way not in self._lines:
            way = way[:-1]
        return self._lines.get(way, 1)

    def wrong(self, key: str | Way, reason: str, cure: str = "") -> None:
        """Adds a mistake at a key's line, unless its value is told of already.

        The reason is without its full stop.
        """
        if ((key,) if isinstance(key, str) else key) not in self._unusable:
            self._tell(self.line_of(key), reason, cure)

    def checked(self, key: str | Way, check: Callable[[object], T], value: object) -> T | None:
        """The value as ``check`` understands it; None, and a mistake, where it raises ValueError.

        The text of the ValueError is the reason, in Chinese and without a full stop.
        """
        try:
            return check(value)
        except ValueError as error:
            self.wrong(key, f"「{shown(_name_of(key))}」：{error}", "请改正。")
            return None

    def refuse_unknown(
        self, table: Mapping[str, object], known: Iterable[str], way: Way = ()
    ) -> None:
        """A mistake for each key of a table that is none of the known ones."""
        names = tuple(known)
        for key in table:
            if key not in names:
                self.wrong((*way, key), f"不认识「{shown(key)}」", suggest(key, names))

    def tables(self, name: str) -> Iterator[tuple[Way, dict[str, Any]]]:
        """The items of an array of tables, ``[[name]]``, each with the way to it."""
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong(name, f"「{name}」应写成 [[{name}]] 那样的一段")
            return
        for number, one in enumerate(found):
            yield (name, number), one

    def _tell(self, line: int, reason: str, cure: str) -> None:
        self._mistakes.append(Mistake(str(self.path), line, reason, cure))

    def _text(self) -> str | None:
        try:
            with self.path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
            if len(content) <= _MOST_BYTES:
                return content.decode("utf-8-sig").replace("\r\n", "\n") + "\n"
            self._tell(0, "文件超过 1 MB", "请只留设置，删去其他内容。")
        except UnicodeDecodeError:
            self._tell(0, "不是 UTF-8 编码的文字", "请另存为 UTF-8。")
        except (FileNotFoundError, ValueError):  # ValueError: a NUL in its name
            self._tell(0, "没有这个文件", "请检查路径和权限。")
        except OSError as error:
            self._tell(0, f"文件打不开（{system_reason(error)}）", "请检查路径和权限。")
        return None

    def _read(self, text: str) -> None:
        statements, excesses = survey(text)
        for line, reason in excesses:
            self._tell(line, reason, "请改正。")
        if not excesses:
            self.data = self._parsed(text, statements)
            self._lines = lines_of(text, statements)
            self._refuse_unusable()

    def _refuse_unusable(self) -> None:
        for way, value in _values(self.data, ()):
            reason = _why_unusable(value)
            if reason:
                while isinstance(way[-1], int):
                    way = way[:-1]
                self.wrong(way, f"「{shown(way[-1])}」{reason}", "请改正。")
                self._unusable.add(way)

    def _parsed(self, text: str, statements: list[Statement]) -> dict[str, Any]:
        """The data; each statement that is wrong is told and left out."""
        lines = text.split("\n")
        for _ in range(_MOST_TOLD):
            try:
                return tomllib.loads("\n".join(lines))
            except tomllib.TOMLDecodeError as error:
                at = _AT.search(str(error))
                twice = _TWICE.search(str(error))
                where = f"，在第 {at[2]} 列" if at else "，没有写完"
                reason = "同一项写了两次" if twice else f"写法有误{where}"
                cure = "请删去一个。" if twice else "请检查引号、等号和括号。"
                self._tell(int(at[1]) if at else 0, reason, cure)
                if not at:
                    break
                _leave_out(lines, statements, int(at[1]))
            except (ValueError, RecursionError):  # what tomllib itself did not foresee
                self._tell(0, "写法有误", "请检查引号、等号和括号。")
                break
        return {}


def load_toml(path: Path, what: str, make: Callable[[dict[str, Any]], T]) -> T:
    """What a file that comes with the program says, as ``make`` understands it.

    Raises TemplateError where the file can't be read, is no TOML, or ``make`` does not find what
    it looks for.
    """
    try:
        return make(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        reason = f"{what}打不开（{system_reason(error)}）。"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        reason = f"{what}写法有误。"
    except KeyError as error:
        reason = f"{what}缺少「{shown(str(error.args[0]))}」。"
    except (ValueError, TypeError, AttributeError):
        reason = f"{what}里有一项写法不对。"
    raise TemplateError(reason, Place(str(path)), "请照原来的样子改正，或重新安装自评表。")


def _leave_out(lines: list[str], statements: list[Statement], line: int) -> None:
    """Blanks the statement that holds a line; a table's head takes its keys along."""
    index = bisect_right([one.line for one in statements], line) - 1
    first = statements[max(0, index)]
    after = (one.line for one in statements[index + 1 :] if one.is_head or not first.is_head)
    end = next(after, len(lines) + 1)
    lines[first.line - 1 : end - 1] = [""] * (end - first.line)


def _name_of(key: str | Way) -> str:
    return key if isinstance(key, str) else [one for one in key if isinstance(one, str)][-1]


def _values(value: object, way: Way) -> Iterator[tuple[Way, object]]:
    """All plain values with the ways to them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, (*way, number))
    else:
        yield way, value


def _why_unusable(value: object) -> str:
    """Why no one can do anything with a value; "" where it is a usual one."""
    if isinstance(value, str) and _CONTROL.search(value):
        return "里有看不见的控制字符"
    if isinstance(value, float) and not isfinite(value):
        return f"：「{value}」不是数"
    if isinstance(value, int | float) and abs(value) > _GREATEST:
        return f"：「{shown(value)}」太大"
    return ""
