"""What a provider is asked, whichever door it came by, and what it makes of it.

A text of the user may hold `{"orders": {...}}`, which says how to answer: `text`, a `tool` with its
`arguments`, `cached` (a part of the input comes from a cache, another is written to it), `fail` (so
many `times`, counted by an `id`: with a `status` and `retry_after`, by half an answer where it is
`cut`, or after `silent_ms`). Without any it says a few words. What it counts follows from the size
of the request, so that requests of other sizes do not cost the same, and is remembered: what a test
compares the ledger with.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

ANSWER = {"city": "Oslo", "degrees": 7}
WORDS = "Hello from the provider."
AFTER_A_TOOL = "The tool has spoken."
BYTES_PER_TOKEN = 5
_MARK = '{"orders":'


@dataclass(frozen=True)
class Question:
    """A request, without what is particular to its door."""

    model: str
    texts: list[str]
    size_bytes: int
    offered: frozenset[str] = frozenset()
    forced: str | None = None
    wants_json: bool = False
    is_after_tool: bool = False
    limit: int | None = None
    pictures: int = 0

    @property
    def orders(self) -> dict[str, Any]:
        """The last that a user gave."""
        for text in reversed(self.texts):
            if (at := text.rfind(_MARK)) >= 0:
                found, _ = json.JSONDecoder().raw_decode(text[at:])
                orders: dict[str, Any] = found["orders"]
                return orders
        return {}


@dataclass(frozen=True)
class Counted:
    """Tokens, each in one place only."""

    new: int
    cached: int
    written: int
    output: int

    @property
    def input(self) -> int:
        return self.new + self.cached + self.written


@dataclass(frozen=True)
class Answer:
    """What it says: a text, or a call of a tool."""

    text: str
    tool: str | None
    arguments: dict[str, Any]
    counted: Counted

    @property
    def arguments_json(self) -> str:
        return json.dumps(self.arguments)

    @property
    def pieces(self) -> list[str]:
        """The text as a stream brings it."""
        return [piece + " " for piece in self.text.split(" ")[:-1]] + self.text.split(" ")[-1:]


def answer_to(question: Question) -> Answer:
    orders = question.orders
    tool, arguments = None, orders.get("arguments", {"city": "Oslo"})
    text = orders.get("text", WORDS)
    if question.is_after_tool:
        text = AFTER_A_TOOL
    elif question.forced:
        tool, arguments = question.forced, ANSWER
    elif orders.get("tool") in question.offered:
        tool = orders["tool"]
    elif question.wants_json:
        text = json.dumps(ANSWER)
    said = len(json.dumps(arguments)) if tool else len(text)
    output = 3 + said // 3
    if question.limit is not None:
        output = min(output, question.limit)
    return Answer(text, tool, arguments, counted_of(question, output))


def counted_of(question: Question, output: int) -> Counted:
    tokens = 1 + question.size_bytes // BYTES_PER_TOKEN
    cached = tokens // 2 if question.orders.get("cached") else 0
    written = tokens // 8 if question.orders.get("cached") else 0
    return Counted(tokens - cached - written, cached, written, output)


@dataclass
class Asked:
    """One request that came. `counted` is None where it was not answered."""

    model: str
    pictures: int
    streams: bool
    counted: dict[str, int] | None = None


@dataclass
class Memory:
    """What was asked, and how often each order to fail was followed."""

    asked: list[Asked] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    def note(self, question: Question, *, streams: bool) -> Asked:
        noted = Asked(question.model, question.pictures, streams)
        self.asked.append(noted)
        return noted

    def fails(self, question: Question) -> dict[str, Any] | None:
        """How to fail, if it is to."""
        fail: dict[str, Any] | None = question.orders.get("fail")
        if fail is None:
            return None
        self.failed[fail["id"]] += 1
        return fail if self.failed[fail["id"]] <= fail["times"] else None

    def told(self) -> list[dict[str, Any]]:
        return [asdict(asked) for asked in self.asked]


def counted(answer: Answer) -> dict[str, int]:
    return asdict(answer.counted)
