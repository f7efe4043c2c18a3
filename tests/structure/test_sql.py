"""The SQL keeps its rules too: one function a file, every migration can be undone."""

import re
from pathlib import Path

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.queries import load_queries

SOURCE = Path(__file__).parents[2] / "src" / "orgbilling"
SQL = SOURCE / "sql"
FUNCTION_LINES_MAX = 70
# Longer ones of before; they may only become shorter, and leave the list.
LONGER = {
    "identity/introduce_caller.sql": 83,
    "identity/sign_in_person.sql": 84, "credits/refund_pool_credits.sql": 73,
    "credits/refund_usage.sql": 72,
    "verify/verify_c10_rollups.sql": 73,
}  # fmt: skip
# Rules that functions and views ask for; verification recomputes what the others say.
ONCE = {
    "spending/remaining_of.sql": r"allocated_credits - \S*used_credits - \S*held_credits",
    "credits/expired_credits.sql": r"\bsum\(h\.credits\)",
    "spending/is_nearly_used.sql": r"\b0\.9\b",
    "spending/valid_keys.sql": r"revoked_at is null and \(\w+\.expires_at is null or",
    "usage/usage_by_id.sql": r"created_at >= uuid_v7_instant",
    "spending/spending_gate.sql": r"usage_closed_through \+ 1",
    "spending/note_credential_use.sql": r"\bset last_used_at\b",
}
# How many keys have not ended is another question than who may use one.
COUNTS_KEYS = "functions/identity/create_api_key.sql"
# A view's tables are read with the rights of its owner, those of a function with its reader's.
SHOWS_BALANCES = "views/allocation_balances.sql"
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


def test_no_function_of_sql_is_long() -> None:
    lines = {
        path.relative_to(SQL / "functions").as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (SQL / "functions").rglob("*.sql")
    }
    assert not {
        name: count for name, count in lines.items() if count > LONGER.get(name, FUNCTION_LINES_MAX)
    }
    assert not {name for name in LONGER if lines.get(name, 0) <= FUNCTION_LINES_MAX}


def test_a_rule_of_spending_stands_once() -> None:
    for home, rule in ONCE.items():
        found = {
            path.relative_to(SQL).as_posix()
            for folder in ("functions", "views")
            for path in (SQL / folder).rglob("*.sql")
            if re.search(rule, path.read_text("utf-8")) and path.parent.name != "verify"
        }
        assert found - {COUNTS_KEYS, SHOWS_BALANCES} == {f"functions/{home}"}, home
