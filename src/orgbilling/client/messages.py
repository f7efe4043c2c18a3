"""Requests and answers of the spending calls: plain data, without a network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from orgbilling.bounds import CREDIT_DECIMALS_MAX
from orgbilling.client.errors import InsufficientCredits, OrgBillingError, ServerUnavailable

Amount = Decimal | int | float | str


@dataclass(frozen=True)
class Check:
    """Whether a member may spend an amount now."""

    sufficient: bool
    remaining_credits: Decimal
    blocked_by: str | None


@dataclass(frozen=True)
class Deducted:
    """A spend that happened."""

    usage_id: str
    credits: Decimal
    remaining_credits: Decimal
    replayed: bool


@dataclass(frozen=True)
class Held:
    """Credits that are set aside."""

    hold_id: str
    credits: Decimal
    remaining_credits: Decimal
    expires_at: datetime


@dataclass(frozen=True)
class Captured:
    """What a held call was charged."""

    usage_id: str
    captured_credits: Decimal
    released_credits: Decimal
    uncollected_credits: Decimal
    remaining_credits: Decimal


def body_of(fields: Mapping[str, Any]) -> bytes:
    """Return the JSON of a request; what is None is left out, amounts stay exact numbers.

    Raises:
        ValueError: an amount is no finite number, or has more than six decimals.
    """
    # Amounts are written as they are: a float on the way would round them.
    numbers: dict[str, str] = {}

    def mark(value: Any) -> Any:
        if isinstance(value, Decimal):
            name = f"\u0000{len(numbers)}\u0000"
            numbers[json.dumps(name)] = f"{value:f}"
            return name
        if isinstance(value, UUID):
            return str(value)
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")

    text = json.dumps({k: v for k, v in fields.items() if v is not None}, default=mark)
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text.encode()


def credits_of(amount: Amount) -> Decimal:
    """Return an amount of credits; a float is taken as it is printed.

    Raises:
        ValueError: it is no finite number, or has more than six decimals.
    """
    number = Decimal(str(amount))
    if not number.is_finite():
        raise ValueError("an amount of credits must be a finite number")
    if number.normalize().as_tuple().exponent < -CREDIT_DECIMALS_MAX:  # type: ignore[operator]
        raise ValueError("an amount of credits has at most six decimals")
    return number


def hold_body(
    user_id: str,
    credits: Amount,
    ttl_s: int | None,
    service: Mapping[str, Any],
    request_id: str | None,
) -> bytes:
    """Return what `holds` is sent. Without a `request_id` it gets one of its own; without `ttl_s`
    (seconds) the server says how long the hold lasts.

    Raises:
        ValueError: an amount of credits is no finite number, or has more than six decimals.
    """
    return body_of(
        {
            "user_id": user_id,
            "credits": credits_of(credits),
            **({} if ttl_s is None else {"ttl_s": ttl_s}),
            "request_id": request_id or uuid4().hex,
            **service,
        }
    )


def capture_body(
    credits: Amount,
    metadata: Mapping[str, Any] | None,
    api_cost_usd: Amount | None,
    markup_usd: Amount | None,
) -> bytes:
    """Return what `capture` is sent; costs are in US dollars.

    Raises:
        ValueError: an amount of credits is no finite number, or has more than six decimals.
    """
    return body_of(
        {
            "credits": credits_of(credits),
            "metadata": None if metadata is None else dict(metadata),
            "api_cost_usd": None if api_cost_usd is None else _usd(api_cost_usd),
            "markup_usd": None if markup_usd is None else _usd(markup_usd),
        }
    )


def deduct_body(
    user_id: str,
    credits: Amount,
    service: Mapping[str, Any],
    request_id: str | None,
    metadata: Mapping[str, Any] | None,
) -> bytes:
    """Return what `deduct` is sent; without a `request_id` it gets one of its own.

    Raises:
        ValueError: an amount of credits is no finite number, or has more than six decimals.
    """
    return body_of(
        {
            "user_id": user_id,
            "credits": credits_of(credits),
            "request_id": request_id or uuid4().hex,
            "metadata": None if metadata is None else dict(metadata),
            **service,
        }
    )


def headers_of(key: str) -> dict[str, str]:
    """Return the headers of every request; `key` is a service or member key."""
    return {"authorization": f"Bearer {key}", "content-type": "application/json"}


def parse(status: int, content: bytes) -> dict[str, Any]:
    """Return the answer's members.

    Raises:
        InsufficientCredits: 402.
        ServerUnavailable: 503.
        OrgBillingError: any other refusal.
    """
    try:
        answer = json.loads(content, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    if status < 300:
        return answer
    kind = {402: InsufficientCredits, 503: ServerUnavailable}.get(status, OrgBillingError)
    fields = {name: value for name, value in answer.items() if name not in ("code", "detail")}
    detail = str(answer.get("detail", "The server's answer cannot be read."))
    raise kind(status, str(answer.get("code", f"http_{status}")), detail, fields)


def check_of(answer: Mapping[str, Any]) -> Check:
    """Read the answer to `check`."""
    return Check(answer["sufficient"], answer["remaining_credits"], answer["blocked_by"])


def deducted_of(answer: Mapping[str, Any]) -> Deducted:
    """Read the answer to `deduct`."""
    return Deducted(
        answer["usage_id"], answer["credits"], answer["remaining_credits"], answer["replayed"]
    )


def held_of(answer: Mapping[str, Any]) -> Held:
    """Read the answer to `holds`."""
    return Held(
        answer["hold_id"],
        answer["credits"],
        answer["remaining_credits"],
        datetime.fromisoformat(answer["expires_at"]),
    )


def captured_of(answer: Mapping[str, Any]) -> Captured:
    """Read the answer to `capture`."""
    return Captured(
        answer["usage_id"],
        answer["captured_credits"],
        answer["released_credits"],
        answer["uncollected_credits"],
        answer["remaining_credits"],
    )


def _usd(amount: Amount) -> Decimal:
    return Decimal(str(amount))
