"""The load that `make bench-verify` measures, at a hundredth: its ledger adds up, and quickly."""

from pathlib import Path

from bench.database import Store
from bench.verify import ROWS, measure, render
from tests.conftest import TestDatabase


def test_a_hundredth_of_the_load_is_verified_in_seconds(fresh_database: TestDatabase) -> None:
    rows = ROWS // 100
    measured = measure(Store(fresh_database.owner_url, fresh_database.application_url), rows)
    assert measured.differences == 0
    assert measured.rows == rows
    assert measured.holds > 0
    assert measured.duration_s < 20
    if Path("/proc/self/smaps_rollup").exists():
        assert 0 < measured.peak_mb < 1000
    assert f"| {rows:,} |" in render(measured)
