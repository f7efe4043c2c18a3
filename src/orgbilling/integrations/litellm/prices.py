"""What LiteLLM says that a model costs, and what it says that an answer cost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import litellm

from orgbilling.integrations.litellm.charges import exact_usd
from orgbilling.integrations.litellm.estimate import WrongRequest

# Every rate that a token may be billed at: by length of context, cached, as audio.
_INPUT: Final = re.compile(
    r"input_cost_per_(audio_)?token(_\w+)?|cache_(creation|read)_input_(audio_)?token_cost(_\w+)?"
)
_OUTPUT: Final = re.compile(r"output_cost_per_(audio_|reasoning_)?token(_\w+)?")
_FALLBACKS: Final = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")


class ModelNotPriced(Exception):
    """A model without a price per token: an unknown price is not a price of zero."""


@dataclass(frozen=True)
class Rates:
    """US dollars per token, at worst, of everything that may serve a request."""

    input_usd: Decimal
    output_usd: Decimal
    output_tokens_max: int | None
    """The longest answer; None where one of them does not say."""

    def cost_usd(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Return what so many tokens cost."""
        return self.input_usd * input_tokens + self.output_usd * output_tokens


def rates_of(
    data: Mapping[str, Any], router: Any, team_id: str | None, *, needs_output: bool
) -> Rates:
    """Return the dearest rates of the model of a request and of its fallbacks; a team may have
    deployments of its own.

    Raises:
        ModelNotPriced: one of them has no price per token.
        WrongRequest: a fallback that is more than a model's name.
    """
    model = data.get("model")
    if not isinstance(model, str):
        raise WrongRequest("model", "must name a model")
    priced: list[Mapping[str, Any]] = []
    for name in {model, *_own_fallbacks(data), *_configured_fallbacks(router, model)}:
        found = [
            raw for deployment in _deployments(router, name, team_id) for raw in [_raw(deployment)]
        ]
        if not found or not all(_is_priced(raw, needs_output) for raw in found):
            raise ModelNotPriced(name)
        priced += found
    longest = [_output_tokens_max(raw) for raw in priced]
    return Rates(
        input_usd=max(_dearest(raw, _INPUT) for raw in priced),
        output_usd=max(_dearest(raw, _OUTPUT) for raw in priced),
        # Where one does not say, none is known of all.
        output_tokens_max=max(longest) if all(longest) else None,
    )


def _own_fallbacks(data: Mapping[str, Any]) -> Iterable[str]:
    for kind in _FALLBACKS:
        for given in data.get(kind) or ():
            # An object could bring another prompt, or another length, than what is held for.
            if not isinstance(given, str):
                raise WrongRequest(kind, "must be names of models")
            yield given


def _configured_fallbacks(router: Any, model: str) -> Iterable[str]:
    for kind in _FALLBACKS:
        for entry in getattr(router, kind, None) or ():
            if isinstance(entry, Mapping):
                for group in (model, "*"):
                    yield from (name for name in entry.get(group) or () if isinstance(name, str))
    yield from getattr(router, "default_fallbacks", None) or ()


def _deployments(router: Any, name: str, team_id: str | None) -> list[Mapping[str, Any]]:
    found = router.get_model_list(model_name=name, team_id=team_id) if router is not None else None
    return list(found or ())


def _raw(deployment: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the prices of a deployment: what the proxy's admin says, else LiteLLM's own list."""
    params, info = deployment.get("litellm_params") or {}, deployment.get("model_info") or {}
    # Of the parameters of a call only its prices: its max_tokens asks, and is no limit.
    rates = {
        name: params[name] for name in params if _INPUT.fullmatch(name) or _OUTPUT.fullmatch(name)
    }
    own = {name: value for name, value in {**info, **rates}.items() if value is not None}
    if _is_priced(own, needs_output=False):
        return own
    for name in (info.get("base_model"), params.get("base_model"), params.get("model")):
        listed = _listed(name) if isinstance(name, str) else None
        if listed is not None:
            return listed
    return {}


def _listed(name: str) -> Mapping[str, Any] | None:
    # As it is named, and without the provider before it: both are in the list, for different ones.
    for key in (name, name.partition("/")[2]):
        raw = litellm.model_cost.get(key)
        if isinstance(raw, Mapping) and _is_priced(raw, needs_output=False):
            return raw
    return None


def _is_priced(raw: Mapping[str, Any], needs_output: bool) -> bool:
    needed = ("input_cost_per_token", "output_cost_per_token")[: 1 + needs_output]
    return all(isinstance(raw.get(name), int | float) for name in needed)


def _dearest(raw: Mapping[str, Any], names: re.Pattern[str]) -> Decimal:
    rates = (
        exact_usd(float(value))
        for name, value in raw.items()
        if isinstance(value, int | float) and names.fullmatch(name)
    )
    return max(rates, default=Decimal(0))


def _output_tokens_max(raw: Mapping[str, Any]) -> int:
    given = raw.get("max_output_tokens") or raw.get("max_tokens")
    return int(given) if isinstance(given, int | float) and given > 0 else 0
