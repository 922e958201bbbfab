"""A JSON file that is handed in: its data, or one sentence saying why there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from zipingbiao.errors import DataError, Place, shown, system_reason

#: ``int`` refuses some thousand digits; what so many digits stand for is no number of a form.
_MOST_DIGITS = 300


def load_json(path: Path, what: str) -> Any:
    """What a file holds. ``what`` is its name in messages: 数据文件.

    Raises DataError, naming the file, for a file that can't be opened, is no UTF-8 or no JSON,
    says a key twice, is nested too deep or holds a number that is none.
    """
    place = Place(str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(
            text,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except OSError as error:
        raise DataError(
            f"{what}打不开（{system_reason(error)}）。", place, "请检查文件名。"
        ) from None
    except UnicodeDecodeError:
        raise DataError(f"{what}不是 UTF-8 文字。", place, "请另存为 UTF-8。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        cure = "请检查逗号和引号。"
        raise DataError(f"{what}不是有效的 JSON，{where}写法有误。", place, cure) from None
    except RecursionError:
        raise DataError(f"{what}的括号套得太深。", place, "请改正。") from None
    except ValueError as error:
        raise DataError(f"{what}里{error}。", place, "请改正。") from None


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"「{shown(digits)}」位数太多")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if number - number:
        raise ValueError(f"「{shown(digits)}」太大")
    return number


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"「{word}」不是数")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"「{shown(name)}」写了两次")
        found[name] = value
    return found
