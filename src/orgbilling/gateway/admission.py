"""Before a call may run: whether its worst case fits."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.database import Database
from orgbilling.edge.request_ids import name_request
from orgbilling.gateway import queries
from orgbilling.gateway.call import Call
from orgbilling.gateway.rates import charge_at_worst, output_tokens_affordable
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.worst_case import WorstCase
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError
from orgbilling.kernel.identifiers import new_secret
from orgbilling.settings import Settings
from orgbilling.spending.decisions import problem_of, rate_limited
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem, SpendResult

# What fits is less again where other calls of the member took of it meanwhile.
_LOWERED_MAX: Final = 3


class Admission:
    """Holds the worst case of a call. `process_id` is whose calls they are in the journal."""

    def __init__(
        self,
        database: Database,
        engine: SpendingEngine,
        settings: Settings,
        clock: Clock,
        process_id: UUID,
    ) -> None:
        self._database = database
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._process_id = process_id

    async def hold(self, call: Call, request: ModelRequest, worst: WorstCase) -> None:
        """Set aside what the call costs at worst, and note in `call` the hold and the limit that
        its provider is told; nothing is held for a free one, which has the limit that it named.
        The same transaction writes the call into the journal and marks its hold as dispatched.

        What does not fit is lowered to what does, where `gateway_clamp_output` allows, but not
        under `gateway_output_tokens_min`.

        Raises:
            DomainError: 402 `insufficient_credits` with what is there, `max_tokens_affordable` and
                what running calls hold (`held_credits`); 429 `rate_limited`, of a free call too;
                what the engine and the database raise.
        """
        if all(rate.price.is_free for rate in call.rates):
            if call.is_limited:
                await self._begin_free(call)
            call.output_tokens_max = request.limit
            return
        result = await self._reserve(call, worst)
        for _ in range(_LOWERED_MAX if self._may_lower(request) else 0):
            affordable = self._affordable(call, worst, result)
            if not self._settings.gateway_output_tokens_min <= affordable < worst.output_tokens:
                break
            # A refusal is kept with its key, so that another attempt needs another.
            call.request_id = new_request_id()
            worst.output_tokens, worst.is_sent = affordable, True
            result = await self._reserve(call, worst)
        if _is_too_little(result):
            held = await self._held_credits(call, result)
            affordable = self._affordable(call, worst, result) if request.has_output_limit else 0
            raise _refused(result, affordable, held)
        problem = problem_of(result)
        if problem is not None:
            raise problem
        call.hold_id = result.hold_id
        if worst.is_sent:
            call.output_tokens_max = worst.output_tokens

    async def _begin_free(self, call: Call) -> None:
        blocked = await self._database.fetch_value(
            queries.begin_free_call(
                org_id=call.org_id,
                user_id=call.user_id,
                credential_id=call.credential_id,
                input_tokens=Decimal(call.input_tokens),
            )
        )
        if blocked is not None:
            raise rate_limited(blocked)

    def _may_lower(self, request: ModelRequest) -> bool:
        """Whether the answer may be shorter than was asked for, or than is usual."""
        if not request.has_output_limit:
            return False
        allowed = self._settings.gateway_clamp_output
        is_unnamed = request.limit is None or request.has_limit_always
        return allowed == "always" or (allowed == "unnamed" and is_unnamed)

    async def _reserve(self, call: Call, worst: WorstCase) -> SpendResult:
        call.output_tokens_held = worst.all_output_tokens
        charge = charge_at_worst(worst, call.rates, self._settings.credits_per_usd)
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
                credential_id=call.credential_id,
                address=call.address,
            ),
        )

    def _affordable(self, call: Call, worst: WorstCase, result: SpendResult) -> int:
        """Return how many tokens of each answer would fit; 0 where tokens are not what is short."""
        if not _is_too_little(result) or not worst.output_tokens:
            return 0
        available = result.available_credits or Decimal(0)
        return output_tokens_affordable(
            worst, call.rates, available, self._settings.credits_per_usd
        )

    async def _held_credits(self, call: Call, result: SpendResult) -> Decimal:
        """Return what else the member's calls had set aside when this one was refused: what some of
        them have given back since is there for the next attempt."""
        is_allocation = result.blocked_by == "allocation"
        found = await self._database.fetch_value(
            queries.held_credits(
                org_id=call.org_id,
                user_id=call.user_id,
                now=self._clock.now(),
                available_credits=result.available_credits if is_allocation else None,
            )
        )
        return found or Decimal(0)


def _is_too_little(result: SpendResult) -> bool:
    return result.outcome == "refused" and result.blocked_by in ("allocation", "budget")


def _refused(result: SpendResult, affordable: int, held: Decimal) -> DomainError:
    problem = problem_of(result)
    assert problem is not None
    fields: dict[str, Any] = {
        **problem.fields,
        "max_tokens_affordable": affordable,
        "held_credits": held,
    }
    detail = problem.detail
    if held:
        detail += f" Calls that run now hold {held.normalize():f} credits: what they do not use "
        detail += "comes back when they end."
    if affordable:
        detail += f" An answer of at most {affordable:,} tokens would fit: send it as the limit of "
        detail += "the request."
    return DomainError(detail, status=402, code=problem.code, fields=fields)


def new_request_id() -> str:
    """Make the gateway's own id of a request, which its answer carries, a refusal too. A client's
    is kept beside it, and replays nothing."""
    return name_request(f"gw_{new_secret()[:24]}")
