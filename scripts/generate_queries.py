"""Writes the typed statements beside each `queries*.sql`: `make queries`, or `--check` to compare.

Each named query becomes a function that takes its parameters, and a `NamedTuple` that is its row.
What decides their types is told in `query_types`.
"""

import argparse
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from scripts.fresh_database import fresh_database
from scripts.query_types import SOURCE, QueryUnclear, TypedQuery, TypeReader, Value

# The package that runs statements asks with its own driver, partly before there is a schema.
_WITHOUT: Final = frozenset({"database"})
_MODULES: Final = (
    ("datetime", ("date", "datetime", "timedelta")),
    ("decimal", ("Decimal",)),
    ("typing", ("Any", "Final", "NamedTuple", "Never")),
    ("uuid", ("UUID",)),
)
_PYPROJECT: Final = SOURCE.parents[1] / "pyproject.toml"
_LINE_LENGTH: Final = 100


def main() -> int:
    """Write, or compare; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the typed statements of named queries.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when not current"
    )
    is_check = parser.parse_args().check
    with fresh_database() as owner_url, psycopg.connect(owner_url, autocommit=True) as connection:
        try:
            stale = stale_modules(connection)
        except QueryUnclear as error:
            sys.stderr.write(f"{error}\n")
            return 1
    names = ", ".join(str(path.relative_to(SOURCE)) for path in stale)
    if stale and is_check:
        sys.stderr.write(f"not current: {names}; run: make queries\n")
        return 1
    for path, text in stale.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stdout.write(f"written: {names}\n")
    return 0


def stale_modules(connection: psycopg.Connection[Any]) -> dict[Path, str | None]:
    """Return the modules that are not what they should be, with what they should hold; None where
    there should be none.

    Raises:
        QueryUnclear: a query cannot be written as Python.
    """
    wanted = wanted_modules(connection)
    stale: dict[Path, str | None] = {
        path: text
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path in SOURCE.rglob("queries*.py"):
        # What somebody wrote by hand is not for us to take away.
        is_ours = "written by `make queries`" in path.read_text(encoding="utf-8").partition("\n")[0]
        if is_ours and path not in wanted and path.parent.name not in _WITHOUT:
            stale[path] = None
    return stale


def wanted_modules(connection: psycopg.Connection[Any]) -> dict[Path, str]:
    """Return each module with what it should hold.

    Raises:
        QueryUnclear: a query cannot be written as Python.
    """
    reader = TypeReader(connection)
    return {
        path.with_suffix(".py"): _formatted(_module(path.name, reader.read_file(path)))
        for path in sorted(SOURCE.rglob("queries*.sql"))
        if path.parent.name not in _WITHOUT
    }


def _module(file_name: str, queries: list[TypedQuery]) -> str:
    body = "\n\n".join(_parts(queries))
    used = set(re.findall(r"\w+", body)) | {"Final"}
    imports = [
        f"from {module} import {', '.join(name for name in names if name in used)}"
        for module, names in _MODULES
        if used.intersection(names)
    ]
    ours = ["Query", *(["Statement"] if "Statement" in used else []), "load_queries"]
    return "\n".join(
        [
            f'"""Typed statements of `{file_name}`, written by `make queries`: edit that file."""',
            "",
            *imports,
            "",
            f"from orgbilling.database import {', '.join(ours)}",
            "",
            f'_texts: Final = load_queries(__file__, "{file_name}")',
            "",
            body,
            "",
        ]
    )


def _parts(queries: list[TypedQuery]) -> Iterator[str]:
    written: set[str] = set()
    for query in queries:
        row = "Never"
        if query.columns:
            words = (query.rows_as or query.name).split("_")
            row = "".join(word.capitalize() for word in words) + "Row"
        if query.columns and row not in written:
            # Under the first query that has them; whose they are may come later.
            written.add(row)
            yield _row(row, _named(queries, query.rows_as or query.name).columns)
        types = f"{row}, {_value(query)}"
        made = f"Query(_texts.{query.name}{', ' + row if query.columns else ''})"
        if query.parameters is None:
            yield f"{query.name}: Final[Query[{types}]] = {made}\n{_docstring(query, '')}"
        else:
            yield f"_{query.name}: Final[Query[{types}]] = {made}"
            yield _function(query, types, query.parameters)


def _named(queries: list[TypedQuery], name: str) -> TypedQuery:
    return next(query for query in queries if query.name == name)


def _row(name: str, columns: tuple[Value, ...]) -> str:
    return "\n".join(
        [f"class {name}(NamedTuple):", *(f"    {each.name}: {each.type}" for each in columns)]
    )


def _value(query: TypedQuery) -> str:
    """Return the type of the first column, with None where there may be no row."""
    if not query.columns:
        return "Never"
    first = query.columns[0].type
    is_whole = query.has_one_row or first.endswith("| None") or first in ("Any", "object")
    return first if is_whole else f"{first} | None"


def _function(query: TypedQuery, types: str, parameters: tuple[Value, ...]) -> str:
    given = ", ".join(f"{each.name}: {each.type}" for each in parameters)
    passed = ", ".join(f'"{each.name}": {each.name}' for each in parameters)
    made = f"Statement(_{query.name}{', {' + passed + '}' if parameters else ''})"
    return "\n".join(
        [
            f"def {query.name}({'*, ' + given if parameters else ''}) -> Statement[{types}]:",
            *filter(None, [_docstring(query, "    ")]),
            f"    return {made}",
        ]
    )


def _docstring(query: TypedQuery, indent: str) -> str:
    if not query.comment:
        return ""
    text = f'{indent}"""{query.comment}"""'
    return textwrap.fill(text, width=_LINE_LENGTH - 1, subsequent_indent=indent)


def _formatted(text: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--quiet", "--config", _PYPROJECT, "-"],
        input=text,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
