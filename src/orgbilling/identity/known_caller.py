"""Who is calling, and what they are in the organization that a request is about.

One statement answers both, and counts the request where it has a limit: a read asks the database
twice, once for this and once for what is read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast
from uuid import UUID

from fastapi import Request

from orgbilling.database import Executor
from orgbilling.edge.gate import carries_credential, unauthenticated
from orgbilling.edge.rates import LimitState, RateClass, RateSubject, subject_of
from orgbilling.edge.runtime import runtime_of
from orgbilling.edge.transaction import executor_of
from orgbilling.identity import queries_known_caller as queries
from orgbilling.identity.actor import Actor, Scope
from orgbilling.identity.credential import Credential, presented_credential
from orgbilling.kernel.errors import Unauthorized
from orgbilling.kernel.rates import RateLimit
from orgbilling.settings import Settings

TOUCH_EVERY: Final = timedelta(minutes=1)
"""Last use is noted at most this often, so that reading does not write at every request."""
_KNOWN_CALLER: Final = "orgbilling.known_caller"


class FoundOrganization(NamedTuple):
    """The organization of a request, and what the caller is there: None for who does not belong to
    it."""

    org_id: UUID
    name: str
    time_zone: str
    status: str
    role: str | None


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """Whoever presented a valid credential, and what they are in the organization of a request.

    `organization` is None where the request is about none, where there is none, or where it is
    not a key's own. `limit_state` is None for a request that was not counted.
    """

    actor: Actor
    organization: FoundOrganization | None
    limit_state: LimitState | None


async def identify(
    executor: Executor,
    credential: Credential,
    settings: Settings,
    now: datetime,
    *,
    subject: RateSubject | None = None,
    counted: tuple[RateClass, RateLimit] | None = None,
) -> KnownCaller | None:
    """Find out whose credential it is; None where it is nobody's (any more)."""
    kind, limit = counted or (None, None)
    row = await executor.fetch_one(
        queries.identify_caller(
            credential_kind=credential.kind,
            key_org_id=credential.org_id,
            credential_hash=credential.secret_hash,
            now=now,
            idle_since=now - timedelta(seconds=settings.session_idle_s),
            touch_before=now - TOUCH_EVERY,
            org_id=None if subject is None else subject.org_id,
            purchase_id=None if subject is None else subject.purchase_id,
            limit_kind=kind,
            requests=None if limit is None else limit.requests,
            period_s=None if limit is None else limit.period_s,
        )
    )
    return None if row is None else _known_caller(credential, row)


def _known_caller(credential: Credential, row: queries.IdentifyCallerRow) -> KnownCaller:
    organization = limit_state = None
    if row.org_id is not None:
        assert row.org_name is not None
        assert row.time_zone is not None
        assert row.org_status is not None
        organization = FoundOrganization(
            row.org_id, row.org_name, row.time_zone, row.org_status, row.role
        )
    if row.allowed is not None:
        assert row.remaining is not None
        assert row.reset_s is not None
        limit_state = LimitState(row.allowed, row.remaining, row.reset_s)
    return KnownCaller(_actor(credential, row), organization, limit_state)


def _actor(credential: Credential, row: queries.IdentifyCallerRow) -> Actor:
    if credential.kind == "session":
        return Actor(
            kind="session",
            user_id=row.user_id,
            org_id=None,
            key_id=None,
            is_system_admin=row.is_system_admin,
            email=row.email,
            name=row.name,
            # A person's holds outlive a sign-in: any session of theirs resolves them.
            credential_id=f"session:{row.user_id}",
            credential_hash=credential.secret_hash,
        )
    assert row.scopes is not None, "every key has some"
    return Actor(
        kind=credential.kind,
        user_id=row.user_id,
        org_id=credential.org_id,
        key_id=row.key_id,
        is_system_admin=False,
        email=row.email,
        name=row.name,
        credential_id=str(row.key_id),
        credential_hash=credential.secret_hash,
        scopes=cast("frozenset[Scope]", frozenset(row.scopes)),
    )


async def count_and_identify(
    request: Request, credential: Credential, kind: RateClass, limit: RateLimit
) -> LimitState | None:
    """Count a request in a statement of its own, so that it counts whatever becomes of it.

    Before the request's transaction is opened: one that waited for a second connection while it
    holds a first could wait for ever. What it finds out about the caller is kept for the request.
    """
    runtime = runtime_of(request)
    caller = await identify(
        runtime.database,
        credential,
        runtime.settings,
        runtime.clock.now(),
        subject=await subject_of(request),
        counted=(kind, limit),
    )
    request.scope[_KNOWN_CALLER] = caller
    return None if caller is None else caller.limit_state


async def known_caller_of(request: Request) -> KnownCaller:
    """Return whoever sent a request; asks the database at most once.

    Raises:
        Unauthorized: `unauthenticated` without a credential, `credential_invalid` for one that is
            not valid (any more).
    """
    scope = request.scope
    if _KNOWN_CALLER not in scope:
        credential = presented_credential(request)
        if credential is None and not carries_credential(scope):
            raise unauthenticated()
        runtime = runtime_of(request)
        scope[_KNOWN_CALLER] = credential and await identify(
            executor_of(request),
            credential,
            runtime.settings,
            runtime.clock.now(),
            subject=await subject_of(request),
        )
    caller: KnownCaller | None = scope[_KNOWN_CALLER]
    if caller is None:
        raise invalid_credential()
    return caller


def invalid_credential() -> Unauthorized:
    """Return the refusal of a credential that is nobody's (any more)."""
    return Unauthorized(
        "This session or key is not valid (any more). Sign in again, or use another key.",
        code="credential_invalid",
    )
