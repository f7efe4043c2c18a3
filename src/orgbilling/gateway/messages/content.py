"""The content of a messages request, block by block, as the messages of a chat completion."""

import json
from collections.abc import Mapping
from typing import Any, Final

from orgbilling.gateway.messages.refusals import not_translatable, wrong

# What a block may hold. `cache_control` changes what a call costs, and not its answer.
_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"text", "citations"}),
    "image": frozenset({"source"}),
    "document": frozenset({"source", "title", "context", "citations"}),
    "search_result": frozenset({"source", "title", "content", "citations"}),
    "tool_use": frozenset({"id", "name", "input", "caller"}),
    "tool_result": frozenset({"tool_use_id", "content", "is_error"}),
    "tool_reference": frozenset({"tool_name"}),
}
_ANYWHERE: Final = frozenset({"type", "cache_control"})
# What a model thought before: no upstream but its own can read it, and none needs it.
_THOUGHTS: Final = frozenset({"thinking", "redacted_thinking"})
_BETWEEN_TEXTS: Final = "\n\n"
_OF_ERROR: Final = "Error: "


def messages_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the messages of a chat completion: the system's first, then one or more for each.

    Raises:
        Invalid: `invalid_request`, `not_translatable`, with the path of the block.
    """
    made: list[dict[str, Any]] = []
    system = body.get("system")
    if system is not None and (text := _text_of(system, "system")):
        made.append({"role": "system", "content": text})
    given: list[dict[str, Any]] = body["messages"]
    last = len(given) - 1
    last_user = max((n for n, each in enumerate(given) if each["role"] == "user"), default=-1)
    for number, message in enumerate(given):
        path = f"messages.{number}"
        if message["role"] == "user":
            made += _user(message["content"], f"{path}.content")
        elif message["role"] == "assistant":
            if number == last:
                raise not_translatable(path, "an answer that was begun cannot be continued")
            made.append(_assistant(message["content"], f"{path}.content"))
        elif message.get("clear_at") != "next_user_message" or last_user < number:
            made.append(_system(message, path))
    return made


def _system(message: dict[str, Any], path: str) -> dict[str, Any]:
    if message.get("output_config"):
        raise not_translatable(f"{path}.output_config", "it holds for a whole request only")
    content = message.get("content")
    return {"role": "system", "content": _text_of(content, f"{path}.content")}


def _user(content: Any, path: str) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return [{"role": "user", "content": content}]
    answers: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for where, block in _blocks(content, path):
        if block["type"] == "tool_result":
            answer, media = _tool_result(block, where)
            answers.append(answer)
            parts += media
        else:
            parts += _parts(block, where)
    return [*answers, {"role": "user", "content": _plain(parts)}] if parts else answers


def _tool_result(block: dict[str, Any], path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a tool gave as its own message, which holds text only, and its media as parts of
    the message of the user that follows."""
    call_id = _string(block, "tool_use_id", path)
    content = block.get("content")
    parts: list[dict[str, Any]] = []
    if isinstance(content, str):
        parts = [_text(content)]
    elif content is not None:
        for where, inner in _blocks(content, f"{path}.content"):
            if inner["type"] == "tool_result":
                raise wrong(where, "must not be a result of a tool again")
            parts += _parts(inner, where)
    text = _BETWEEN_TEXTS.join(part["text"] for part in parts if part["type"] == "text")
    if block.get("is_error") is True:
        # The roles of a chat know no failure but in words.
        text = _OF_ERROR + text
    media = [part for part in parts if part["type"] != "text"]
    if media:
        media.insert(0, _text(f"Returned by the tool call {call_id}:"))
    return {"role": "tool", "tool_call_id": call_id, "content": text}, media


def _assistant(content: Any, path: str) -> dict[str, Any]:
    if isinstance(content, str):
        return {"role": "assistant", "content": content}
    texts: list[str] = []
    calls: list[dict[str, Any]] = []
    for where, block in _blocks(content, path):
        if block["type"] == "text":
            texts.append(_string(block, "text", where))
        elif block["type"] == "tool_use":
            calls.append(_tool_call(block, where))
        elif block["type"] not in _THOUGHTS:
            raise not_translatable(where, f"a block of type {block['type']} has no counterpart")
    message: dict[str, Any] = {"role": "assistant", "content": "".join(texts) or None}
    if calls:
        return {**message, "tool_calls": calls}
    return {**message, "content": message["content"] or ""}


