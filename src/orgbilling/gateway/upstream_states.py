"""Which upstreams are down, remembered by all processes: who has failed is asked last for a while.

Each process has a memory of its own, which decides. A table passes on what it learned: written when
something changes, read at most once a second, and only while calls have a choice. A database that
does not answer leaves each process with what it has found out by itself, and stops no call.

What the table holds is read for all calls, and an organization names as many models as it likes for
its own keys: of those it is passed on that one fails whatever is asked, and not with which models.
"""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Final, TypeAlias

import structlog

from orgbilling.database import Database
from orgbilling.gateway import queries_upstreams as queries
from orgbilling.gateway.upstream_metrics import UpstreamMetrics, upstream_metrics
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import DomainError
from orgbilling.usage.shown import OWN

_logger = structlog.get_logger(__name__)
_READ_EVERY_S: Final = 1.0
_READ_WITHIN_S: Final = 0.1
_FIRST_COOL_DOWN_S: Final = 2.0
_DOUBLINGS_MAX: Final = 12
# After its cool-down one call tries it out; the others wait for what becomes of that.
_TRIAL_S: Final = 10.0
_STATES_MAX: Final = 4_096

_Key: TypeAlias = tuple[str, str]
ALL_MODELS: Final = ""


@dataclass(slots=True)
class _State:
    """Failures since the last answer, and until when others are asked first (monotonic)."""

    failures: int
    reason: str
    until_s: float
    tried_until_s: float = 0.0


class UpstreamStates:
    """What one process knows of the upstreams."""

    def __init__(self, database: Database, metrics: UpstreamMetrics = upstream_metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._states: dict[_Key, _State] = {}
        self._unwritten: set[_Key] = set()
        self._changed: set[_Key] = set()
        self._read_at_s = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._others: set[asyncio.Task[None]] = set()

    def begin_reading(self) -> None:
        """Begin to read what other processes know, unless it was done a moment ago."""
        now_s = monotonic()
        if now_s - self._read_at_s < _READ_EVERY_S or self._reading is not None:
            return
        self._read_at_s = now_s
        self._reading = asyncio.create_task(self._read())

    async def has_read(self) -> None:
        """Wait for the reading that was begun, as long as no call would notice."""
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=_READ_WITHIN_S)

    def in_order(self, upstreams: list[Upstream], model: str) -> list[Upstream]:
        """Return who is to be asked one after another: those that have failed lately are last,
        and not left out."""
        if len(upstreams) < 2 or not self._states:
            return upstreams
        now_s = monotonic()
        return sorted(upstreams, key=lambda upstream: self._is_down(upstream, model, now_s))

    def note_answer(self, upstream: Upstream, model: str) -> None:
        """Note that an upstream has answered: whatever it was, it is over."""
        self._metrics.count(upstream, "answered")
        if not self._states:
            return
        for key in ((upstream.known_as, ALL_MODELS), (upstream.known_as, model)):
            if self._states.pop(key, None) is not None:
                _logger.info("upstream_answers_again", upstream=key[0], model=key[1] or None)
                self._pass_on(key)

    def note_failure(
        self, upstream: Upstream, model: str, reason: str, *, at_least_s: float = 0.0
    ) -> None:
        """Note that an upstream has failed: with `model`, or with all of them (`ALL_MODELS`).
        `at_least_s` is how long it wants to be left alone."""
        self._metrics.count(upstream, "failed")
        if not upstream.cool_down_s:
            return
        key, now_s = (upstream.known_as, model), monotonic()
        known = self._states.get(key)
        if known is not None and now_s < known.until_s:
            # Calls that were under way find out the same thing again.
            return
        failures = 1 + (known.failures if known is not None else 0)
        cooled_s = min(
            _FIRST_COOL_DOWN_S * 2 ** min(failures - 1, _DOUBLINGS_MAX), upstream.cool_down_s
        )
        if known is None and len(self._states) >= _STATES_MAX:
            # The oldest is tried as if nothing had been.
            del self._states[next(iter(self._states))]
        self._states[key] = _State(failures, reason, now_s + max(cooled_s, at_least_s))
        _logger.warning("upstream_failed", upstream=key[0], model=model or None, reason=reason)
        self._pass_on(key)

    def note_limit_ignored(self, upstream: str, model: str, request_id: str) -> None:
        """Note an answer that was longer than the limit that was sent: it is charged in full."""
        _logger.warning(
            "upstream_ignored_limit", upstream=upstream, model=model, request_id=request_id
        )
        if _is_shared((upstream, model)):
            self._keep(asyncio.create_task(self._count_ignored(upstream, model)))

    async def close(self) -> None:
        """Write down what is left; nothing is read any more."""
        waiting = {task for task in (self._writing, *self._others) if task is not None}
        if waiting:
            await asyncio.wait(waiting, timeout=1.0)
        for task in (self._reading, *waiting):
            if task is not None:
                task.cancel()

    def _is_down(self, upstream: Upstream, model: str, now_s: float) -> bool:
        is_down = False
        for key in ((upstream.known_as, ALL_MODELS), (upstream.known_as, model)):
            state = self._states.get(key)
            if state is None:
                continue
            if now_s < max(state.until_s, state.tried_until_s):
                is_down = True
            elif not is_down:
                state.tried_until_s = now_s + _TRIAL_S
        return is_down

    def _pass_on(self, key: _Key) -> None:
        if not _is_shared(key):
            return
        self._changed.add(key)
        self._unwritten.add(key)
        self._show(key[0])
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
            self._writing.add_done_callback(self._has_written)

    def _show(self, known_as: str) -> None:
        self._metrics.set_down(known_as, is_down=any(key[0] == known_as for key in self._states))

    def _has_written(self, _: object) -> None:
        self._writing = None

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def _write(self) -> None:
        while self._unwritten:
            key = self._unwritten.pop()
            state = self._states.get(key)
            try:
                await self._database.fetch_value(
                    queries.note_upstream_state(
                        upstream=key[0],
                        model=key[1],
                        failures=0 if state is None else state.failures,
                        reason="" if state is None else state.reason,
                        cooled_s=0.0 if state is None else max(state.until_s - monotonic(), 0.0),
                    )
                )
            except DomainError as error:
                # It is written with the next change; until then it is this process's own.
                self._unwritten.add(key)
                _logger.warning("upstream_states_wait", code=error.code)
                return

    async def _read(self) -> None:
        try:
            self._changed.clear()
            rows = await self._database.fetch_all(queries.upstream_states())
        except DomainError as error:
            _logger.warning("upstream_states_unread", code=error.code)
            return
        finally:
            self._reading = None
        now_s, own = monotonic(), self._changed | self._unwritten
        told = {(row.upstream, row.model): row for row in rows}
        gone = {key for key in self._states if _is_shared(key)} - told.keys() - own
        for key in gone:
            del self._states[key]
        for key, row in told.items():
            if key in own:
                continue
            known = self._states.get(key)
            tried_until_s = 0.0 if known is None else known.tried_until_s
            self._states[key] = _State(
                row.failures, row.reason or "", now_s + row.cooled_s, tried_until_s
            )
        for known_as in {key[0] for key in gone | told.keys()}:
            self._show(known_as)

    async def _count_ignored(self, upstream: str, model: str) -> None:
        self._metrics.count_ignored(upstream)
        try:
            await self._database.fetch_value(
                queries.note_limit_ignored(upstream=upstream, model=model)
            )
        except DomainError as error:
            _logger.warning("upstream_states_wait", code=error.code)


def _is_shared(key: _Key) -> bool:
    known_as, model = key
    return model == ALL_MODELS or not known_as.startswith(OWN)
