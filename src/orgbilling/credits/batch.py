"""One statement for many items, and back."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate
from operator import attrgetter
from typing import Any
from uuid import UUID

from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Lane, load_queries
from orgbilling.database.literals import bytea_text, plain_array, text_array

queries = load_queries(__file__)

Batch = list[tuple[UUID, list[SpendItem]]]


async def run_batch(lane: Lane, batch: Batch, session_idle_s: int) -> list[SpendResult]:
    """Spend for one or more organizations, given in the order of their ids.

    Returns one answer an item, in the order given, after the commit.

    Raises:
        DomainError: nothing of the batch was carried out, or (`StoreUnavailable`) it is unknown.
    """
    items = [item for _, group in batch for item in group]
    if len(items) == 1 and items[0].verb == "deduct":
        statement = queries.spend_one_deduct
        parameters = [str(batch[0][0]), *_fields(items[0]), str(session_idle_s)]
    elif len(batch) == 1:
        statement = queries.spend_one_organization
        parameters = [str(batch[0][0]), *_columns(items), str(session_idle_s)]
    else:
        ends = list(accumulate(len(group) for _, group in batch))
        statement = queries.spend_many_organizations
        leading = [plain_array([org_id for org_id, _ in batch]), plain_array(ends)]
        parameters = [*leading, *_columns(items), str(session_idle_s)]
    rows = [SpendResult._make(row) for row in await lane.fetch_rows(statement, parameters)]
    rows.sort(key=attrgetter("ordinal"))
    return rows


def _fields(item: SpendItem) -> list[str | None]:
    return [
        item.request_key,
        item.user_id,
        _text(item.credits),
        item.service_type,
        item.service_name,
        item.metadata,
        _text(item.api_cost_usd),
        _text(item.markup_usd),
        bytea_text(item.credential_hash),
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _columns(items: list[SpendItem]) -> list[str | None]:
    return [
        text_array([item.verb for item in items]),
        text_array([item.request_key for item in items]),
        text_array([item.user_id for item in items]),
        plain_array([item.credits for item in items]),
        text_array([item.service_type for item in items]),
        text_array([item.service_name for item in items]),
        _unless_empty(text_array, [item.metadata for item in items]),
        _unless_empty(plain_array, [item.hold_id for item in items]),
        _unless_empty(plain_array, [item.ttl_s for item in items]),
        _unless_empty(plain_array, [item.api_cost_usd for item in items]),
        _unless_empty(plain_array, [item.markup_usd for item in items]),
        _unless_empty(text_array, [bytea_text(item.credential_hash) for item in items]),
    ]


def _unless_empty(array: Callable[[Sequence[Any]], str], values: list[Any]) -> str | None:
    """Leave out a column that no item uses: it need not travel."""
    return array(values) if any(value is not None for value in values) else None
