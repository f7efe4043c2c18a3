"""What a messages request must be, whichever upstream it goes to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from orgbilling.gateway.messages.fields import check_fields
from orgbilling.gateway.messages.refusals import not_offered, wrong
from orgbilling.gateway.messages.tools import check_tools

_ROLES: Final = frozenset({"user", "assistant", "system"})


def check_request(body: Mapping[str, Any], *, needs_limit: bool = True) -> None:
    """Look at a whole request. `needs_limit` is False where tokens are only counted.

    The model and the value of `max_tokens` are looked at where those of all requests are.

    Raises:
        Invalid: `invalid_request`: it is no messages request; `not_offered`: it asks for what has a
            price of its own, no bound, or belongs to others.
    """
    check_fields(body)
    if needs_limit and body.get("max_tokens") is None:
        raise wrong("max_tokens", "must say the most tokens of the answer")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise wrong("messages", "must be a list of messages")
    for number, message in enumerate(messages):
        path = f"messages.{number}"
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise wrong(path, "must be an object with a role: user, assistant or system")
        if not isinstance(message.get("content"), str | list):
            raise wrong(f"{path}.content", "must be a text or a list of blocks")
        _check_sources(message["content"], f"{path}.content")
    check_tools(body)


def hour_cache_in(body: Mapping[str, Any]) -> str | None:
    """Return where a request asks for a cache that is kept for an hour, None where it does not.

    Raises:
        Invalid: `not_offered`: a cache that is kept for another while, of which nobody knows what
            its writing costs.
    """
    found = None
    for path, block in _objects(body, ""):
        control = block.get("cache_control")
        ttl = control.get("ttl") if isinstance(control, dict) else None
        if ttl in (None, "5m"):
            continue
        where = f"{path}.cache_control.ttl".lstrip(".")
        if ttl != "1h":
            raise not_offered(where, "only 5m or 1h: to write for longer costs more")
        found = found or where
    return found


def _check_sources(content: str | list[Any], path: str) -> None:
    """Refuse what names a thing at the provider, or one whose size nobody knows."""
    for where, block in _objects(content, path):
        source = block.get("source")
        kind = source.get("type") if isinstance(source, dict) else None
        if kind == "file" or block.get("type") == "container_upload":
            raise not_offered(
                where, "what the provider keeps under one key, it keeps for all organizations alike"
            )
        if kind == "url" and block.get("type") == "document":
            raise not_offered(
                where, "a document by its address has no bound to be held; send it whole"
            )


def _objects(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through all objects in a value, with their paths. The input of a tool is the tool's
    own, and its schema is no block."""
    waiting = [(path, value)]
    while waiting:
        where, item = waiting.pop()
        if isinstance(item, dict):
            yield where, item
            waiting += [
                (f"{where}.{name}".lstrip("."), inner)
                for name, inner in item.items()
                if name not in ("input", "input_schema") and isinstance(inner, dict | list)
            ]
        elif isinstance(item, list):
            waiting += [(f"{where}.{number}", inner) for number, inner in enumerate(item)]
