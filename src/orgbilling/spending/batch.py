"""One statement for many items, and back."""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Final
from uuid import UUID

from orgbilling.database import Lane
from orgbilling.database.literals import composite_array
from orgbilling.kernel.errors import StoreBusy
from orgbilling.spending import queries
from orgbilling.spending.items import SpendItem, SpendResult

Batch = list[tuple[UUID, list[SpendItem]]]
# Whoever is due again after so many settlements is asked to come back.
_SETTLEMENTS_MAX: Final = 5
_values: Final = attrgetter(*(one.name for one in fields(SpendItem)))


async def run_batch(
    lane: Lane,
    batch: Batch,
    session_idle_s: int,
    refused_lately: set[UUID],
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
        await _run_settled(lane, batch, session_idle_s, refused_lately, answers)
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
    refused_lately: set[UUID],
    answers: dict[int, SpendResult],
) -> None:
    """Send what has no answer yet; once more, marked, what comes back untried.

    `refused_lately` keeps the organizations that were refused most of their last batch of several
    items: they would only be looked at twice, and are looked at closely at once.
    """
    entries = [(org_id, item) for org_id, items in batch for item in items]
    left = [n for n in range(len(entries)) if n not in answers]
    rows = await _spend(lane, [entries[n] for n in left], session_idle_s, refused_lately)
    answers.update(zip(left, rows, strict=True))
    untried = [n for n in left if answers[n].outcome == "untried"]
    if untried:
        for n in untried:
            del answers[n]
        whose = {entries[n][0] for n in untried}
        rows = await _spend(lane, [entries[n] for n in untried], session_idle_s, whose)
        answers.update(zip(untried, rows, strict=True))
    if len(entries) > 1:
        refused = Counter(entries[n][0] for n in left if answers[n].outcome == "refused")
        for org_id, items in batch:
            if refused[org_id] * 2 > len(items):
                refused_lately.add(org_id)
            else:
                refused_lately.discard(org_id)


async def _spend(
    lane: Lane, entries: list[tuple[UUID, SpendItem]], session_idle_s: int, closely: set[UUID]
) -> list[SpendResult]:
    """Send items; `closely` are the organizations whose items are not tried together."""
    return await lane.fetch_rows(queries.spend, [items_text(entries, closely), str(session_idle_s)])


def items_text(entries: Iterable[tuple[UUID, SpendItem]], closely: Container[UUID] = ()) -> str:
    """Return PostgreSQL's text of items, as `spend_item_v1[]`; those of the organizations in
    `closely` are not tried together."""
    return composite_array(_fields(org_id, item, org_id in closely) for org_id, item in entries)


def _fields(org_id: UUID, item: SpendItem, closely: bool) -> tuple[object, ...]:
    """Return an item as `spend_item_v1`, field by field."""
    return (org_id, *_values(item), "t" if closely else None)
