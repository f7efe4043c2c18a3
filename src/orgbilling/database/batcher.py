"""Requests that arrive while a round trip is under way travel together in the next.

Spending and the look-ups of calls to models come by the hundred, and a statement for a hundred
costs little more than one for one. A lane is one connection. A free lane takes what waits, group by
group in the order in which they began to wait, and sends it as one statement: one transaction and
one commit for many. An idle batcher sends at once; there is no timer. While a lane is under way the
others stay where they are, since what waits for it costs less together, unless a lot waits, or the
lane is one that nobody waits for: it carries the crowd of one group, or has been away for long. A
group is in one lane at a time: of an organization, two would only wait for each other's locks, and
its order of arrival would be lost.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import structlog

from orgbilling.database.lane import Lane
from orgbilling.kernel.errors import DomainError, Unavailable

_logger = structlog.get_logger(__name__)
# So many requests are worth a statement of their own while another is under way.
_SHARE_MIN: Final = 64
# So many requests of one group in a statement are a crowd: its neighbours do not wait for it.
_CROWD_MIN: Final = 5
# Nor for a lane that is away for longer: a lock holds it up, or a great many requests.
_PATIENCE_S: Final = 0.02

Group = TypeVar("Group", bound=Hashable)
Request = TypeVar("Request")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Waiting(Generic[Request, Answer]):
    """A request, and where its caller waits for the answer."""

    request: Request
    answer: asyncio.Future[Answer]

    @property
    def is_awaited(self) -> bool:
        """Whether there is no answer yet, and its caller has not gone away."""
        return not self.answer.done()

    def give(self, answer: Answer) -> None:
        """Answer; nothing happens where nobody waits any more."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, error: DomainError) -> None:
        """Answer with a failure, which may be that of others too."""
        if not self.answer.done():
            self.answer.set_exception(error.again())


@dataclass(slots=True, eq=False)
class Trip(Generic[Group, Request, Answer]):
    """What one lane carries at once: of each group its requests, in the order of their arrival."""

    lane: Lane
    groups: dict[Group, list[Waiting[Request, Answer]]]


@dataclass(slots=True)
class BatchCounters:
    """What a batcher did since it started."""

    batches: int = 0
    items: int = 0
    refused_full: int = 0
    largest_batch: int = 0


