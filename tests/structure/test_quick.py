"""`make quick` knows the tests of whatever the product consists of."""

from pathlib import Path

import pytest
from scripts.quick import ROOT, TESTS_OF, steps_for, suites_for, suites_of_all

SOURCE = ROOT / "src" / "orgbilling"
# What only the lanes of `make test` try: the demonstration's start, and the program as a package.
OF_EVERYBODY = {"__init__.py"}


def test_every_source_has_tests() -> None:
    sources = [
        path.relative_to(ROOT).as_posix()
        for ending in ("*.py", "*.sql")
        for path in SOURCE.rglob(ending)
        if path.relative_to(SOURCE).as_posix() not in OF_EVERYBODY
    ]
    assert len(sources) > 400
    assert [path for path in sources if not suites_for(path)] == []


def test_what_it_names_is_there() -> None:
    assert [name for name in TESTS_OF if not (SOURCE / name).exists()] == []
    assert [
        name
        for named in TESTS_OF.values()
        for name in named.split()
        if not (ROOT / "tests" / name).is_dir()
    ] == []


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        (["src/orgbilling/credits/routes.py"], ["tests/credits"]),
        (["src/orgbilling/sql/functions/credits/pool_move.sql"], ["tests/credits"]),
        (["src/orgbilling/sql/functions/spending/spend.sql"], ["tests/credits"]),
        (["src/orgbilling/spending/engine.py"], ["tests/credits"]),
        (
            ["src/orgbilling/database/batcher.py"],
            ["tests/credits", "tests/database", "tests/gateway"],
        ),
        (["src/orgbilling/settings.py"], ["tests/database"]),
        (["tests/credits/company.py"], ["tests/credits"]),
        (["tests/credits/company.py", "tests/credits/test_due.py"], ["tests/credits"]),
        (["tests/lives/driver.py"], []),
        (["tests/browser/test_smoke.py"], []),
        (["tests/lives/test_figures_of_the_ledger.py"],) * 2,
        (["docs/runbook.md"], ["tests/docs/test_glossary.py", "tests/docs/test_links.py"]),
    ],
)  # fmt: skip
def test_it_runs_the_tests_of_what_changed(changed: list[str], tests: list[str]) -> None:
    assert suites_of_all(changed) == sorted(["tests/structure", *tests])


def test_it_lints_the_sql_that_make_check_lints() -> None:
    queries, function = "src/orgbilling/credits/queries.sql", "src/orgbilling/sql/grants.sql"
    linted = dict(steps_for([queries, function]))["SQL"]
    assert [Path(word).name for word in linted if word.endswith(".sql")] == ["grants.sql"]
