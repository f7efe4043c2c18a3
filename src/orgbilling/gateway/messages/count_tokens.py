"""What the input of a messages request is made of, for the rule that holds are made by."""

from collections.abc import Mapping
from typing import Any, Final

from orgbilling.gateway.messages.content import file_part, image_part
from orgbilling.gateway.messages.refusals import wrong
from orgbilling.gateway.request_dialects import MediaKind
from orgbilling.gateway.request_fields import Fitted, measure
from orgbilling.gateway.request_media import read_media

# No model reads these.
_UNREAD: Final = frozenset({"model", "max_tokens"})
# What is in them is the tool's own, whatever it is called.
_OF_TOOLS: Final = frozenset({"input", "input_schema"})


def measured(body: Mapping[str, Any]) -> Fitted:
    """Return a messages request with the texts, pictures and documents that its input is made of.

    Raises:
        Invalid: `invalid_request`: a picture or document is not what it must be.
    """
    found = Fitted(body={name: value for name, value in body.items() if name != "model"})
    try:
        read = {name: value for name, value in body.items() if name not in _UNREAD}
        measure(_without_media(read, "", found), found)
    except RecursionError:
        raise wrong("messages", "must not be nested as deep") from None
    return found


def _without_media(value: Any, path: str, found: Fitted) -> Any:
    """Return what is text of a value; the pictures and documents in it are noted in `found`."""
    if isinstance(value, list):
        return [
            _without_media(item, f"{path}.{number}", found) for number, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    source, where = value.get("source"), f"{path}.source".lstrip(".")
    if isinstance(source, dict):
        kind = value.get("type")
        if kind == "image":
            _note("image", image_part(source, where), where, found)
        elif kind == "document" and source.get("type") == "base64":
            _note("file", file_part(source, value.get("title"), where), where, found)
        else:
            source = None
    return {
        name: item
        if name in _OF_TOOLS
        else _without_media(item, f"{path}.{name}".lstrip("."), found)
        for name, item in value.items()
        if name != "source" or not isinstance(source, dict)
    }


def _note(kind: MediaKind, part: dict[str, Any], path: str, found: Fitted) -> None:
    found.media.append(read_media(kind, part, path))
