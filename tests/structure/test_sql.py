"""The SQL keeps its rules too: one function a file, every migration can be undone."""

import re
from pathlib import Path

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.queries import load_queries

SOURCE = Path(__file__).parents[2] / "src" / "orgbilling"
SQL = SOURCE / "sql"
CREATES = re.compile(r"^\s*create\s+(?:or\s+replace\s+)?(?:function|procedure)\b", re.I | re.M)


def test_every_migration_has_a_number_of_its_own_and_a_way_back() -> None:
    assert find_migrations(SQL)


def test_a_file_of_functions_holds_one() -> None:
    crowded = [
        f"{path.relative_to(SQL)}: {len(found)}"
        for path in sorted((SQL / "functions").rglob("*.sql"))
        for found in [CREATES.findall(path.read_text(encoding="utf-8"))]
        if len(found) != 1
    ]
    assert not crowded


def test_a_security_definer_function_fixes_its_search_path() -> None:
    open_path = [
        str(path.relative_to(SQL))
        for path in sorted((SQL / "functions").rglob("*.sql"))
        for text in [path.read_text(encoding="utf-8").lower()]
        if "security definer" in text and "set search_path" not in text
    ]
    assert not open_path


def test_every_file_of_named_queries_can_be_read() -> None:
    for path in sorted(SOURCE.rglob("queries*.sql")):
        assert load_queries(str(path), path.name)
