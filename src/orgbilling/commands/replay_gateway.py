"""`orgbilling replay-gateway` and the provider that it can be tried out with."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgbilling.commands import console
from orgbilling.commands.replay import (
    Concurrency,
    Limit,
    Markup,
    Patience,
    Speed,
    Trace,
    Url,
    checked_number,
    event_loop_factory,
    is_ledger_sound,
    speed_of,
)
from orgbilling.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgbilling.replay.through_gateway import GatewayOptions, GatewayOutcome
    from orgbilling.replay.trace import TracedRequest

MemberKey = Annotated[str, typer.Option("--key", envvar="ORGBILLING_KEY", help="A member's key.")]
GatewayModel = Annotated[str, typer.Option("--model", help="The model that is asked.")]
Stream = Annotated[bool, typer.Option("--stream", help="Ask for streams.")]


def replay_gateway(
    trace: Trace,
    model: GatewayModel,
    key: MemberKey,
    url: Url = "http://127.0.0.1:8084",
    speed: Speed = "max",
    concurrency: Concurrency = 100,
    limit: Limit = None,
    markup: Markup = None,
    patience: Patience = 60.0,
    stream: Stream = False,
) -> None:
    """Send a trace through the gateway as chat completions; exit status 1 unless all adds up.

    The model's provider must count the trace's tokens: `orgbilling replay-provider` does. Every
    call's charge is compared with what its tokens cost at the model's price.
    """
    from orgbilling.replay.http import ReplayError
    from orgbilling.replay.through_gateway import GatewayOptions
    from orgbilling.replay.trace import TraceError, read_trace

    settings = load_settings()
    try:
        options = GatewayOptions(
            url=url,
            key=key,
            model=model,
            speed=speed_of(speed),
            concurrency=concurrency,
            is_stream=stream,
            markup=None if markup is None else checked_number("--markup", markup),
            credits_per_usd=settings.credits_per_usd,
            patience_s=patience,
        )
        outcome = _run(read_trace(trace, limit), options)
    except (ReplayError, TraceError) as error:
        console.complain(str(error))
        raise typer.Exit(1) from None
    is_sound = is_ledger_sound(settings, outcome.org_id)
    raise typer.Exit(0 if is_sound and outcome.is_clean else 1)


def replay_provider(
    port: Annotated[int, typer.Option(help="Port to listen on, on this machine only.")] = 9100,
) -> None:
    """Run a provider of models that counts what a replayed trace tells it to, until stopped."""
    import uvicorn

    from orgbilling.replay.provider import make_provider

    console.say(f"The provider is at http://127.0.0.1:{port}/v1; any key will do.")
    uvicorn.run(make_provider(), host="127.0.0.1", port=port, log_level="warning")


def _run(requests: "Sequence[TracedRequest]", options: "GatewayOptions") -> "GatewayOutcome":
    from orgbilling.replay.through_gateway import print_outcome, replay_calls

    out = Console(highlight=False)
    with asyncio.Runner(loop_factory=event_loop_factory()) as runner:
        outcome = runner.run(replay_calls(requests, options, out))
    print_outcome(outcome, out)
    return outcome
