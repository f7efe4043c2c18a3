"""How long an answer may be: what is held for it is what its provider is told."""

from functools import reduce
from typing import Final

from orgbilling.gateway.model_limits import documented_output_tokens_max
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import OTHER_KINDS
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.worst_case import InputAtWorst, WorstCase
from orgbilling.settings import Settings

# What OpenAI gives a text completion that names no limit.
_COMPLETION_TOKENS: Final = 16


def worst_case(
    request: ModelRequest,
    serving: list[Upstream],
    price: Price,
    context: int | None,
    settings: Settings,
) -> WorstCase:
    """Return what a call can cost at worst with whichever of its upstreams answers; `context` is
    how many tokens of input and output the model can read together, None where it is not known.

    Raises:
        Invalid: `invalid_request`, `tool_not_priced`, `media_not_priceable`: part of the request
            may not go to one of them, or has no bound on what it costs.
    """
    answers = 1
    inputs: list[InputAtWorst] = []
    unlimited_tokens = 0
    fees: dict[str, int] = {}
    for upstream in serving:
        model = upstream.models[request.model]
        fitted = request.fit_for(upstream)
        answers = max(answers, fitted.answers)
        given = request.input_at_worst(fitted, model, context)
        # What is counted otherwise has no tokens that would tell anything.
        is_counted = request.kind not in OTHER_KINDS or price.has_tokens
        inputs.append(given if is_counted else InputAtWorst(0))
        if not request.has_output_limit:
            unlimited_tokens = max(unlimited_tokens, request.output_at_worst(model, price))
        for name, units in request.fees_at_worst(fitted, model, price).items():
            fees[name] = max(units, fees.get(name, 0))
    found = WorstCase(
        input=reduce(InputAtWorst.or_more, inputs),
        answers=answers,
        output_tokens=unlimited_tokens,
        is_sent=request.has_output_limit,
        may_speak=request.may_speak,
        fees=fees,
    )
    if found.is_sent:
        _limit(found, request, _model_max(request, serving, price), context, settings)
    return found


def _limit(
    found: WorstCase,
    request: ModelRequest,
    model_max: int | None,
    context_tokens: int | None,
    settings: Settings,
) -> None:
    if request.limit is not None:
        # A provider gives no more than its model can, and some refuse who asks for more.
        found.output_tokens = min(request.limit, model_max or request.limit)
        return
    is_completion = request.kind == "completions"
    default = _COMPLETION_TOKENS if is_completion else settings.gateway_output_tokens_default
    found.output_tokens = (
        min(default, model_max or default) if is_completion else (model_max or default)
    )
    if context_tokens is None:
        return
    room = context_tokens - found.input.tokens
    if room >= min(found.output_tokens, settings.gateway_output_tokens_min):
        found.output_tokens = min(found.output_tokens, room)
    else:
        # The input is counted high: there may be room where none is seen.
        found.output_tokens = min(model_max or context_tokens, context_tokens)
        found.is_sent = False


def _model_max(request: ModelRequest, serving: list[Upstream], price: Price) -> int | None:
    """Return the most that the model gives: as its price says, else as is documented of those that
    serve it, the least of them."""
    if price.output_tokens_max is not None:
        return price.output_tokens_max
    documented = (
        documented_output_tokens_max(upstream.models[request.model]) for upstream in serving
    )
    return min((most for most in documented if most is not None), default=None)
