"""Anthropic's SDK for Python."""

from typing import Any

import anthropic
from lines import CITY, Asked, answer_lines, told_in
from pydantic import BaseModel


class Weather(BaseModel):
    city: str
    degrees: int


def client_of(asked: Asked) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key=asked["key"], base_url=asked["url"], timeout=30)


def said(asked: Asked) -> list[Any]:
    return [{"role": "user", "content": asked["prompt"]}]


def text_of(message: anthropic.types.Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def chat(asked: Asked) -> Any:
    message = client_of(asked).messages.create(
        model=asked["model"], max_tokens=1000, messages=said(asked)
    )
    return {"text": text_of(message)}


def stream(asked: Asked) -> Any:
    with client_of(asked).messages.stream(
        model=asked["model"], max_tokens=1000, messages=said(asked)
    ) as events:
        return told_in(events.text_stream)


def tools(asked: Asked) -> Any:
    client, messages = client_of(asked), said(asked)
    offered: list[Any] = [{"name": "weather", "description": "The weather.", "input_schema": CITY}]
    given = {"model": asked["model"], "max_tokens": 1000, "tools": offered}
    first = client.messages.create(messages=messages, **given)
    [call] = first.content
    assert call.type == "tool_use"
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "sunny"}
    messages += [
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": [result]},
    ]
    last = client.messages.create(messages=messages, **given)
    return {"tool": call.name, "city": call.input["city"], "text": text_of(last)}  # type: ignore[index]


def structured(asked: Asked) -> Any:
    message = client_of(asked).messages.parse(
        model=asked["model"], max_tokens=1000, messages=said(asked), output_format=Weather
    )
    assert message.parsed_output is not None
    return {"object": message.parsed_output.model_dump()}


def vision(asked: Asked) -> Any:
    head, _, data = asked["picture"].partition(",")
    media_type = head.removeprefix("data:").removesuffix(";base64")
    source = {"type": "base64", "media_type": media_type, "data": data}
    content = [{"type": "text", "text": asked["prompt"]}, {"type": "image", "source": source}]
    messages: list[Any] = [{"role": "user", "content": content}]
    message = client_of(asked).messages.create(
        model=asked["model"], max_tokens=1000, messages=messages
    )
    return {"text": text_of(message)}


answer_lines(
    anthropic.__version__,
    {
        "chat": chat,
        "stream": stream,
        "tools": tools,
        "structured": structured,
        "vision": vision,
    },
)
