"""One statement for many items, and back."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
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
Entry = tuple[UUID, SpendItem]
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
    entries = [(org_id, item) for org_id, items in batch for item in items]
    for _ in range(_SETTLEMENTS_MAX):
        due = await _run_settled(lane, entries, session_idle_s, refused_lately, answers)
        if not due:
            return
        for n in due:
            del answers[n]
        organizations = {entries[n][0] for n in due}
        before_settling(organizations)
        for org_id in sorted(organizations, key=attrgetter("int")):
            await lane.fetch_rows(queries.settle_before_spending, [str(org_id)])
    raise StoreBusy


async def _run_settled(
    lane: Lane,
    entries: Sequence[Entry],
    session_idle_s: int,
    refused_lately: set[UUID],
    answers: dict[int, SpendResult],
) -> list[int]:
    """Send what has no answer yet; once more, marked, what comes back untried. Returns the numbers
    of what came back due.

    `refused_lately` keeps the organizations that were refused most of their last batch of several
    items: they would only be looked at twice, and are looked at closely at once.
    """
    left = [n for n in range(len(entries)) if n not in answers]
    rows = await _spend(lane, [entries[n] for n in left], session_idle_s, refused_lately)
    answers.update(zip(left, rows, strict=True))
    outcomes = {row.outcome for row in rows}
    if "untried" in outcomes:
        untried = [n for n in left if answers[n].outcome == "untried"]
        for n in untried:
            del answers[n]
        whose = {entries[n][0] for n in untried}
        rows = await _spend(lane, [entries[n] for n in untried], session_idle_s, whose)
        answers.update(zip(untried, rows, strict=True))
        outcomes.update(row.outcome for row in rows)
    if len(entries) > 1 and ("refused" in outcomes or refused_lately):
        _note_refused(entries, left, answers, refused_lately)
    return [n for n in left if answers[n].outcome == "due"] if "due" in outcomes else []


def _note_refused(
    entries: Sequence[Entry],
    sent: Iterable[int],
    answers: dict[int, SpendResult],
    refused_lately: set[UUID],
) -> None:
    asked = Counter(org_id for org_id, _ in entries)
    refused = Counter(entries[n][0] for n in sent if answers[n].outcome == "refused")
    for org_id, count in asked.items():
        if refused[org_id] * 2 > count:
            refused_lately.add(org_id)
        else:
            refused_lately.discard(org_id)


async def _spend(
    lane: Lane, entries: Sequence[Entry], session_idle_s: int, closely: set[UUID]
) -> list[SpendResult]:
    """Send items; `closely` are the organizations whose items are not tried together."""
    return await lane.fetch_rows(queries.spend, [items_text(entries, closely), str(session_idle_s)])


def items_text(entries: Iterable[Entry], closely: Container[UUID] = ()) -> str:
    """Return PostgreSQL's text of items, as `spend_item[]`; those of the organizations in
    `closely` are not tried together."""
    return composite_array(_rows(entries, closely))


def _rows(entries: Iterable[Entry], closely: Container[UUID]) -> Iterator[tuple[object, ...]]:
    """Give each item as `spend_item`, field by field."""
    of: UUID | None = None
    first = ""
    last: str | None = None
    for org_id, item in entries:
        # Neighbours are mostly of one organization, and a UUID's text takes as long as all else.
        if org_id is not of:
            of, first, last = org_id, str(org_id), "t" if org_id in closely else None
        yield (first, *_values(item), last)
