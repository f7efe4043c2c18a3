"""JSON bodies, exactly: fractions as Decimal, and nothing in them that the database cannot hold.

What is wrong with a body is remembered (`MalformedBody`) instead of raised, and refused when the
body is validated: by then the caller has been identified and authorized, so that a stranger learns
nothing from how his body is answered. A body that costs much is neither read nor parsed before it
is known whose it is.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from orgbilling.edge.json_cost import (
    LIGHT_BYTES_MAX,
    JsonCost,
    give_way,
    json_values,
    may_be_deep,
    nested_too_deeply,
    require_shallow,
    takes_long,
)
from orgbilling.edge.large_bodies import (
    AT_ONCE_VALUES_MAX,
    HELD_BYTES_MIN,
    UNSEEN_BYTES_MAX,
    UNSEEN_VALUES_MAX,
    Held,
    LargeBodies,
    Party,
    large_bodies_of,
)
from orgbilling.kernel.errors import DomainError

# A double's range. Beyond it a short text stands for a number of millions of digits.
_EXPONENT_MAX: Final = 308
# An escape that may stand for what cannot be stored.
_SUSPICIOUS: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FORM: Final = "multipart/"
# Metadata of 16 KiB, the one object whose members are the caller's choice, have not so many.
_MEMBERS_MAX: Final = 2_500
_T = TypeVar("_T")


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
    code: str = "malformed_body"
    status: int = 422


class BodyRefused(HTTPException):
    """A body that is not read to its end; `problem` says why. An HTTPException, because that is
    the one kind of error that FastAPI passes on unchanged while it reads a body."""

    def __init__(self, problem: DomainError) -> None:
        super().__init__(status_code=problem.status)
        self.problem = problem


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


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant)


_DECODER: Final = _decoder()
_PATIENT_DECODER: Final = give_way(_decoder())


def is_storable(text: str) -> bool:
    """Tell whether the database can hold a text."""
    # PostgreSQL has no character 0, and half of a surrogate pair has no UTF-8.
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _require_storable(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if not is_storable(item):
                raise _Refused("A text in the body holds a character that cannot be stored.")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def parse_body(raw: bytes) -> Any:
    """Parse JSON; every fraction is a `Decimal`, every whole number an `int`.

    Returns `MalformedBody` for what is not UTF-8 or JSON, for NaN and Infinity, for numbers out of
    a double's range, for characters that cannot be stored, and for nesting past 64 levels.
    """
    try:
        text = raw.decode()
        value = (_PATIENT_DECODER if takes_long(raw) else _DECODER).decode(text)
        # Only many brackets nest deeply, and only an escape can smuggle such a character in.
        if may_be_deep(text):
            require_shallow(value)
        if _SUSPICIOUS.search(text):
            _require_storable(value)
    except _Refused as refused:
        return MalformedBody(str(refused))
    except DomainError as refused:
        return MalformedBody(refused.detail, refused.code, refused.status)
    except json.JSONDecodeError as error:
        return MalformedBody(f"The body is not JSON: character {error.pos} is unexpected.")
    except UnicodeDecodeError:
        return MalformedBody("The body is not UTF-8.")
    except RecursionError:
        deep = nested_too_deeply()
        return MalformedBody(deep.detail, deep.code, deep.status)
    except ValueError:
        # Python refuses to read integers of more than 4,300 digits.
        return MalformedBody("A number in the body is out of range.")
    return value


def _parse_large_body(raw: bytes) -> Any:
    """Parse as `parse_body`. What is checked by a model has few members: each that the model does
    not know is an error of its own, which takes longer to make than to send."""
    value = parse_body(raw)
    members = value.values() if isinstance(value, dict) else ()
    lists = (each for member in members if isinstance(member, list) for each in member)
    if any(isinstance(one, dict) and len(one) > _MEMBERS_MAX for one in (value, *members, *lists)):
        return MalformedBody("The body has an object of more members than any request has.")
    return value


class ExactRequest(Request):
    """A request whose JSON is read by `parse_body`, and whose large bodies take their turn."""

    _held: Held | None = None
    _party: Party | None = None
    _values: int | None = None
    _begin: tuple[bytes, bool] | None = None

    async def body(self) -> bytes:
        """Return the whole body, which as a rule has come in one piece when it is asked for.

        Raises:
            HTTPException: 400: the client has gone. That is no fault of the server, and neither
                logged nor counted as one. `BodyRefused`: a large body is nobody's, has too many
                values, or too many others are being read.
        """
        if not hasattr(self, "_body"):
            piece, is_whole = self._begin or await self._piece()
            if is_whole and len(piece) <= UNSEEN_BYTES_MAX:
                self._body = piece
            else:
                try:
                    self._body = await self._large_body(piece, is_whole=is_whole)
                except DomainError as refusal:
                    raise BodyRefused(refusal) from None
        return self._body

    async def json(self) -> Any:
        """Return the parsed body, or `MalformedBody`, which no model accepts. Raises as `body`."""
        if not hasattr(self, "_exact_json"):
            raw = await self.body()
            try:
                self._exact_json = (
                    parse_body(raw)
                    if len(raw) <= LIGHT_BYTES_MAX
                    else await self.read(_parse_large_body)
                )
            except DomainError as refusal:
                raise BodyRefused(refusal) from None
        return self._exact_json

    async def light_json(self) -> Any:
        """Return the parsed body where it is small, else None: then not much of it was read."""
        if not hasattr(self, "_body"):
            begin, is_whole = self._begin or await self._piece()
            while not is_whole and len(begin) <= LIGHT_BYTES_MAX:
                piece, is_whole = await self._piece()
                begin += piece
            self._begin = begin, is_whole
            if len(begin) > LIGHT_BYTES_MAX:
                return None
        return await self.json() if len(await self.body()) <= LIGHT_BYTES_MAX else None

    async def read(self, read: Callable[[bytes], _T], *, is_json: bool = True) -> _T:
        """Return what `read` makes of the body: at once where it is small, in its turn and beside
        the event loop where it is not. Its sender is found out first where it costs much.

        Raises:
            HTTPException: as `body`.
            DomainError: as `JsonCost.add`, and what `read` raises.
        """
        if not hasattr(self, "_body"):
            told_bytes = self._told_bytes()
            if told_bytes is None or told_bytes > UNSEEN_BYTES_MAX:
                # Not even its first piece is waited for.
                try:
                    await self.party()
                except DomainError as refusal:
                    raise BodyRefused(refusal) from None
        raw = await self.body()
        if is_json and len(raw) > LIGHT_BYTES_MAX:
            if self._values is None:
                self._values = await self._count(raw)
            if self._values > UNSEEN_VALUES_MAX:
                await self.party()
        return await self.in_turn(lambda: read(raw))

    @property
    def is_heavy(self) -> bool:
        """Whether what is done with the body, once it was read, takes longer than others wait."""
        return self._held is not None or (self._values or 0) > AT_ONCE_VALUES_MAX

    async def in_turn(self, do: Callable[[], _T]) -> _T:
        """Return what `do` does: at once, and where the body is heavy in its turn and in a thread.

        Raises:
            LargeBodiesBusy: the turn does not come within some seconds.
        """
        if not self.is_heavy:
            return do()
        async with large_bodies_of(self).turns.take(await self.party()):
            return await asyncio.to_thread(do)

    async def party(self) -> Party:
        """Return who sent this. Raises 401 where it is nobody (any more)."""
        if self._party is None:
            self._party = await large_bodies_of(self).party_of(self)
        return self._party

    def forget_body(self) -> None:
        """Give back the memory that is held for a large body: the request is answered."""
        if self._held is not None:
            large_bodies_of(self).room.give_back(self._held)

    async def _piece(self) -> tuple[bytes, bool]:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400)
        return message.get("body", b""), not message.get("more_body", False)

    async def _large_body(self, piece: bytes, *, is_whole: bool) -> bytes:
        """Read a body that comes in pieces. Once it is known, or seen, to be large, its sender is
        found out, and its memory held, before the rest is taken off the wire."""
        pieces, size_bytes = [piece], len(piece)
        told_bytes = self._told_bytes()
        # Whoever says that a body is a form has it counted when it turns out to be none.
        is_form = self.headers.get("content-type", "").lower().lstrip().startswith(_FORM)
        cost: JsonCost | None = None
        shared: LargeBodies | None = None
        while True:
            most_bytes = max(size_bytes, told_bytes or 0)
            if most_bytes > UNSEEN_BYTES_MAX:
                await self.party()
            if shared is None and most_bytes > HELD_BYTES_MIN:
                shared = large_bodies_of(self)
                self._held = await shared.room.take(await self.party(), told_bytes)
                if not is_form:
                    cost = JsonCost(shared.values_max)
                    for each in pieces[:-1]:
                        cost.add(each)
            if cost is not None:
                cost.add(pieces[-1])
            if is_whole:
                break
            piece, is_whole = await self._piece()
            pieces.append(piece)
            size_bytes += len(piece)
        if shared is not None and self._held is not None:
            shared.room.shrink(self._held, size_bytes)
        if cost is not None:
            self._values = cost.values
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def _count(self, raw: bytes) -> int:
        values_max = large_bodies_of(self).values_max
        try:
            return await self.in_turn(lambda: json_values(raw, values_max))
        except DomainError:
            # A stranger is told nothing but that he is one.
            await self.party()
            raise

    def _told_bytes(self) -> int | None:
        text = self.headers.get("content-length", "")
        return int(text) if text.isdecimal() and len(text) < 12 else None
