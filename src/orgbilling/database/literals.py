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


# Fields that stand in a composite, and in an array, without quotes; commas are between them.
_are_plain = re.compile(r"[\w.:/@+,-]*", re.ASCII).fullmatch


def composite_array(rows: Iterable[Sequence[object]]) -> str:
    """Return the text of an array of a composite type; each row its fields, by their texts."""
    return "{" + ",".join(map(_composite, rows)) + "}"


def _composite(row: Sequence[object]) -> str:
    texts = [
        "" if value is None else value.hex() if type(value) is bytes else str(value)
        for value in row
    ]
    joined = ",".join(texts)
    # Nearly always nothing has to be quoted; then nothing has to be looked at twice. A text that is
    # empty has to be, for without quotes it is null.
    if (
        _are_plain(joined)
        and joined.count(",") == len(texts) - 1
        and texts.count("") == row.count(None)
    ):
        if bytes in map(type, row):
            joined = ",".join(
                # The type's own backslash, escaped for the composite, and that for the array.
                f"\\\\\\\\x{text}" if type(value) is bytes else text
                for value, text in zip(row, texts, strict=True)
            )
        return f'"({joined})"'
    return _quoted(f"({','.join(map(_field, row))})")


def _field(value: object) -> str:
    if value is None:
        return ""
    text = str(value) if type(value) is not bytes else bytea_text(value)
    if text and "," not in text and _are_plain(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '""')
    return f'"{escaped}"'


def bytea_text(value: bytes) -> str:
    """Return the text of a `bytea`."""
    return f"\\x{value.hex()}"
