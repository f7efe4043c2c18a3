"""The code keeps its own rules: small functions, small files, no drawer for leftovers."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "orgbilling"
LINES_PER_FUNCTION_MAX = 60
LINES_PER_FILE_MAX = 400
LEFTOVERS = {"utils", "util", "helpers", "helper", "common", "misc"}
SUFFIXES = {".py", ".sql", ".ts", ".tsx", ".css", ".md", ".toml", ".yaml", ".yml"}
MADE_OR_FOREIGN = {"node_modules", "dist", "generated", "__pycache__", ".venv", "ui"}
ADDRESS = re.compile(r"(?:pypi\.|npmjs|index-url|/root/|/home/\w|/work/)", re.IGNORECASE)


def python_files() -> list[Path]:
    folders = [SOURCE, ROOT / "tests", ROOT / "bench"]
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def own_files() -> list[Path]:
    folders = [SOURCE, ROOT / "tests", ROOT / "bench", ROOT / "web" / "src", ROOT / "docs"]
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES and not MADE_OR_FOREIGN & set(path.relative_to(ROOT).parts)
    )


def is_generated(path: Path) -> bool:
    """Whether a program wrote it: what it was written from is read instead."""
    return ", written by `make " in path.read_text(encoding="utf-8").partition("\n")[0]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{where(path, node.lineno)} {node.name}"
        for path in python_files()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LINES_PER_FUNCTION_MAX
    ]
    assert not too_long


def test_no_file_is_longer_than_can_be_overseen() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in own_files()
        if path.suffix != ".md" and "locale" not in path.name and not is_generated(path)
        for count in [len(path.read_text(encoding="utf-8").splitlines())]
        if count > LINES_PER_FILE_MAX
    ]
    assert not too_long


def test_no_module_is_a_drawer_for_leftovers() -> None:
    drawers = [str(p.relative_to(ROOT)) for p in own_files() if p.stem.lower() in LEFTOVERS]
    assert not drawers


def test_every_module_and_public_name_says_what_it_is() -> None:
    silent: list[str] = []
    for path in filter(lambda each: not is_generated(each), sorted(SOURCE.rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(where(path, 1))
        silent += [
            f"{where(path, node.lineno)} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]
    assert not silent


def test_sql_is_kept_out_of_python() -> None:
    verbs = re.compile(r"\s*(select|insert into|update \w+ set|delete from|with \w+ as)\b", re.I)
    found: list[str] = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and "\n" in text and verbs.match(text):
                found.append(where(path, node.lineno))  # type: ignore[attr-defined]
    assert not found


@pytest.mark.parametrize(
    "name",
    [
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-node.lock",
        "requirements-litellm.lock",
        "requirements-clients.lock",
        "requirements-aider.lock",
    ],
)
def test_a_lock_file_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "index" not in "\n".join(line for line in text.splitlines() if line.startswith("-"))


@pytest.mark.parametrize(
    "folder", ["web", "tests/keycloak/protocol", "tests/clients/node", "tests/clients/node_more"]
)
def test_a_lock_file_of_node_has_hashes_and_no_address(folder: str) -> None:
    text = (ROOT / folder / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = {name: lock for name, lock in json.loads(text)["packages"].items() if name}
    bare = {name for name, lock in packages.items() if "integrity" not in lock}
    # Builds of the linter for other systems, which not every registry has; nothing ships them.
    assert all(name.startswith("node_modules/@biomejs/cli-") for name in bare), bare


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    found = [
        where(path, number)
        for path in own_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ADDRESS.search(line)
    ]
    assert not found
