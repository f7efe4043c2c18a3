"""One spending request and its answer, as the engine carries them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias
from uuid import UUID

from orgbilling.spending import queries

CLOSED: Final = "{}"

Verb = Literal["deduct", "reserve", "capture", "release"]


@dataclass(slots=True, kw_only=True)
class SpendItem:
    """What one caller wants spent, set aside, captured or released; its fields are those of
    `spend_item`, in that order.

    Deduct and reserve need `request_key` and `user_id`, capture and release `hold_id`.
    `metadata` is JSON text; costs are in US dollars. With `credential_hash` (SHA-256) the item is
    authorized in the statement that spends it; without, the caller vouches for it, and may say by
    `credential_id` whose credential it was. `address` is where it came from. `call` is JSON
    text: what the journal of calls to models keeps of a reserve, which is dispatched with it;
    `CLOSED` where a capture or release ends a call.
    """

    verb: Verb
    request_key: str | None = None
    user_id: str | None = None
    credits: Decimal | None = None
    service_type: str | None = None
    service_name: str | None = None
    metadata: str | None = None
    hold_id: UUID | None = None
    ttl_s: int | None = None
    api_cost_usd: Decimal | None = None
    markup_usd: Decimal | None = None
    credential_hash: bytes | None = field(default=None, repr=False)
    call: str | None = None
    credential_id: str | None = None
    address: str | None = None


SpendResult: TypeAlias = queries.SpendRow
"""The answer to an item: `spending_result` of the database, column by column.

`outcome` is ok, refused, or one of the misuses that `decisions` maps to problems; due and untried
are the engine's own business.
"""
