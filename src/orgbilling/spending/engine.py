"""Spending fast: the items of a moment travel in one statement, and each gets its own answer.

`Batcher` says who travels with whom; an organization is a group of it. Here is what becomes of a
trip: what is settled before, what is tried again, and what is tried one by one.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog

from orgbilling.database import BatchCounters, Batcher, Lane, Trip, Waiting
from orgbilling.kernel.errors import DomainError, StoreBusy, StoreUnavailable
from orgbilling.spending.batch import Batch, run_batch
from orgbilling.spending.items import SpendItem, SpendResult

_logger = structlog.get_logger(__name__)
_RECONNECT_PAUSE_S: Final = 0.2

_Waiting = Waiting[SpendItem, SpendResult]
_Trip = Trip[UUID, SpendItem, SpendResult]


@dataclass(slots=True)
class EngineCounters(BatchCounters):
    """What the engine did since it started; read by metrics."""

    retried_singly: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)


class SpendingEngine:
    """Collects spending requests of one process and sends them in batches.

    `lanes` connections; at most `queue_limit` requests wait, more are refused with 503; a
    statement carries about `batch_limit` items. Several processes may run an engine on one
    database: correctness rests on the database alone.
    """

    def __init__(
        self,
        application_url: str,
        *,
        lanes: int = 4,
        batch_limit: int = 500,
        queue_limit: int = 10_000,
        session_idle_s: int = 28_800,
    ) -> None:
        self.counters = EngineCounters()
        self._session_idle_s = session_idle_s
        self._refused_lately: set[UUID] = set()
        self._batcher: Batcher[UUID, SpendItem, SpendResult] = Batcher(
            [Lane(application_url, name=f"orgbilling-spend-{n}") for n in range(lanes)],
            self._send,
            self.counters,
            batch_limit=batch_limit,
            queue_limit=queue_limit,
        )

    @property
    def waiting_count(self) -> int:
        """Requests that wait for a lane."""
        return self._batcher.waiting_count

    async def start(self) -> None:
        """Start the lanes; each connects when it has something to send."""
        self._batcher.start()

    async def close(self) -> None:
        """Refuse new requests, answer those that wait, then disconnect."""
        await self._batcher.close()

    async def spend(self, org_id: UUID, item: SpendItem) -> SpendResult:
        """Send one item and wait for its committed answer.

        A caller that is cancelled gets no answer; the item is carried out all the same, and its
        key (or hold) tells a retry what became of it.

        Raises:
            Unavailable: `spending_queue_full`, or the engine is stopping.
            StoreUnavailable: the database does not answer; whether the item was carried out is
                unknown when the connection was lost in the middle, and its key tells.
            DomainError: the database cannot read the item at all (a text with NUL, no JSON); what
                it can read and is not as it must be is answered `malformed`.
        """
        return await self._batcher.ask(org_id, item)

    async def _send(self, trip: _Trip) -> None:
        # By id, so that two statements lock the organizations that they share in one order.
        groups = sorted(trip.groups.items(), key=lambda group: group[0].int)
        waiting = [(org_id, entry) for org_id, entries in groups for entry in entries]
        count = len(waiting)
        batch = [(org_id, [entry.request for entry in entries]) for org_id, entries in groups]
        answers: dict[int, SpendResult] = {}
        given: set[int] = set()
        failure: DomainError | None = None

        def give() -> None:
            for place in answers.keys() - given:
                self._answer(waiting[place][1], answers[place])
            given.update(answers)

        def let_others_go(due: set[UUID]) -> None:
            # Nobody else waits while thousands of members are settled: neither for an answer that
            # is there, nor for the lane.
            give()
            self._batcher.go_on_with(trip, due)

        try:
            # Those of many items whose lock did not come are tried again one by one.
            await self._attempt(trip.lane, batch, answers, let_others_go, is_second=count > 1)
        except DomainError as error:
            failure = error
        # Some may have been carried out before the others failed.
        give()
        if failure is None:
            return
        left = [waiting[place] for place in range(count) if place not in answers]
        if count == 1 or isinstance(failure, StoreUnavailable):
            for _, entry in left:
                entry.fail(failure)
        else:
            await self._send_singly(trip.lane, left)

    async def _send_singly(self, lane: Lane, left: Sequence[tuple[UUID, _Waiting]]) -> None:
        # One item's fault (or one lock that did not come) is not the others': each is tried alone.
        # A member's lock is waited for once: the others of this lane wait as long.
        busy: dict[tuple[UUID, object], StoreBusy] = {}
        for org_id, entry in left:
            whose = (org_id, entry.request.user_id or entry.request.hold_id)
            if whose in busy:
                entry.fail(busy[whose])
                continue
            self.counters.retried_singly += 1
            answers: dict[int, SpendResult] = {}
            try:
                await self._attempt(
                    lane, [(org_id, [entry.request])], answers, lambda _: None, is_second=True
                )
            except DomainError as error:
                if isinstance(error, StoreBusy):
                    busy[whose] = error
                entry.fail(error)
            else:
                self._answer(entry, answers[0])

    async def _attempt(
        self,
        lane: Lane,
        batch: Batch,
        answers: dict[int, SpendResult],
        before_settling: Callable[[set[UUID]], None],
        *,
        is_second: bool,
    ) -> None:
        """Send a batch; once more where the connection was lost, or a lock did not come to the
        first attempt.

        `answers` gets them as `run_batch` says. Keys and holds make another attempt safe: where an
        answer was lost, what was committed is replayed.
        """
        try:
            await run_batch(
                lane, batch, self._session_idle_s, self._refused_lately, answers, before_settling
            )
        except (StoreUnavailable, StoreBusy) as error:
            if is_second and isinstance(error, StoreBusy):
                raise
            _logger.warning("spending_batch_retried", code=error.code, organizations=len(batch))
            await asyncio.sleep(_RECONNECT_PAUSE_S)
            await run_batch(
                lane, batch, self._session_idle_s, self._refused_lately, answers, before_settling
            )

    def _answer(self, entry: _Waiting, result: SpendResult) -> None:
        outcomes = self.counters.outcomes
        name = f"{entry.request.verb}:{result.outcome}"
        outcomes[name] = outcomes.get(name, 0) + 1
        entry.give(result)
