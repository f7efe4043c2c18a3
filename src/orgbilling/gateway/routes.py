"""`/v1`: what an OpenAI client speaks."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from orgbilling.edge.bodies import BodyRefused, ExactRequest, is_storable
from orgbilling.edge.client_address import client_address
from orgbilling.edge.problems import MessagesFailure, model_api_responses
from orgbilling.edge.routes import DirectRoute, billing_router
from orgbilling.edge.runtime import runtime_of
from orgbilling.gateway.media.pictures import read_pictures
from orgbilling.gateway.media.speech import read_speech
from orgbilling.gateway.media.transcriptions import read_transcription
from orgbilling.gateway.media.verdicts import read_moderation, read_ranks
from orgbilling.gateway.messages.serving import read_call, read_counted_call, serve_message
from orgbilling.gateway.offers import find_offers
from orgbilling.gateway.request_dialects import Kind
from orgbilling.gateway.requests import ModelRequest, Turn, read_request
from orgbilling.gateway.schemas import CountedTokens, ServedModel, ServedModels
from orgbilling.gateway.service import Gateway
from orgbilling.gateway.sold_for import require_sold_for
from orgbilling.gateway.terms import Member, Terms, paying_member, unknown_model
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.sessions import resolve_actor
from orgbilling.kernel.errors import DomainError, Unavailable

router: APIRouter = billing_router(prefix="/v1", tag="gateway")
direct_router: APIRouter = billing_router(prefix="/v1", tag="gateway", route_class=DirectRoute)
_BODY: Final[dict[str, Any]] = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
}


_SOUND_FORM: Final = {
    "type": "object",
    "required": ["file", "model"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "model": {"type": "string"},
    },
}
_SOUND: Final[dict[str, Any]] = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": _SOUND_FORM}},
        }
    }
}
# What a call can be answered with instead of an answer.
_CALL_STATUSES: Final = (400, 401, 402, 403, 404, 409, 413, 429, 500, 502, 503, 504)
_CALL: Final[dict[str, Any]] = {
    **_BODY,
    "responses": model_api_responses(*_CALL_STATUSES),
    "response_class": Response,
}
_MESSAGE: Final[dict[str, Any]] = {
    **_BODY,
    "responses": model_api_responses(*_CALL_STATUSES, model=MessagesFailure),
}
# How requests are read whose cost is not that of a text.
_READERS: Final[dict[Kind, Callable[[bytes, int], ModelRequest]]] = {
    "images/generations": read_pictures,
    "audio/speech": read_speech,
    "moderations": read_moderation,
    "rerank": read_ranks,
}


class _Asked(Protocol):
    """A parsed request to a model."""

    @property
    def model(self) -> str: ...
    def take_turns(self, turn: Turn) -> None: ...


_A = TypeVar("_A", bound=_Asked)


def attach_gateway(app: Any, gateway: Gateway) -> None:
    """Make `gateway` the one that carries the calls of `app` (FastAPI)."""
    app.state.orgbilling_gateway = gateway
    if getattr(app.state, "orgbilling_reload_missed", False) and gateway.reload_soon is not None:
        gateway.reload_soon()


def gateway_of(request: Request) -> Gateway:
    """Return the gateway that carries the calls of this application.

    Raises:
        Unavailable: `starting`: it does not run yet.
    """
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


async def _serve(kind: Kind, request: ExactRequest) -> Response:
    read = _READERS.get(kind) or partial(read_request, kind)
    return await _serve_read(kind, request, read)


async def _serve_read(
    kind: Kind, request: ExactRequest, read: Callable[[bytes, int], ModelRequest]
) -> Response:
    gateway, asked, terms = await _on_terms(request, kind, read)
    return await gateway.serve(asked, terms, request.headers)


async def _on_terms(
    request: ExactRequest, kind: Kind, read: Callable[[bytes, int], _A]
) -> tuple[Gateway, _A, Terms]:
    """Return the parsed request, and on which terms it is served."""
    gateway = gateway_of(request)
    credential = presented_credential(request)
    if credential is None or credential.kind != "member_key":
        # Who is refused anyhow is looked at before anything is read of them.
        await _member(request)
    asked = await _read(request, read, is_json=kind != "audio/transcriptions")
    assert credential is not None
    terms = await gateway.terms.find(credential, asked.model, client_address(request))
    for rate in terms.rates.values():
        require_sold_for(rate.price, kind, asked.model)
    return gateway, asked, terms


async def _read(request: ExactRequest, read: Callable[[bytes, int], _A], *, is_json: bool) -> _A:
    """Return the request to a model. Where it is wrong, the caller is identified first: a stranger
    is told nothing but that he is one.

    Raises:
        DomainError: the body is not what it must be, or the caller may not call.
        HTTPException: the body is too large.
    """
    size = runtime_of(request).settings.gateway_bytes_per_token
    try:
        asked = await request.read(lambda body: read(body, size), is_json=is_json)
    except BodyRefused:
        # It is known whose body is not read.
        raise
    except (DomainError, HTTPException):
        await _member(request)
        raise
    if request.is_heavy:
        asked.take_turns(request.in_turn)
    return asked


@direct_router.post("/chat/completions", **_CALL)
async def create_chat_completion(request: ExactRequest) -> Response:
    """Answer a conversation, whole or as a stream. Charged to the key's organization."""
    return await _serve("chat/completions", request)


