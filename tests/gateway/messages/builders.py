"""Pieces of messages requests that several tests begin with."""

from typing import Any

from orgbilling.gateway.dialects import reader
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.prices import Tokens

PNG = {"type": "base64", "media_type": "image/png", "data": "iVBOR"}
PDF = {"type": "base64", "media_type": "application/pdf", "data": "JVBER"}
WEATHER = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}
USE = {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Ørsta"}}


def asked(**fields: Any) -> dict[str, Any]:
    return {
        "model": "m",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "Hello"}],
        **fields,
    }


def said(*content: Any, role: str = "user") -> list[dict[str, Any]]:
    return [{"role": role, "content": list(content)}]


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def usage_of(document: Any, dialect: str = "openai") -> Tokens | None:
    """What a document says was used, by the rule that it is charged by."""
    told = reader.usage_of(document, dialect_named(dialect))
    return told and told.tokens
