"""The tables of tests/regressions/README.md: which failure each code is, said by the tests."""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests" / "regressions"
PAGE = FOLDER / "README.md"
LETTERS = {
    "g": "gateway", "i": "integration", "k": "calendar and reports", "l": "Lago",
    "n": "what users of such systems complain about", "p": "API", "s": "SQL", "u": "screens",
    "x": "running it among strangers",
}  # fmt: skip
_FILE = re.compile(r"test_([a-z])(\d\d)_\w+\.py")


def write_page() -> str:
    """Return the page: a section for each letter, a row for each test."""
    rows: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("test_*.py")):
        found = _FILE.fullmatch(path.name)
        if found is None:
            raise ValueError(f"{path.name} is not named after a failure: test_s01_….py")
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        code = f"{found[1].upper()}{int(found[2])}"
        what = " ".join(doc.split("\n\n")[0].split()).removeprefix(f"{code}: ")
        rows.setdefault(found[1], []).append(f"| {code} | {what} | [{path.stem}]({path.name}) |")
    sections = [
        "\n".join([f"## {letter.upper()}: {LETTERS[letter]}", "", _HEAD, *rows[letter], ""])
        for letter in sorted(rows)
    ]
    return "\n".join([_INTRODUCTION, *sections])


_HEAD = "| code | what went wrong | test |\n|---|---|---|"
_INTRODUCTION = """# What went wrong elsewhere

Each test here is a failure of a system of this kind, or of an earlier version of this one, and
proves that it does not happen here. A code is a letter for where it happened, and a number; the
first line of a test says what happened. `make docs` writes this page from those lines.
"""
