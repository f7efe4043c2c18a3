"""What the documentation takes from the program is current, and nothing in it is left unsaid."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from scripts.error_table import find_codes, without_advice
from scripts.generate_docs import DOCS, SQL_API, pages_with_tables
from scripts.sql_api_page import split_comment, write_page
from scripts.sql_catalog import Catalog, read_catalog

from tests.conftest import TestDatabase
from tests.docs.pages import ROOT
from tests.one_organization import drop_schema_one

SOURCE = ROOT / "src" / "orgbilling"


@pytest.fixture(scope="module")
def catalog(clone_template: Callable[[str], TestDatabase]) -> Catalog:
    database = clone_template(f"catalog_{uuid.uuid4().hex[:8]}")
    drop_schema_one(database.owner_url)
    return read_catalog(database.owner_url)


def test_everything_in_the_database_has_a_comment(catalog: Catalog) -> None:
    assert not list(catalog.uncommented())


def test_the_page_of_the_sql_api_is_current(catalog: Catalog) -> None:
    assert SQL_API.read_text(encoding="utf-8") == write_page(catalog), "run: make docs"


def test_what_a_comment_says_is_raised_is_read_from_it() -> None:
    text, states = split_comment("Does it. Raises OB001 to OB003, OB012 (with the most). Twice.")
    assert (text, states) == ("Does it. Twice.", ["OB001", "OB002", "OB003", "OB012"])


@pytest.mark.parametrize(
    ("page", "text"), pages_with_tables().items(), ids=("admin-guide", "api-examples")
)
def test_the_tables_of_a_page_are_current(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, "run: make docs"


def test_every_error_code_says_what_to_do() -> None:
    page = (DOCS / "api-examples.md").read_text(encoding="utf-8")
    assert find_codes()
    assert not without_advice(page)


def test_every_audit_event_is_in_the_guide() -> None:
    guide = (DOCS / "admin-guide.md").read_text(encoding="utf-8")
    texts = [
        path.read_text(encoding="utf-8")
        for path in (SOURCE / "sql" / "functions").rglob("*")
        if path.suffix == ".sql"
    ]
    calls = re.findall(r"record_audit\((.{,300})", "\n".join(texts), re.DOTALL)
    named = {
        event
        for call in calls
        for event in re.findall(r"'((?:org|user|credit)\.[a-z_]+(?:\.[a-z_]+)*)'", call)
    }
    assert "org.key.created" in named
    assert not {event for event in named if f"`{event}`" not in guide}
