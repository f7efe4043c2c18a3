"""Before a call may run: who asks, at what price, and whether its worst case fits."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from orgbilling.credits.decisions import problem_of
from orgbilling.credits.engine import SpendingEngine
from orgbilling.credits.spending import SpendItem, SpendResult
from orgbilling.database import Database, load_queries
from orgbilling.gateway.call import Call
from orgbilling.gateway.prices import Price, output_tokens_that_fit
from orgbilling.gateway.provider_keys import own_upstreams
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.identity.actor import Actor
from orgbilling.identity.dependencies import require_scope
from orgbilling.kernel.errors import DomainError, Forbidden, NotFound
from orgbilling.kernel.identifiers import new_secret
from orgbilling.settings import Settings

queries = load_queries(__file__)


@dataclass(frozen=True, slots=True)
class Member:
    """The payer of a call: always the organization of the key, never one that is guessed."""

    org_id: UUID
    user_id: str
    credential_id: str


def paying_member(actor: Actor) -> Member:
    """Return who pays for a call.

    Raises:
        Forbidden: `member_key_required`: anything but a member's own key was presented;
            `scope_missing`: the key was not made to spend.
    """
    if actor.kind != "member_key" or actor.org_id is None or actor.user_id is None:
        raise Forbidden(
            "Calls to models need a member key: it says which organization pays, and for whom.",
            code="member_key_required",
        )
    require_scope(actor, "spend")
    return Member(actor.org_id, actor.user_id, actor.credential_id)


@dataclass(frozen=True)
class Terms:
    """On which terms a call runs: its price, the plan's markup, and who may be asked."""

    price: Price
    markup: Decimal
    serving: list[Upstream]


async def find_terms(
    database: Database,
    member: Member,
    model: str,
    upstreams: Upstreams,
    settings: Settings,
    now: datetime,
) -> Terms:
    """Return the terms of this moment. On `byok` the organization's own keys serve, on `platform`
    ours, on `hybrid` its own where it has one for the model; a call never changes sides, because
    they are charged differently.

    Raises:
        NotFound: `model_not_found`: nobody serves it, or it has no price and is not sold.
        Forbidden: `provider_key_missing`: the plan brings its own keys, and none serves the model.
        DomainError: the database does not answer.
    """
    row = await database.fetch_one(
        queries.find_terms, {"model": model, "org_id": member.org_id, "now": now}
    )
    if row is None or row["price_id"] is None:
        raise unknown_model(model)
    price, plan = Price.of_row(row), row["subscription_plan"]
    if plan in ("byok", "hybrid"):
        own = await own_upstreams(database, member.org_id, model, settings)
        if own:
            return Terms(price, row["own_key_markup"], own)
    if plan == "byok":
        raise Forbidden(
            "This organization's plan brings its own provider keys, and none serves this model.",
            code="provider_key_missing",
        )
    ours = upstreams.serving(model)
    if not ours:
        raise unknown_model(model)
    return Terms(price, row["managed_markup"], ours)


def unknown_model(model: str) -> NotFound:
    """Return the refusal of a model that nobody serves or that has no price."""
    return NotFound(
        f"The model {model!r} does not exist here. GET /v1/models lists those that do.",
        code="model_not_found",
        fields={"param": "model"},
    )


class Admission:
    """Holds the worst case of a call. `process_id` is whose calls they are in the journal."""

    def __init__(self, engine: SpendingEngine, settings: Settings, process_id: UUID) -> None:
        self._engine = engine
        self._settings = settings
        self._process_id = process_id

    async def hold(self, call: Call, request: ModelRequest) -> None:
        """Set aside what the call costs at worst, and note it in `call`; nothing for a free one.
        The same transaction writes the call into the journal and marks its hold as dispatched.

        Where less fits and `gateway_clamp_output` is on, the answer's length is limited to that.

        Raises:
            DomainError: 402 `insufficient_credits` with what is there and, if that pays for a
                shorter answer, `max_tokens_affordable`; what the engine raises.
        """
        if call.price.is_free:
            return
        wanted = self._output_tokens(request, call.price)
        result = await self._reserve(call, request, wanted)
        if result.outcome == "refused" and result.blocked_by == "allocation":
            affordable = self._affordable(call, request, result.available_credits or Decimal(0))
            if self._settings.gateway_clamp_output and 0 < affordable < wanted:
                # A refusal is kept with its key, so that another attempt needs another.
                call.request_id = new_request_id()
                result = await self._reserve(call, request, affordable)
                call.output_tokens_max = affordable
            if result.outcome == "refused":
                raise _refused(result, affordable)
        problem = problem_of(result)
        if problem is not None:
            raise problem
        call.hold_id = result.hold_id

    async def _reserve(self, call: Call, request: ModelRequest, output_tokens: int) -> SpendResult:
        charge = call.price.charge_at_worst(
            request.input_tokens,
            output_tokens * request.answers,
            call.markup,
            self._settings.credits_per_usd,
        )
        return await self._engine.spend(
            call.org_id,
            SpendItem(
                verb="reserve",
                request_key=call.request_id,
                user_id=call.user_id,
                credits=charge.credits,
                service_type="llm",
                service_name=call.model,
                ttl_s=self._settings.gateway_hold_ttl_s,
                call=call.journal_row(self._process_id),
            ),
        )

    def _output_tokens(self, request: ModelRequest, price: Price) -> int:
        if request.kind == "embeddings":
            return 0
        most = price.output_tokens_max or self._settings.gateway_output_tokens_default
        # A provider gives no more than its model can, whatever was asked for.
        return (
            min(request.limit, most)
            if request.limit and price.output_tokens_max
            else (request.limit or most)
        )

    def _affordable(self, call: Call, request: ModelRequest, available: Decimal) -> int:
        if request.kind == "embeddings":
            return 0
        total = output_tokens_that_fit(
            available,
            request.input_tokens,
            call.price,
            call.markup,
            self._settings.credits_per_usd,
        )
        return total // request.answers


def _refused(result: SpendResult, affordable: int) -> DomainError:
    problem = problem_of(result)
    assert problem is not None
    fields: dict[str, Any] = {**problem.fields, "max_tokens_affordable": affordable}
    if not affordable:
        return DomainError(problem.detail, status=402, code=problem.code, fields=fields)
    return DomainError(
        f"{problem.detail} An answer of at most {affordable:,} tokens would fit: send it as the "
        "limit of the request.",
        status=402,
        code=problem.code,
        fields=fields,
    )


def new_request_id() -> str:
    """Make the gateway's own id of a request. A client's is kept beside it, and replays nothing."""
    return f"gw_{new_secret()[:24]}"