class Batcher(Generic[Group, Request, Answer]):
    """Collects the requests of one process and sends them in batches.

    `send` carries one trip and answers each of its requests; whatever it leaves unanswered when it
    raises is answered with a failure. At most `queue_limit` requests wait, more are refused; a trip
    carries at most `batch_limit`.
    """

    def __init__(
        self,
        lanes: list[Lane],
        send: Callable[[Trip[Group, Request, Answer]], Awaitable[None]],
        counters: BatchCounters,
        *,
        batch_limit: int,
        queue_limit: int,
    ) -> None:
        self._lanes = lanes
        self._send = send
        self._counters = counters
        self._batch_limit = batch_limit
        self._queue_limit = queue_limit
        self._waiting: dict[Group, deque[Waiting[Request, Answer]]] = {}
        self._busy: set[Group] = set()
        self._idle: list[asyncio.Future[None]] = []
        self._waiting_count = 0
        self._woken = 0
        self._sending = 0
        # Lanes under way that nobody waits for.
        self._unawaited: set[Lane] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def waiting_count(self) -> int:
        """Requests that wait for a lane."""
        return self._waiting_count

    def start(self) -> None:
        """Start the lanes; each connects when it has something to send."""
        self._tasks = [asyncio.create_task(self._run(lane)) for lane in self._lanes]

    async def close(self, within_s: float | None = None) -> None:
        """Refuse new requests, answer those that wait, for so long at most, then disconnect.

        Whoever has no answer by then is told that the server is stopping.
        """
        self._stopping = True
        while self._idle:
            self._wake_one()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for entry in (entry for queue in self._waiting.values() for entry in queue):
            entry.fail(_stopping())
        for lane in self._lanes:
            await lane.close()

    def ask(self, group: Group, request: Request) -> asyncio.Future[Answer]:
        """Take one request up; returns where its answer will be. A caller that is cancelled gets
        none, and its request is sent all the same.

        Raises:
            Unavailable: `spending_queue_full`, or the batcher is stopping.
        """
        if self._stopping:
            raise _stopping()
        if self._waiting_count >= self._queue_limit:
            self._counters.refused_full += 1
            raise Unavailable("Too many requests wait; try again.", code="spending_queue_full")
        waiting: Waiting[Request, Answer] = Waiting(
            request, asyncio.get_running_loop().create_future()
        )
        queue = self._waiting.get(group)
        if queue is None:
            self._waiting[group] = deque((waiting,))
        else:
            queue.append(waiting)
        self._waiting_count += 1
        if self._idle and group not in self._busy and self._may_send():
            self._wake_one()
        return waiting.answer

    def go_on_with(self, trip: Trip[Group, Request, Answer], groups: Collection[Group]) -> None:
        """Let a trip go on with some of its groups, of which nobody else waits for the lane. The
        others have their answers, and are free for other lanes."""
        for group in trip.groups.keys() - groups:
            del trip.groups[group]
            self._busy.discard(group)
        self._wait_no_longer(trip.lane)

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
            # The trip may lose groups on its way (`go_on_with`), and so does what is taken.
            trip = Trip(lane, taken)
            count = sum(map(len, taken.values()))
            self._counters.batches += 1
            self._counters.items += count
            self._counters.largest_batch = max(self._counters.largest_batch, count)
            if len(taken) == 1 and count >= _CROWD_MIN:
                self._unawaited.add(lane)
            patience = loop.call_later(_PATIENCE_S, self._wait_no_longer, lane)
            self._wake_if_needed()
            try:
                await self._send(trip)
            except asyncio.CancelledError:
                for entry in (entry for entries in taken.values() for entry in entries):
                    entry.fail(_stopping())
                raise
            except Exception as error:
                # A lane that dies takes its callers' answers with it; each must still get one.
                _logger.exception("batch_failed", lane=lane.name, error=repr(error))
                failure = DomainError("The server failed on this request.")
                for entry in (entry for entries in taken.values() for entry in entries):
                    entry.fail(failure)
            finally:
                patience.cancel()
                self._unawaited.discard(lane)
                self._sending -= 1
                self._busy.difference_update(taken)
                self._wake_if_needed()

    def _wait_no_longer(self, lane: Lane) -> None:
        self._unawaited.add(lane)
        self._wake_if_needed()

    def _may_send(self) -> bool:
        return (
            self._woken + self._sending == len(self._unawaited) or self._waiting_count >= _SHARE_MIN
        )

    def _wake_if_needed(self) -> None:
        if (
            self._idle
            and self._may_send()
            and any(group not in self._busy for group in self._waiting)
        ):
            self._wake_one()

    def _take(self) -> dict[Group, list[Waiting[Request, Answer]]]:
        """Take what waits, up to a batch, of groups that are in no other lane.

        Of a lot, other lanes that are free get their share, so that PostgreSQL works with as many
        processes; a group is not divided.
        """
        taken: dict[Group, list[Waiting[Request, Answer]]] = {}
        room = self._batch_limit
        free = len(self._lanes) - self._sending
        share = max(_SHARE_MIN, -(-self._waiting_count // free))
        for group in [group for group in self._waiting if group not in self._busy]:
            if self._batch_limit - room >= share:
                break
            queue = self._waiting[group]
            if len(queue) <= room:
                taken[group] = list(queue)
                del self._waiting[group]
            else:
                taken[group] = [queue.popleft() for _ in range(room)]
                # What is left moves behind the groups that have waited longer.
                self._waiting[group] = self._waiting.pop(group)
            room -= len(taken[group])
            if room <= 0:
                break
        self._busy.update(taken)
        self._waiting_count -= self._batch_limit - room
        return taken


def _stopping() -> Unavailable:
    return Unavailable("The server is stopping; try again.", code="stopping")
