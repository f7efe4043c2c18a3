"""The SDKs that are tried: how each is started, with which model, and what it can do."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.clients.programs import HERE, node_folder

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
    """A client on its way, as a row of the table. Without a `python` it is Node's."""

    client: str
    way: Way
    program: Path
    python: Path | None = None
    at_landing: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.client}, {self.way.name}"

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        return [] if self.at_landing else [pytest.mark.more_clients]

    @property
    def command(self) -> list[str]:
        return [str(self.python or node_folder() / "node"), str(self.program)]


def on(ways: Iterable[Way], client: str, program: str, python: Path | None = None) -> list[Sdk]:
    """A client of those that a landing waits for."""
    return [Sdk(client, way, HERE / program, python, at_landing=True) for way in ways]


OURS = Path(sys.executable)
SDKS = (
    *on(OPENAIS, "openai-python", "python/openai_sdk.py", OURS),
    *on(OPENAIS, "openai-node", "node/openai.mjs"),
    *on(ANTHROPICS, "Anthropic SDK for Python", "python/anthropic_sdk.py", OURS),
    *on(ANTHROPICS, "Anthropic SDK for Node", "node/anthropic.mjs"),
)
