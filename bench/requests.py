"""HTTP/1.1 requests as bytes, and how an answer in bytes is read."""

import json
from typing import Any

_ID_LENGTH = 32
ID_MARK = b"#" * _ID_LENGTH
"""Stands in a request for an id that is new each time it is sent."""


def request_of(
    method: str,
    path: str,
    *,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    """Return a request with a JSON body, if any."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def deduct_of(path: str, user_id: str, service_key: str) -> bytes:
    """Return a deduct of one credit by a service key, with `ID_MARK` as its request id."""
    body = {
        "user_id": user_id,
        "credits": 1,
        "service_type": "llm",
        "service_name": "gpt-4o",
        "request_id": ID_MARK.decode(),
    }
    return request_of("POST", path, body=body, headers={"Authorization": f"Bearer {service_key}"})


def answer_length(received: bytes) -> int | None:
    """Return how long the answer at the start of `received` is; None where its head is not whole.

    Both servers always send a Content-Length.
    """
    head = received.find(b"\r\n\r\n")
    if head < 0:
        return None
    at = received.lower().find(b"content-length:", 0, head)
    return head + 4 + int(received[at + 15 : received.index(b"\r", at)])


def status_of(received: bytes) -> int:
    """Return the status of an answer."""
    return int(received[9:12])
