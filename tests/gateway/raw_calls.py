"""What became of a call to the raw provider."""

import json
from decimal import Decimal

from tests.gateway.conftest import Caller


def ended(caller: Caller) -> tuple[str, Decimal]:
    """How the one call ended, and what it cost."""
    caller.settled()
    [row] = caller.usage()
    return row["request_metadata"]["ended"], row["credits_used"]


def words_of(text: str) -> list[str]:
    documents = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    return [
        choice["delta"].get("content", "")
        for document in documents
        for choice in document.get("choices", [])
    ]
