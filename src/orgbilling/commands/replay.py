"""`orgbilling replay`: its options, and what becomes of them."""

import asyncio
from decimal import Decimal, InvalidOperation
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgbilling import bounds
from orgbilling.commands import console
from orgbilling.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orgbilling.replay.service import Options
    from orgbilling.replay.trace import TracedRequest

_PER_MILLION = "US dollars for a million tokens"

Trace = Annotated[Path, typer.Argument(help="CSV: TIMESTAMP,ContextTokens,GeneratedTokens.")]
Organization = Annotated[str, typer.Option("--org", help="The organization: its id or name.")]
Url = Annotated[str, typer.Option(help="Where the server is.")]
Key = Annotated[
    str | None, typer.Option(envvar="ORGBILLING_KEY", help="A service key of the organization.")
]
Demo = Annotated[
    bool, typer.Option("--demo", help="Instead of a key: sign in on a demonstration server.")
]
Email = Annotated[str, typer.Option("--as", help="With --demo: who administers it.")]
Fund = Annotated[
    bool, typer.Option("--fund", help="With --demo: grant and allocate first what it costs.")
]
Speed = Annotated[str, typer.Option(help="1: as recorded; N: so many times faster; max: flat out.")]
Concurrency = Annotated[int, typer.Option(min=1, max=2000, help="Requests under way at most.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first requests.")]
InputPrice = Annotated[str, typer.Option(help=f"{_PER_MILLION} of context.")]
OutputPrice = Annotated[str, typer.Option(help=f"{_PER_MILLION} generated.")]
Markup = Annotated[str | None, typer.Option(help="Factor on the price; the plan's, unless given.")]
MaxTokens = Annotated[
    int | None,
    typer.Option(min=0, help="What a request may generate; the trace's most, unless given."),
]
Ttl = Annotated[
    int,
    typer.Option(
        "--ttl",
        min=bounds.HOLD_TTL_S_MIN,
        max=bounds.HOLD_TTL_S_MAX,
        help="Seconds a hold lasts.",
    ),
]
Model = Annotated[str, typer.Option("--model", help="What the usage is called.")]
Patience = Annotated[float, typer.Option(min=0, help="Seconds that the server may be away.")]


def replay(
    trace: Trace,
    organization: Organization,
    url: Url = "http://127.0.0.1:8084",
    key: Key = None,
    demo: Demo = False,
    email: Email = "alice@acme.com",
    fund: Fund = False,
    speed: Speed = "max",
    concurrency: Concurrency = 100,
    limit: Limit = None,
    input_price: InputPrice = "2.50",
    output_price: OutputPrice = "10.00",
    markup: Markup = None,
    max_tokens: MaxTokens = None,
    ttl_s: Ttl = bounds.HOLD_TTL_S_DEFAULT,
    service_name: Model = "gpt-4o",
    patience: Patience = 60.0,
) -> None:
    """Replay a trace of LLM requests against a server; exit status 1 unless all adds up.

    Each request is held with the worst it can cost, then captured with what it cost, over HTTP,
    round-robin among the organization's members.
    """
    from orgbilling.replay.http import ReplayError
    from orgbilling.replay.service import Options
    from orgbilling.replay.trace import TraceError, read_trace

    settings = load_settings()
    try:
        _require_one_way_in(key, demo=demo, fund=fund)
        options = Options(
            url=url,
            organization=organization,
            key=key,
            email=email,
            fund=fund,
            speed=speed_of(speed),
            concurrency=concurrency,
            input_price_usd=checked_number("--input-price", input_price),
            output_price_usd=checked_number("--output-price", output_price),
            markup=None if markup is None else checked_number("--markup", markup),
            credits_per_usd=settings.credits_per_usd,
            max_tokens=max_tokens,
            ttl_s=ttl_s,
            service_name=service_name,
            patience_s=patience,
        )
        is_clean = _run(read_trace(trace, limit), options, settings)
    except (ReplayError, TraceError) as error:
        console.complain(str(error))
        raise typer.Exit(1) from None
    raise typer.Exit(0 if is_clean else 1)


def _run(requests: "Sequence[TracedRequest]", options: "Options", settings: Settings) -> bool:
    from orgbilling.replay.report import print_report
    from orgbilling.replay.service import replay as play

    out = Console(highlight=False)
    with asyncio.Runner(loop_factory=event_loop_factory()) as runner:
        outcome = runner.run(play(requests, options, out))
    print_report(outcome, out)
    is_sound = is_ledger_sound(settings, outcome.org_id)
    return is_sound and outcome.is_clean


def event_loop_factory() -> "Callable[[], asyncio.AbstractEventLoop] | None":
    """Return what makes the fastest event loop there is; None for Python's own."""
    # Half the client's time is the event loop's; Windows has only the slower one.
    uvloop = import_module("uvloop") if find_spec("uvloop") else None
    return uvloop.new_event_loop if uvloop else None


def is_ledger_sound(settings: Settings, org_id: str) -> bool:
    """Verify the organization's ledger where the settings lead to its database; else True."""
    from orgbilling.commands.ledger import print_verdict, verify_running

    found = verify_running(settings, org_id)
    if found is None:
        return True
    print_verdict(found)
    return not found.differences


def _require_one_way_in(key: str | None, *, demo: bool, fund: bool) -> None:
    from orgbilling.replay.http import ReplayError

    if demo == (key is not None):
        raise ReplayError("Give either a service key (--key or ORGBILLING_KEY), or --demo.")
    if fund and not demo:
        raise ReplayError("--fund works with --demo only: it grants credits.")


def speed_of(text: str) -> float | None:
    """Return how many times faster `--speed` says; None flat out.

    Raises:
        ReplayError: it is neither a number above 0 nor `max`.
    """
    return None if text == "max" else float(checked_number("--speed", text, above_zero=True))


def checked_number(option: str, text: str, *, above_zero: bool = False) -> Decimal:
    """Read a number from 0 on.

    Raises:
        ReplayError: it is none.
    """
    from orgbilling.replay.http import ReplayError

    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or (above_zero and number == 0):
        raise ReplayError(f"{option} {text} is not a number {'above' if above_zero else 'from'} 0.")
    return number
