"""What clients of models ask other servers for and find here not: told by a code of its own.

A client that reads `route_not_found` looks for its mistake; what it asked for is no mistake, and
will not be there at the next try either. `docs/clients.md` has the same list, for people.
"""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from orgbilling.edge.gate import path_of
from orgbilling.edge.problems import problem_response
from orgbilling.kernel.errors import NotFound

_PAGE: Final = "docs/clients.md#what-is-not-offered"

NOT_OFFERED: Final[dict[str, str]] = {
    "assistants": "Assistants",
    "audio": "This kind of audio",
    "batches": "Batches",
    "chat/completions": "Stored conversations",
    "chatkit": "Chat sessions",
    "containers": "Containers",
    "conversations": "Conversations",
    "evals": "Evaluations",
    "files": "Files",
    "fine_tuning": "Fine-tuning",
    "generation": "Looking up a generation",
    "images": "This kind of images",
    "messages": "This kind of messages",
    "organization": "A provider's administration",
    "realtime": "Realtime sessions",
    "responses": "Stored responses",
    "skills": "Skills",
    "threads": "Threads",
    "uploads": "Uploads",
    "vector_stores": "Vector stores",
    "videos": "Videos",
}
"""Addresses below `/v1` with all that is below them, and what is there elsewhere. What a route
serves is none of it, so that of `audio` the rest is meant."""


class NotOffered:
    """What the router falls back to for what is known and not offered; `otherwise` answers the
    rest."""

    def __init__(self, otherwise: ASGIApp) -> None:
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request that no route wanted."""
        path = path_of(scope) if scope["type"] == "http" else ""
        kind = _kind_of(path)
        if kind is None:
            await self._otherwise(scope, receive, send)
            return
        refusal = NotFound(
            f"{kind} are not offered here. {_PAGE} says what is, and why the rest is not.",
            code="not_offered",
        )
        await problem_response(refusal, path)(scope, receive, send)


def _kind_of(path: str) -> str | None:
    parts = path.split("/")[2:] if path.startswith("/v1/") else []
    for length in (1, 2):
        kind = NOT_OFFERED.get("/".join(parts[:length]))
        if kind is not None:
            return kind
    return None
