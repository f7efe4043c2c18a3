"""Requests to upstreams that speak messages themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orgbilling.gateway.messages.betas import VERSIONS
from orgbilling.gateway.messages.checks import hour_cache_in
from orgbilling.gateway.messages.count_tokens import measured
from orgbilling.gateway.messages.fields import FIELDS
from orgbilling.gateway.messages.tools import note_hosted
from orgbilling.gateway.request_fields import Fitted, whole_number
from orgbilling.gateway.requests import ModelRequest, request_of, written
from orgbilling.gateway.upstreams import Upstream

_DIALECT: Final = "anthropic"
# No thought is shorter; with less room there is none.
_THINKING_TOKENS_MIN: Final = 1_024


def speaks_messages(upstream: Upstream) -> bool:
    """Tell whether an upstream takes messages as they are."""
    return upstream.dialect == _DIALECT


@dataclass(slots=True)
class NativeRequest(ModelRequest):
    """A messages request for an upstream that speaks messages: as the client sent it, but for what
    is left out, the model's name and a smaller limit."""

    version: str = VERSIONS[0]
    betas: tuple[str, ...] = ()
    measured: Fitted | None = None

    def provider_headers(self, api_key: str) -> dict[str, str]:
        """Return the headers that say whose request it is, and in which version."""
        headers = {"anthropic-version": self.version}
        if api_key:
            headers["x-api-key"] = api_key
        return {**headers, "anthropic-beta": ",".join(self.betas)} if self.betas else headers

    def fit(self, dialect: str = _DIALECT, *, passes_through: bool = False) -> Fitted:
        """Return what goes on, which is the same for all who speak messages, and what its input is
        made of."""
        del dialect, passes_through
        if self.measured is None:
            self.measured = measured(self.body)
            note_hosted(self.body, self.measured)
            self.measured.hour_cache = hour_cache_in(self.body)
        return self.measured

    def forwarded(
        self,
        model: str,
        output_tokens_max: int | None,
        dialect: str = _DIALECT,
        *,
        passes_through: bool = False,
        service_tier: str | None = None,
    ) -> bytes:
        """Return the body that a provider gets. Thoughts have room below a smaller limit."""
        del dialect, passes_through, service_tier
        body = {**self.body, "model": model}
        if output_tokens_max is not None:
            body["max_tokens"] = output_tokens_max
            body |= _room_to_think(self.body, output_tokens_max)
        return written(body)


def native_request(
    body: Mapping[str, Any], version: str, betas: tuple[str, ...], bytes_per_token: int
) -> NativeRequest:
    """Return a request that `check_request` has passed. `version` is the client's
    `anthropic-version`, `betas` what of `anthropic-beta` goes on.

    Raises:
        Invalid: `not_offered`, `invalid_request`.
    """
    sent = {
        name: value
        for name, value in body.items()
        if value is not None and FIELDS[name].native == "sent"
    }
    asked = checked(body, bytes_per_token)
    return NativeRequest(
        kind="messages",
        body={**sent, "messages": _own_thoughts(sent["messages"])},
        model=asked.model,
        limit=asked.limit,
        is_stream=asked.is_stream,
        wants_usage=True,
        may_speak=False,
        bytes_per_token=bytes_per_token,
        has_limit_always=True,
        version=version,
        betas=betas,
    )


def checked(body: Mapping[str, Any], bytes_per_token: int) -> ModelRequest:
    """Look at what holds for every request to a model, by the rule for all of them.

    Raises:
        Invalid: `invalid_request`: no model, a wrong limit.
    """
    common = {name: body.get(name) for name in ("model", "stream", "metadata")}
    asked = request_of("messages", common, bytes_per_token)
    if body.get("max_tokens") is not None:
        asked.limit = whole_number("max_tokens", body["max_tokens"])
    return asked


def _own_thoughts(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the messages without the thoughts of other models, which were translated for a client
    before and have no signature: those that have one refuse them."""
    return [
        {**message, "content": [block for block in message["content"] if not _is_foreign(block)]}
        if isinstance(message["content"], list) and any(map(_is_foreign, message["content"]))
        else message
        for message in messages
    ]


def _is_foreign(block: Any) -> bool:
    is_thought = isinstance(block, dict) and block.get("type") == "thinking"
    return is_thought and not block.get("signature")


def _room_to_think(body: dict[str, Any], output_tokens_max: int) -> dict[str, Any]:
    thinking = body.get("thinking")
    thinking = thinking if isinstance(thinking, dict) else {}
    budget = thinking.get("budget_tokens")
    if not isinstance(budget, int) or budget < output_tokens_max:
        return {}
    if output_tokens_max <= _THINKING_TOKENS_MIN:
        return {"thinking": {"type": "disabled"}}
    return {"thinking": {**thinking, "budget_tokens": output_tokens_max - 1}}
