"""Answers that a connection gives by itself, where no request came to the application."""

from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from orgbilling.edge.gate import headers_of
from orgbilling.edge.problems import problem_response
from orgbilling.kernel.errors import DomainError, Unavailable

MALFORMED: Final = DomainError(
    "This is no HTTP/1.1 request, or has not one valid Host.",
    code="malformed_request",
    status=400,
)
LATE: Final = DomainError(
    "The request took too long to come. Send it again, faster or in a smaller body.",
    code="request_timeout",
    status=408,
)
HEADERS_TOO_LARGE: Final = DomainError(
    "The headers are larger, or more, than this server reads.",
    code="headers_too_large",
    status=431,
)
FULL: Final = Unavailable(
    "There are too many connections. Try again, over connections that are kept.",
    code="too_many_connections",
    retry_after_s=5,
)
UNANSWERED: Final = Unavailable(
    "This took longer than the server lets a request take. It may still have been done: send it "
    "again with its key.",
    code="answer_timeout",
    retry_after_s=5,
)


def refusal_bytes(
    error: DomainError, path: str, default_headers: Iterable[tuple[bytes, bytes]]
) -> bytes:
    """Return a whole answer that is the last one of its connection; `path` is empty where it is
    not known."""
    status_line, rest = _parts(error, path)
    dated = [name + b": " + value for name, value in default_headers]
    return b"\r\n".join([status_line, *dated, rest])


@lru_cache(maxsize=64)
def _parts(error: DomainError, path: str) -> tuple[bytes, bytes]:
    """Return the status line, and what comes behind the headers of every answer."""
    response = problem_response(error, path)
    status = HTTPStatus(response.status_code)
    lines = [name + b": " + value for name, value in (*response.raw_headers, *headers_of(path))]
    rest = b"\r\n".join([*lines, b"connection: close", b"", bytes(response.body)])
    return f"HTTP/1.1 {status.value} {status.phrase}".encode(), rest
