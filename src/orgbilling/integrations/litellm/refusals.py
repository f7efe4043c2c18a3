"""Refusals in the shape that OpenAI's clients raise from: status, message, type, param, code."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from litellm.proxy._types import ProxyException

from orgbilling.client import InsufficientCredits, OrgBillingError
from orgbilling.integrations.litellm.estimate import WrongRequest
from orgbilling.integrations.litellm.payer import PayerUnknown
from orgbilling.integrations.litellm.prices import ModelNotPriced


class Refusal(ProxyException):  # type: ignore[misc]
    """A call that does not run. LiteLLM passes it on with this status and this body."""

    def __init__(
        self,
        status: int,
        code: str,
        kind: str,
        message: str,
        *,
        param: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message=message, type=kind, param=param, code=status, openai_code=code)
        # LiteLLM reads the HTTP status from `code`, where OpenAI's body has a word.
        self._word = code
        self._fields = dict(fields or {})

    def to_dict(self) -> dict[str, Any]:
        """Return the members of `error` in the answer."""
        body: dict[str, Any] = {
            "message": self.message,
            "type": self.type,
            "param": self.param,
            "code": self._word,
        }
        return body | self._fields


def payer_unknown(error: PayerUnknown) -> Refusal:
    """403: the key is valid to LiteLLM, and nobody pays for it."""
    return Refusal(403, "payer_unknown", "permission_error", str(error))


def wrong_request(error: WrongRequest) -> Refusal:
    """400: the request is not what can be charged."""
    return Refusal(400, "invalid_request", "invalid_request_error", str(error), param=error.param)


def route_not_charged(call_type: str) -> Refusal:
    """403: a kind of call that the plugin cannot charge does not run for free."""
    message = f"Calls of the kind {call_type} are not charged here, so they do not run."
    return Refusal(403, "route_not_charged", "permission_error", message)


def model_not_priced(error: ModelNotPriced) -> Refusal:
    """403: an unknown price is not a price of zero."""
    message = (
        f"The model {str(error)!r} has no price per token here, so it is not sold. An admin of the "
        "proxy sets input_cost_per_token and output_cost_per_token in its litellm_params."
    )
    return Refusal(403, "model_not_priced", "permission_error", message, param="model")


def refusal_of(error: OrgBillingError) -> Refusal:
    """Turn what OrgBilling answered to a hold into what the caller is told."""
    if isinstance(error, InsufficientCredits):
        names = ("blocked_by", "needed_credits", "available_credits", "resolvable_by", "limit")
        fields = _fields(error, *names)
        return Refusal(402, "insufficient_quota", "insufficient_quota", error.detail, fields=fields)
    if error.code == "rate_limited" and isinstance(error.fields.get("limit"), dict):
        # The member's rate, and not how often the plugin's own key may come.
        fields = _fields(error, "retry_after_s", "resolvable_by", "limit")
        return Refusal(429, "rate_limited", "rate_limit_error", error.detail, fields=fields)
    if error.status in (403, 404):
        message = f"The payer of this key cannot pay: {error.detail}"
        return Refusal(403, error.code, "permission_error", message)
    # Not reachable, busy, or our own key is not valid (any more): nobody runs uncharged.
    message = "Billing is not available, so nothing runs. Try again."
    return Refusal(503, "billing_unavailable", "server_error", message)


def _fields(error: OrgBillingError, *names: str) -> dict[str, Any]:
    return {name: _plain(error.fields[name]) for name in names if name in error.fields}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return float(value) if isinstance(value, Decimal) else value
