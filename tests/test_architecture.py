"""The code is held to ARCHITECTURE.md: its layers, and the limits on functions and modules."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tooling import tool

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "python"
BLOCK = re.search(r"```layers\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.S)
LAYERS = BLOCK[1].split() if BLOCK else []

TREES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
        path.read_text("utf-8")
    )
    for path in sorted((SOURCE / "zipingbiao").rglob("*.py"))
}
FUNCTIONS = {
    f"{module}:{node.lineno} {node.name}": node
    for module, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}
LENGTHS = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in FUNCTIONS.items()}


def imports(module: str) -> Iterator[str]:
    """The modules that a module imports, wherever in it the import stands."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in TREES else str(node.module)


def test_the_map_is_drawn_from_the_code() -> None:
    drawing = tool("draw_map")
    text = drawing.DRAWING.read_text("utf-8")
    assert re.findall(r'font-weight="600">(\w+)<', text) == LAYERS, "运行 python tools/draw_map.py"
    real = drawing.imports()
    drawn = re.findall(r'data-import="(\w+) (\w+)"', text)
    assert len(drawn) >= len(LAYERS) - 1
    assert [pair for pair in drawn if pair[1] not in real[pair[0]]] == []


def test_the_walk_of_a_form_has_ten_steps_in_files_that_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    walk = text.split("## 一张表的十步")[1].split("\n## 房间")[0]
    assert len(re.findall(r"^\d+\. ", walk, flags=re.M)) == 10
    named = re.findall(r"`([\w/]+(?:\.py|/))`", walk)
    places = (SOURCE / "zipingbiao", ROOT)
    assert [one for one in named if not any((place / one).exists() for place in places)] == []


def layer(module: str) -> str:
    """The first name below the package; the package itself is below all layers."""
    return module.removeprefix("zipingbiao").lstrip(".").split(".")[0]


def test_every_module_belongs_to_a_layer_and_every_layer_exists() -> None:
    assert {layer(module) for module in TREES} - {""} == set(LAYERS)


@pytest.mark.parametrize("module", TREES)
def test_imports_run_downward_only(module: str) -> None:
    ours = [name for name in imports(module) if name.split(".")[0] == "zipingbiao"]
    below = [*LAYERS, ""][LAYERS.index(layer(module)) + 1 if layer(module) else len(LAYERS) :]
    allowed = {layer(module), "", *below}
    assert [name for name in ours if layer(name) not in allowed] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: set(imports(module)) & TREES.keys() - {module} for module in TREES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(TREES)


@pytest.mark.parametrize("module", [name for name in TREES if layer(name) == "values"])
def test_values_import_only_the_standard_library_and_errors(module: str) -> None:
    for name in imports(module):
        ours = name.startswith("zipingbiao") and layer(name) in ("values", "errors")
        assert ours or name.split(".")[0] in sys.stdlib_module_names, name


def test_functions_are_short() -> None:
    long = sorted((length, name) for name, length in LENGTHS.items() if length > 40)
    assert [entry for entry in long if entry[0] > 60] == []
    assert len(long) <= 0.05 * len(LENGTHS), long


def test_functions_are_annotated() -> None:
    for name, node in FUNCTIONS.items():
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        bare = [arg.arg for arg in arguments if arg.annotation is None]
        assert set(bare) <= {"self", "cls"}, f"{name} {bare}"
        assert node.returns is not None, name


@pytest.mark.parametrize("module", TREES)
def test_modules_are_short_and_hold_nothing_unfinished(module: str) -> None:
    path = SOURCE / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(TREES[module])
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)


# What the field knows stands in the domain room alone

#: Words of the field that decide what a row is: the domain room knows them.
WORDS = re.compile(
    "扣分项?|减分项?|倒扣分?|加分项?|合计|小计|总计|共计|总额|总量|预算执行率|预算执行情况|资金执行率|全年预算(?!数)"
)
#: Where words are those of a language of its own, or of ours.
GRAMMARS = {
    "values": "how targets are written",
    "scoring.clause": "how clauses are written",
    "rules.narrative": "how sentences tell amounts",
    "prose": "how running text tells numbers",
    "rules.spoken": "how sentences tell results",
    "merge.amounts": "the names of 行类 in the summary",
}
#: Functions that look for a text in another.
SEEKING = frozenset(
    (
        *("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"),
        *("startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "count"),
        *("partition", "rpartition", "replace", "strip"),
    )
)


def as_data(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that something is compared with or searched by; not its messages."""
    for node in ast.walk(tree):
        held: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            held = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and name_of(node.func) in SEEKING:
            held = [*node.args]
        for each in held:
            yield from (text for one in ast.walk(each) if (text := text_of(one)))
        if (whole := text_of(node)) and WORDS.fullmatch(whole.strip()):
            yield whole


def name_of(function: ast.AST) -> str:
    """``re.compile`` is compile."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def text_of(node: ast.AST) -> str | None:
    """The text of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def outside(*rooms: str) -> list[str]:
    """The modules that are in none of the rooms."""
    return [m for m in TREES if not f"{m}.".startswith(tuple(f"zipingbiao.{r}." for r in rooms))]


@pytest.mark.parametrize("module", outside("domain", *GRAMMARS))
def test_the_words_of_the_field_stand_nowhere_else(module: str) -> None:
    assert [text for text in as_data(TREES[module]) if WORDS.search(text)] == []


def test_what_is_held_apart_exists() -> None:
    assert {f"zipingbiao.{name}" for name in GRAMMARS} <= TREES.keys()


def test_words_are_found_where_they_decide_and_not_where_they_tell() -> None:
    code = 'P = re.compile("^小计")\nif x == "合计":\n    say("合计不对")\nNAME = "扣分项"\n'
    assert set(as_data(ast.parse(code))) == {"^小计", "合计", "扣分项"}


def tolerances(tree: ast.AST) -> Iterator[str]:
    """Where the distance of two numbers is held against a number of one's own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(map(is_distance, [node.left, *node.comparators])):
            limits = [one for one in [node.left, *node.comparators] if not is_distance(one)]
            if not all(isinstance(one, ast.Constant) and one.value == 1 for one in limits):
                yield ast.unparse(node)


def is_distance(node: ast.AST) -> bool:
    """``abs(a - b)``, but not of two lengths."""
    if not isinstance(node, ast.Call) or name_of(node.func) != "abs":
        return False
    (inner,) = node.args
    if not isinstance(inner, ast.BinOp) or not isinstance(inner.op, ast.Sub):
        return False
    return not (isinstance(inner.left, ast.Call) and name_of(inner.left.func) == "len")


@pytest.mark.parametrize("module", outside("domain", "values", "scoring.clause"))
def test_how_far_apart_is_the_same_is_said_nowhere_else(module: str) -> None:
    assert [*tolerances(TREES[module])] == []
