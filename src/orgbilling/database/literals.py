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
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def plain_array(values: Sequence[Decimal | UUID | int | None]) -> str:
    """Return the text of an array of numbers or UUIDs, whose texts need no quotes."""
    return "{" + ",".join("null" if value is None else str(value) for value in values) + "}"


# Texts that stand in a composite without quotes.
_is_plain = re.compile(r"[\w.:/@+-]+", re.ASCII).fullmatch


def composite_array(rows: Iterable[Sequence[object]]) -> str:
    """Return the text of an array of a composite type; each row its fields, by their texts."""
    texts = [f"({','.join(map(_field, row))})" for row in rows]
    return "{" + ",".join(map(_quoted, texts)) + "}"


def _field(value: object) -> str:
    if value is None:
        return ""
    text = str(value) if type(value) is not bytes else bytea_text(value)
    if _is_plain(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '""')
    return f'"{escaped}"'


def bytea_text(value: bytes) -> str:
    """Return the text of a `bytea`."""
    return f"\\x{value.hex()}"
