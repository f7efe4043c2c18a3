"""An answer that came whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orgbilling.gateway import sse
from orgbilling.gateway.answers import (
    answer_error,
    brings_output,
    is_read_at_once,
    output_bytes,
    parsed,
)
from orgbilling.gateway.dialects.dialect import Dialect
from orgbilling.gateway.dialects.reader import usage_of_answer
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.reasons import Reason

LINES_MAX: Final = 50_000
"""Lines of an answer that is no JSON."""


@dataclass
class WholeAnswer:
    """The bytes of an answer and what they say. `error` is why it is none, or where `is_broken`,
    why it ends where it does."""

    content: bytes
    documents: list[Any]
    usage: Usage | None
    error: Reason | None

    @classmethod
    def read(
        cls,
        content: bytes,
        headers: Mapping[str, str],
        dialect: Dialect,
        lines_max: int = LINES_MAX,
    ) -> "WholeAnswer":
        """Read an answer of a provider that speaks a dialect. One that is no JSON, and has more
        lines, is not looked at: that would take long."""
        documents = _documents(content, lines_max)
        errors = (answer_error(document, dialect) for document in documents)
        return cls(
            content,
            documents,
            usage_of_answer(documents, headers, dialect),
            next((error for error in errors if error is not None), None),
        )

    @property
    def is_broken(self) -> bool:
        """Whether it brings something, and ends with an error."""
        return self.error is not None and any(map(brings_output, self.documents))

    @property
    def model(self) -> str:
        """The model that the provider says it answered with."""
        return (self.usage and self.usage.model) or ""

    def output_tokens(self, bytes_per_token: int) -> int:
        """Return how many tokens its text has, counted."""
        return -(-sum(map(output_bytes, self.documents)) // bytes_per_token)


def _documents(content: bytes, lines_max: int) -> list[Any]:
    """Read JSON, several documents of it in a list or in lines, or events, whatever it is called.
    What is none of them has none."""
    document = parsed(content)
    if isinstance(document, list):
        return [*document, document]
    if document is not None:
        return [document]
    if not is_read_at_once(content) or content.count(b"\n") + content.count(b"\r") > lines_max:
        return []
    events = [d for event in sse.read_events(content) for d in event.documents]
    return events or [d for line in content.splitlines() if (d := parsed(line)) is not None]
