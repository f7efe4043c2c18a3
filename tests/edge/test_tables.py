"""Cells of CSV: exact, and nothing in them that a spreadsheet would run."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from orgbilling.edge.tables import as_cell, file_name


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (Decimal("12.500000"), "12.5"),
        (Decimal("-3"), "-3"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.000000000001"), "0.000000000001"),
        (Decimal("9000000000.000001"), "9000000000.000001"),
        (Decimal("0.000"), "0"),
        (datetime(2026, 11, 1, 12, 30, 5, 123456, tzinfo=UTC), "2026-11-01T12:30:05.123456Z"),
        (datetime(2026, 11, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-10-31T23:00:00Z"),
        ("plain", "plain"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("-12.5", "-12.5"),
        ("+49", "+49"),
        ("-", "'-"),
        ("-1.", "'-1."),
        ("-\N{ARABIC-INDIC DIGIT ONE}", "'-\N{ARABIC-INDIC DIGIT ONE}"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_is_exact_and_no_formula(value: object, cell: str) -> None:
    assert as_cell(value) == cell


def test_the_name_of_a_file_cannot_leave_its_header() -> None:
    assert file_name('Ac"me\r\n; x=é', "usage", "2026-11-01") == "ac-me-x-usage-2026-11-01.csv"
    assert file_name("\N{GRINNING FACE}", "usage") == "usage.csv"
