"""The code is held to ARCHITECTURE.md: its layers, and the limits on functions and modules."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

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
