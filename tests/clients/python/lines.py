"""What a program of a client does: it answers a line of JSON for each that it is asked."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

Asked = dict[str, Any]
Kinds = dict[str, Callable[[Asked], Any]]
# A client may print what it likes besides.
MARK = "ANSWER "
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def answer_lines(version: str, kinds: Kinds) -> None:
    kinds = {"version": lambda _: version, **kinds}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = {"value": kinds[asked["kind"]](asked)}
        except Exception as error:  # noqa: BLE001 - whatever a client raises is its answer
            told = {"error": error_of(error)}
        print(MARK + json.dumps(told), flush=True)


def told_in(pieces: Iterable[str | None]) -> dict[str, Any]:
    """What a stream said, and in how many pieces; who begins and who ends it says nothing."""
    said = list(filter(None, pieces))
    return {"text": "".join(said), "pieces": len(said)}


def error_of(error: Exception) -> dict[str, Any]:
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else {}
    return {
        "name": type(error).__name__,
        "status": getattr(error, "status_code", None),
        "code": getattr(error, "code", None) or inner.get("code"),
        "message": str(error)[:500],
    }
