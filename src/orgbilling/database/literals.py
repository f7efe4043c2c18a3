"""PostgreSQL's text of values, for statements that are sent as text (`Lane`)."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID


def text_array(values: Sequence[str | None]) -> str:
    """Return the text of a `text[]`, or of an array of any type by its elements' texts."""
    if None not in values:
        joined = '","'.join(values)  # type: ignore[arg-type]
        # Seldom does a value hold what has to be escaped; then nothing has to be looked at twice.
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
            return f'{{"{joined}"}}' if values else "{}"
    return "{" + ",".join(map(_quoted, values)) + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "null"
    return f'"{_escaped(value)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def plain_array(values: Sequence[Decimal | UUID | int | None]) -> str:
    """Return the text of an array of numbers or UUIDs, whose texts need no quotes."""
    return "{" + ",".join("null" if value is None else str(value) for value in values) + "}"


# Texts that stand in a composite, and in an array, without quotes.
_is_plain = re.compile(r"[\w.:/@+-]+", re.ASCII).fullmatch


def composite_array(rows: Iterable[Sequence[object]]) -> str:
    """Return the text of an array of a composite type; each row its fields, by their texts."""
    return "{" + ",".join([f'"({_fields(row)})"' for row in rows]) + "}"


def _fields(row: Sequence[object]) -> str:
    # Most fields are null, and most others plain; a call for each would take as long as the rest.
    return ",".join(["" if value is None else _field(value) for value in row])


def _field(value: object) -> str:
    """Return a field of a composite that is an element of an array, quoted for both."""
    if type(value) is str:
        if _is_plain(value):
            return value
        escaped = value.replace("\\", "\\\\").replace('"', '""')
        return _escaped(f'"{escaped}"')
    # Of numbers and ids no text has to be quoted.
    return str(value) if type(value) is not bytes else _BYTEA_START + value.hex()


def bytea_text(value: bytes) -> str:
    """Return the text of a `bytea`."""
    return f"\\x{value.hex()}"


# What a `bytea` begins with, escaped for a composite and for an array; of the rest nothing is.
_BYTEA_START = _escaped(_escaped(bytea_text(b"")))
