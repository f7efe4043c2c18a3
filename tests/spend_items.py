"""What is sent to `spend`: items, and their text as an array of the composite type."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orgbilling.database.literals import composite_array

Amount = int | str | Decimal


def number(value: Amount | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@dataclass(frozen=True)
class Item:
    """One item; a deduct and a reserve have a key and a user, a capture and a release a hold."""

    verb: str
    credits: Amount | None = None
    key: str | None = None
    user: str | None = None
    hold_id: uuid.UUID | None = None
    ttl_s: int | None = 600
    service_type: str | None = "llm"
    service_name: str | None = "gpt"
    api_cost_usd: Amount | None = None
    markup_usd: Amount | None = None
    credential_hash: bytes | None = None
    call: str | None = None
    credential_id: str | None = None
    address: str | None = None
    metadata: str | None = None


def spend_items(items: Iterable[tuple[uuid.UUID | None, Item]], *, closely: bool = False) -> str:
    """The text of a `spend_item[]`: items, each of an organization."""
    return composite_array(
        (
            org_id, item.verb, item.key, item.user, number(item.credits), item.service_type,
            item.service_name, item.metadata, item.hold_id, item.ttl_s, number(item.api_cost_usd),
            number(item.markup_usd), item.credential_hash, item.call, item.credential_id,
            item.address, closely or None,
        )
        for org_id, item in items
    )  # fmt: skip