@direct_router.post("/completions", **_CALL)
async def create_completion(request: ExactRequest) -> Response:
    """Continue a text, whole or as a stream."""
    return await _serve("completions", request)


@direct_router.post("/embeddings", **_CALL)
async def create_embeddings(request: ExactRequest) -> Response:
    """Turn texts into vectors."""
    return await _serve("embeddings", request)


@direct_router.post("/responses", **_CALL)
async def create_response(request: ExactRequest) -> Response:
    """Answer in the shape of the responses API, whole or as a stream."""
    return await _serve("responses", request)


@direct_router.post("/images/generations", **_CALL)
async def create_images(request: ExactRequest) -> Response:
    """Make pictures of a text."""
    return await _serve("images/generations", request)


@direct_router.post("/audio/speech", **_CALL)
async def create_speech(request: ExactRequest) -> Response:
    """Speak a text. The sound is passed on as it comes, or as events."""
    return await _serve("audio/speech", request)


@direct_router.post("/audio/transcriptions", **{**_CALL, **_SOUND})
async def create_transcription(request: ExactRequest) -> Response:
    """Write down what is said in a sound, whole or as a stream."""
    read = partial(read_transcription, request.headers.get("content-type", ""))
    return await _serve_read("audio/transcriptions", request, read)


@direct_router.post("/moderations", **_CALL)
async def create_moderation(request: ExactRequest) -> Response:
    """Tell whether texts or pictures are harmful. Free where the model is."""
    return await _serve("moderations", request)


@direct_router.post("/rerank", **_CALL)
async def create_ranks(request: ExactRequest) -> Response:
    """Rank documents by a query."""
    return await _serve("rerank", request)


@direct_router.post("/messages", **_MESSAGE, response_class=Response)
async def create_message(request: ExactRequest) -> Response:
    """Answer a conversation in the shape of Anthropic's messages, whole or as a stream."""
    gateway, call, terms = await _on_terms(request, "messages", read_call)
    betas = ",".join(request.headers.getlist("anthropic-beta"))
    return await serve_message(gateway, call, terms, request.headers, betas)


@direct_router.post("/messages/count_tokens", **_MESSAGE, response_model=CountedTokens)
async def count_message_tokens(request: ExactRequest) -> Response:
    """Count the input tokens of a message, as a call would hold them. Costs nothing."""
    _, call, _ = await _on_terms(request, "messages", read_counted_call)
    input_tokens = await request.in_turn(lambda: call.input_tokens)
    counted = CountedTokens(input_tokens=input_tokens)
    return Response(counted.model_dump_json(), media_type="application/json")


@router.get("/models", response_model_exclude_none=True)
async def list_models(request: Request) -> ServedModels:
    """List the models that a call of this key would be served: those of the server's providers and
    of the organization's own, by its plan, that have a price. Reading costs nothing."""
    return ServedModels(data=await _offers(request))


@router.get(
    "/models/{model:path}", responses=model_api_responses(404), response_model_exclude_none=True
)
async def get_model(request: Request, model: str) -> ServedModel:
    """Return one of the models that a call of this key would be served; its name may have slashes.
    Any other is refused as a call of it."""
    found = await _offers(request, only=model)
    if not found:
        raise unknown_model(model)
    return found[0]


async def _offers(request: Request, only: str | None = None) -> list[ServedModel]:
    gateway = gateway_of(request)
    credential = presented_credential(request)
    if credential is None or credential.kind != "member_key":
        await _member(request)
    assert credential is not None
    if only is not None and not is_storable(only):
        raise unknown_model(only)
    standing = await gateway.terms.standing_of(credential, client_address(request))
    runtime = runtime_of(request)
    return await find_offers(
        runtime.database, standing, gateway.upstreams, runtime.clock.now(), only
    )
