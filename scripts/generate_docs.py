"""Writes what the documentation takes from the program: `make docs`, or `--check` to compare.

docs/sql-api.md comes from the comments of a freshly migrated database, tests/regressions/README.md
from the first lines of its tests; the tables of settings and of error codes stand between marks in
pages that people write.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from scripts import error_table, regressions_page, settings_table
from scripts.fresh_database import fresh_database
from scripts.sql_api_page import write_page
from scripts.sql_catalog import Catalog, read_catalog

DOCS = Path(__file__).parents[1] / "docs"
SQL_API = DOCS / "sql-api.md"
# Page, name of the marks, what stands between them, given what stands there now.
TABLES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("admin-guide.md", "settings", lambda _: settings_table.write_table()),
    ("api-examples.md", "error codes", error_table.write_table),
)


def main() -> int:
    """Write, or compare; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the generated parts of docs/.")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when not current"
    )
    is_check = parser.parse_args().check
    stale = []
    for path, text in wanted_pages(catalog_of_fresh_database()).items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if not is_check:
            path.write_text(text, encoding="utf-8")
    if stale and is_check:
        sys.stderr.write(f"not current: {', '.join(stale)}; run: make docs\n")
    elif stale:
        sys.stdout.write(f"written: {', '.join(stale)}\n")
    return 1 if stale and is_check else 0


def wanted_pages(catalog: Catalog) -> dict[Path, str]:
    """Return what each page with generated parts should hold."""
    return {
        SQL_API: write_page(catalog),
        regressions_page.PAGE: regressions_page.write_page(),
        **pages_with_tables(),
    }


def pages_with_tables() -> dict[Path, str]:
    """Return the pages that people write, with their generated tables."""
    pages = {}
    for name, table, write in TABLES:
        path = DOCS / name
        pages[path] = with_table(path.read_text(encoding="utf-8"), table, write)
    return pages


def with_table(page: str, name: str, write: Callable[[str], str]) -> str:
    """Put a table between `<!-- name: … -->` and `<!-- end of name -->`.

    Raises:
        ValueError: the page has no such marks, or has them twice.
    """
    marks = rf"(<!-- {name}: written by `make docs` -->\n)(.*?)(<!-- end of {name} -->)"
    changed, count = re.subn(
        marks, lambda m: f"{m[1]}\n{write(m[2])}\n{m[3]}", page, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"The page has {count} tables called {name!r}; it should have one.")
    return changed


def catalog_of_fresh_database() -> Catalog:
    """Read the catalog of an empty database."""
    with fresh_database() as owner_url:
        return read_catalog(owner_url)


if __name__ == "__main__":
    sys.exit(main())
