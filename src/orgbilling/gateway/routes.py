"""`/v1`: what an OpenAI client speaks."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import runtime_of
from orgbilling.gateway.admission import Member, paying_member
from orgbilling.gateway.requests import Kind
from orgbilling.gateway.schemas import ServedModel, ServedModels
from orgbilling.gateway.service import Gateway, queries
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.sessions import resolve_actor
from orgbilling.kernel.errors import Unavailable

router: APIRouter = billing_router(prefix="/v1", tag="gateway")
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def attach_gateway(app: Any, gateway: Gateway) -> None:
    """Make `gateway` the one that carries the calls of `app` (FastAPI)."""
    app.state.orgbilling_gateway = gateway


def _gateway(request: Request) -> Gateway:
    gateway = getattr(request.app.state, "orgbilling_gateway", None)
    if not isinstance(gateway, Gateway):
        raise Unavailable("The server is starting; try again.", code="starting")
    return gateway


async def _member(request: Request) -> Member:
    runtime = runtime_of(request)
    actor = await resolve_actor(
        runtime.database,
        presented_credential(request),
        runtime.settings,
        runtime.clock.now(),
    )
    return paying_member(actor)


async def _serve(kind: Kind, request: Request) -> Response:
    gateway = _gateway(request)
    member = await _member(request)
    return await gateway.serve(kind, member, await request.body(), request.headers)


@router.post("/chat/completions", openapi_extra=_BODY, response_class=Response)
async def create_chat_completion(request: Request) -> Response:
    """Answer a conversation, whole or as a stream. Charged to the key's organization."""
    return await _serve("chat/completions", request)


@router.post("/completions", openapi_extra=_BODY, response_class=Response)
async def create_completion(request: Request) -> Response:
    """Continue a text, whole or as a stream."""
    return await _serve("completions", request)


@router.post("/embeddings", openapi_extra=_BODY, response_class=Response)
async def create_embeddings(request: Request) -> Response:
    """Turn texts into vectors."""
    return await _serve("embeddings", request)


@router.post("/responses", openapi_extra=_BODY, response_class=Response)
async def create_response(request: Request) -> Response:
    """Answer in the shape of the responses API, whole or as a stream."""
    return await _serve("responses", request)


@router.get("/models")
async def list_models(request: Request) -> ServedModels:
    """List the models that are served and have a price. Reading costs nothing."""
    runtime = runtime_of(request)
    gateway = _gateway(request)
    await _member(request)
    rows = await runtime.database.fetch_all(
        queries.priced_models, {"models": gateway.upstreams.models, "now": runtime.clock.now()}
    )
    return ServedModels(
        data=[
            ServedModel(
                id=row["model"],
                created=int(row["valid_from"].timestamp()),
                owned_by=gateway.upstreams.serving(row["model"])[0].name,
            )
            for row in rows
        ]
    )
