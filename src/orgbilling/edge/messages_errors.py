"""Failures below `/v1/messages`, in the shape that Anthropic's clients read.

    {"type": "error", "error": {"type": ..., "message": ..., "code": ...}, "request_id": ...}

Source of the types: https://docs.claude.com/en/api/errors and the error types of the published
clients (`billing_error`, `timeout_error`). `code` is ours: Anthropic has none, and its clients pass
on what they do not know.
"""

from collections.abc import Mapping
from typing import Any, Final

_TYPES: Final[Mapping[int, str]] = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    500: "api_error",
    502: "api_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}


_ROOT: Final = "/v1/messages"


def is_of_messages(path: str) -> bool:
    """Tell whether Anthropic's clients call a path."""
    return path == _ROOT or path.startswith(f"{_ROOT}/")


def type_of(status: int) -> str:
    """Return Anthropic's type of a failure with an HTTP status."""
    return _TYPES.get(status, "invalid_request_error" if 400 <= status < 500 else "api_error")


def error_body(
    status: int,
    message: str,
    code: str | None,
    request_id: str | None,
    fields: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return a failure as a JSON object; `fields` stand beside its message and code."""
    error: dict[str, Any] = {**(fields or {}), "type": type_of(status), "message": message}
    if code is not None:
        error["code"] = code
    return {"type": "error", "error": error, "request_id": request_id}


def error_of(document: Any, status: int, request_id: str | None) -> dict[str, Any]:
    """Return a failure in OpenAI's or Anthropic's shape as one in Anthropic's. `status` is 0 inside
    a stream, where only the error itself may tell one."""
    found = document.get("error") if isinstance(document, dict) else None
    error = found if isinstance(found, dict) else {"message": found}
    message = error.get("message")
    code = error.get("code")
    if not status:
        status = code if isinstance(code, int) and 400 <= code < 600 else 500
    fields = {
        name: value
        for name, value in error.items()
        if name not in ("type", "message", "code", "request_id") and value is not None
    }
    made = error_body(
        status,
        message if isinstance(message, str) and message else "The provider gave no reason.",
        code if isinstance(code, str) else None,
        request_id,
        fields,
    )
    if isinstance(document, dict) and document.get("type") == "error" and error.get("type"):
        # Anthropic's own word for it says more than the status.
        made["error"]["type"] = error["type"]
    return made


def failed_stream(request_id: str | None) -> dict[str, Any]:
    """Return the failure of a stream whose provider broke off."""
    return error_body(
        502, "The provider broke off. What came was charged.", "provider_failed", request_id
    )
