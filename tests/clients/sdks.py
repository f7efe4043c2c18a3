"""The SDKs that are tried: how each is started, with which model, and what it can do."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.clients.programs import CLIENTS, HERE, node_folder
from tests.docs.pages import ROOT

CALLS = ("chat", "stream", "tools", "structured", "vision", "embeddings")
NO_EMBEDDINGS = CALLS[:-1]


@dataclass(frozen=True)
class Way:
    """How a client reaches a model: the model, and which of its kinds of calls are meant."""

    name: str
    model: str
    calls: tuple[str, ...] = NO_EMBEDDINGS
    kind_prefix: str = ""


OPENAIS = (
    Way("chat completions", "gpt-test", CALLS),
    Way("responses", "gpt-test", kind_prefix="responses "),
)
ANTHROPICS = (Way("passed on", "claude-test"), Way("translated", "claude-chat"))


@dataclass(frozen=True)
class Sdk:
    """A client on its way, as a row of the table. Without a `python` it is Node's.

    `requests_charged` is how often it asks where a failure was charged and says so: 1, unless it
    looks at nothing but the status. One that `tries_again` does so where nothing was charged. Of
    errors `without_codes` it hands on the status and text alone.
    """

    client: str
    way: Way
    program: Path
    python: Path | None = None
    at_landing: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    requests_charged: int = 1
    tries_again: bool = True
    without_codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.client}, {self.way.name}"

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        return [] if self.at_landing else [pytest.mark.more_clients]

    @property
    def command(self) -> list[str]:
        return [str(self.python or node_folder() / "node"), str(self.program)]


def on(
    ways: Iterable[Way], client: str, program: str, python: Path | None = None, **more: Any
) -> list[Sdk]:
    """A client on each of its ways."""
    return [Sdk(client, way, HERE / program, python, **more) for way in ways]


OURS = Path(sys.executable)
CLIENTS_PYTHON = CLIENTS / "bin" / "python"
LITELLM_PYTHON = ROOT / ".venv-litellm" / "bin" / "python"
CHATS, RESPONSES = OPENAIS
BY_MESSAGES = tuple(replace(way, kind_prefix="messages ") for way in ANTHROPICS)
AI_SDK = (
    replace(CHATS, name="openai-compatible"),
    replace(RESPONSES, name="openai"),
    *(replace(way, name=f"anthropic, {way.name}") for way in BY_MESSAGES),
)
# It asks the internet for its prices otherwise.
NO_DOWNLOADS = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
LITELLM = ("LiteLLM SDK", "python/litellm_sdk.py", LITELLM_PYTHON)

SDKS = (
    *on(OPENAIS, "openai-python", "python/openai_sdk.py", OURS, at_landing=True),
    *on(OPENAIS, "openai-node", "node/openai.mjs", at_landing=True),
    *on(ANTHROPICS, "Anthropic SDK for Python", "python/anthropic_sdk.py", OURS, at_landing=True),
    *on(ANTHROPICS, "Anthropic SDK for Node", "node/anthropic.mjs", at_landing=True),
    *on(AI_SDK, "AI SDK", "node_more/ai_sdk.mjs", requests_charged=3),
    *on(
        (CHATS, *BY_MESSAGES),
        "LangChain for Node",
        "node_more/langchain.mjs",
        requests_charged=3,
    ),
    *on(
        (*OPENAIS, *BY_MESSAGES), "LangChain for Python", "python/langchain_sdk.py", CLIENTS_PYTHON
    ),
    *on(
        [CHATS],
        *LITELLM,
        environment=NO_DOWNLOADS,
        without_codes=("model_not_found", "insufficient_quota"),
    ),
    *on(
        BY_MESSAGES,
        *LITELLM,
        environment=NO_DOWNLOADS,
        without_codes=("model_not_found", "insufficient_quota", "invalid_api_key"),
        tries_again=False,
    ),
)
