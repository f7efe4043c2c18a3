"""What the headers of an answer say about it: its id, which model answered, through whom, and of a
whole one what it cost."""

import re
from decimal import Decimal
from typing import Final

from orgbilling.gateway.answered import is_same_model
from orgbilling.gateway.call import Call
from orgbilling.gateway.upstreams import Upstream
from orgbilling.pricing import Charge

_VISIBLE: Final = re.compile(r"[^\x20-\x7e]")
_DROPPED_CHARACTERS_MAX: Final = 1_000


def note_model(call: Call, said: str) -> None:
    """Note in the call which model its provider says that it answered with."""
    if not said:
        return
    # What we call it there is the platform's business.
    if said == call.provider_model:
        call.answered_model = call.model
        return
    call.answered_model = said
    call.is_other_model = not any(
        is_same_model(asked, said) for asked in (call.provider_model, call.model)
    )


def answer_headers(call: Call, upstream: Upstream, content_type: str) -> dict[str, str]:
    """Return the headers of an answer that begins."""
    headers = {
        "content-type": content_type or "application/json",
        "x-request-id": call.request_id,
        "x-orgbilling-model": _text(call.model),
    }
    if call.answered_model:
        headers["x-orgbilling-answered-model"] = _text(call.answered_model)
    if call.output_tokens_max is not None:
        headers["x-max-output-tokens"] = str(call.output_tokens_max)
    if call.dropped:
        headers["x-dropped-fields"] = _text(", ".join(call.dropped))[:_DROPPED_CHARACTERS_MAX]
    if upstream.label:
        headers["x-orgbilling-upstream"] = upstream.label
    return headers


def cost_headers(call: Call, charge: Charge) -> dict[str, str]:
    """Return what a settled call cost and leaves, in credits."""
    headers = {"x-orgbilling-credits": _plain(charge.credits)}
    if call.remaining_credits is not None:
        headers["x-orgbilling-remaining-credits"] = _plain(call.remaining_credits)
    return headers


def _plain(credits: Decimal) -> str:
    return f"{credits.normalize():f}"


def _text(value: str) -> str:
    return _VISIBLE.sub("?", value)
