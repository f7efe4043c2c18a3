"""What is sent to `spend`: spends of any organizations, and their text as `spend_item[]`."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orgbilling.spending.batch import items_text as batch_text
from orgbilling.spending.items import CLOSED as CALL_CLOSED
from orgbilling.spending.items import SpendItem, Verb

__all__ = ["CALL_CLOSED", "Spend", "items_text"]


@dataclass(frozen=True)
class Spend:
    """One spend of one organization: a deduct and a reserve have a key and a user, a capture and a
    release a hold. A hold lasts longer than anything here takes."""

    org_id: uuid.UUID
    verb: Verb
    key: str | None = None
    user_id: str | None = None
    credits: int | None = None
    hold_id: uuid.UUID | None = None
    ttl_s: int | None = 86_400
    credential_hash: bytes | None = None
    call: str | None = None

    def item(self) -> SpendItem:
        """Return it as the product's engine is given it."""
        return SpendItem(
            verb=self.verb,
            request_key=self.key,
            user_id=self.user_id,
            credits=None if self.credits is None else Decimal(self.credits),
            service_type="llm",
            service_name="gpt",
            hold_id=self.hold_id,
            ttl_s=self.ttl_s,
            credential_hash=self.credential_hash,
            call=self.call,
        )

    @staticmethod
    def call_of(model: str, price_id: uuid.UUID) -> str:
        """Return what the journal of calls keeps of a reserve, as JSON."""
        return json.dumps(
            {
                "process_id": str(uuid.uuid4()),
                "model": model,
                "upstream": "growth",
                "price_id": str(price_id),
                "markup": "1.5",
                "input_tokens": 100,
            }
        )


def items_text(spends: Iterable[Spend], *, closely: bool = False) -> str:
    """Return the text of spends, in the order of the type's fields."""
    entries = [(spend.org_id, spend.item()) for spend in spends]
    return batch_text(entries, {org_id for org_id, _ in entries} if closely else ())
