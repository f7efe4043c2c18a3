"""The table of `bench/results/clients.md`: what each client can do here, and whether the ledger was
exact after each of its calls."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

KINDS = (
    "chat", "stream", "tools", "structured", "vision", "embeddings",
    "errors", "retries", "charged failures",
)  # fmt: skip
OK, NOT_TRIED = "ok", "–"
HEAD = Path(__file__).with_name("table_head.md")


@dataclass
class Row:
    """What became of a client's calls."""

    version: str = ""
    cells: dict[str, list[str]] = field(default_factory=dict)
    ledgers: list[bool] = field(default_factory=list)

    def add(self, properties: dict[str, str], failure: str) -> None:
        self.version = properties.get("version", self.version)
        self.cells.setdefault(properties["kind"], []).append(failure or properties.get("note", OK))
        self.ledgers.append(properties.get("ledger") == "exact")

    def cell(self, kind: str) -> str:
        told = dict.fromkeys(self.cells.get(kind, []))
        worse = [cell for cell in told if cell != OK]
        return "; ".join(worse) or (OK if told else NOT_TRIED)

    @property
    def is_exact(self) -> str:
        return ("yes" if all(self.ledgers) else "no") if self.ledgers else NOT_TRIED


class Table:
    """Takes what each test says, and writes the table in the end, if all of them ended and said
    whose they are: a cell has several tests, and would be ok without one that did not begin."""

    def __init__(self, path: Path, clients: list[str]) -> None:
        self._path = path
        self._rows = {client: Row() for client in clients}
        self._ended: set[str] = set()
        self._are_known = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = {name: str(value) for name, value in report.user_properties}
        self._are_known = self._are_known and ("client" in properties or not report.failed)
        if report.when == "teardown":
            self._ended.add(report.nodeid)
        row = self._rows.get(properties.get("client", ""))
        if row is not None and (report.when == "call" or report.failed):
            row.add(properties, failure_of(report))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.write(session.testscollected)

    def write(self, collected: int) -> None:
        """Write the table of so many tests; one that is there stays where some are missing."""
        is_whole = self._are_known and len(self._ended) == collected
        if not (is_whole and any(row.cells for row in self._rows.values())):
            return
        columns = ["client", "version", *KINDS, "ledger exact"]
        lines = [columns, ["---"] * len(columns)]
        for client, row in self._rows.items():
            lines.append([client, row.version, *map(row.cell, KINDS), row.is_exact])
        self._path.write_text(
            HEAD.read_text() + "".join(f"| {' | '.join(line)} |\n" for line in lines)
        )


def failure_of(report: pytest.TestReport) -> str:
    """The first line of why a test failed."""
    if report.passed:
        return ""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(getattr(crash, "message", report.longrepr)).splitlines()[0][:80].replace("|", "/")
