"""Routes that spend: check, deduct, holds.

They carry a process's whole load, so they ask the engine directly: the credential travels with
the item and is checked in the statement that spends it, and no other query is made.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError

from orgbilling.bounds import ID_CHARACTERS_MAX, METADATA_BYTES_MAX
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.bodies import RequestBody
from orgbilling.edge.client_address import client_address
from orgbilling.edge.headers import optional_idempotency_key
from orgbilling.edge.problems import problem_content, problem_responses
from orgbilling.edge.routes import DirectRoute, billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.edge.validation import describe_errors
from orgbilling.identity.credential import Credential
from orgbilling.kernel.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)
from orgbilling.kernel.money import as_json_number
from orgbilling.organizations.policy import SpendableOrganization
from orgbilling.spending import queries, schemas
from orgbilling.spending.asked import addressed, hold_id_of, read_body, require_known
from orgbilling.spending.decisions import body_of, limit_of, misuse, problem_of
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem, Verb

router = billing_router(prefix="/api/v1/org-billing", tag="spending")
direct_router = billing_router(
    prefix="/api/v1/org-billing", tag="spending", route_class=DirectRoute
)
# Of an item of a batch: there are many, and each that is wrong is told why.
_MEMBERS_MAX: Final = 24
_ERRORS_OF_ITEM_MAX: Final = 3
_TOLD_ITEMS_MAX: Final = 100
_check: Final = AnswerOf(schemas.CheckResponse, queries.CheckRow, "limit")


def attach_engine(app: Any, engine: SpendingEngine) -> None:
    """Make `engine` the one that requests to `app` (FastAPI) spend through."""
    app.state.orgbilling_engine = engine


def _engine(request: Request) -> SpendingEngine:
    engine = getattr(request.app.state, "orgbilling_engine", None)
    if not isinstance(engine, SpendingEngine):
        raise Unavailable("The server is starting; try again.", code="starting")
    return engine


def _description(model: type[BaseModel], *parameters: str, key: bool = False) -> dict[str, Any]:
    """Describe a route that reads its request by itself, for OpenAPI."""
    described: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        }
        for name in parameters
    ]
    if key:
        described.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Instead of request_id in the body.",
                "schema": {"type": "string", "minLength": 1, "maxLength": ID_CHARACTERS_MAX},
            }
        )
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"parameters": described, "requestBody": {"required": True, "content": content}}


@router.post(
    "/credits/{org_id}/check",
    responses=problem_responses(403, 404),
    response_model_exclude_unset=True,
)
async def check_credits(
    request: Request, organization: SpendableOrganization, body: schemas.CheckRequest, tx: Tx
) -> schemas.CheckResponse:
    """Tell whether a member may spend an amount now. Reserve it to be sure of it."""
    actor = organization.actor
    if actor.kind != "service_key" and actor.user_id != body.user_id:
        raise Forbidden("A session or member key asks about its own allocation only.")
    org_id, user_id = organization.org_id, body.user_id
    if not await tx.fetch_value(queries.is_member(org_id=org_id, user_id=user_id)):
        raise NotFound("This person is not a member of the organization.", code="member_not_found")
    row = await tx.fetch_one(
        queries.check(
            org_id=org_id,
            user_id=user_id,
            credits=body.credits,
            credential_id=actor.credential_id,
            address=client_address(request),
        )
    )
    assert row is not None, "it answers for whoever is asked about"
    if row.barred is not None:
        raise misuse(row.barred)
    limit = limit_of(row.blocked_limit)
    return _check(row) if limit is None else _check(row, limit=limit)


@direct_router.post(
    "/credits/{org_id}/deduct",
    response_model=schemas.DeductResponse,
    responses=problem_responses(400, 402, 403, 404, 409),
    openapi_extra=_description(schemas.DeductRequest, "org_id", key=True),
)
async def deduct_credits(request: Request) -> Response:
    """Spend credits of a member, and record who, what for and what it cost."""
    org_id, credential = addressed(request)

    def item_of(body: schemas.DeductRequest) -> SpendItem:
        return _deduct_item(request, body, credential, _request_key(request, body.request_id))

    item = await read_body(request, org_id, credential, schemas.DeductRequest, item_of)
    return await _spend(request, org_id, item)


@direct_router.post(
    "/credits/{org_id}/deduct/batch",
    response_model=list[schemas.BatchItemResponse],
    responses=problem_responses(403, 404),
    openapi_extra=_description(schemas.DeductBatchRequest, "org_id"),
)
async def deduct_credits_batch(request: Request) -> Response:
    """Many deducts, each with its own answer, in order; never all or nothing."""
    org_id, credential = addressed(request)
    items = await read_body(
        request, org_id, credential, schemas.DeductBatchRequest, lambda body: body.items
    )
    engine = _engine(request)
    is_known = False
    wrong_items = count()

    async def answer(given: Any) -> dict[str, Any]:
        nonlocal is_known
        try:
            if isinstance(given, dict) and len(given) > _MEMBERS_MAX:
                raise Invalid(
                    "The item has more members than a deduct has.", code="invalid_request"
                )
            deduct = schemas.DeductRequest.model_validate(given)
            item = _deduct_item(request, deduct, credential, deduct.request_id)
            result = await engine.spend(org_id, item)
            is_known, problem = True, problem_of(result)
        except ValidationError as error:
            problem = _wrong_item(error, is_told=next(wrong_items) < _TOLD_ITEMS_MAX)
        except DomainError as error:
            problem = error
        if problem is not None:
            if problem.code in ("credential_invalid", "organization_not_found"):
                raise problem
            return {
                "status": problem.status,
                "body": json.loads(problem_content(problem, request.url.path)),
            }
        return {"status": 200, "body": body_of("deduct", result)}

    # Tasks start in the order they are made, which is the order of arrival at the engine.
    answers = await asyncio.gather(*(answer(given) for given in items))
    if not is_known:
        # No item has come to the engine, which asks who spends.
        await require_known(request, org_id, credential)
    return _json(answers)


def _wrong_item(error: ValidationError, *, is_told: bool) -> Invalid:
    """Return why an item is refused; to say it for thousands takes longer than to send them."""
    errors = describe_errors(error.errors(), _ERRORS_OF_ITEM_MAX) if is_told else []
    return Invalid(
        "Part of the item is not what it must be.",
        code="invalid_request",
        fields={"errors": errors},
    )


@direct_router.post(
    "/credits/{org_id}/holds",
    status_code=201,
    response_model=schemas.HoldResponse,
    responses=problem_responses(400, 402, 403, 404, 409),
    openapi_extra=_description(schemas.HoldRequest, "org_id", key=True),
)
async def hold_credits(request: Request) -> Response:
    """Set credits aside before a call runs: its worst case."""
    org_id, credential = addressed(request)

    def item_of(body: schemas.HoldRequest) -> SpendItem:
        request_key = _required(_request_key(request, body.request_id))
        return _item(request, "reserve", body, credential, request_key=request_key)

    item = await read_body(request, org_id, credential, schemas.HoldRequest, item_of)
    return await _spend(request, org_id, item)


@direct_router.post(
    "/credits/{org_id}/holds/{hold_id}/capture",
    response_model=schemas.CaptureResponse,
    responses=problem_responses(403, 404, 409),
    openapi_extra=_description(schemas.CaptureRequest, "org_id", "hold_id"),
)
async def capture_hold(request: Request) -> Response:
    """Charge what a held call really cost, and free the rest. Never refused for lack of credits."""
    org_id, credential = addressed(request)

    def item_of(body: schemas.CaptureRequest) -> SpendItem:
        _require_cost_right(credential, body.api_cost_usd, body.markup_usd)
        return _item(request, "capture", body, credential, hold_id=hold_id_of(request))

    item = await read_body(request, org_id, credential, schemas.CaptureRequest, item_of)
    return await _spend(request, org_id, item)


@direct_router.post(
    "/credits/{org_id}/holds/{hold_id}/release",
    response_model=schemas.ReleaseResponse,
    responses=problem_responses(403, 404, 409),
    openapi_extra={
        "parameters": _description(schemas.CheckRequest, "org_id", "hold_id")["parameters"]
    },
)
async def release_hold(request: Request) -> Response:
    """Give a hold back unused."""
    org_id, credential = addressed(request)
    try:
        hold_id = hold_id_of(request)
    except Invalid:
        await require_known(request, org_id, credential)
        raise
    item = SpendItem(verb="release", hold_id=hold_id, credential_hash=credential.secret_hash)
    return await _spend(request, org_id, item)


async def _spend(request: Request, org_id: UUID, item: SpendItem) -> Response:
    result = await _engine(request).spend(org_id, item)
    problem = problem_of(result)
    if problem is not None:
        raise problem
    return _json(body_of(item.verb, result), 201 if item.verb == "reserve" else 200)


def _json(content: Any, status_code: int = 200) -> Response:
    return Response(json.dumps(content), status_code=status_code, media_type="application/json")


def _deduct_item(
    request: Request,
    body: schemas.DeductRequest,
    credential: Credential,
    request_key: str | None,
) -> SpendItem:
    _require_cost_right(credential, body.api_cost_usd, body.markup_usd)
    return _item(request, "deduct", body, credential, request_key=_required(request_key))


def _item(
    request: Request, verb: Verb, body: RequestBody, credential: Credential, **known: Any
) -> SpendItem:
    """Return what a body asks for, by each field of it that an item has as well, and what is
    `known` besides: a request's key, or its hold."""
    given = {name: getattr(body, name) for name in _fields_of_item(type(body))}
    if "metadata" in given:
        given["metadata"] = _metadata(given["metadata"])
    return SpendItem(
        verb=verb,
        credential_hash=credential.secret_hash,
        address=client_address(request),
        **given,
        **known,
    )


