"""How often an actor may come: which limit a route has, and what the answer says of it.

Only the billing API counts, and signing in. A limit holds for one actor in one organization, over
all server processes; who the actor is and how often they came is found out by whoever the
application attached (`attach_admission`), because the edge knows no identities.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from fastapi import Request

from orgbilling.edge.bodies import ExactRequest
from orgbilling.edge.gate import ANSWER_HEADERS
from orgbilling.edge.runtime import runtime_of
from orgbilling.kernel.errors import DomainError
from orgbilling.kernel.rates import RateLimit

RateClass = Literal["reads", "writes", "subscription_changes", "allocations", "spending", "sign_in"]
"""What a limit is for; `rate_limit_<class>` is its setting."""

_BILLING: Final = "/api/v1/org-billing/"
_SIGN_IN: Final = "/api/v1/auth/"
_CREDITS: Final = "credits/{org_id}"
_SUBSCRIPTION: Final = "subscriptions/{org_id}"
_CREATION: Final = "subscriptions"
# Webhooks come from machines, as often as there is news; plans are public, and ask nobody.
_UNCOUNTED: Final = ("plans", "webhooks/")
_WRITES: Final[dict[str, RateClass | None]] = {
    f"{_SUBSCRIPTION}/upgrade": "subscription_changes",
    f"{_SUBSCRIPTION}/cancel": "subscription_changes",
    _CREATION: "subscription_changes",
    f"{_CREDITS}/allocate": "allocations",
    f"{_CREDITS}/allocations/{{user_id}}": "allocations",
    f"{_CREDITS}/allocations/{{user_id}}/reclaim": "allocations",
    f"{_CREDITS}/allocations/{{user_id}}/transfer": "allocations",
    f"{_CREDITS}/requests/{{request_id}}/approve": "allocations",
    f"{_CREDITS}/check": "spending",
    f"{_CREDITS}/deduct": "spending",
    f"{_CREDITS}/deduct/batch": "spending",
    f"{_CREDITS}/holds": "spending",
    # What a held call cost is never refused, however often that has to be said.
    f"{_CREDITS}/holds/{{hold_id}}/capture": None,
    f"{_CREDITS}/holds/{{hold_id}}/release": None,
}


@dataclass(frozen=True, slots=True)
class RateSubject:
    """What a request is about, as far as its address (or a new subscription's body) says.

    A purchase only where no organization is named, which is an old address.
    """

    org_id: UUID | None = None
    purchase_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LimitState:
    """What is left of a limit for a caller, this request included; `reset_s` is when there is room
    again, or more of it."""

    allowed: bool
    remaining: int
    reset_s: int


Admission = Callable[[Request, RateClass, RateLimit], Awaitable[LimitState | None]]
"""Counts a request; None where nobody of ours is calling, which somebody else will say."""


class RateLimited(DomainError):
    """The caller came too often; `fields["retry_after_s"]` says when there is room again."""

    default_status = 429
    default_code = "rate_limited"


def attach_admission(app: Any, admit: Admission) -> None:
    """Make `admit` the one that counts requests to `app` (FastAPI)."""
    app.state.orgbilling_admission = admit


def rate_class_of(method: str, path: str) -> RateClass | None:
    """Return which limit a route has; `path` is its template, below whatever host prefix."""
    _, is_billing, rest = path.partition(_BILLING)
    if not is_billing:
        is_sign_in = _SIGN_IN in path and path.endswith(("/login", "/callback"))
        return "sign_in" if is_sign_in else None
    if rest.startswith(_UNCOUNTED):
        return None
    return "reads" if method in ("GET", "HEAD") else _WRITES.get(rest, "writes")


async def count_request(request: Request, kind: RateClass) -> None:
    """Count a request against its limit, and let its answer say how the caller stands.

    Raises:
        RateLimited: the limit is reached; refused requests do not count.
        DomainError: the database does not answer.
    """
    limit: RateLimit | None = getattr(runtime_of(request).settings, f"rate_limit_{kind}")
    if limit is None:
        return
    admit: Admission | None = getattr(request.app.state, "orgbilling_admission", None)
    if admit is None:
        return
    state = await admit(request, kind, limit)
    if state is None:
        return
    request.scope[ANSWER_HEADERS] = _headers(limit, state)
    if not state.allowed:
        raise RateLimited(
            f"This is more than {limit} of this kind. Try again in {state.reset_s} s.",
            fields={"retry_after_s": state.reset_s, "limit": str(limit)},
        )


async def subject_of(request: Request) -> RateSubject:
    """Return what a request is about."""
    named = request.path_params
    if request.method == "POST" and request.url.path.endswith(f"/{_CREATION}"):
        # A large body is read for somebody, and who that is is being found out here.
        body = await request.light_json() if isinstance(request, ExactRequest) else None
        return RateSubject(org_id=_as_uuid(body.get("org_id") if isinstance(body, dict) else None))
    if "org_id" in named:
        return RateSubject(org_id=_as_uuid(named["org_id"]))
    return RateSubject(purchase_id=_as_uuid(named.get("purchase_id")))


def _as_uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _headers(limit: RateLimit, state: LimitState) -> list[tuple[bytes, bytes]]:
    return [
        (b"ratelimit-limit", str(limit.requests).encode()),
        (b"ratelimit-remaining", str(state.remaining).encode()),
        (b"ratelimit-reset", str(state.reset_s).encode()),
        (b"ratelimit-policy", f"{limit.requests};w={limit.period_s}".encode()),
    ]
