"""One statement for many items, and back."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate, groupby
from operator import attrgetter, itemgetter
from typing import Any, Final
from uuid import UUID

from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Lane, load_queries
from orgbilling.database.literals import bytea_text, plain_array, text_array
from orgbilling.kernel.errors import StoreBusy

queries = load_queries(__file__)

Batch = list[tuple[UUID, list[SpendItem]]]
# Fewer organizations of one deduct each are done one by one in less time than the statements for
# many take to start.
_TOGETHER_MIN: Final = 5
# Whoever is due again after so many settlements is asked to come back.
_SETTLEMENTS_MAX: Final = 5


async def run_batch(
    lane: Lane,
    batch: Batch,
    session_idle_s: int,
    short: set[UUID],
    answers: dict[int, SpendResult],
    before_settling: Callable[[set[UUID]], None],
) -> None:
    """Spend for one or more organizations, given in the order of their ids.

    `answers` gets one answer an item, by its place among all, after the commit; an item that has
    one is left out. An organization in which something is due leaves its items alone: it is
    settled, in a transaction of its own, and they are sent again. `before_settling` is told which
    organizations those are: all others have their answers then.

    Raises:
        DomainError: of the items without an answer nothing was carried out, or
            (`StoreUnavailable`) it is unknown: keys and holds tell, another attempt is safe.
    """
    whose = [org_id for org_id, items in batch for _ in items]
    for _ in range(_SETTLEMENTS_MAX):
        await _run_settled(lane, batch, session_idle_s, short, answers)
        due = [n for n, answer in answers.items() if answer.outcome == "due"]
        if not due:
            return
        for n in due:
            del answers[n]
        organizations = {whose[n] for n in due}
        before_settling(organizations)
        for org_id in sorted(organizations, key=attrgetter("int")):
            await lane.fetch_rows(queries.settle_before_spending, [str(org_id)])
    raise StoreBusy


async def _run_settled(
    lane: Lane,
    batch: Batch,
    session_idle_s: int,
    short: set[UUID],
    answers: dict[int, SpendResult],
) -> None:
    """Send what has no answer yet.

    The organizations that only deduct are carried out together first, in a
    transaction of their own: what stands in the way of an item is looked at closer with everything
    else, in the next. `short` keeps those that were refused most of their last batch of
    several items: they would only be looked at twice, and are not.
    """
    if len(batch) == 1 and len(batch[0][1]) == 1:
        # The commonest batch of a server that is not busy: nothing to sort out.
        answers.update(enumerate(await _spend(lane, batch, session_idle_s)))
        return
    plain = {
        org_id
        for org_id, items in batch
        if org_id not in short and all(item.verb == "deduct" for item in items)
    }
    entries = [(org_id, item) for org_id, items in batch for item in items]
    together = [n for n, (org_id, _) in enumerate(entries) if org_id in plain and n not in answers]
    if len(together) > len(plain) or len(plain) >= _TOGETHER_MIN:
        rows = await _deduct_together(lane, [entries[n] for n in together])
        answers.update((together[row.ordinal - 1], row) for row in rows)
    left = [n for n in range(len(entries)) if n not in answers]
    if left:
        groups = groupby((entries[n] for n in left), key=itemgetter(0))
        rest = [(org_id, [item for _, item in group]) for org_id, group in groups]
        answers.update(zip(left, await _spend(lane, rest, session_idle_s), strict=True))
    refused = Counter(entries[n][0] for n in left if answers[n].outcome == "refused")
    for org_id, items in batch:
        if refused[org_id] * 2 > len(items):
            short.add(org_id)
        else:
            short.discard(org_id)


async def _spend(lane: Lane, batch: Batch, session_idle_s: int) -> list[SpendResult]:
    items = [item for _, group in batch for item in group]
    has_calls = any(item.call is not None for item in items)
    if len(items) == 1 and items[0].verb == "deduct":
        statement = queries.spend_one_deduct
        parameters = [str(batch[0][0]), *_fields(items[0]), str(session_idle_s)]
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


async def _deduct_together(lane: Lane, entries: list[tuple[UUID, SpendItem]]) -> list[SpendResult]:
    """Carry out deducts; returns the answers of those in whose way nothing stood."""
    columns = _columns([item for _, item in entries])
    parameters = [plain_array([org_id for org_id, _ in entries]), *columns[1:7], *columns[9:]]
    rows = await lane.fetch_rows(queries.deduct_together, parameters)
    return [SpendResult._make(row) for row in rows]


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
