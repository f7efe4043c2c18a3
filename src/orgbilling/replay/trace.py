"""Traces as the Azure LLM inference trace has them: TIMESTAMP, ContextTokens, GeneratedTokens."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
_TOKENS_MAX = 100_000_000
_FRACTION_DIGITS = 6


class TraceError(Exception):
    """A file that is no trace. The text is one line that names the row."""


@dataclass(frozen=True, slots=True)
class TracedRequest:
    """One request: seconds after the first one of the trace, and its tokens."""

    offset_s: float
    context_tokens: int
    generated_tokens: int


def read_trace(path: Path, limit: int | None = None) -> list[TracedRequest]:
    """Read the requests of a trace, the first `limit` of them, in order of time.

    Raises:
        TraceError: the file cannot be read, has other columns, no rows, or a row that is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(csv.reader(file), path, limit))
    except OSError as error:
        raise TraceError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise TraceError(f"{path} is not a CSV file: {error}.") from None
    if not rows:
        raise TraceError(f"{path} has no rows.")
    began = min(moment for moment, _, _ in rows)
    requests = [TracedRequest((at - began).total_seconds(), c, g) for at, c, g in rows]
    return sorted(requests, key=lambda request: request.offset_s)


def _rows(
    reader: Iterator[list[str]], path: Path, limit: int | None
) -> Iterator[tuple[datetime, int, int]]:
    header = next(reader, [])
    if tuple(name.strip() for name in header) != COLUMNS:
        raise TraceError(f"{path}, row 1: the columns must be {', '.join(COLUMNS)}.")
    count = 0
    for number, row in enumerate(reader, start=2):
        if limit is not None and count >= limit:
            return
        if not row:
            continue
        count += 1
        where = f"{path}, row {number}"
        if len(row) != len(COLUMNS):
            raise TraceError(f"{where}: {len(row)} columns instead of {len(COLUMNS)}.")
        yield _moment(row[0], where), _tokens(row[1], 1, where), _tokens(row[2], 2, where)


def _moment(text: str, where: str) -> datetime:
    # The trace writes tenths of microseconds, which Python does not read.
    whole, dot, fraction = text.strip().partition(".")
    trimmed = whole + dot + fraction[:_FRACTION_DIGITS]
    try:
        moment = datetime.fromisoformat(trimmed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise TraceError(
            f"{where}: {COLUMNS[0]} {text!r} is not a time like 2023-11-16 18:15:46.68."
        )
    return moment


def _tokens(text: str, column: int, where: str) -> int:
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit()) or int(stripped[:12]) > _TOKENS_MAX:
        raise TraceError(f"{where}: {COLUMNS[column]} {text!r} is not a number of tokens.")
    return int(stripped)
