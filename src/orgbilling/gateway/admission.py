"""Before a call may run: whether its worst case fits."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from orgbilling.edge.request_ids import name_request
from orgbilling.gateway.call import Call
from orgbilling.gateway.prices import Price, output_tokens_that_fit
from orgbilling.gateway.requests import ModelRequest
from orgbilling.kernel.errors import DomainError
from orgbilling.kernel.identifiers import new_secret
from orgbilling.settings import Settings
from orgbilling.spending.decisions import problem_of
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem, SpendResult


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
    """Make the gateway's own id of a request, which its answer carries, a refusal too. A client's
    is kept beside it, and replays nothing."""
    return name_request(f"gw_{new_secret()[:24]}")
