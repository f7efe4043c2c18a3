"""LangChain for Python, by OpenAI's and by Anthropic's package."""

from importlib.metadata import version
from typing import Any

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from lines import Asked, Kinds, answer_lines, told_in
from pydantic import BaseModel


class Weather(BaseModel):
    """The weather."""

    city: str
    degrees: int


@tool
def weather(city: str) -> str:
    """The weather."""
    return "sunny"


def model_of(asked: Asked) -> Any:
    return ChatOpenAI(model=asked["model"], api_key=asked["key"], base_url=f"{asked['url']}/v1")


def responses_of(asked: Asked) -> Any:
    return ChatOpenAI(
        model=asked["model"],
        api_key=asked["key"],
        base_url=f"{asked['url']}/v1",
        use_responses_api=True,
    )


def anthropic_of(asked: Asked) -> Any:
    return ChatAnthropic(
        model=asked["model"], api_key=asked["key"], base_url=asked["url"], max_tokens=1000
    )


def embeddings(asked: Asked) -> Any:
    # To count the tokens of a text itself it would fetch a vocabulary first.
    found = OpenAIEmbeddings(
        model=asked["model"],
        api_key=asked["key"],
        base_url=f"{asked['url']}/v1",
        check_embedding_ctx_length=False,
    )
    return {"vectors": found.embed_documents(asked["texts"])}


def kinds_of(made: Any, prefix: str = "") -> Kinds:
    """The kinds of calls of a model, which `made` makes."""

    def chat(asked: Asked) -> Any:
        return {"text": made(asked).invoke(asked["prompt"]).text}

    def stream(asked: Asked) -> Any:
        return told_in(piece.text for piece in made(asked).stream(asked["prompt"]))

    def tools(asked: Asked) -> Any:
        model = made(asked).bind_tools([weather])
        messages: list[Any] = [HumanMessage(asked["prompt"])]
        first = model.invoke(messages)
        [call] = first.tool_calls
        messages += [first, ToolMessage("sunny", tool_call_id=call["id"])]
        last = model.invoke(messages)
        return {"tool": call["name"], "city": call["args"]["city"], "text": last.text}

    def structured(asked: Asked) -> Any:
        found = made(asked).with_structured_output(Weather).invoke(asked["prompt"])
        return {"object": found.model_dump()}

    def vision(asked: Asked) -> Any:
        picture = {"type": "image_url", "image_url": {"url": asked["picture"]}}
        content: list[Any] = [{"type": "text", "text": asked["prompt"]}, picture]
        return {"text": made(asked).invoke([HumanMessage(content)]).text}

    kinds = (chat, stream, tools, structured, vision)
    return {prefix + kind.__name__: kind for kind in kinds}


answer_lines(
    version("langchain-openai"),
    {
        **kinds_of(model_of),
        "embeddings": embeddings,
        **kinds_of(responses_of, "responses "),
        **kinds_of(anthropic_of, "messages "),
    },
)
