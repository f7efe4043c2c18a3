"""The gateway of one process while it runs: its start, its file of upstreams read
again, its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from orgbilling.database import Database
from orgbilling.gateway.clients import ProviderClients
from orgbilling.gateway.price_list import refresh_prices
from orgbilling.gateway.recovery import keep_journal
from orgbilling.gateway.sealing import Sealer
from orgbilling.gateway.service import Gateway
from orgbilling.gateway.upstream_metrics import upstream_metrics
from orgbilling.gateway.upstreams import Upstreams, load_upstreams
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError
from orgbilling.settings import Settings, SettingsError
from orgbilling.spending.engine import SpendingEngine

_logger = structlog.get_logger(__name__)


@asynccontextmanager
async def running_gateway(
    database: Database,
    engine: SpendingEngine,
    upstreams: Upstreams,
    settings: Settings,
    clock: Clock,
) -> AsyncIterator[Gateway]:
    """Run the gateway: at its end, what has begun is settled.

    Models without a price get the published one; who has none there is not sold.
    """
    # Read once here, so that a wrong one stops the start and not a request.
    Sealer(settings.secret_key)
    await _use(database, upstreams)
    clients = ProviderClients(settings)
    gateway = Gateway(database, engine, upstreams, settings, clock, clients)
    journal = asyncio.create_task(
        keep_journal(gateway.running, gateway.settlements, database, settings)
    )
    gateway.terms.start()
    loop = asyncio.get_running_loop()
    reloading: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(reload_upstreams(gateway, database, settings))
        reloading.add(task)
        task.add_done_callback(reloading.discard)

    def reload_soon() -> None:
        loop.call_soon_threadsafe(reload)

    gateway.reload_soon = reload_soon
    try:
        yield gateway
    finally:
        for task in (journal, *reloading):
            task.cancel()
        await asyncio.gather(journal, *reloading, return_exceptions=True)
        await gateway.close()
        await clients.close()


async def reload_upstreams(gateway: Gateway, database: Database, settings: Settings) -> None:
    """Read the file of upstreams again. Calls that run keep the upstreams that they have; a file
    that is wrong changes nothing, and the log says why."""
    try:
        found = load_upstreams(settings.gateway_upstreams)
    except SettingsError as error:
        _logger.exception("gateway_upstreams_not_reloaded", reason=str(error))
        return
    gateway.upstreams.replace(found)
    try:
        await _use(database, gateway.upstreams)
    except DomainError as error:
        # What has no price yet is not sold; the next start, or reload, asks for it again.
        _logger.warning("gateway_prices_not_refreshed", code=error.code)
    _logger.info("gateway_upstreams_reloaded", upstreams=len(found.upstreams))


async def _use(database: Database, upstreams: Upstreams) -> None:
    upstream_metrics.watch(upstreams)
    if upstreams.models:
        await refresh_prices(database, upstreams, actor_id="orgbilling serve", only_missing=True)