@cache
def _fields_of_item(model: type[RequestBody]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(SpendItem) if one.name in model.model_fields)


def _request_key(request: Request, request_id: str | None) -> str | None:
    header = optional_idempotency_key(request)
    if header is not None and request_id is not None and header != request_id:
        raise DomainError(
            "Idempotency-Key and request_id differ; send one of them.",
            status=400,
            code="idempotency_keys_differ",
        )
    return request_id if request_id is not None else header


def _required(request_key: str | None) -> str:
    if request_key is None:
        raise Invalid(
            "Send request_id in the body, or an Idempotency-Key header: new for each call, "
            "the same for each retry of it.",
            code="idempotency_key_required",
        )
    return request_key


def _require_cost_right(credential: Credential, *costs: Decimal | None) -> None:
    if credential.kind != "service_key" and any(cost is not None for cost in costs):
        raise Forbidden(
            "Costs are accepted from service keys only: leave api_cost_usd and markup_usd out.",
            code="cost_not_accepted",
        )


def _metadata(metadata: Mapping[str, Any] | None) -> str | None:
    if not metadata:
        return None
    text = json.dumps(metadata, default=as_json_number)
    if len(text) > METADATA_BYTES_MAX:
        raise Invalid(
            f"metadata is larger than {METADATA_BYTES_MAX // 1024} kB.",
            code="invalid_request",
            fields={
                "errors": [
                    {
                        "field": "metadata",
                        "message": f"must be at most {METADATA_BYTES_MAX // 1024} kB of JSON",
                    }
                ]
            },
        )
    return text
