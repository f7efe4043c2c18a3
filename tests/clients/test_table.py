"""The table says of no call that it went well which was not made."""

from pathlib import Path

import pytest

from tests.clients.table import Table

CLIENT, OTHER = "a client", "another client"
OF_A_CALL = [("client", CLIENT), ("kind", "errors"), ("version", "1.0"), ("ledger", "exact")]


def report(
    when: str, properties: list[tuple[str, str]], failure: str | None = None
) -> pytest.TestReport:
    return pytest.TestReport(
        "test_one",
        ("test.py", 1, "test_one"),
        {},
        "failed" if failure else "passed",
        failure,
        when,  # type: ignore[arg-type]
        user_properties=properties,  # type: ignore[arg-type]
    )


def rows_of(
    folder: Path, *reports: pytest.TestReport, status: int = pytest.ExitCode.OK
) -> dict[str, list[str]]:
    """The cells of each client as they are written; none where no table is."""
    path = folder / "clients.md"
    table = Table(path, [CLIENT, OTHER])
    for each in reports:
        table.pytest_runtest_logreport(each)
    table.pytest_sessionfinish(status)
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
    failed = report(when, [], "the server did not start")
    assert rows_of(tmp_path, report("call", OF_A_CALL), failed) == {}


def test_of_a_run_that_was_broken_off_there_is_no_table(tmp_path: Path) -> None:
    one = report("call", OF_A_CALL)
    assert rows_of(tmp_path, one, status=pytest.ExitCode.INTERRUPTED) == {}
