"""Ways to spend, on the same members of the same database, one round after another:
(a) the plain row-locking function, (b) `deduct_credits`, both with a connection a caller,
(c) the engine, and (p) a hold and its capture by the engine. The callers live in this process and
share the cores with PostgreSQL."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Final, LiteralString

from psycopg import AsyncConnection

from bench.database import Store, connect_caller, queries
from bench.measure import Call, Series, counted, ratio, warm_and_measure
from bench.plan import Plan
from bench.worlds import Targets
from orgbilling.settings import Settings
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem

WAYS: Final = {
    "plain": "(a) plain function, a connection a caller",
    "single": "(b) deduct_credits, a connection a caller",
    "engine": "(c) engine",
    "pairs": "(p) engine, a hold and its capture",
}
_ONE: Final = Decimal(1)
_random = Random()


@dataclass
class SpendingCell:
    """One shape of load at one number of callers."""

    targets: str
    title: str
    callers: int
    series: dict[str, Series] = field(default_factory=lambda: {way: Series() for way in WAYS})

    def ratio(self, way: str, beside: str = "plain") -> float:
        """Return how many times as fast as another way, the plain function unless it is named."""
        return ratio(self.series[way], self.series[beside])


def new_request_id() -> str:
    """Make a request id as random as a UUID, without its cost."""
    return f"{_random.getrandbits(128):032x}"


def _by_connection(
    connections: list[AsyncConnection[tuple[object, ...]]],
    statement: LiteralString,
    targets: Targets,
) -> Call:
    async def call(caller: int) -> None:
        target = targets.next()
        cursor = await connections[caller].execute(
            statement, [target.org_id, target.user_id, _ONE, new_request_id()], prepare=True
        )
        await cursor.fetchone()

    return call


def _by_engine(engine: SpendingEngine, targets: Targets) -> Call:
    async def call(_caller: int) -> None:
        target = targets.next()
        result = await engine.spend(
            target.org_id,
            SpendItem(
                verb="deduct",
                request_key=new_request_id(),
                user_id=target.user_id,
                credits=_ONE,
                service_type="llm",
                service_name="gpt-4o",
            ),
        )
        assert result.outcome == "ok", result

    return call


def _pairs_by_engine(engine: SpendingEngine, targets: Targets) -> Call:
    async def call(_caller: int) -> None:
        target = targets.next()
        hold = await engine.spend(
            target.org_id,
            SpendItem(
                verb="reserve", request_key=new_request_id(), user_id=target.user_id, credits=_ONE
            ),
        )
        assert hold.outcome == "ok", hold
        capture = await engine.spend(
            target.org_id,
            SpendItem(
                verb="capture",
                hold_id=hold.hold_id,
                credits=_ONE,
                service_type="llm",
                service_name="gpt-4o",
            ),
        )
        assert capture.outcome == "ok", capture

    return call


async def measure_spending(
    store: Store, plan: Plan, shapes: list[Targets], say: Callable[[str], None]
) -> list[SpendingCell]:
    """Measure every shape at every number of callers."""
    settings = Settings()
    async with AsyncExitStack() as stack:
        engine = SpendingEngine(store.application_url, lanes=settings.engine_lanes)
        await engine.start()
        stack.push_async_callback(engine.close)
        connections = [await connect_caller(store.owner_url) for _ in range(max(plan.callers))]
        for connection in connections:
            stack.push_async_callback(connection.close)
        cells: list[SpendingCell] = []
        for targets in shapes:
            calls = {
                "plain": _by_connection(connections, queries.plain_deduct, targets),
                "single": _by_connection(connections, queries.single_deduct, targets),
                "engine": _by_engine(engine, targets),
                "pairs": _pairs_by_engine(engine, targets),
            }
            for callers in plan.callers:
                cell = SpendingCell(targets.name, targets.title, callers)
                await _measure_cell(cell, calls, plan)
                cells.append(cell)
                say(_progress(cell))
        return cells


async def _measure_cell(cell: SpendingCell, calls: dict[str, Call], plan: Plan) -> None:
    for _ in range(plan.rounds):
        for way, call in calls.items():
            sample = await warm_and_measure(cell.callers, plan.warm_s, plan.measured_s, call)
            cell.series[way].samples.append(sample)


def _progress(cell: SpendingCell) -> str:
    figures = "  ".join(f"{way} {series.per_s:,.0f}/s" for way, series in cell.series.items())
    return (
        f"{cell.title}, {counted(cell.callers, 'caller')}: {figures}  "
        f"(c)/(a) {cell.ratio('engine'):.2f}  (b)/(a) {cell.ratio('single'):.2f}  "
        f"(p)/(c) {cell.ratio('pairs', 'engine'):.2f}"
    )
