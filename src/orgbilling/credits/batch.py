"""One statement for many items, and back."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Lane, load_queries
from orgbilling.database.literals import bytea_text, plain_array, text_array

queries = load_queries(__file__)

Batch = list[tuple[UUID, list[SpendItem]]]
# Fewer are done one after another in less time than the statements for many take to start.
_TOGETHER_MIN: Final = 12


async def run_batch(lane: Lane, batch: Batch, session_idle_s: int) -> list[SpendResult]:
    """Spend for one or more organizations, given in the order of their ids.

    Returns one answer an item, in the order given, after the commit. Where many organizations have
    one deduct each, these are carried out together first, in a transaction of their own: what
    stands in the way of one of them is looked at closer with everything else, in the next.

    Raises:
        DomainError: nothing of the batch was carried out, or (`StoreUnavailable`, `StoreBusy`) it
            is unknown, and keys and holds tell.
    """
    alone = [group for group in batch if len(group[1]) == 1 and group[1][0].verb == "deduct"]
    if len(alone) < _TOGETHER_MIN:
        return await _spend(lane, batch, session_idle_s)
    answered = await _deduct_for_each(lane, alone, session_idle_s)
    rest = [group for group in batch if group[0] not in answered]
    others = iter(await _spend(lane, rest, session_idle_s) if rest else ())
    return [
        answered[org_id] if org_id in answered else next(others)
        for org_id, group in batch
        for _ in group
    ]


async def _spend(lane: Lane, batch: Batch, session_idle_s: int) -> list[SpendResult]:
    items = [item for _, group in batch for item in group]
    has_calls = any(item.call is not None for item in items)
    if len(items) == 1 and items[0].verb == "deduct":
        statement = queries.spend_one_deduct
        parameters = [str(batch[0][0]), *_fields(items[0]), str(session_idle_s)]
    elif len(batch) == 1 and not has_calls:
        statement = queries.spend_one_organization
        parameters = [str(batch[0][0]), *_columns(items), str(session_idle_s)]
    else:
        ends = list(accumulate(len(group) for _, group in batch))
        leading = [plain_array([org_id for org_id, _ in batch]), plain_array(ends)]
        parameters = [*leading, *_columns(items), str(session_idle_s)]
        statement = queries.spend_many_organizations
        if has_calls:
            statement = queries.spend_gateway_calls
            parameters.insert(-1, text_array([item.call for item in items]))
    rows = [SpendResult._make(row) for row in await lane.fetch_rows(statement, parameters)]
    rows.sort(key=attrgetter("ordinal"))
    return rows


async def _deduct_for_each(
    lane: Lane, batch: Batch, session_idle_s: int
) -> dict[UUID, SpendResult]:
    """Carry out one deduct an organization; returns the answers of those in whose way nothing
    stood, by organization."""
    columns = _columns([item for _, (item,) in batch])
    parameters = [plain_array([org_id for org_id, _ in batch]), *columns[1:7], *columns[9:]]
    rows = await lane.fetch_rows(queries.spend_deduct_for_each, [*parameters, str(session_idle_s)])
    return {batch[row[0] - 1][0]: SpendResult._make(row) for row in rows}


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
