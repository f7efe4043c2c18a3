"""Bodies of requests to models: what real clients send, and what may go to no provider."""

import json
from typing import Any

import pytest

from orgbilling.gateway.request_dialects import Kind, families
from orgbilling.gateway.requests import read_request
from orgbilling.kernel.errors import Invalid

FAMILIES = (*families(), "azure", "nobody-knows-this")
PATHS = {"chat/completions": "messages", "responses": "input", "completions": "prompt"}


def sent_by(kind: Kind, body: dict[str, Any], family: str = "openai", **options: Any) -> Any:
    request = read_request(kind, json.dumps({"model": "m", **body}).encode(), 3)
    return json.loads(request.forwarded("m", 50, family, **options))


def refusal_of(kind: Kind, body: dict[str, Any], family: str = "openai") -> Invalid:
    with pytest.raises(Invalid) as error:
        sent_by(kind, body, family)
    return error.value


USER = {"role": "user", "content": "Hello"}


def part(value: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [value]}]}


def item(value: dict[str, Any]) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": "Hello"}, value]}


FOREIGN: list[tuple[Kind, dict[str, Any], str]] = [
    ("responses", {"previous_response_id": "resp_1"}, "previous_response_id"),
    ("responses", {"conversation": "conv_1"}, "conversation"),
    ("responses", {"conversation": {"id": "conv_1"}}, "conversation"),
    ("responses", {"prompt": {"id": "pmpt_1", "variables": {}}}, "prompt"),
    ("responses", {"container": "cntr_1"}, "container"),
    ("responses", item({"type": "item_reference", "id": "msg_1"}), "input[1]"),
    ("responses", item({"id": "msg_1"}), "input[1]"),
    ("responses", item({"type": None, "id": "msg_1"}), "input[1].type"),
    (
        "responses", item({"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}),
        "input[1].content[0].file_id",
    ),
    (
        "responses", item({"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}),
        "input[1].content[0].file_id",
    ),
    (
        "responses",
        item({"type": "function_call_output", "call_id": "c",
              "output": [{"type": "input_image", "file_id": "f"}]}),
        "input[1].output[0].file_id",
    ),
    (
        "responses",
        item({"role": "assistant", "content": [{"type": "output_text", "text": "x", "annotations": [
            {"type": "file_citation", "file_id": "f", "index": 0}]}]}),
        "input[1].content[0].annotations[0].file_id",
    ),
    ("responses", {"input": "x", "tools": [{"type": "file_search", "vector_store_ids": ["v"]}]},
     "tools[0].vector_store_ids"),
    ("responses", {"input": "x", "tools": [{"type": "code_interpreter", "container": "c"}]},
     "tools[0].container"),
    ("responses", {"input": "x", "prompt_cache_options": {"comparison_response_id": "r"}},
     "prompt_cache_options.comparison_response_id"),
    ("chat/completions", {"messages": [USER], "container": "c"}, "container"),
    ("chat/completions", {"messages": [USER], "thread_id": "t"}, "thread_id"),
    ("chat/completions", part({"type": "file", "file": {"file_id": "f"}}),
     "messages[0].content[0].file.file_id"),
    ("chat/completions", part({"type": "image_url", "image_url": {"file_id": "f"}}),
     "messages[0].content[0].image_url.file_id"),
    ("chat/completions", {"messages": [{"role": "user", "content": "x", "file_ids": ["f"]}]},
     "messages[0].file_ids"),
    ("chat/completions", {"messages": [{"role": "assistant", "audio": {"id": "audio_1"}}]},
     "messages[0].audio"),
    ("chat/completions", {"messages": [USER], "audio": {"voice": {"id": "v"}, "format": "mp3"}},
     "audio.voice"),
]  # fmt: skip


ROUTES: dict[str, Any] = {
    "models": ["gpt-dear"], "fallbacks": [{"gpt-test": ["gpt-dear"]}], "route": "fallback",
    "provider": {"order": ["x"]}, "api_base": "https://elsewhere.example", "base_url": "https://e",
    "api_key": "sk-1", "deployment_id": "d", "model_list": [{"model_name": "gpt-test"}],
    "custom_llm_provider": "x", "extra_body": {"model": "gpt-dear"}, "mock_response": "free",
    "engine": "gpt-dear", "plugins": [{"id": "web"}], "preset": "p", "router": "auto",
    "moderation": {"model": "omni"}, "context_window_fallbacks": [{}], "api_version": "1",
}  # fmt: skip


SCHEMA = {
    "type": "object",
    "properties": {"file_id": {"type": "string"}, "container": {}, "models": {}, "n": {}},
}
# What real clients send, with nothing that would have to be left out.
CLIENTS: dict[str, tuple[Kind, dict[str, Any]]] = {
    "openai-python, structured output": ("chat/completions", {
        "messages": [{"role": "developer", "content": "x"}, USER], "temperature": 0, "seed": 1,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}},
    }),
    "openai-python, tools": ("chat/completions", {
        "messages": [
            USER,
            {"role": "assistant", "content": None, "refusal": None, "tool_calls": [
                {"id": "call_1", "type": "function",
                 "function": {"name": "f", "arguments": '{"file_id": "x"}'}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "done"},
        ],
        "tools": [{"type": "function",
                   "function": {"name": "f", "parameters": SCHEMA, "strict": True}}],
        "tool_choice": {"type": "function", "function": {"name": "f"}},
        "parallel_tool_calls": False, "stream": True, "stream_options": {"include_usage": True},
    }),
    "openai-node, vision": ("chat/completions", part(
        {"type": "image_url", "image_url": {"url": "https://x.example/y.png", "detail": "low"}})),
    "aider": ("chat/completions", {
        "messages": [{"role": "system", "content": "x"}, USER], "temperature": 0, "stream": True}),
    "LangChain": ("chat/completions", {
        "messages": [{"content": [{"type": "text", "text": "x"}], "role": "user", "name": "joe"}],
        "stop": ["\n"], "logprobs": True, "top_logprobs": 2, "frequency_penalty": 0.5,
        "user": "u", "metadata": {"file_id": "mine"}, "logit_bias": {"50256": -100}}),
    "AI SDK, responses": ("responses", {
        "input": [{"role": "system", "content": "x"},
                  {"role": "user", "content": [{"type": "input_text", "text": "y"}]}],
        "store": False, "include": ["reasoning.encrypted_content"],
        "text": {"format": {"type": "json_schema", "name": "n", "schema": SCHEMA}},
        "reasoning": {"effort": "low", "summary": "auto"}}),
    "Codex": ("responses", {
        "instructions": "x", "store": False, "stream": True, "prompt_cache_key": "k",
        "parallel_tool_calls": False, "tool_choice": "auto", "include": [],
        "text": {"verbosity": "low"},
        "input": [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "y"}]},
            {"type": "reasoning", "summary": [], "content": None, "encrypted_content": "e"},
            {"type": "custom_tool_call", "call_id": "c", "name": "apply_patch", "input": "+"},
            {"type": "custom_tool_call_output", "call_id": "c", "output": "ok"},
        ],
        "tools": [
            {"type": "function", "name": "shell", "strict": False, "parameters": SCHEMA},
            {"type": "custom", "name": "apply_patch", "format": {"type": "grammar"}},
            {"type": "local_shell"},
        ]}),
    "legacy completion": ("completions", {
        "prompt": ["a", "b"], "suffix": "c", "echo": False, "best_of": 2, "logprobs": 1}),
    "embeddings": ("embeddings", {
        "input": [[1, 2], [3]], "encoding_format": "base64", "dimensions": 256, "user": "u"}),
}  # fmt: skip
