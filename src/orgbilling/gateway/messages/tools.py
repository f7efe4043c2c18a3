"""Tools of a messages request: which may be asked for, and as functions of a chat completion.

A tool with a type and a date is Anthropic's own. Those that the client runs cost tokens only. Those
that Anthropic runs read what they like into the conversation: they are offered where `max_uses`
bounds how often, and nothing but the model itself calls them.
Source: https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from orgbilling.gateway.messages.refusals import not_offered, not_translatable, wrong
from orgbilling.gateway.request_fields import HOSTED_USES_MAX, Fitted, whole_number

# By the beginning of their types, which end in a date.
_REFUSED: Final[Mapping[str, str]] = {
    "code_execution_": "it has a price by the hour",
    "advisor_": "it asks another model than the one named",
    "mcp_toolset": "what other servers add has no bound to be held",
}
# What each use of one costs beside its tokens (https://docs.claude.com/en/docs/about-claude/pricing).
_HOSTED: Final[Mapping[str, str | None]] = {"web_search_": "web_search", "web_fetch_": None}
# From this version on the tools are called by programs of the model's, as often as those like.
_CALLED_BY_PROGRAMS: Final = "20260209"
_CLIENT_TOOLS: Final = (
    "bash_", "text_editor_", "computer_", "memory_", "browser_", "tool_search_tool_",
)  # fmt: skip
_STRING: Final = {"type": "string"}
_LINES: Final = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_FILE_EDITS: Final[dict[str, Any]] = {
    "path": _STRING,
    "file_text": {**_STRING, "description": "For create: the whole text of the file."},
    "old_str": {**_STRING, "description": "For str_replace: the text to replace, found once."},
    "new_str": {**_STRING, "description": "For str_replace: the text that takes its place."},
    "insert_line": {"type": "integer", "description": "For insert: the line to insert after."},
    "insert_text": {**_STRING, "description": "For insert: the text to insert."},
    "view_range": {**_LINES, "description": "For view: the first and last line."},
}


def _commands(*names: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


# What the client's own tools take, as their documentation lists it: a model that was not trained on
# them needs to be told.
_SCHEMAS: Final[Mapping[str, tuple[str, dict[str, Any], list[str]]]] = {
    "bash_": (
        "Runs a command in a shell that keeps its state between calls.",
        {
            "command": {**_STRING, "description": "The command to run."},
            "restart": {"type": "boolean", "description": "Begin a new shell instead."},
        },
        [],
    ),
    "text_editor_": (
        "Looks at a file or folder, and creates and edits files.",
        {"command": _commands("view", "create", "str_replace", "insert"), **_FILE_EDITS},
        ["command", "path"],
    ),
    "memory_": (
        "Keeps notes as files in the folder /memories, for later conversations.",
        {
            "command": _commands("view", "create", "str_replace", "insert", "delete", "rename"),
            **_FILE_EDITS,
            "old_path": _STRING,
            "new_path": _STRING,
        },
        ["command"],
    ),
}
_CUSTOM_KEYS: Final = frozenset(
    {
        "type", "name", "description", "input_schema", "cache_control", "strict",
        "input_examples", "eager_input_streaming", "defer_loading", "allowed_callers",
    }
)  # fmt: skip
_CHOICES: Final = {"auto": "auto", "any": "required", "none": "none"}


def check_tools(body: Mapping[str, Any]) -> None:
    """Look at the tools of a request, whichever upstream it goes to.

    Raises:
        Invalid: `not_offered`: a tool with a fee, or one that nobody here knows; `invalid_request`.
    """
    tools = body.get("tools")
    if tools is None:
        return
    if not isinstance(tools, list):
        raise wrong("tools", "must be a list")
    for number, tool in enumerate(tools):
        path = f"tools.{number}"
        if not isinstance(tool, dict):
            raise wrong(path, "must be an object")
        kind = tool.get("type")
        if kind in (None, "custom"):
            continue
        for start, reason in _REFUSED.items():
            if str(kind).startswith(start):
                raise not_offered(path, reason)
        if str(kind).startswith(tuple(_HOSTED)):
            _check_hosted(tool, str(kind), path)
        elif not str(kind).startswith(_CLIENT_TOOLS):
            raise not_offered(path, f"a tool of type {kind} is not known here")


def note_hosted(body: Mapping[str, Any], found: Fitted) -> None:
    """Note the tools of a request that run at the provider, each with how often at most."""
    for number, tool in enumerate(body.get("tools") or []):
        kind = str(tool.get("type"))
        start = next((start for start in _HOSTED if kind.startswith(start)), None)
        if start is not None:
            fee = _HOSTED[start]
            found.note_hosted(fee, f"tools.{number}", tool["max_uses"])


def _check_hosted(tool: dict[str, Any], kind: str, path: str) -> None:
    if tool.get("max_uses") is None:
        raise not_offered(path, "without max_uses, what it brings has no bound to be held")
    whole_number(f"{path}.max_uses", tool["max_uses"], HOSTED_USES_MAX)
    callers = tool.get("allowed_callers")
    if callers != ["direct"] and (
        callers is not None or kind.rpartition("_")[2] >= _CALLED_BY_PROGRAMS
    ):
        raise not_offered(
            f"{path}.allowed_callers", 'only ["direct"]: programs of a model have no bound'
        )


def tools_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return `tools`, `tool_choice` and `parallel_tool_calls` of a chat completion, those that are
    needed.

    Raises:
        Invalid: `invalid_request`, `not_translatable`.
    """
    # One that its model would find first (`defer_loading`) is there from the beginning: that costs
    # its description, and Claude Code sends such tools with every request.
    tools = body.get("tools") or []
    choice = body.get("tool_choice")
    if not tools:
        if isinstance(choice, dict) and choice.get("type") in ("any", "tool"):
            raise wrong("tool_choice", "must be left out where there are no tools")
        return {}
    made: dict[str, Any] = {
        "tools": [_function(tool, f"tools.{number}") for number, tool in enumerate(tools)]
    }
    if choice is not None:
        made.update(_choice(choice))
    return made


