"""Who is calling, and what they are in the organization that a request is about.

One statement answers both, and counts the request where it has a limit: a read asks the database
twice, once for this and once for what is read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request

from orgbilling.database import Executor, Row, load_queries
from orgbilling.edge.gate import carries_credential, unauthenticated
from orgbilling.edge.rates import RateClass, RateSubject, Standing, subject_of
from orgbilling.edge.runtime import runtime_of
from orgbilling.edge.transaction import executor_of
from orgbilling.identity.actor import Actor
from orgbilling.identity.credential import Credential, presented_credential
from orgbilling.kernel.errors import Unauthorized
from orgbilling.kernel.rates import RateLimit
from orgbilling.settings import Settings

queries = load_queries(__file__, "queries_introduction.sql")

TOUCH_EVERY: Final = timedelta(minutes=1)
"""Last use is noted at most this often, so that reading does not write at every request."""
_INTRODUCED: Final = "orgbilling.introduction"


@dataclass(frozen=True, slots=True)
class Introduction:
    """Whoever presented a valid credential, and what they are in the organization of a request.

    `organization` (`org_id, name, time_zone, status, role`) is None where the request is about
    none, where there is none, or where it is not a key's own; `role` is None for who does not
    belong to it. `standing` is None for a request that was not counted.
    """

    actor: Actor
    organization: Row | None
    standing: Standing | None


async def introduce(
    executor: Executor,
    credential: Credential,
    settings: Settings,
    now: datetime,
    *,
    subject: RateSubject | None = None,
    counted: tuple[RateClass, RateLimit] | None = None,
) -> Introduction | None:
    """Find out whose credential it is; None where it is nobody's (any more)."""
    kind, limit = counted or (None, None)
    row = await executor.fetch_one(
        queries.introduce_caller,
        {
            "credential_kind": credential.kind,
            "key_org_id": credential.org_id,
            "credential_hash": credential.secret_hash,
            "now": now,
            "idle_since": now - timedelta(seconds=settings.session_idle_s),
            "touch_before": now - TOUCH_EVERY,
            "org_id": subject and subject.org_id,
            "purchase_id": subject and subject.purchase_id,
            "limit_kind": kind,
            "requests": limit and limit.requests,
            "period_s": limit and limit.period_s,
        },
    )
    return None if row is None else _introduction(credential, row)


def _introduction(credential: Credential, row: Row) -> Introduction:
    organization = standing = None
    if row["org_id"] is not None:
        organization = {
            "org_id": row["org_id"],
            "name": row["org_name"],
            "time_zone": row["time_zone"],
            "status": row["org_status"],
            "role": row["role"],
        }
    if row["allowed"] is not None:
        standing = Standing(row["allowed"], row["remaining"], row["reset_s"])
    return Introduction(_actor(credential, row), organization, standing)


def _actor(credential: Credential, row: Row) -> Actor:
    if credential.kind == "session":
        return Actor(
            kind="session",
            user_id=row["user_id"],
            org_id=None,
            key_id=None,
            is_system_admin=row["is_system_admin"],
            email=row["email"],
            name=row["name"],
            # A person's holds outlive a sign-in: any session of theirs resolves them.
            credential_id=f"session:{row['user_id']}",
            credential_hash=credential.secret_hash,
        )
    return Actor(
        kind=credential.kind,
        user_id=row["user_id"],
        org_id=credential.org_id,
        key_id=row["key_id"],
        is_system_admin=False,
        email=row["email"],
        name=row["name"],
        credential_id=str(row["key_id"]),
        credential_hash=credential.secret_hash,
        scopes=frozenset(row["scopes"]),
    )


async def count_and_introduce(
    request: Request, credential: Credential, kind: RateClass, limit: RateLimit
) -> Standing | None:
    """Count a request in a statement of its own, so that it counts whatever becomes of it.

    Before the request's transaction is opened: one that waited for a second connection while it
    holds a first could wait for ever. What it finds out about the caller is kept for the request.
    """
    runtime = runtime_of(request)
    introduction = await introduce(
        runtime.database,
        credential,
        runtime.settings,
        runtime.clock.now(),
        subject=await subject_of(request),
        counted=(kind, limit),
    )
    request.scope[_INTRODUCED] = introduction
    return None if introduction is None else introduction.standing


async def introduction_of(request: Request) -> Introduction:
    """Return the introduction of whoever sent a request; asks the database at most once.

    Raises:
        Unauthorized: `unauthenticated` without a credential, `credential_invalid` for one that is
            not valid (any more).
    """
    scope = request.scope
    if _INTRODUCED not in scope:
        credential = presented_credential(request)
        if credential is None and not carries_credential(scope):
            raise unauthenticated()
        runtime = runtime_of(request)
        scope[_INTRODUCED] = credential and await introduce(
            executor_of(request),
            credential,
            runtime.settings,
            runtime.clock.now(),
            subject=await subject_of(request),
        )
    introduction: Introduction | None = scope[_INTRODUCED]
    if introduction is None:
        raise invalid_credential()
    return introduction


def invalid_credential() -> Unauthorized:
    """Return the refusal of a credential that is nobody's (any more)."""
    return Unauthorized(
        "This session or key is not valid (any more). Sign in again, or use another key.",
        code="credential_invalid",
    )
