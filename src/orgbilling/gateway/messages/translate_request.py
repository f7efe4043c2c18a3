"""A messages request as a chat completion, for upstreams that do not speak messages.

Nothing is left out that would change the answer: what has no counterpart is refused, with the path
of its field. Source of the two languages: https://docs.claude.com/en/api/messages and
https://platform.openai.com/docs/api-reference/chat/create
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orgbilling.gateway.messages.content import messages_of
from orgbilling.gateway.messages.fields import check_translated_fields
from orgbilling.gateway.messages.refusals import not_translatable, wrong
from orgbilling.gateway.messages.tools import tools_of

_STOPS_MAX: Final = 4
# Longer ones are refused by upstreams; who calls is nothing that an answer depends on.
_USER_CHARACTERS_MAX: Final = 64
# A chat names how much is thought in words; two of ours have no word there that all know.
_EFFORTS: Final[Mapping[str, str]] = {
    "low": "low", "medium": "medium", "high": "high", "xhigh": "high", "max": "high",
}  # fmt: skip
_BUDGET_LOW_TOKENS: Final = 2_048
_BUDGET_MEDIUM_TOKENS: Final = 8_192
_THINKING: Final = frozenset({"enabled", "adaptive", "between_tools", "disabled"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a request its answer depends on when it is translated back."""

    model: str
    stop_sequences: tuple[str, ...] = ()
    shows_thinking: bool = False


@dataclass(frozen=True, slots=True)
class Translated:
    """The body of a chat completion, and what is needed for the way back."""

    body: dict[str, Any]
    wanted: Wanted


def translate_request(body: Mapping[str, Any]) -> Translated:
    """Translate a request that `check_request` has passed. A stream is asked for its usage.

    Raises:
        Invalid: `not_translatable`: a part has no counterpart; `invalid_request`: a part is not
            what it must be. `param` is the path of the field.
    """
    check_translated_fields(body)
    stops = _stops(body.get("stop_sequences"))
    thinking = _thinking(body.get("thinking"))
    made: dict[str, Any] = {
        "model": body["model"],
        "messages": messages_of(body),
        "max_completion_tokens": body.get("max_tokens"),
        **{name: body[name] for name in ("temperature", "top_p") if body.get(name) is not None},
        **tools_of(body),
        **_output(body, thinking),
    }
    if stops:
        made["stop"] = list(stops)
    if (user := _user(body.get("metadata"))) is not None:
        made["user"] = user
    if body.get("stream") is not None:
        made["stream"] = body["stream"]
    if made.get("stream") is True:
        made["stream_options"] = {"include_usage": True}
    shows = thinking.get("type", "disabled") != "disabled" and thinking.get("display") != "omitted"
    return Translated(made, Wanted(str(body["model"]), stops, shows))


def _stops(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(stop, str) for stop in given):
        raise wrong("stop_sequences", "must be a list of texts")
    if len(given) > _STOPS_MAX:
        raise not_translatable("stop_sequences", f"a chat knows {_STOPS_MAX} at most")
    return tuple(given)


def _thinking(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict) or given.get("type") not in _THINKING:
        raise wrong("thinking.type", f"must be one of {', '.join(sorted(_THINKING))}")
    budget = given.get("budget_tokens")
    if given["type"] == "enabled" and (isinstance(budget, bool) or not isinstance(budget, int)):
        raise wrong("thinking.budget_tokens", "must be a whole number")
    return given


def _output(body: Mapping[str, Any], thinking: dict[str, Any]) -> dict[str, Any]:
    """Return how the answer is to look, and how much is thought for it."""
    config = body.get("output_config") or {}
    if not isinstance(config, dict):
        raise wrong("output_config", "must be an object")
    for name in config.keys() - {"effort", "format"}:
        if config[name] is not None:
            raise not_translatable(f"output_config.{name}", "it has no counterpart")
    made: dict[str, Any] = {}
    effort = _effort(config.get("effort"), thinking)
    if effort is not None:
        made["reasoning_effort"] = effort
    for path, given in (
        ("output_format", body.get("output_format")),
        ("output_config.format", config.get("format")),
    ):
        if given is not None:
            made["response_format"] = _format(given, path)
    return made


def _effort(given: Any, thinking: dict[str, Any]) -> str | None:
    if given is not None:
        if given not in _EFFORTS:
            raise wrong("output_config.effort", f"must be one of {', '.join(_EFFORTS)}")
        return _EFFORTS[given]
    if thinking.get("type") != "enabled":
        # How much is thought is the model's own choice then.
        return None
    budget_tokens = thinking["budget_tokens"]
    if budget_tokens <= _BUDGET_LOW_TOKENS:
        return "low"
    return "medium" if budget_tokens <= _BUDGET_MEDIUM_TOKENS else "high"


def _format(given: Any, path: str) -> dict[str, Any]:
    is_schema = isinstance(given, dict) and given.get("type") == "json_schema"
    if not is_schema or not isinstance(given.get("schema"), dict):
        raise wrong(path, "must be of type json_schema, with a schema")
    schema = {"name": "answer", "schema": given["schema"], "strict": True}
    return {"type": "json_schema", "json_schema": schema}


def _user(metadata: Any) -> str | None:
    user = metadata.get("user_id") if isinstance(metadata, dict) else None
    return user if isinstance(user, str) and len(user) <= _USER_CHARACTERS_MAX else None
