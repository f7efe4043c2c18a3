"""What a request asks of a provider beside its model, and what has a price of its own: tools that
run there, caches that are kept for an hour, service tiers."""

from typing import Final

from orgbilling.gateway.hidden_input import Hidden
from orgbilling.gateway.price_parts import REQUEST, STANDARD
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import request_dialect
from orgbilling.gateway.request_fields import Fitted, wrong
from orgbilling.gateway.requests import ModelRequest
from orgbilling.kernel.errors import Invalid

# What says that a call is to be served as is usual, by the names of all families.
STANDARD_TIERS: Final = frozenset({"auto", "default", "standard", "standard_only", "on_demand"})
_TIERED: Final = frozenset({"chat/completions", "responses"})
_HOUR: Final = "cache_write_1h"


def require_priced(
    fitted: Fitted, hidden: Hidden, price: Price, context_tokens: int | None
) -> None:
    """Let a request through of which all has a price, and a most that can be held.

    Raises:
        Invalid: `tool_not_priced`: a tool that runs at the provider has no price, or what it reads
            no bound; `not_offered`: a cache for an hour has no price.
    """
    # A fee a call that somebody has typed is their word for what the model does unasked.
    if (hidden.unbounded or hidden.fees) and not price.has_fee(REQUEST):
        if hidden.unbounded is not None:
            raise tool_not_priced("model", None, hidden.unbounded)
        for unasked in hidden.fees:
            if not price.has_fee(unasked):
                why = f"each call costs a {unasked}, which has no price"
                raise tool_not_priced("model", unasked, why)
    for path, fee in fitted.hosted:
        if fee is not None and not price.has_fee(fee):
            raise tool_not_priced(path, fee, "it costs a fee that has no price here")
        if fitted.turns > 1 and context_tokens is None:
            why = "what it reads has no bound: the context of the model is not known"
            raise tool_not_priced(path, fee, why)
    if fitted.hour_cache is not None and not price.has_part(_HOUR):
        raise Invalid(
            f"{fitted.hour_cache} is not offered here: only 5m, to write for longer costs more and "
            "has no price for this model.",
            code="not_offered",
            fields={"param": fitted.hour_cache},
        )


def tool_not_priced(path: str, fee: str | None, why: str) -> Invalid:
    """Return the refusal of a tool that runs at the provider."""
    must = "cannot be called here" if path == "model" else "must be left out"
    return Invalid(
        f"{path} {must}: {why}. Tools that your own program runs are free of it.",
        code="tool_not_priced",
        fields={"param": path, "fee": fee},
    )


def service_tiers_of(
    request: ModelRequest, fitted: Fitted, dialect: str, price: Price
) -> tuple[tuple[str, ...], str | None]:
    """Return by which service tiers an answer may be charged, and which one the provider is told
    where it is not the request's own word: what its account is set to may be a dearer one.

    Raises:
        Invalid: `invalid_request`: the tier has no price.
    """
    named = fitted.body.get("service_tier")
    if named is None or named in STANDARD_TIERS:
        is_open = named in (None, "auto") and bool(price.service_tiers)
        return (STANDARD,), STANDARD if is_open and _takes_tiers(request, dialect) else None
    if named not in price.service_tiers:
        known = ", ".join(sorted({"auto", "default", *price.service_tiers} - {"batch"}))
        raise wrong("service_tier", f"must be one of {known}: others have no price here")
    # A provider that is short of it answers as usual, and says so.
    return (STANDARD, named), None


def _takes_tiers(request: ModelRequest, dialect: str) -> bool:
    if request.kind not in _TIERED:
        return False
    return "service_tier" in request_dialect(dialect).bodies[request.kind].fields
