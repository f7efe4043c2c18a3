"""Failures as RFC 9457 problem details: `application/problem+json` with a stable `code`."""

import json
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final, Literal

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from orgbilling.edge.bodies import BodyRefused
from orgbilling.edge.messages_errors import error_body, is_of_messages
from orgbilling.edge.model_api import is_model_api
from orgbilling.edge.request_ids import current_request_id
from orgbilling.edge.validation import describe_errors, malformed_body
from orgbilling.kernel.errors import DomainError, Unavailable
from orgbilling.kernel.money import as_json_number

MEDIA_TYPE: Final = "application/problem+json"
_logger = structlog.get_logger(__name__)

# What the framework itself refuses, by status: code, detail.
_FRAMEWORK: Final[dict[int, tuple[str, str]]] = {
    400: ("malformed_request", "The request cannot be read."),
    404: ("route_not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("body_too_large", "The body is larger than this server reads."),
    415: ("unsupported_media_type", "Send application/json."),
}

# Clients of `/v1` raise by status, and people compare type and code: these as OpenAI names them.
_OPENAI_TYPES: Final[dict[int, str]] = {
    402: "insufficient_quota",
    403: "permission_error",
    429: "rate_limit_error",
    503: "server_error",
}
_OPENAI_CODES: Final[dict[int, str]] = {401: "invalid_api_key", 402: "insufficient_quota"}


class FieldError(BaseModel):
    """One reason why a request was refused."""

    field: str = Field(description="Name of the member, parameter or header.")
    message: str = Field(description="What it must be.")


class Problem(BaseModel):
    """RFC 9457 problem details. Compare `code`; the rest is for people."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:orgbilling:problem:organization_not_found"])
    title: str = Field(examples=["Organization not found"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["organization_not_found"])
    detail: str = Field(examples=["There is no such organization, or not for you."])
    instance: str = Field(examples=["/api/v1/organizations/0198c5a2-0000-7000-8000-000000000000"])
    errors: list[FieldError] | None = None


class ModelError(BaseModel):
    """What failed under `/v1`, as OpenAI's clients read it. Compare `code`."""

    model_config = ConfigDict(extra="allow")

    message: str = Field(examples=["There is no such model, or not for you."])
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = Field(description="The member of the body that is wrong, if one is.")
    code: str = Field(examples=["model_not_found"])
    request_id: str | None


class ModelFailure(BaseModel):
    """A failure under `/v1`."""

    error: ModelError


class MessagesError(BaseModel):
    """What failed under `/v1/messages`, as Anthropic's clients read it. Compare `code`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["not_found_error"])
    message: str = Field(examples=["There is no such model, or not for you."])
    code: str | None = Field(None, examples=["model_not_found"])


class MessagesFailure(BaseModel):
    """A failure under `/v1/messages`."""

    type: Literal["error"]
    error: MessagesError
    request_id: str | None


def problem_content(error: DomainError, instance: str) -> bytes:
    """Return the JSON of a problem; `instance` is the path it happened at."""
    return json.dumps(
        {
            **error.fields,
            "type": f"urn:orgbilling:problem:{error.code}",
            "title": error.title,
            "status": error.status,
            "code": error.code,
            "detail": error.detail,
            "instance": instance,
        },
        default=_plain,
    ).encode()


def _as_of_a_model_api(error: DomainError) -> bytes:
    """Return the JSON of a failure under `/v1`, as OpenAI's clients read it."""
    kind = "invalid_request_error" if error.status < 500 else "api_error"
    return json.dumps(
        {
            "error": {
                "message": error.detail,
                "type": _OPENAI_TYPES.get(error.status, kind),
                "param": error.fields.get("param"),
                "code": _OPENAI_CODES.get(error.status, error.code),
                "request_id": current_request_id(),
                **{name: value for name, value in error.fields.items() if name != "param"},
            }
        },
        default=_plain,
    ).encode()


def _as_of_messages(error: DomainError, status: int) -> bytes:
    """Return the JSON of a failure under `/v1/messages`, as Anthropic's clients read it."""
    code = _OPENAI_CODES.get(error.status, error.code)
    body = error_body(status, error.detail, code, current_request_id(), error.fields)
    return json.dumps(body, default=_plain).encode()


def problem_headers(error: DomainError) -> dict[str, str]:
    """Return the headers that a problem carries besides its type."""
    if isinstance(error, Unavailable):
        return {"retry-after": str(error.retry_after_s)}
    if error.status == 429:
        return {"retry-after": str(error.fields.get("retry_after_s", 1))}
    if error.status == 401:
        return {"www-authenticate": 'Bearer realm="orgbilling"'}
    return {}


def problem_response(
    error: DomainError, instance: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a request that failed with `error`."""
    is_of_models = is_model_api(instance)
    # OpenAI knows no 422: its clients expect 400 for a body that is not what it must be.
    status = 400 if is_of_models and error.status == 422 else error.status
    if is_of_messages(instance):
        content = _as_of_messages(error, status)
    else:
        content = _as_of_a_model_api(error) if is_of_models else problem_content(error, instance)
    return Response(
        content,
        status_code=status,
        headers={**problem_headers(error), **(headers or {})},
        media_type="application/json" if is_of_models else MEDIA_TYPE,
    )


def _plain(value: object) -> object:
    # A problem's figures are Decimals; whatever else a domain put there is shown as text.
    return as_json_number(value) if isinstance(value, Decimal) else str(value)


def _of_framework(error: HTTPException) -> DomainError:
    code, detail = _FRAMEWORK.get(error.status_code, (f"http_{error.status_code}", ""))
    return DomainError(detail, code=code, status=error.status_code)


async def _answer_domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    if error.status == 500:
        return internal_error(request.url.path, error)
    return problem_response(error, request.url.path)


async def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    malformed = malformed_body(error.errors())
    if malformed is not None:
        problem = DomainError(malformed.reason, code=malformed.code, status=malformed.status)
    else:
        problem = DomainError(
            "Part of the request is not what it must be.",
            code="invalid_request",
            status=422,
            fields={"errors": describe_errors(error.errors())},
        )
    return problem_response(problem, request.url.path)


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, BodyRefused):
        return problem_response(error.problem, request.url.path)
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return problem_response(_of_framework(error), request.url.path, headers)


def internal_error(path: str, error: BaseException) -> Response:
    """Log a fault of ours, and return a 500 that tells the caller only where to find the log: by
    the request's id.

    A `DomainError` of status 500 keeps its code; nothing else of it is shown.
    """
    request_id = current_request_id()
    _logger.error("request_failed", request_id=request_id, path=path, exc_info=error)
    code = error.code if isinstance(error, DomainError) else "internal_error"
    problem = DomainError(
        "The server failed on this request. Name the request id when you report it.",
        code=code,
        title="Internal error",
        fields={"request_id": request_id},
    )
    return problem_response(problem, path)


HANDLERS: Final[dict[Any, Callable[[Request, Exception], Awaitable[Response]]]] = {
    DomainError: _answer_domain_error,
    RequestValidationError: _answer_validation_error,
    HTTPException: _answer_http_exception,
}


async def answer_failure(request: Request, error: Exception) -> Response:
    """Return the answer to a failure of a kind that `HANDLERS` names."""
    kind = next(kind for kind in HANDLERS if isinstance(error, kind))
    return await HANDLERS[kind](request, error)


def register_problem_handlers(app: FastAPI) -> None:
    """Let `app` answer every failure with problem details."""
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that may answer these statuses with a problem.

    The model brings the schema into the description also where a host application makes it.
    """
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def model_api_responses(
    *statuses: int, model: type[BaseModel] = ModelFailure
) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route under `/v1` that may answer these statuses with a failure
    of this shape: OpenAI's, or `MessagesFailure`."""
    return {
        status: {"model": model, "description": HTTPStatus(status).phrase} for status in statuses
    }
