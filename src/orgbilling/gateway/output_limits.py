"""How long an answer may be: what is held for it is what its provider is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from orgbilling.gateway.hidden_input import hidden_input
from orgbilling.gateway.hosted import require_priced, service_tiers_of
from orgbilling.gateway.model_limits import documented_output_tokens_max
from orgbilling.gateway.price_parts import STANDARD
from orgbilling.gateway.prices import Price
from orgbilling.gateway.rates import Rate
from orgbilling.gateway.request_dialects import OTHER_KINDS
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.worst_case import InputAtWorst, WorstCase, most_of
from orgbilling.kernel.errors import Invalid
from orgbilling.settings import Settings

# What OpenAI gives a text completion that names no limit.
_COMPLETION_TOKENS: Final = 16


def worst_case(
    request: ModelRequest,
    serving: list[Upstream],
    rate_of: Callable[[Upstream], Rate],
    context: int | None,
    settings: Settings,
) -> tuple[WorstCase, list[Upstream]]:
    """Return what a call can cost at worst with whichever of its upstreams answers, and those that
    can be asked; `context` is how many tokens of input and output the model can read together, None
    where it is not known.

    Raises:
        Invalid: `invalid_request`, `tool_not_priced`, `media_not_priceable`, `not_offered`: part of
            the request may go to none of them, or has no bound on what it costs.
    """
    asked: list[Upstream] = []
    needs: list[_Needs] = []
    refused: list[Invalid] = []
    for upstream in serving:
        try:
            needs.append(_needs_of(request, upstream, rate_of(upstream).price, context))
            asked.append(upstream)
        except Invalid as error:
            # Another may take what this one cannot be asked for.
            refused.append(error)
    if not asked:
        raise refused[0]
    read_once = reduce(InputAtWorst.or_more, (need.read_once for need in needs))
    found = WorstCase(
        input=reduce(InputAtWorst.or_more, (need.input for need in needs)),
        answers=max(need.answers for need in needs),
        output_tokens=max(need.unlimited_tokens for need in needs),
        is_sent=request.has_output_limit,
        may_speak=request.may_speak,
        fees=most_of(need.fees for need in needs),
        service_tiers=sorted({tier for need in needs for tier in need.service_tiers}),
        sent_tiers={
            upstream.known_as: need.sent_tier
            for upstream, need in zip(asked, needs, strict=True)
            if need.sent_tier is not None
        },
        named_tier=next(
            (t for need in needs for t in need.service_tiers if t != STANDARD), STANDARD
        ),
        certain_fees={
            upstream.known_as: need.certain_fees
            for upstream, need in zip(asked, needs, strict=True)
        },
        has_hosted_tools=any(need.turns > 1 for need in needs),
    )
    if found.is_sent:
        prices = [rate_of(upstream).price for upstream in asked]
        most = _model_max(request, asked, prices)
        _limit(found, request, read_once.tokens, most, context, settings)
    return found, asked


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a call can need at one upstream."""

    read_once: InputAtWorst
    input: InputAtWorst
    answers: int
    fees: Mapping[str, int]
    certain_fees: Mapping[str, int]
    turns: int
    unlimited_tokens: int
    service_tiers: tuple[str, ...]
    sent_tier: str | None


def _needs_of(
    request: ModelRequest, upstream: Upstream, price: Price, context: int | None
) -> _Needs:
    fitted = request.fit_for(upstream)
    model = upstream.models[request.model]
    hidden = hidden_input(model, request.model)
    require_priced(fitted, hidden, price, context)
    read_once = request.input_at_worst(fitted, model, context)
    if request.kind in OTHER_KINDS and not price.has_tokens:
        # What is counted otherwise has no tokens that would tell anything.
        read_once = InputAtWorst(0)
    units = request.fees_at_worst(fitted, model, price)
    unlimited = 0 if request.has_output_limit else request.output_at_worst(model, price)
    tiers, sent_tier = service_tiers_of(request, fitted, upstream.dialect, price)
    turns = fitted.turns
    return _Needs(
        read_once=read_once,
        input=read_once if turns == 1 or context is None else read_once.read_often(turns, context),
        answers=fitted.answers,
        fees={**hidden.fees, **fitted.fees, **units},
        certain_fees={**hidden.fees, **request.input_fees(units)},
        turns=turns,
        unlimited_tokens=unlimited,
        service_tiers=tiers,
        sent_tier=sent_tier,
    )


def _limit(
    found: WorstCase,
    request: ModelRequest,
    input_tokens: int,
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
    room = context_tokens - input_tokens
    if room >= min(found.output_tokens, settings.gateway_output_tokens_min):
        found.output_tokens = min(found.output_tokens, room)
    else:
        # The input is counted high: there may be room where none is seen.
        found.output_tokens = min(model_max or context_tokens, context_tokens)
        found.is_sent = False


def _model_max(
    request: ModelRequest, serving: list[Upstream], prices: Sequence[Price]
) -> int | None:
    """Return the most that the model gives: as its price says, else as is documented of those that
    serve it, the least of them."""
    each = (
        price.output_tokens_max or documented_output_tokens_max(upstream.models[request.model])
        for upstream, price in zip(serving, prices, strict=True)
    )
    return min((most for most in each if most is not None), default=None)
