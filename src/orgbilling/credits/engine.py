"""Spending fast: requests that arrive while a round trip is under way travel together in the next.

A lane is one connection. A free lane takes what waits, organization by organization in the order
in which they began to wait, and sends it as one statement: one transaction and one commit for many.
An idle engine sends at once. While a lane is under way the others stay where they are, since what
waits for it costs less together, unless a lot waits, or the lane is one that nobody waits for: it
carries the crowd of one organization, or has been away for long. An organization is in one lane at
a time, because two would only wait for each other's locks, and its order of arrival would be lost.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog

from orgbilling.credits.batch import Batch, run_batch
from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Lane
from orgbilling.kernel.errors import DomainError, StoreBusy, StoreUnavailable, Unavailable

_logger = structlog.get_logger(__name__)
_RECONNECT_PAUSE_S: Final = 0.2
# So many items are worth a statement of their own while another is under way.
_SHARE_MIN: Final = 64
# So many items of one organization in a statement are a crowd: its neighbours do not wait for it.
_CROWD_MIN: Final = 5
# Nor for a lane that is away for longer: a lock holds it up, or a great many items.
_PATIENCE_S: Final = 0.02


@dataclass(slots=True)
class _Waiting:
    item: SpendItem
    answer: asyncio.Future[SpendResult]


@dataclass(slots=True)
class EngineCounters:
    """What the engine did since it started; read by metrics."""

    batches: int = 0
    items: int = 0
    refused_full: int = 0
    retried_singly: int = 0
    largest_batch: int = 0
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
        self._lanes = [Lane(application_url, name=f"orgbilling-spend-{n}") for n in range(lanes)]
        self._batch_limit = batch_limit
        self._queue_limit = queue_limit
        self._session_idle_s = session_idle_s
        self._waiting: dict[UUID, deque[_Waiting]] = {}
        self._busy: set[UUID] = set()
        self._short: set[UUID] = set()
        self._idle: list[asyncio.Future[None]] = []
        self._waiting_count = 0
        self._woken = 0
        self._sending = 0
        # Lanes under way that nobody waits for.
        self._apart: set[Lane] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self.counters = EngineCounters()

    @property
    def waiting_count(self) -> int:
        """Requests that wait for a lane."""
        return self._waiting_count

    async def start(self) -> None:
        """Start the lanes; each connects when it has something to send."""
        self._tasks = [asyncio.create_task(self._run(lane)) for lane in self._lanes]

    async def close(self) -> None:
        """Refuse new requests, answer those that wait, then disconnect."""
        self._stopping = True
        while self._idle:
            self._wake_one()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for lane in self._lanes:
            await lane.close()

    async def spend(self, org_id: UUID, item: SpendItem) -> SpendResult:
        """Send one item and wait for its committed answer.

        A caller that is cancelled gets no answer; the item is carried out all the same, and its
        key (or hold) tells a retry what became of it.

        Raises:
            Unavailable: `spending_queue_full`, or the engine is stopping.
            StoreUnavailable: the database does not answer; whether the item was carried out is
                unknown when the connection was lost in the middle, and its key tells.
            DomainError: what the database raises for malformed items.
        """
        if self._stopping:
            raise Unavailable("The server is stopping; try again.", code="stopping")
        if self._waiting_count >= self._queue_limit:
            self.counters.refused_full += 1
            raise Unavailable(
                "Too many spending requests wait; try again.", code="spending_queue_full"
            )
        waiting = _Waiting(item, asyncio.get_running_loop().create_future())
        queue = self._waiting.get(org_id)
        if queue is None:
            self._waiting[org_id] = deque((waiting,))
        else:
            queue.append(waiting)
        self._waiting_count += 1
        if self._idle and org_id not in self._busy and self._may_send():
            self._wake_one()
        return await waiting.answer

    def _wake_one(self) -> None:
        # The lane that was busy last: its connection's process is still warm.
        woken = self._idle.pop()
        if not woken.done():
            self._woken += 1
            woken.set_result(None)

    async def _run(self, lane: Lane) -> None:
        loop = asyncio.get_running_loop()
        while True:
            taken = self._take()
            if not taken:
                if self._stopping:
                    return
                woken: asyncio.Future[None] = loop.create_future()
                self._idle.append(woken)
                await woken
                self._woken -= 1
                continue
            self._sending += 1
            if len(taken) == 1 and len(next(iter(taken.values()))) >= _CROWD_MIN:
                self._apart.add(lane)
            patience = loop.call_later(_PATIENCE_S, self._wait_no_longer, lane)
            self._wake_if_needed()
            try:
                await self._send(lane, taken)
            except Exception as error:
                # A lane that dies takes its callers' answers with it; each must still get one.
                _logger.exception("spending_batch_failed", error=repr(error))
                failure = DomainError("The server failed on this request.")
                for entry in (entry for entries in taken.values() for entry in entries):
                    _fail(entry, failure)
            finally:
                patience.cancel()
                self._apart.discard(lane)
                self._sending -= 1
                self._busy.difference_update(taken)
                self._wake_if_needed()

    def _wait_no_longer(self, lane: Lane) -> None:
        self._apart.add(lane)
        self._wake_if_needed()

    def _may_send(self) -> bool:
        return self._woken + self._sending == len(self._apart) or self._waiting_count >= _SHARE_MIN

    def _wake_if_needed(self) -> None:
        if (
            self._idle
            and self._may_send()
            and any(org_id not in self._busy for org_id in self._waiting)
        ):
            self._wake_one()

    def _take(self) -> dict[UUID, list[_Waiting]]:
        """Take what waits, up to a batch, of organizations that are in no other lane.

        Of a lot, other lanes that are free get their share, so that PostgreSQL works with as many
        processes; an organization is not divided.
        """
        taken: dict[UUID, list[_Waiting]] = {}
        room = self._batch_limit
        free = len(self._lanes) - self._sending
        share = max(_SHARE_MIN, -(-self._waiting_count // free))
        for org_id in [org_id for org_id in self._waiting if org_id not in self._busy]:
            if self._batch_limit - room >= share:
                break
            queue = self._waiting[org_id]
            if len(queue) <= room:
                taken[org_id] = list(queue)
                del self._waiting[org_id]
            else:
                taken[org_id] = [queue.popleft() for _ in range(room)]
                # What is left moves behind the organizations that have waited longer.
                self._waiting[org_id] = self._waiting.pop(org_id)
            room -= len(taken[org_id])
            if room <= 0:
                break
        self._busy.update(taken)
        self._waiting_count -= self._batch_limit - room
        return taken

    async def _send(self, lane: Lane, taken: dict[UUID, list[_Waiting]]) -> None:
        # By id, so that two statements lock the organizations that they share in one order.
        groups = sorted(taken.items(), key=lambda group: group[0].int)
        waiting = [(org_id, entry) for org_id, entries in groups for entry in entries]
        count = len(waiting)
        self.counters.batches += 1
        self.counters.items += count
        self.counters.largest_batch = max(self.counters.largest_batch, count)
        batch = [(org_id, [entry.item for entry in entries]) for org_id, entries in groups]
        answers: dict[int, SpendResult] = {}
        given: set[int] = set()
        failure: DomainError | None = None

        def give() -> None:
            for place in answers.keys() - given:
                self._answer(waiting[place][1], answers[place])
            given.update(answers)

        def go_apart(due: set[UUID]) -> None:
            # Nobody else waits while thousands of members are settled: neither for an answer that
            # is there, nor for the lane.
            give()
            for org_id in taken.keys() - due:
                del taken[org_id]
                self._busy.discard(org_id)
            self._wait_no_longer(lane)

        try:
            # Those of many items whose lock did not come are tried again one by one.
            await self._attempt(lane, batch, answers, go_apart, is_second=count > 1)
        except DomainError as error:
            failure = error
        # Some may have been carried out before the others failed.
        give()
        if failure is None:
            return
        left = [waiting[place] for place in range(count) if place not in answers]
        if count == 1 or isinstance(failure, StoreUnavailable):
            for _, entry in left:
                _fail(entry, failure)
        else:
            await self._send_singly(lane, left)

    async def _send_singly(self, lane: Lane, left: Sequence[tuple[UUID, _Waiting]]) -> None:
        # One item's fault (or one lock that did not come) is not the others': each is tried alone.
        # A member's lock is waited for once: the others of this lane wait as long.
        busy: dict[tuple[UUID, object], StoreBusy] = {}
        for org_id, entry in left:
            whose = (org_id, entry.item.user_id or entry.item.hold_id)
            if whose in busy:
                _fail(entry, busy[whose])
                continue
            self.counters.retried_singly += 1
            answers: dict[int, SpendResult] = {}
            try:
                await self._attempt(
                    lane, [(org_id, [entry.item])], answers, lambda _: None, is_second=True
                )
            except DomainError as error:
                if isinstance(error, StoreBusy):
                    busy[whose] = error
                _fail(entry, error)
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
                lane, batch, self._session_idle_s, self._short, answers, before_settling
            )
        except (StoreUnavailable, StoreBusy) as error:
            if is_second and isinstance(error, StoreBusy):
                raise
            _logger.warning("spending_batch_retried", code=error.code, organizations=len(batch))
            await asyncio.sleep(_RECONNECT_PAUSE_S)
            await run_batch(
                lane, batch, self._session_idle_s, self._short, answers, before_settling
            )

    def _answer(self, entry: _Waiting, result: SpendResult) -> None:
        outcomes = self.counters.outcomes
        name = f"{entry.item.verb}:{result.outcome}"
        outcomes[name] = outcomes.get(name, 0) + 1
        if not entry.answer.done():
            entry.answer.set_result(result)


def _fail(entry: _Waiting, error: DomainError) -> None:
    if not entry.answer.done():
        entry.answer.set_exception(error.again())
