"""The worksheet functions as xlwings' function server calls them on Windows.

The server's own code runs: `call_udf`, the converters, the Windows engine. Stood in for are
pywin32, which it imports, and Excel's ranges.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock, patch

import pytest

from excel.com import ComRange, ComSheet
from tooling import tool
from zipingbiao.excel.declaration import TAB
from zipingbiao.scoring.functions import FUNCTIONS

xw = pytest.importorskip("xlwings", reason="没有装 xlwings，跳过工作表函数的测试")
from zipingbiao.excel import worksheet  # noqa: E402

windows_xlwings = tool("vba_wrappers").windows_xlwings

#: What pywin32 hands over for an argument that is left out.
MISSING = -2147352572
DIV0, SPILL = -2146826281, -2146826243
MODULE = worksheet.__name__
#: What of Windows xlwings' engine imports.
OF_WINDOWS = ("win32api", "win32con", "win32gui", "win32process", "win32timezone")

Call = Callable[..., object]


@pytest.fixture(scope="module")
def server() -> Iterator[SimpleNamespace]:
    """The function server with our functions; ``module`` is their module on Windows."""
    air = {name: MagicMock() for name in ("oledll", "windll", "PyDLL")}
    with (
        patch.multiple(ctypes, create=True, **air),
        windows_xlwings(*OF_WINDOWS) as (generator, module),
    ):
        sys.modules["pythoncom"].__file__ = ""
        vars(sys.modules["win32process"])["GetWindowThreadProcessId"] = lambda _: (0, 0)
        engine = import_module("xlwings._xlwindows")
        started = SimpleNamespace(loop=None)
        with (
            patch.dict(sys.modules, {"xlwings.com_server": started}),
            patch.object(engine, "is_range_instance", lambda one: isinstance(one, ComRange)),
            patch.dict(generator.udf_modules, {MODULE: {"module": module, "filetime": None}}),
            patch.dict(xw.engines.engines_by_name, {"excel": xw.Engine(impl=engine.engine)}),
        ):
            yield SimpleNamespace(call=generator.call_udf, module=module, engine=engine)


@pytest.fixture(scope="module")
def call(server: SimpleNamespace) -> Call:
    """Calls a function as the VBA wrapper does; gives what the cell shows."""

    def called(name: str, *arguments: object) -> object:
        [[shown]] = server.call(MODULE, name, arguments)
        return shown

    return called


SHEET = ComSheet(
    [
        ["项目资金（万元）", 151.2, 176.45, None, "3.04 万元"],
        [None, 10.0, 20.0, True, DIV0],
        ["≥48", 50.0, "—", datetime(2020, 11, 30), Decimal("12.5")],
        [SPILL, 1.0, 2.0, datetime(1899, 12, 30, 12), "2020年12月底前完成"],
    ]
)


def cells(address: str) -> ComRange:
    return SHEET.Range(address)


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("ZPB_RATE", (151.2, 176.45), 0.8569),
        ("ZPB_RATE", (cells("B1"), cells("C1")), 0.8569),
        ("ZPB_RATE", (cells("E1"), "80200元"), 0.3791),
        ("ZPB_RATE", (cells("A2"), cells("C1")), ""),
        ("ZPB_RATE", (cells("E3"), 25.0), 0.5),
        ("ZPB_RATE", (cells("B1:B3"), cells("C1:C3")), 0.8569),
        ("ZPB_RATE_SCORE", (0.8569, 10.0, MISSING), 8.57),
        ("ZPB_RATE_SCORE", (0.76, 10.0, "xinjiang"), 7.6),
        ("ZPB_COMPLETION", (cells("A3"), cells("B3"), MISSING, MISSING), 1.0417),
        ("ZPB_COMPLETION", (cells("E4"), cells("D3"), MISSING, MISSING), 1),
        ("ZPB_SCORE", (cells("A3"), cells("B3"), 5.0, MISSING, MISSING, MISSING), 5),
        ("ZPB_SCORE", ("35", 26.61, 10.0, MISSING, "成本指标", MISSING), 10),
        ("ZPB_DEDUCT", ("差异率≤0，得满分；每增加5%（含）扣0.5分", "12%", 5.0, MISSING), 1),
        ("ZPB_TOTAL", (cells("B1:C2"),), 357.65),
        ("ZPB_TOTAL", (cells("B1:B2"), cells("C2"), 0.35), 181.55),
        ("ZPB_TOTAL", (cells("B1:C1"), cells("A1")), 327.65),
        ("ZPB_TOTAL", (cells("B1:B2,B4"),), 162.2),
        ("ZPB_TOTAL", (cells("C1"), MISSING, cells("C2")), 196.45),
        ("ZPB_TOTAL", (((1.0, 2.0), (3.0, None)),), 6),
        ("ZPB_TOTAL", ((1.0, 2.0),), 3),
    ],
)
def test_a_cell_shows_what_the_function_gives(
    call: Call, name: str, arguments: tuple[object, ...], shown: object
) -> None:
    assert call(name, *arguments) == pytest.approx(shown, abs=0.00005)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ZPB_TOTAL", (cells("B2:E2"),), "金额「TRUE」"),
        ("ZPB_TOTAL", (cells("E2"),), "金额「#DIV/0!」"),
        ("ZPB_TOTAL", (DIV0,), "金额「#DIV/0!」"),
        ("ZPB_TOTAL", (cells("A4:C4"),), "金额「#ERROR!」"),
        ("ZPB_TOTAL", (cells("D3"),), "金额「2020年11月30日」"),
        ("ZPB_RATE", (1.0, cells("A1")), "预算数「项目资金（万元）」"),
        ("ZPB_EXPLAIN", ("ZPB_RATE", cells("B1"), cells("C1")), "结果为 85.69%"),
        ("ZPB_EXPLAIN", ("ZPB_TOTAL", cells("B1:C1"), "万元"), "结果为 327.65 万元"),
        ("ZPB_TOTAL", (cells(",".join(["B1"] * 90)),), "金额「#ERROR!」"),
        ("ZPB_EXPLAIN", ("ZPB_HAPPY",), "没有名为「ZPB_HAPPY」的函数"),
    ],
)
def test_a_cell_says_what_is_wrong(
    call: Call, name: str, arguments: tuple[object, ...], words: str
) -> None:
    assert words in str(call(name, *arguments))


def test_a_time_of_day_is_its_fraction(call: Call) -> None:
    assert call("ZPB_TOTAL", cells("D4")) == 0.5


@pytest.mark.parametrize(
    ("address", "total"), [("B:B", 212.2), ("B:C", 410.65), ("4:4", None), ("B:B,E3", 224.7)]
)
def test_of_whole_columns_and_rows_only_the_used_part_is_read(
    call: Call, address: str, total: float | None
) -> None:
    SHEET.read = 0
    answer = call("ZPB_TOTAL", cells(address))
    assert SHEET.read <= 10
    assert "#ERROR!" in str(answer) if total is None else answer == pytest.approx(total)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_declared_with_its_help(server: SimpleNamespace, name: str) -> None:
    function, declared = FUNCTIONS[name], getattr(server.module, name).__xlfunc__
    assert declared["category"] == TAB
    assert declared["ret"]["doc"] == function.help
    for told, one in zip(declared["args"], function.parameters, strict=False):
        assert told["options"]["ndim"] == 2
        assert told["doc"] == f"{one.chinese}：{one.help}"
        assert told["vararg"] == one.repeats
        assert ("optional" in told) == (one.optional and not one.repeats)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_excel_can_not_show_is_not_in_the_help(name: str) -> None:
    """Excel cuts off help texts after 255 characters."""
    function = FUNCTIONS[name]
    texts = [function.help, *(f"{one.chinese}：{one.help}" for one in function.parameters)]
    assert max(map(len, texts)) <= 255


def test_off_windows_the_functions_are_plain() -> None:
    plain = vars(worksheet)
    assert plain["ZPB_RATE"]([[3.04]], [[8.02]]) == 0.3791
    assert FUNCTIONS.keys() <= plain.keys()


def test_the_functions_need_no_heavy_library(root: Path) -> None:
    code = (
        "import xlwings, sys; before = set(sys.modules); import zipingbiao.excel.worksheet;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root / "python", check=True, capture_output=True
    )
    more = set(done.stdout.decode().split())
    assert more - sys.stdlib_module_names == {"zipingbiao"}
