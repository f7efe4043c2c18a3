"""`orgbilling prices refresh`."""

import asyncio
from decimal import Decimal

from rich.table import Table

from orgbilling.commands import console
from orgbilling.database import Database, database_urls
from orgbilling.gateway.price_list import Suggestion, refresh_prices
from orgbilling.gateway.upstreams import load_upstreams
from orgbilling.settings import Settings

_VERDICTS = {
    "new": "new",
    "changed": "changed",
    "same": "up to date",
    "kept": "an admin's own price, kept",
    "unknown": "not on the published list: set a price",
    "not_exact": "tokens alone do not tell its price: set one",
}


def refresh(settings: Settings, *, is_dry_run: bool) -> None:
    """Bring the prices of the configured models to the published ones, and print what changed.

    Raises:
        SettingsError: the file of upstreams cannot be read.
        DatabaseUnavailable: the database cannot be reached.
    """
    upstreams = load_upstreams(settings.gateway_upstreams)
    if not upstreams.models:
        console.say("No model is configured: ORGBILLING_GATEWAY_UPSTREAMS names no file.")
        return
    with database_urls(settings, console.step) as urls:

        async def run() -> list[Suggestion]:
            async with Database(urls.application_url, pool_size=1) as database:
                return await refresh_prices(
                    database, upstreams, actor_id="orgbilling prices", is_dry_run=is_dry_run
                )

        suggestions = asyncio.run(run())
    table = Table("model", "what", "before (input / output)", "published")
    for suggestion in suggestions:
        table.add_row(
            suggestion.model,
            _VERDICTS[suggestion.verdict],
            _shown(suggestion.before),
            _shown(suggestion.published),
        )
    console.print_table(table)
    if is_dry_run:
        console.say("Nothing was written.")


def _shown(prices: dict[str, Decimal] | None) -> str:
    return f"{prices['input']:f} / {prices['output']:f}" if prices else "-"
