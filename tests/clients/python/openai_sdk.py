"""openai-python, by chat completions and by responses."""

import json
from typing import Any

import openai
from lines import CITY, Asked, answer_lines, told_in
from pydantic import BaseModel


class Weather(BaseModel):
    city: str
    degrees: int


FUNCTION: dict[str, Any] = {"name": "weather", "description": "The weather.", "parameters": CITY}


def client_of(asked: Asked) -> openai.OpenAI:
    return openai.OpenAI(api_key=asked["key"], base_url=f"{asked['url']}/v1", timeout=30)


def said(asked: Asked) -> list[Any]:
    return [{"role": "user", "content": asked["prompt"]}]


def chat(asked: Asked) -> Any:
    answer = client_of(asked).chat.completions.create(model=asked["model"], messages=said(asked))
    return {"text": answer.choices[0].message.content}


def stream(asked: Asked) -> Any:
    events = client_of(asked).chat.completions.create(
        model=asked["model"], messages=said(asked), stream=True
    )
    return told_in(event.choices[0].delta.content for event in events if event.choices)


def tools(asked: Asked) -> Any:
    client, messages = client_of(asked), said(asked)
    offered: list[Any] = [{"type": "function", "function": FUNCTION}]
    first = client.chat.completions.create(model=asked["model"], messages=messages, tools=offered)
    message = first.choices[0].message
    assert message.tool_calls is not None
    [call] = message.tool_calls
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    last = client.chat.completions.create(model=asked["model"], messages=messages, tools=offered)
    assert call.type == "function"
    city = json.loads(call.function.arguments)["city"]
    return {"tool": call.function.name, "city": city, "text": last.choices[0].message.content}


def structured(asked: Asked) -> Any:
    answer = client_of(asked).chat.completions.parse(
        model=asked["model"], messages=said(asked), response_format=Weather
    )
    parsed = answer.choices[0].message.parsed
    assert parsed is not None
    return {"object": parsed.model_dump()}


def vision(asked: Asked) -> Any:
    picture = {"type": "image_url", "image_url": {"url": asked["picture"]}}
    content = [{"type": "text", "text": asked["prompt"]}, picture]
    messages: list[Any] = [{"role": "user", "content": content}]
    answer = client_of(asked).chat.completions.create(model=asked["model"], messages=messages)
    return {"text": answer.choices[0].message.content}


def embeddings(asked: Asked) -> Any:
    answer = client_of(asked).embeddings.create(model=asked["model"], input=asked["texts"])
    return {"vectors": [each.embedding for each in answer.data]}


def responses_chat(asked: Asked) -> Any:
    answer = client_of(asked).responses.create(model=asked["model"], input=asked["prompt"])
    return {"text": answer.output_text}


def responses_stream(asked: Asked) -> Any:
    with client_of(asked).responses.stream(model=asked["model"], input=asked["prompt"]) as events:
        pieces = [event for event in events if event.type == "response.output_text.delta"]
        return {"text": events.get_final_response().output_text, "pieces": len(pieces)}


def responses_tools(asked: Asked) -> Any:
    client, items = client_of(asked), said(asked)
    offered: list[Any] = [{"type": "function", "strict": False, **FUNCTION}]
    first = client.responses.create(model=asked["model"], input=items, tools=offered)
    [call] = first.output
    assert call.type == "function_call"
    output = {"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
    items += [call.model_dump(exclude_none=True), output]
    last = client.responses.create(model=asked["model"], input=items, tools=offered)
    city = json.loads(call.arguments)["city"]
    return {"tool": call.name, "city": city, "text": last.output_text}


def responses_structured(asked: Asked) -> Any:
    answer = client_of(asked).responses.parse(
        model=asked["model"], input=asked["prompt"], text_format=Weather
    )
    assert answer.output_parsed is not None
    return {"object": answer.output_parsed.model_dump()}


def responses_vision(asked: Asked) -> Any:
    picture = {"type": "input_image", "image_url": asked["picture"], "detail": "auto"}
    content = [{"type": "input_text", "text": asked["prompt"]}, picture]
    items: list[Any] = [{"role": "user", "content": content}]
    answer = client_of(asked).responses.create(model=asked["model"], input=items)
    return {"text": answer.output_text}


answer_lines(
    openai.__version__,
    {
        "chat": chat,
        "stream": stream,
        "tools": tools,
        "structured": structured,
        "vision": vision,
        "embeddings": embeddings,
        "responses chat": responses_chat,
        "responses stream": responses_stream,
        "responses tools": responses_tools,
        "responses structured": responses_structured,
        "responses vision": responses_vision,
    },
)
