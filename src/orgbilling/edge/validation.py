"""Why a request is not valid, in our words: short, without the library's jargon or the input."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from orgbilling.edge.bodies import MalformedBody

_PLACES: Final = frozenset({"body", "query", "path", "header", "cookie"})

# By pydantic's error type; braces are filled from the error's context.
_MESSAGES: Final[dict[str, str]] = {
    "missing": "is required",
    "extra_forbidden": "is not a member of this request",
    "string_type": "must be a string",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is out of range",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of: {expected}",
    "enum": "must be one of: {expected}",
    "uuid_type": "must be a UUID",
    "uuid_parsing": "must be a UUID",
    "uuid_version": "must be a UUID",
    "datetime_type": "must be a date and time with a zone (RFC 3339)",
    "datetime_parsing": "must be a date and time with a zone (RFC 3339)",
    "datetime_from_date_parsing": "must be a date and time with a zone (RFC 3339)",
    "datetime_object_invalid": "must be a date and time with a zone (RFC 3339)",
    "timezone_aware": "must be a date and time with a zone (RFC 3339)",
    "date_type": "must be a date (YYYY-MM-DD)",
    "date_parsing": "must be a date (YYYY-MM-DD)",
    "date_from_datetime_parsing": "must be a date (YYYY-MM-DD)",
    "list_type": "must be a list",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "json_invalid": "is not JSON",
}
ERRORS_MAX: Final = 20
"""How many errors of one request are told."""
_FIELD_CHARACTERS_MAX: Final = 200
_MESSAGE_CHARACTERS_MAX: Final = 500
# Messages of validators of ours are written for the caller already.
_OURS: Final = frozenset({"value_error", "assertion_error"})


def malformed_body(errors: Sequence[Any]) -> MalformedBody | None:
    """Return the body that is no JSON of ours, or None where it is."""
    for error in errors[:ERRORS_MAX]:
        given = error.get("input")
        if isinstance(given, MalformedBody):
            return given
    return None


def describe_errors(errors: Sequence[Any], errors_max: int = ERRORS_MAX) -> list[dict[str, str]]:
    """Return `{field, message}` for each error, in the order they were found. Where there are more
    than are told, the last one says how many: an answer is not many times its request."""
    told = [
        {
            "field": _shortened(_field(error.get("loc", ())), _FIELD_CHARACTERS_MAX),
            "message": _shortened(_message(error), _MESSAGE_CHARACTERS_MAX),
        }
        for error in errors[:errors_max]
    ]
    untold = len(errors) - len(told)
    if untold:
        told.append({"field": "request", "message": f"has {untold:,} more errors"})
    return told


def _shortened(text: str, characters_max: int) -> str:
    return text if len(text) <= characters_max else f"{text[: characters_max - 1]}…"


def _field(location: Sequence[Any]) -> str:
    parts = list(location)
    if parts and parts[0] in _PLACES:
        place = parts.pop(0)
        if not parts:
            return str(place)
    return ".".join(str(part) for part in parts) or "request"


def _message(error: Mapping[str, Any]) -> str:
    kind = str(error.get("type", ""))
    text = _MESSAGES.get(kind)
    if text is None:
        given = str(error.get("msg", ""))
        if kind in _OURS:
            return given.split(", ", 1)[-1]
        # What is in no table is a type of ours, which speaks our words, or is rare enough.
        return given[:1].lower() + given[1:] or "is not valid"
    try:
        return text.format_map(error.get("ctx", {}))
    except KeyError:
        return "is not valid"
