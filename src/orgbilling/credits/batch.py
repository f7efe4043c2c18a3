"""One statement for many items, and back."""

from typing import Any
from uuid import UUID

from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Lane, load_queries

queries = load_queries(__file__)

Batch = list[tuple[UUID, list[SpendItem]]]


async def run_batch(lane: Lane, batch: Batch, session_idle_s: int) -> list[SpendResult]:
    """Spend for one or more organizations, given in the order of their ids.

    Returns one answer an item, in the order given, after the commit.

    Raises:
        DomainError: nothing of the batch was carried out, or (`StoreUnavailable`) it is unknown.
    """
    items = [item for _, group in batch for item in group]
    columns = _columns(items)
    if len(batch) == 1:
        parameters: list[Any] = [batch[0][0], *columns, session_idle_s]
        statement = queries.spend_one_organization
    else:
        ends: list[int] = []
        for _, group in batch:
            ends.append(len(group) + (ends[-1] if ends else 0))
        parameters = [[org_id for org_id, _ in batch], ends, *columns, session_idle_s]
        statement = queries.spend_many_organizations
    rows = [SpendResult._make(row) for row in await lane.fetch_rows(statement, parameters)]
    rows.sort(key=lambda row: row.ordinal)
    return rows


def _columns(items: list[SpendItem]) -> list[list[Any] | None]:
    return [
        [item.verb for item in items],
        [item.request_key for item in items],
        [item.user_id for item in items],
        [item.credits for item in items],
        [item.service_type for item in items],
        [item.service_name for item in items],
        _unless_empty([item.metadata for item in items]),
        _unless_empty([item.hold_id for item in items]),
        _unless_empty([item.ttl_s for item in items]),
        _unless_empty([item.api_cost_usd for item in items]),
        _unless_empty([item.markup_usd for item in items]),
        _unless_empty([item.credential_hash for item in items]),
    ]


def _unless_empty(values: list[Any]) -> list[Any] | None:
    """Leave out a column that no item uses: it need not travel."""
    return values if any(value is not None for value in values) else None
