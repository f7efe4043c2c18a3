"""Writes the bounds of `orgbilling.bounds` where they cannot be imported: `make bounds`.

In functions of SQL every `<number> /* NAME */` gets the bound's number; the screens get a module.
With `--check` nothing is written, and it fails where anything would be.
"""

import argparse
import re
import sys
from decimal import Decimal
from pathlib import Path

from orgbilling import bounds

ROOT = Path(__file__).parents[1]
FUNCTIONS = ROOT / "src" / "orgbilling" / "sql" / "functions"
MODULE = ROOT / "web" / "src" / "api" / "generated" / "bounds.ts"
# `-1e12 /* NAME */` keeps its sign: it is the number that is written.
TAGGED = re.compile(r"\b(\d[\w.]*) /\* ([A-Z_]+) \*/")


def main() -> int:
    """Write, or compare; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the bounds into SQL and the screens.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when not current"
    )
    is_check = parser.parse_args().check
    stale = {path: text for path, text in wanted_files().items() if _read(path) != text}
    names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
    if is_check and stale:
        sys.stderr.write(f"not current: {names}; run: make bounds\n")
        return 1
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"written: {names}\n" if stale else "")
    return 0


def table() -> dict[str, int | Decimal]:
    """Return the bounds by name, in their order."""
    return {name: value for name, value in vars(bounds).items() if name.isupper()}


def wanted_files() -> dict[Path, str]:
    """Return what each file with bounds should hold.

    Raises:
        ValueError: a file names a bound that is not in the table, or one is not whole.
    """
    known = {name: in_sql(bound) for name, bound in table().items()}
    files = {MODULE: _module(table())}
    for path in sorted(FUNCTIONS.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        unknown = {name for _, name in TAGGED.findall(text)} - known.keys()
        if unknown:
            raise ValueError(f"{path.name} names no bound: {', '.join(sorted(unknown))}")
        if TAGGED.search(text):
            files[path] = TAGGED.sub(lambda tag: f"{known[tag[2]]} /* {tag[2]} */", text)
    return files


def in_sql(bound: int | Decimal) -> str:
    """Return a bound as SQL writes it: amounts as NUMERIC, so that comparing casts nothing.

    Raises:
        ValueError: a bound that is not whole; neither SQL's nor the screens' form has decimals.
    """
    if bound != int(bound):
        raise ValueError(f"a bound is a whole number, and {bound} is not")
    if isinstance(bound, int):
        return str(bound)
    exponent = str(bound.normalize()).lower().replace("+", "")
    return exponent if "e" in exponent else f"{bound}.0"


def _module(known: dict[str, int | Decimal]) -> str:
    lines = [f"export const {name} = {int(value):_};" for name, value in known.items()]
    return "\n".join(
        [
            "// Written by `make bounds` from src/orgbilling/bounds.py, which says what each is.",
            "",
            *lines,
            "",
        ]
    )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
