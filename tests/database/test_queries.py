"""Named queries: a typo is caught when the file is read, or says what was meant."""

from pathlib import Path

import pytest

from orgbilling.database import QueriesError, load_queries


def queries_of(folder: Path, text: str) -> object:
    (folder / "queries.sql").write_text(text)
    return load_queries(str(folder / "module.py"))


def test_queries_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text(
        "-- What a pool is asked.\n\n-- name: get_pool\nselect 1\nwhere %s;\n\n"
        "-- name: list_pools\n-- newest first\nselect 2\n"
    )
    queries = load_queries(str(tmp_path / "module.py"))
    assert list(queries) == ["get_pool", "list_pools"]
    assert queries.get_pool == "select 1\nwhere %s"
    assert queries["list_pools"].endswith("select 2")


def test_a_typo_says_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "queries.sql").write_text("-- name: get_pool\nselect 1")
    queries = load_queries(str(tmp_path / "module.py"))
    with pytest.raises(QueriesError, match=r"no query get_pol in .*did you mean get_pool"):
        _ = queries.get_pol


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1", "before the first"),
        ("-- name: a\nselect 1\n-- name: a\nselect 2", "used twice"),
        ("-- name: a\n-- name: b\nselect 1", "a is empty"),
        ("-- name: Get-Pool\nselect 1", "is not a name"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(QueriesError, match=complaint):
        queries_of(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueriesError, match=r"queries\.sql cannot be read"):
        load_queries(str(tmp_path / "module.py"))
