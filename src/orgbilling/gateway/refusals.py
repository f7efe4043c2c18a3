"""What becomes of a provider's refusal: whether another one is asked, and what the client hears."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil, isfinite
from typing import Final

from starlette.responses import Response

from orgbilling.edge.problems import problem_response
from orgbilling.gateway.reasons import NO_REASON, Reason, Scrubber
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import DomainError, Forbidden, Unavailable

RETRY_AFTER_MAX_S: Final = 3600
_RETRY_AFTER_S: Final = 1
_OUR_FAULT_RETRY_AFTER_S: Final = 60
# Our key and our account are the platform's business: such a refusal tells a client nothing that it
# could act on.
_OUR_FAULT: Final = frozenset({401, 402, 403, 407})
# What one upstream refuses and another may take.
_TRY_ANOTHER: Final = _OUR_FAULT | {404, 408, 429}
# It may be about the request as well: nobody is down because of it while no other takes it.
_MAY_BE_THE_CALLERS: Final = frozenset({403, 404})
_ALL_MODELS: Final = frozenset({401, 402, 407})
_TRANSIENT: Final = frozenset({408, 409, 429})


UNREACHABLE: Final = "unreachable"
FIRST_BYTE_TIMED_OUT: Final = "first_byte_timed_out"


class ChargedFailure(DomainError):
    """There is no answer, or not all of it, and what the provider did is charged."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an upstream gave no answer. `status` is HTTP's, None where none came; `cause` is the word
    that the upstream's state has for it."""

    upstream: Upstream
    status: int | None
    reason: Reason = NO_REASON
    retry_after_s: int | None = None
    cause: str = ""

    @property
    def tries_another(self) -> bool:
        """Whether another upstream may take what this one did not."""
        status = self.status
        return status is None or status < 400 or status >= 500 or status in _TRY_ANOTHER

    @property
    def may_be_the_callers(self) -> bool:
        """Whether the request itself may be what is wrong."""
        return self.status in _MAY_BE_THE_CALLERS or not self.tries_another

    @property
    def concerns_all_models(self) -> bool:
        """Whether it fails whatever model is asked for."""
        status = self.status
        if status is None:
            return self.cause == UNREACHABLE
        return status < 400 or status in _ALL_MODELS

    def error(self, model: str) -> DomainError:
        """Return what the client hears of it, without what is ours."""
        status = self.status
        if status is not None and (status < 400 or status in _OUR_FAULT):
            return _refused_us(self.upstream)
        reason = Scrubber(self.upstream, model).reason(self.reason)
        if status == 429:
            return _busy(self.retry_after_s)
        if status is None or status >= 500 or status == 408:
            return unavailable(reason.message, self.retry_after_s)
        message = reason.message or "The provider refused the request and did not say why."
        fields: dict[str, object] = {"param": reason.param}
        if reason.kind:
            fields["type"] = reason.kind
        return DomainError(
            message, status=status, code=reason.code or "provider_refused", fields=fields
        )


def unavailable(said: str = "", retry_after_s: int | None = None) -> Unavailable:
    """Return what a client hears where no provider answers; `said` is what the last one said."""
    said = f": {said.rstrip('.')}" if said else ""
    return Unavailable(
        f"No provider of this model answers{said}. Nothing was charged; try again.",
        code="provider_unavailable",
        retry_after_s=2 if retry_after_s is None else retry_after_s,
    )


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Return how long a provider wants to be left alone, in whole seconds and rounded up: from
    `Retry-After`, a number or a date, or `retry-after-ms`; None where it does not say."""
    wanted_s = _number(headers.get("retry-after-ms", ""), 1000)
    text = headers.get("retry-after", "").strip()
    if wanted_s is None:
        wanted_s = _number(text, 1)
    if wanted_s is None:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wanted_s = (moment - datetime.now(UTC)).total_seconds()
    return min(max(ceil(wanted_s), _RETRY_AFTER_S), RETRY_AFTER_MAX_S)


def failure_response(error: DomainError, path: str, request_id: str) -> Response:
    """Return the answer to a call that failed: with its id, and whether to try again."""
    headers = {"x-request-id": request_id}
    if isinstance(error, ChargedFailure):
        # Another attempt would be charged again.
        headers["x-should-retry"] = "false"
    elif error.status >= 500 or error.status in _TRANSIENT:
        headers["x-should-retry"] = "true"
    return problem_response(error, path, headers)


def _number(text: str, divisor: int) -> float | None:
    try:
        value = float(text) / divisor
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None


def _refused_us(upstream: Upstream) -> DomainError:
    if upstream.is_own:
        return Forbidden(
            "The provider refuses the organization's own key. Nothing was charged.",
            code="provider_key_refused",
        )
    return Unavailable(
        "The provider refuses this server. Nothing was charged.",
        code="provider_unavailable",
        retry_after_s=_OUR_FAULT_RETRY_AFTER_S,
    )


def _busy(wait_s: int | None) -> DomainError:
    return DomainError(
        "The providers of this model are busy. Nothing was charged; try again later.",
        status=429,
        code="provider_busy",
        fields={"retry_after_s": _RETRY_AFTER_S if wait_s is None else wait_s},
    )
