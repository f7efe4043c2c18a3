"""JSON bodies, exactly: fractions as Decimal, and nothing in them that the database cannot hold.

What is wrong with a body is remembered (`MalformedBody`) instead of raised, and refused when the
body is validated: by then the caller has been identified and authorized, so that a stranger learns
nothing from how his body is answered.
"""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from fastapi import Request
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

# A double's range. Beyond it a short text stands for a number of millions of digits.
_EXPONENT_MAX: Final = 308
_DEPTH_MAX: Final = 64


class RequestBody(BaseModel):
    """A request's JSON object; a member that the route does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class MalformedBody:
    """A body that is no JSON of ours; `reason` is a sentence for the caller."""

    # FastAPI lets a model be read from any object's attributes, unless its type is a built-in
    # one. Without this a malformed body would pass as one in which everything is left out.
    __module__ = "builtins"

    reason: str


class _Refused(Exception):
    pass


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _Refused("A number in the body is out of range.") from None
    if number and abs(number.adjusted()) > _EXPONENT_MAX:
        raise _Refused("A number in the body is out of range.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not a JSON number.")


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant)


def is_storable(text: str) -> bool:
    """Tell whether the database can hold a text."""
    # PostgreSQL has no character 0, and half of a surrogate pair has no UTF-8.
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _require_storable(value: Any, depth: int = 0) -> None:
    if depth > _DEPTH_MAX:
        raise _Refused("The body is nested too deeply.")
    if isinstance(value, str):
        if not is_storable(value):
            raise _Refused("A text in the body holds a character that cannot be stored.")
    elif isinstance(value, dict):
        for name, member in value.items():
            _require_storable(name, depth)
            _require_storable(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _require_storable(member, depth + 1)


def parse_body(raw: bytes) -> Any:
    """Parse JSON; every fraction is a `Decimal`, every whole number an `int`.

    Returns `MalformedBody` for what is not UTF-8 or JSON, for NaN and Infinity, for numbers out of
    a double's range, for characters that cannot be stored, and for nesting past 64 levels.
    """
    try:
        text = raw.decode()
        value = _DECODER.decode(text)
        # Only an escape can smuggle such a character in, and only many brackets nest deeply.
        if "\\u" in text or text.count("{") + text.count("[") > _DEPTH_MAX:
            _require_storable(value)
    except _Refused as refused:
        return MalformedBody(str(refused))
    except json.JSONDecodeError as error:
        return MalformedBody(f"The body is not JSON: character {error.pos} is unexpected.")
    except UnicodeDecodeError:
        return MalformedBody("The body is not UTF-8.")
    except RecursionError:
        return MalformedBody("The body is nested too deeply.")
    except ValueError:
        # Python refuses to read integers of more than 4,300 digits.
        return MalformedBody("A number in the body is out of range.")
    return value


class ExactRequest(Request):
    """A request whose JSON is read by `parse_body`."""

    async def body(self) -> bytes:
        """Return the whole body, which as a rule has come in one piece when it is asked for.

        Raises:
            HTTPException: 400: the client has gone. That is no fault of the server, and neither
                logged nor counted as one.
        """
        if not hasattr(self, "_body"):
            pieces: list[bytes] = []
            is_whole = False
            while not is_whole:
                message = await self.receive()
                if message["type"] == "http.disconnect":
                    raise HTTPException(400)
                pieces.append(message.get("body", b""))
                is_whole = not message.get("more_body", False)
            self._body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return self._body

    async def json(self) -> Any:
        """Return the parsed body, or `MalformedBody`, which no model accepts."""
        if not hasattr(self, "_exact_json"):
            self._exact_json = parse_body(await self.body())
        return self._exact_json
