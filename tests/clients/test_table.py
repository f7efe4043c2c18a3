"""The table says of no call that it went well which was not made."""

from pathlib import Path
from typing import Any

import pytest

from tests.clients.table import Table

CLIENT, OTHER = "a client", "another client"
OF_A_CALL: list[tuple[str, object]] = [
    ("client", CLIENT),
    ("kind", "errors"),
    ("version", "1.0"),
    ("ledger", "exact"),
]


def report(
    when: Any,
    properties: list[tuple[str, object]],
    failure: str | None = None,
    test: str = "test_one",
) -> pytest.TestReport:
    return pytest.TestReport(
        test,
        ("test.py", 1, test),
        {},
        "failed" if failure else "passed",
        failure,
        when,
        user_properties=properties,
    )


def rows_of(folder: Path, *reports: pytest.TestReport, collected: int = 1) -> dict[str, list[str]]:
    """The cells of each client as they are written; none where no table is."""
    path = folder / "clients.md"
    table = Table(path, [CLIENT, OTHER])
    for each in (*reports, report("teardown", OF_A_CALL)):
        table.pytest_runtest_logreport(each)
    table.write(collected)
    lines = path.read_text().splitlines() if path.exists() else []
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells if row[0] in (CLIENT, OTHER)}


def test_a_client_that_was_not_tried_has_no_exact_ledger(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, report("call", OF_A_CALL))
    assert rows[CLIENT] == ["1.0", *"––––––", "ok", "–", "–", "yes"]
    assert rows[OTHER] == ["", *"–––––––––", "–"]


def test_one_failure_of_several_is_told(tmp_path: Path) -> None:
    failed = report("call", OF_A_CALL[:2], "it | broke\nhere")
    rows = rows_of(tmp_path, failed, report("call", OF_A_CALL))
    assert rows[CLIENT][7:] == ["it / broke", "–", "–", "no"]


@pytest.mark.parametrize("when", ["setup", "???"])
def test_without_a_test_that_ended_before_it_said_whose_it_is_there_is_no_table(
    tmp_path: Path, when: str
) -> None:
    failed = report(when, [], "the server did not start", "test_two")
    ended = report("teardown", [], test="test_two")
    assert rows_of(tmp_path, report("call", OF_A_CALL), failed, ended, collected=2) == {}


def test_of_a_run_that_was_broken_off_there_is_no_table(tmp_path: Path) -> None:
    assert rows_of(tmp_path, report("call", OF_A_CALL), collected=2) == {}
