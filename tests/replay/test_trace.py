"""Traces are read as they are, and what is no trace is named by its row."""

from decimal import Decimal
from pathlib import Path

import pytest

from orgbilling.replay.prices import Prices
from orgbilling.replay.trace import TracedRequest, TraceError, read_trace

HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
ROW = "2023-11-16 18:15:46.6805900,374,44\n"


def test_a_trace_is_read_in_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text(
        HEADER
        + "2023-11-16 18:15:50.9951690,396,109\r\n"
        + "2023-11-16 18:15:46.6805900,374,44\r\n\r\n"
        + "2023-11-16 18:15:51,879,0"
    )
    assert read_trace(path) == [
        TracedRequest(0.0, 374, 44),
        TracedRequest(pytest.approx(4.314579), 396, 109),  # type: ignore[arg-type]
        TracedRequest(pytest.approx(4.31941), 879, 0),  # type: ignore[arg-type]
    ]
    assert len(read_trace(path, limit=2)) == 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "row 1: the columns must be TIMESTAMP, ContextTokens, GeneratedTokens."),
        ("a,b,c\n1,2,3\n", "row 1: the columns must be TIMESTAMP, ContextTokens, GeneratedTokens."),
        (HEADER, "has no rows."),
        (HEADER + ROW + "2023-11-16 18:15:46,374\n", "row 3: 2 columns instead of 3."),
        (HEADER + "yesterday,1,2\n", "row 2: TIMESTAMP 'yesterday' is not a time like"),
        (HEADER + ROW + ROW + "2023-11-16 18:15:46,-1,2\n", "row 4: ContextTokens '-1' is not a"),
        (HEADER + "2023-11-16 18:15:46,1,2.5\n", "row 2: GeneratedTokens '2.5' is not a number"),
        (HEADER + "2023-11-16 18:15:46,1,99999999999999\n", "row 2: GeneratedTokens '9999"),
        (HEADER + "2023-11-16 18:15:46+01:00,1,2\n", "row 2: TIMESTAMP"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "trace.csv"
    path.write_text(text)
    with pytest.raises(TraceError) as caught:
        read_trace(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="cannot be read: no such file"):
        read_trace(tmp_path / "none.csv")
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(TraceError, match="is not a CSV file"):
        read_trace(path)


def test_a_cost_is_rounded_up_once_after_the_markup() -> None:
    prices = Prices(Decimal("2.5"), Decimal(10), Decimal("1.5"), Decimal(1000))
    cost = prices.cost(374, 44)
    assert (cost.api_cost_usd, cost.markup_usd) == (Decimal("0.001375"), Decimal("0.0006875"))
    assert cost.credits == Decimal("2.0625")
    tiny = Prices(Decimal("0.0001"), Decimal(0), Decimal("1.5"), Decimal(1000)).cost(1, 0)
    assert tiny.credits == Decimal("0.000001")
    assert prices.cost(0, 0).credits == 0
