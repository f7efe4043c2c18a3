"""PostgreSQL's text of values, for statements that are sent as text (`Lane`)."""

from collections.abc import Sequence
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
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def plain_array(values: Sequence[Decimal | UUID | int | None]) -> str:
    """Return the text of an array of numbers or UUIDs, whose texts need no quotes."""
    return "{" + ",".join("null" if value is None else str(value) for value in values) + "}"


def bytea_text(value: bytes | None) -> str | None:
    """Return the text of a `bytea`."""
    return None if value is None else f"\\x{value.hex()}"
