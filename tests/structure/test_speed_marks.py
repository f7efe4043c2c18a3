"""What asserts a time runs alone: each test that measures one says so by its mark."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCK = "perf_counter"
BROWSER_CLOCK = "performance.now"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def names_in(node: ast.AST) -> set[str]:
    """Every name and attribute that is used in a piece of code."""
    used = {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}
    return used | {found.attr for found in ast.walk(node) if isinstance(found, ast.Attribute)}


def marks_of(node: Function) -> set[str]:
    return {name for decorator in node.decorator_list for name in names_in(decorator)}


def unmarked_measurements(tree: ast.Module) -> Iterator[str]:
    """Tests that read the clock, by themselves or by a function of their file, without a mark."""
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    module_marks: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and "pytestmark" in names_in(node):
            module_marks |= names_in(node.value)
    measures = {CLOCK}
    for node in tree.body:
        if isinstance(node, ast.Assign) and f"{BROWSER_CLOCK}()" in ast.unparse(node.value):
            measures |= names_in(node)
    # As often as a function may call one that calls one that reads the clock.
    for _ in functions:
        measures |= {node.name for node in functions if measures & names_in(node)}
    for node in functions:
        is_marked = "speed" in marks_of(node) | module_marks
        if node.name.startswith("test_") and node.name in measures and not is_marked:
            yield node.name


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: str(path.relative_to(TESTS))
)
def test_who_measures_a_time_runs_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert list(unmarked_measurements(ast.parse(source))) == []


def test_a_measurement_without_its_mark_is_found() -> None:
    source = """
SCRIPT = "performance.now()"
def took(): return time.perf_counter() - began
def test_bare(): assert took() < 1
def test_in_browser(): assert page.evaluate(SCRIPT) < 1
@pytest.mark.speed
def test_marked(): assert took() < 1
def test_other(): assert True
"""
    assert list(unmarked_measurements(ast.parse(source))) == ["test_bare", "test_in_browser"]
    assert list(unmarked_measurements(ast.parse(f"pytestmark = [pytest.mark.speed]{source}"))) == []
