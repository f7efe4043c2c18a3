"""The fields of a messages request: which go on, which are left out, which are refused.

Source of the names: the parameters of POST /v1/messages and its beta in Anthropic's API reference
(https://docs.claude.com/en/api/messages) and in its published clients. One that is not listed is
refused: it may have a price, and Anthropic's own API refuses it as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from orgbilling.gateway.messages.refusals import not_offered, not_translatable, wrong

Way = Literal["sent", "left_out", "refused"]


@dataclass(frozen=True, slots=True)
class Field:
    """What becomes of a field: at an upstream that speaks messages, and translated."""

    native: Way
    translated: Way
    reason: str = ""


_SENT: Final = Field("sent", "sent")
_STATE: Final = "it names what the provider keeps under one key for all organizations alike"
FIELDS: Final[Mapping[str, Field]] = {
    "model": _SENT,
    "messages": _SENT,
    "max_tokens": _SENT,
    "system": _SENT,
    "metadata": _SENT,
    "stop_sequences": _SENT,
    "stream": _SENT,
    "temperature": _SENT,
    "top_p": _SENT,
    "thinking": _SENT,
    "tools": _SENT,
    "tool_choice": _SENT,
    "output_config": _SENT,
    "output_format": _SENT,
    "context_management": _SENT,
    "top_k": Field("sent", "refused", "chat completions have no such limit of choice"),
    # Caching changes what a call costs, and not its answer.
    "cache_control": Field("sent", "left_out"),
    # Both tiers that can be named are charged alike, and no other upstream knows them.
    "service_tier": Field("sent", "left_out"),
    "speed": Field("sent", "left_out"),
    "inference_geo": Field("sent", "left_out"),
    # Only asks why a cache was missed, and compares with a message of whoever shares the key.
    "diagnostics": Field("left_out", "left_out"),
    "container": Field("refused", "refused", _STATE),
    "thread": Field("refused", "refused", f"{_STATE}; send the whole conversation"),
    "mcp_servers": Field("refused", "refused", "what other servers add has no bound to be held"),
    "fallbacks": Field("refused", "refused", "it lets another model answer than the one named"),
    "fallback_credit_token": Field("refused", "refused", "it changes the price of the call"),
    "compaction": Field("refused", "refused", "its tokens are beside the limit that is held"),
    "billing_policy": Field("refused", "refused", "this server says who pays for a call"),
    "user_profile_id": Field("refused", "refused", _STATE),
    "workspace_id": Field("refused", "refused", _STATE),
}
# A field with prices of its own: those of its values that cost what the model's price says.
_STANDARD_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "service_tier": frozenset({"auto", "standard_only"}),
    "speed": frozenset({"standard"}),
    "inference_geo": frozenset({"global"}),
}
# Edits of the conversation that only take away; the summary of `compact` is charged beside it.
_EDITS: Final = ("clear_thinking_", "clear_tool_uses_")


def check_fields(body: Mapping[str, Any]) -> None:
    """Look at the fields of a request, whichever upstream it goes to.

    Raises:
        Invalid: `not_offered`: a field that is refused, or a value with a price of its own;
            `invalid_request`: a field that is not known.
    """
    for name, value in body.items():
        field = FIELDS.get(name)
        if field is None:
            raise wrong(name, "is no field of a messages request that is known here")
        if value is None:
            continue
        if field.native == "refused":
            raise not_offered(name, field.reason)
        standard = _STANDARD_VALUES.get(name)
        if standard is not None and value not in standard:
            raise not_offered(name, f"only {' or '.join(sorted(standard))}: others cost more")
    _check_edits(body.get("context_management"))


def check_translated_fields(body: Mapping[str, Any]) -> None:
    """Look at the fields of a request that goes to an upstream of chat completions.

    Raises:
        Invalid: `not_translatable`.
    """
    for name, value in body.items():
        field = FIELDS[name]
        if value is not None and field.translated == "refused":
            raise not_translatable(name, field.reason)
    for number, edit in enumerate(_edits(body.get("context_management"))):
        # Thinking is not sent anyhow.
        if not str(edit.get("type")).startswith("clear_thinking_"):
            raise not_translatable(
                f"context_management.edits.{number}", "results of tools cannot be cleared"
            )


def _check_edits(given: Any) -> None:
    for number, edit in enumerate(_edits(given)):
        if not str(edit.get("type")).startswith(_EDITS):
            raise not_offered(
                f"context_management.edits.{number}",
                "only clear_thinking and clear_tool_uses: the tokens of others are beside the "
                "limit that is held",
            )


def _edits(given: Any) -> list[dict[str, Any]]:
    if given is None:
        return []
    edits = given.get("edits") if isinstance(given, dict) else None
    if edits is None and isinstance(given, dict):
        return []
    if not isinstance(edits, list) or not all(isinstance(edit, dict) for edit in edits):
        raise wrong("context_management.edits", "must be a list of objects")
    return edits
