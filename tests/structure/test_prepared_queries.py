"""Every named query is one that PostgreSQL can prepare on the migrated schema."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orgbilling.database.queries import load_queries

SOURCE = Path(__file__).parents[2] / "src" / "orgbilling"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sbt]")
UTILITY = re.compile(r"\s*(?:create|drop|grant|revoke|set|lock|listen|notify|copy)\b", re.I)
# The book-keeping of migrations is there only between their steps.
BOOKKEEPING = {"database"}


def named_queries() -> list[Any]:
    return [
        pytest.param(queries[name], id=f"{path.parent.name}.{name}")
        for path in sorted(SOURCE.rglob("queries*.sql"))
        if path.parent.name not in BOOKKEEPING
        for queries in [load_queries(str(path), path.name)]
        for name in queries
        if not UTILITY.match(queries[name])
    ]


def numbered(query: str) -> str:
    """Write psycopg's placeholders as the server's own ($1, $2)."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] is None:
            names.append("")
            return f"${len(names)}"
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return PLACEHOLDER.sub(number, query).replace("%%", "%")


@pytest.mark.parametrize("query", named_queries())
def test_the_query_prepares(owner: psycopg.Connection[Any], query: str) -> None:
    owner.execute(f"prepare checked as {numbered(query)}".encode())
    owner.execute("deallocate checked")