def _tool_call(block: dict[str, Any], path: str) -> dict[str, Any]:
    caller = block.get("caller")
    if caller is not None and (not isinstance(caller, dict) or caller.get("type") != "direct"):
        raise not_translatable(f"{path}.caller", "only the model itself calls tools there")
    if not isinstance(block.get("input"), dict):
        raise wrong(f"{path}.input", "must be an object")
    try:
        arguments = json.dumps(block["input"], ensure_ascii=False)
    except RecursionError:
        raise wrong(f"{path}.input", "must not be nested as deep") from None
    function = {"name": _string(block, "name", path), "arguments": arguments}
    return {"id": _string(block, "id", path), "type": "function", "function": function}


def _parts(block: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Return a block of a user or of a tool's result as parts of a chat message."""
    if block["type"] == "text":
        return [_text(_string(block, "text", path))]
    if block["type"] == "image":
        return [image_part(block.get("source"), f"{path}.source")]
    if block["type"] == "document":
        return _document(block, path)
    if block["type"] == "tool_reference":
        # What a search of the client has found.
        return [_text(f"The tool {_string(block, 'tool_name', path)} is there.")]
    if block["type"] == "search_result":
        _without_citations(block, path)
        head = f"{_string(block, 'title', path)} ({_string(block, 'source', path)})"
        return [_text(f"{head}\n{_text_of(block.get('content'), f'{path}.content')}")]
    raise not_translatable(path, f"a block of type {block['type']} has no counterpart")


def image_part(source: Any, path: str) -> dict[str, Any]:
    """Return an image of a message as a part of a chat message.

    Raises:
        Invalid: `invalid_request`, `not_translatable`.
    """
    kind = source.get("type") if isinstance(source, dict) else None
    if kind == "url":
        return {"type": "image_url", "image_url": {"url": _string(source, "url", path)}}
    if kind == "base64":
        media_type = _string(source, "media_type", path)
        url = f"data:{media_type};base64,{_string(source, 'data', path)}"
        return {"type": "image_url", "image_url": {"url": url}}
    raise wrong(path, "must be of type base64 or url")


def _document(block: dict[str, Any], path: str) -> list[dict[str, Any]]:
    _without_citations(block, path)
    said = [block[name] for name in ("title", "context") if isinstance(block.get(name), str)]
    head = [_text("\n".join(said))] if said else []
    source, where = block.get("source"), f"{path}.source"
    source = source if isinstance(source, dict) else {}
    kind = source.get("type")
    if kind == "text":
        return [*head, _text(_string(source, "data", where))]
    if kind == "base64":
        return [*head, file_part(source, block.get("title"), where)]
    if kind == "content":
        content = source.get("content")
        if isinstance(content, str):
            return [*head, _text(content)]
        inner: list[dict[str, Any]] = []
        for at, each in _blocks(content, f"{where}.content"):
            if each["type"] not in ("text", "image"):
                raise wrong(at, "must be a text or an image")
            inner += _parts(each, at)
        return [*head, *inner]
    raise wrong(where, "must be of type base64, text or content")


def file_part(source: dict[str, Any], title: Any, path: str) -> dict[str, Any]:
    """Return a document that is sent whole as a part of a chat message.

    Raises:
        Invalid: `invalid_request`.
    """
    data = f"data:{_string(source, 'media_type', path)};base64,{_string(source, 'data', path)}"
    name = title if isinstance(title, str) and title else "document.pdf"
    return {"type": "file", "file": {"filename": name, "file_data": data}}


def _without_citations(block: dict[str, Any], path: str) -> None:
    wanted = block.get("citations")
    if isinstance(wanted, dict) and wanted.get("enabled"):
        raise not_translatable(f"{path}.citations", "answers there cite no passages")


def _blocks(content: Any, path: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the blocks of a content with their paths, each of a known form."""
    if not isinstance(content, list):
        raise wrong(path, "must be a text or a list of blocks")
    found = []
    for number, block in enumerate(content):
        where = f"{path}.{number}"
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            raise wrong(where, "must be an object with a type")
        known = _KEYS.get(block["type"])
        if known is not None:
            for name in block.keys() - known - _ANYWHERE:
                if block[name] is not None:
                    raise not_translatable(f"{where}.{name}", "it has no counterpart")
        found.append((where, block))
    return found


def _text_of(content: Any, path: str) -> str:
    """Return a content that may hold text only."""
    if isinstance(content, str):
        return content
    texts = []
    for where, block in _blocks(content, path):
        if block["type"] != "text":
            raise not_translatable(where, "only text may stand here")
        texts.append(_string(block, "text", where))
    return _BETWEEN_TEXTS.join(texts)


def _plain(parts: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    # Not every upstream takes a list where a text would do.
    if all(part["type"] == "text" for part in parts):
        return _BETWEEN_TEXTS.join(part["text"] for part in parts)
    return parts


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _string(block: dict[str, Any], name: str, path: str) -> str:
    value = block.get(name)
    if not isinstance(value, str):
        raise wrong(f"{path}.{name}", "must be a text")
    return value