def _choice(choice: Any) -> dict[str, Any]:
    kind = choice.get("type") if isinstance(choice, dict) else None
    if kind == "tool" and isinstance(choice.get("name"), str):
        named = {"type": "function", "function": {"name": choice["name"]}}
        made: dict[str, Any] = {"tool_choice": named}
    elif kind in _CHOICES:
        made = {"tool_choice": _CHOICES[kind]}
    else:
        raise wrong("tool_choice", "must be of type auto, any, none, or tool with a name")
    if choice.get("disable_parallel_tool_use") is True:
        made["parallel_tool_calls"] = False
    return made


def _function(tool: dict[str, Any], path: str) -> dict[str, Any]:
    name = tool.get("name")
    if not isinstance(name, str) or not name:
        raise wrong(f"{path}.name", "must be a text")
    callers = tool.get("allowed_callers")
    if callers is not None and not (isinstance(callers, list) and "direct" in callers):
        raise not_translatable(f"{path}.allowed_callers", "only the model itself calls tools there")
    kind = tool.get("type")
    if kind in (None, "custom"):
        return _of_custom(tool, name, path)
    for start, (description, properties, required) in _SCHEMAS.items():
        if kind.startswith(start):
            schema = {"type": "object", "properties": properties, "required": required}
            return _made(name, description, schema)
    raise not_translatable(path, f"a tool of type {kind} is known to its own models only")


def _of_custom(tool: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    for key in tool.keys() - _CUSTOM_KEYS:
        if tool[key] is not None:
            raise not_translatable(f"{path}.{key}", "it has no counterpart")
    schema = tool.get("input_schema")
    if not isinstance(schema, dict):
        raise wrong(f"{path}.input_schema", "must be an object")
    description = tool.get("description")
    if tool.get("input_examples"):
        shown = f"Examples of its input: {json.dumps(tool['input_examples'], ensure_ascii=False)}"
        description = f"{description}\n\n{shown}" if description else shown
    made = _made(name, description, schema)
    if tool.get("strict") is True:
        made["function"]["strict"] = True
    return made


def _made(name: str, description: Any, schema: dict[str, Any]) -> dict[str, Any]:
    function: dict[str, Any] = {"name": name, "parameters": schema}
    if isinstance(description, str) and description:
        function["description"] = description
    return {"type": "function", "function": function}
