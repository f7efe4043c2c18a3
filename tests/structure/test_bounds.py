"""A bound stands in `orgbilling.bounds`, and elsewhere only as its generator writes it."""

import re
from pathlib import Path

from scripts import generate_bounds

from orgbilling import bounds

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "orgbilling"
SCREENS = ROOT / "web" / "src"
FUNCTIONS = SOURCE / "sql" / "functions"
# A length, a scale or a power of ten that is compared with a number which has no name behind it.
UNNAMED_SQL = re.compile(
    r"\b(?:length|scale)\([^<>=]*?(?:[<>=]+|between \d+ and) (?!0\b|1 and)\d[\w.]*\b(?! /\*)"
    r"|\b1e\d+\b(?! /\*)"
)
UNNAMED_SCHEMA = re.compile(r"\bm(?:ax|in)_length=([\d_]{2,})|\ble=([\d_]{2,})")
UNNAMED_SCREEN = re.compile(r"\bmaxLength=\{?[\"']?\d|\bmost: *\d")
# What a schema alone holds, so that there is nothing it could differ from; each as often as here.
ALONE = {
    "gateway/schemas.py": ["1000", "500"],
    "organizations/schemas.py": ["200", "64"],
}
"""A provider's key, and how many models it serves; an invitation's token, and time zones."""
TELLS = {
    "malformed_field": (
        "CREDITS_BELOW", "CREDIT_DECIMALS_MAX", "COST_USD_BELOW", "USD_DECIMALS_MAX",
        "SERVICE_TYPE_CHARACTERS_MAX", "SERVICE_NAME_STORED_CHARACTERS_MAX",
    ),
    "checked_amount": ("CREDITS_BELOW", "CREDIT_DECIMALS_MAX"),
    "checked_name": ("NAME_CHARACTERS_MAX",),
}  # fmt: skip
"""Comments of the database that tell bounds, which no generator writes."""


def test_sql_and_screens_carry_the_bounds_of_the_table() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generate_bounds.wanted_files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run: make bounds: {stale}"


def test_a_changed_bound_is_written_where_it_is_named() -> None:
    def written(text: str) -> str:
        return generate_bounds.TAGGED.sub(
            lambda tag: f"{generate_bounds.in_sql(generate_bounds.table()[tag[2]])} /* {tag[2]} */",
            text,
        )

    assert written("x <= -1e9 /* COST_USD_BELOW */ or y > 7 /* NOTE_CHARACTERS_MAX */ + 7") == (
        "x <= -1e12 /* COST_USD_BELOW */ or y > 2000 /* NOTE_CHARACTERS_MAX */ + 7"
    )
    assert generate_bounds.in_sql(bounds.CREDITS_MAX) == "9e9"
    assert generate_bounds.in_sql(bounds.COST_USD_MAX) == "999999999999.0"


def test_no_bound_stands_in_sql_without_its_name() -> None:
    texts = {path: without_words(path) for path in sorted(FUNCTIONS.rglob("*.sql"))}
    found = {
        path.name: UNNAMED_SQL.findall(text)
        for path, text in texts.items()
        if path.parent.name != "verify" and UNNAMED_SQL.search(text)
    }
    assert sum(len(generate_bounds.TAGGED.findall(text)) for text in texts.values()) > 30
    assert found == {}


def without_words(path: Path) -> str:
    """A function without what stands in quotes, and without its notes of one line."""
    text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    return re.sub(r"'(?:[^']|'')*'", "''", text)


def test_no_schema_has_a_bound_of_its_own() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): sorted(a or b for a, b in numbers)
        for path in sorted(SOURCE.rglob("schemas*.py"))
        for numbers in [UNNAMED_SCHEMA.findall(path.read_text(encoding="utf-8"))]
        if numbers
    }
    assert found == ALONE


def test_no_screen_has_a_bound_of_its_own() -> None:
    found = [
        str(path.relative_to(SCREENS))
        for path in sorted(SCREENS.rglob("*.ts*"))
        if "generated" not in path.parts and UNNAMED_SCREEN.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_every_bound_holds_something() -> None:
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder, pattern in ((SOURCE, "*.py"), (FUNCTIONS, "*.sql"), (SCREENS, "*.ts*"))
        for path in folder.rglob(pattern)
        if path.name not in ("bounds.py", "bounds.ts")
    )
    assert not [name for name in generate_bounds.table() if not re.search(rf"\b{name}\b", texts)]


def test_what_is_told_of_a_bound_is_its_number() -> None:
    for name, told in TELLS.items():
        (path,) = FUNCTIONS.rglob(f"{name}.sql")
        comment = path.read_text(encoding="utf-8").partition("comment on function")[2]
        for bound in told:
            assert f"{generate_bounds.table()[bound]:,}" in comment, f"{name}: {bound}"
    page = (ROOT / "docs" / "api-examples.md").read_text(encoding="utf-8")
    assert f"at most {bounds.CREDITS_MAX:,}." in page
