"""The worksheet functions as a Python module: light to import, told in the handbook, tough."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zipingbiao import functions
from zipingbiao.scoring.functions import FUNCTIONS, Answer, Cells

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "工作表函数.md").read_text("utf-8")
HAN = re.compile("[\u4e00-\u9fff]")

# ---- the module ------------------------------------------------------------------------------


def imported(code: str) -> set[str]:
    """The modules that a fresh Python has after some code, without those it starts with."""
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'python')!r}); old = set(sys.modules)\n"
        f"{code}\nprint(*sorted(set(sys.modules) - old))"
    )
    found = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, check=True, encoding="utf-8"
    )
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "call",
    [
        "",
        "zipingbiao.functions.ZPB_SCORE('≥48', 50, 5)",
        "zipingbiao.functions.ZPB_DEDUCT('每出现一次扣1分，扣完为止。', 2, 5)",
        "zipingbiao.functions.ZPB_EXPLAIN('ZPB_RATE', 3.04, 8.02)",
    ],
)
def test_only_the_standard_library_is_imported(call: str) -> None:
    modules = imported(f"import zipingbiao.functions\n{call}")
    roots = {name.partition(".")[0] for name in modules} - {"zipingbiao"}
    assert "zipingbiao.functions" in modules
    assert roots - set(sys.stdlib_module_names) == set()
    assert roots.isdisjoint({"openpyxl", "jinja2", "pandas", "xlwings"})


def test_the_import_leaves_the_grammar_of_clauses_and_the_layouts_alone() -> None:
    modules = imported("import zipingbiao.functions")
    assert not any(name.startswith("zipingbiao.scoring.clause.") for name in modules)
    assert modules.isdisjoint({"zipingbiao.layouts", "zipingbiao.template", "zipingbiao.ooxml"})


def test_the_module_has_every_function_under_its_name() -> None:
    assert {name: getattr(functions, name) for name in FUNCTIONS} == FUNCTIONS
    assert set(functions.__all__) == {*FUNCTIONS, "FUNCTIONS"}


# ---- anything in any cell ----------------------------------------------------------------------

texts = st.one_of(
    st.sampled_from(
        [
            "", " ", "—", "/", "无", "≥48", "≤35万元", "90%", "0.98", "３/４", "零登记",
            "12月底前",
            "2020.11", "100％", "1e400", "nan", "inf", "-", "national", "liaoning",
            "natoinal", "元", "亿元", "成本指标", "正向", "反向", "定性", "ZPB_RATE",
            "zpb_score", "#DIV/0!", "TRUE",
            "差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。",
            "得分=达到数/全部数*10", "完成得5分，否则不得分。", "每发现一处扣1分，扣完为止。",
            "×" * 99, "/etc/passwd", "..\\x.toml", "9" * 400, "\x00", "\ud800",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
scalars: st.SearchStrategy[Cells] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), texts, st.just(10**400)
)
cells: st.SearchStrategy[Cells] = st.one_of(
    scalars,
    st.lists(scalars, max_size=4),
    st.lists(st.lists(scalars, max_size=3), max_size=3),
)


def is_readable(answer: object) -> bool:
    """A finite number, nothing, or Chinese without a word of Python in it."""
    if isinstance(answer, str):
        told = re.sub("「.*?」", "", answer, flags=re.S)
        return not answer or (bool(HAN.search(told)) and "Error" not in told and "<" not in told)
    return type(answer) in (int, float) and math.isfinite(cast(float, answer))


@settings(max_examples=1200)
@given(st.sampled_from(sorted(set(FUNCTIONS) - {"ZPB_EXPLAIN"})), st.lists(cells, max_size=7))
def test_no_function_ever_raises(name: str, arguments: list[Cells]) -> None:
    answer = FUNCTIONS[name](*arguments)
    assert is_readable(answer), (name, arguments, answer)
    told = functions.ZPB_EXPLAIN(name, *arguments)
    assert isinstance(told, str)
    assert HAN.search(told)


@settings(max_examples=200)
@given(st.lists(cells, max_size=3))
def test_no_explanation_ever_raises(arguments: list[Cells]) -> None:
    answer = functions.ZPB_EXPLAIN(*arguments)
    assert isinstance(answer, str)
    assert HAN.search(answer)


@settings(max_examples=200)
@given(st.lists(cells, max_size=5))
def test_an_explanation_changes_no_result(arguments: list[Cells]) -> None:
    for name in ("ZPB_RATE", "ZPB_RATE_SCORE", "ZPB_COMPLETION", "ZPB_SCORE", "ZPB_DEDUCT"):
        before = FUNCTIONS[name](*arguments)
        FUNCTIONS[name].explain(*arguments)
        assert FUNCTIONS[name](*arguments) == before


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrong_number_of_arguments_is_told_with_the_right_one(name: str) -> None:
    function = FUNCTIONS[name]
    too_few: list[Cells] = [1] * (function.least - 1)
    assert function(*too_few) == f"{name} 的参数个数不对，应为：{function.signature}。"
    if function.most is not None:
        too_many: list[Cells] = [1] * (function.most + 1)
        assert "参数个数不对" in str(function(*too_many))


# ---- the page in the handbook ------------------------------------------------------------------


def sections() -> dict[str, str]:
    """The parts of the page, by function."""
    parts = re.split(r"^## `(ZPB_\w+)`\n", PAGE, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def examples() -> list[tuple[str, str]]:
    """Formula and result of each example."""
    return re.findall(r"^\| `=(ZPB_[^`]+)` \| (.*?) \|", PAGE, flags=re.M)


def test_the_page_has_every_function_in_order_with_its_help() -> None:
    assert list(sections()) == list(FUNCTIONS)
    for name, text in sections().items():
        function = FUNCTIONS[name]
        assert f"`{function.signature}`" in text
        assert function.help in text
        rows = re.findall(r"^\| ([^|（]+)(（可省略）)? \| (.+) \|$", text, flags=re.M)
        told = [(one, bool(optional), words) for one, optional, words in rows]
        wanted = [(one.chinese, one.optional, one.help) for one in function.parameters]
        assert [row for row in told if row in wanted] == wanted


def test_every_function_has_examples() -> None:
    told = [re.match(r"ZPB_\w+", formula) for formula, _ in examples()]
    assert {match[0] for match in told if match} == set(FUNCTIONS)
    assert len(told) >= 3 * len(FUNCTIONS) - 2


@pytest.mark.parametrize(("formula", "shown"), examples())
def test_an_example_of_the_page_gives_what_it_says(formula: str, shown: str) -> None:
    python = re.sub(r"\{([^}]*)\}", r"[[\1]]", formula).replace(",)", ",None)")
    names: dict[str, Callable[..., Answer]] = {name: FUNCTIONS[name] for name in FUNCTIONS}
    answer = eval(python, {"__builtins__": {}}, names)  # the page is our own
    assert f"{answer}" == ("" if shown == "（空）" else shown.strip("`"))
