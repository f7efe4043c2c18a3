"""`orgbilling prices refresh`, `status` and `set`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError
from rich.table import Table

from orgbilling.commands import console
from orgbilling.database import Database, database_urls
from orgbilling.edge.bodies import MalformedBody, parse_body
from orgbilling.edge.validation import describe_errors
from orgbilling.gateway.price_list import (
    ModelPriceStatus,
    price_status,
    refresh_prices,
    set_price,
)
from orgbilling.gateway.schemas import ModelPriceRequest
from orgbilling.gateway.upstreams import Upstreams, load_upstreams
from orgbilling.kernel.errors import DomainError
from orgbilling.settings import Settings

_T = TypeVar("_T")
_ACTOR = "orgbilling prices"
_VERDICTS = {
    "new": "new",
    "changed": "changed",
    "same": "up to date",
    "kept": "an admin's own price, kept",
    "not_published": "not published: set a price",
}


def refresh(settings: Settings, *, is_dry_run: bool) -> None:
    """Bring the prices of the configured models to the published ones, and print what changed.

    Raises:
        SettingsError: the file of upstreams cannot be read.
        DatabaseUnavailable: the database cannot be reached.
    """
    upstreams = _configured(settings)
    if upstreams is None:
        return
    found = _with_database(
        settings,
        lambda database: refresh_prices(
            database, upstreams, actor_id=_ACTOR, is_dry_run=is_dry_run
        ),
    )
    table = Table("model", "what", "before (input / output)", "published")
    for status in found:
        table.add_row(
            status.model,
            status.reason or _VERDICTS[status.verdict],
            _shown(None if status.charged is None else status.charged.rates),
            _shown(None if status.published is None else dict(status.published.rates)),
        )
    console.print_table(table)
    if is_dry_run:
        console.say("Nothing was written.")


def print_status(settings: Settings, *, as_json: bool) -> bool:
    """Print every configured model at every upstream; returns whether all are sold.

    Raises:
        SettingsError: the file of upstreams cannot be read.
        DatabaseUnavailable: the database cannot be reached.
    """
    upstreams = _configured(settings, is_quiet=as_json)
    found = []
    if upstreams is not None:
        found = _with_database(
            settings, lambda database: price_status(database, upstreams), is_quiet=as_json
        )
    if as_json:
        console.say(json.dumps([_as_json(status) for status in found], indent=2))
    elif found:
        table = Table("model", "upstream", "sold", "input / output", "from")
        for status in found:
            charged = status.charged
            table.add_row(
                status.model,
                status.upstream,
                "yes" if charged is not None else "no",
                _shown(None if charged is None else charged.rates),
                "-" if charged is None else charged.source,
            )
        console.print_table(table)
        for status in found:
            console.say(f"{status.model} at {status.upstream}: {_list_says(status)}.")
    return all(status.is_sold for status in found)


def set_typed_price(settings: Settings, model: str, text: str) -> bool:
    """Begin a new version of a model's price from JSON; returns whether it could be read.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    document = parse_body(text.encode())
    if isinstance(document, MalformedBody):
        console.complain(f"{document.reason} The file holds what the API takes for a price.")
        return False
    try:
        body = ModelPriceRequest.model_validate(document)
    except ValidationError as error:
        for fault in describe_errors(error.errors()):
            console.complain(f"{fault['field']} {fault['message']}")
        return False
    try:
        row = _with_database(
            settings,
            lambda database: set_price(
                database, model, body, source="command line", actor_id=_ACTOR
            ),
        )
    except DomainError as error:
        console.complain(error.detail)
        return False
    console.say(f"{row.model} costs this from {row.valid_from.isoformat()} on.")
    return True


def _configured(settings: Settings, *, is_quiet: bool = False) -> Upstreams | None:
    upstreams = load_upstreams(settings.gateway_upstreams)
    if upstreams.models:
        return upstreams
    if not is_quiet:
        console.say("No model is configured: ORGBILLING_GATEWAY_UPSTREAMS names no file.")
    return None


def _with_database(
    settings: Settings, work: Callable[[Database], Awaitable[_T]], *, is_quiet: bool = False
) -> _T:
    async def run(url: str) -> _T:
        async with Database(url, pool_size=1) as database:
            return await work(database)

    # What a program reads is JSON alone.
    with database_urls(settings, _silence if is_quiet else console.step) as urls:
        return asyncio.run(run(urls.application_url))


def _list_says(status: ModelPriceStatus) -> str:
    if status.published is None or status.verdict not in ("new", "changed"):
        return status.reason or _VERDICTS[status.verdict]
    rates = _shown(dict(status.published.rates))
    return f"the price list says {rates}; orgbilling prices refresh takes it"


def _silence(text: str) -> None:
    del text


def _as_json(status: ModelPriceStatus) -> dict[str, object]:
    charged = status.charged
    return {
        "model": status.model,
        "upstream": status.upstream,
        "provider_model": status.provider_model,
        "is_sold": status.is_sold,
        "verdict": status.verdict,
        "reason": status.reason,
        "source": None if charged is None else charged.source,
        "valid_from": None if charged is None else charged.valid_from.isoformat(),
    }


def _shown(rates: dict[str, Decimal] | None) -> str:
    return f"{rates['input']:f} / {rates['output']:f}" if rates else "-"
