"""LiteLLM's SDK, as itself: without its proxy."""

import json
from importlib.metadata import version
from typing import Any

import litellm
from lines import CITY, Asked, Kinds, answer_lines, told_in
from pydantic import BaseModel


class Weather(BaseModel):
    city: str
    degrees: int


FUNCTION: dict[str, Any] = {"name": "weather", "description": "The weather.", "parameters": CITY}


def openai_of(asked: Asked) -> dict[str, Any]:
    return {
        "model": f"openai/{asked['model']}",
        "api_key": asked["key"],
        "api_base": f"{asked['url']}/v1",
        "max_retries": 2,
    }


def anthropic_of(asked: Asked) -> dict[str, Any]:
    return {
        "model": f"anthropic/{asked['model']}",
        "api_key": asked["key"],
        "api_base": asked["url"],
        "max_tokens": 1000,
    }


def embeddings(asked: Asked) -> Any:
    answer = litellm.embedding(**openai_of(asked), input=asked["texts"], encoding_format="float")
    return {"vectors": [each["embedding"] for each in answer.data]}


def kinds_of(given_of: Any, prefix: str = "") -> Kinds:
    def complete(asked: Asked, content: Any = None, **more: Any) -> Any:
        said = [{"role": "user", "content": content or asked["prompt"]}]
        given = {"messages": said, **given_of(asked), **more}
        return litellm.completion(**given)

    def chat(asked: Asked) -> Any:
        return {"text": complete(asked).choices[0].message.content}

    def stream(asked: Asked) -> Any:
        events = complete(asked, stream=True)
        return told_in(event.choices[0].delta.content for event in events)

    def tools(asked: Asked) -> Any:
        offered = [{"type": "function", "function": FUNCTION}]
        message = complete(asked, tools=offered).choices[0].message
        [call] = message.tool_calls
        messages = [
            {"role": "user", "content": asked["prompt"]},
            message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        ]
        last = complete(asked, tools=offered, messages=messages)
        city = json.loads(call.function.arguments)["city"]
        return {"tool": call.function.name, "city": city, "text": last.choices[0].message.content}

    def structured(asked: Asked) -> Any:
        answer = complete(asked, response_format=Weather)
        return {"object": json.loads(answer.choices[0].message.content)}

    def vision(asked: Asked) -> Any:
        picture = {"type": "image_url", "image_url": {"url": asked["picture"]}}
        content = [{"type": "text", "text": asked["prompt"]}, picture]
        return {"text": complete(asked, content).choices[0].message.content}

    kinds = (chat, stream, tools, structured, vision)
    return {prefix + kind.__name__: kind for kind in kinds}


answer_lines(
    version("litellm"),
    {**kinds_of(openai_of), "embeddings": embeddings, **kinds_of(anthropic_of, "messages ")},
)
