"""What a request says of itself that its usage keeps: for whom it is made, tags, metadata.

Nothing here makes a call fail: what cannot be kept is left out. What a provider gets is not changed
by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from orgbilling.bounds import (
    END_USER_CHARACTERS_MAX,
    METADATA_NAME_CHARACTERS_MAX,
    METADATA_PAIRS_MAX,
    METADATA_VALUE_CHARACTERS_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
)
from orgbilling.edge.bodies import is_storable
from orgbilling.kernel.texts import unseen_in

TAGS_HEADER: Final = "x-orgbilling-tags"


def notes_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the usage of a request keeps of its body: `end_user` from `user` or, as
    Anthropic's clients send it, `metadata.user_id`; `tags` from `metadata.tags`, as LiteLLM's do;
    `metadata`, of which texts."""
    given = body.get("metadata")
    metadata = given if isinstance(given, dict) else {}
    end_user = _label(body.get("user")) or _label(metadata.get("user_id"))
    tags = metadata.get("tags")
    kept = dict(_pairs(metadata))
    return {
        **({"end_user": end_user[:END_USER_CHARACTERS_MAX]} if end_user else {}),
        **tagged({}, tags if isinstance(tags, list) else []),
        **({"metadata": kept} if kept else {}),
    }


def with_tags_of_header(notes: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the notes of a request with the tags that its header names, too."""
    return tagged(notes, headers.get(TAGS_HEADER, "").split(","))


def tagged(notes: Mapping[str, Any], tags: Iterable[Any]) -> dict[str, Any]:
    """Return notes with further tags, each once and as many as are kept."""
    texts = [*notes.get("tags", ()), *(_label(tag) for tag in tags)]
    fitting = [tag for tag in texts if tag and len(tag) <= TAG_CHARACTERS_MAX]
    kept = list(dict.fromkeys(fitting))[:TAGS_MAX]
    return {**notes, "tags": kept} if kept else dict(notes)


def _pairs(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    room = METADATA_PAIRS_MAX
    for name, value in metadata.items():
        text = _text(value)
        if (
            room
            and text
            and len(text) <= METADATA_VALUE_CHARACTERS_MAX
            and name != "user_id"
            and len(name) <= METADATA_NAME_CHARACTERS_MAX
            and is_storable(name)
        ):
            room -= 1
            yield name, text


def _label(value: Any) -> str:
    # People tell one from another by what they see of it.
    text = _text(value)
    return text if unseen_in(text) is None else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and is_storable(value) else ""
