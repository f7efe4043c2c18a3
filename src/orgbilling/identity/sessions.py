"""Sessions: opened at sign-in with a fresh token, found by the token's hash, ended at sign-out."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orgbilling.database import Executor
from orgbilling.identity import queries
from orgbilling.identity.actor import Actor
from orgbilling.identity.credential import Credential
from orgbilling.identity.known_caller import identify, invalid_credential
from orgbilling.kernel.identifiers import hash_secret, new_secret
from orgbilling.settings import Settings


@dataclass(frozen=True)
class Caller:
    """Where a sign-in came from, for the audit log."""

    address: str | None
    user_agent: str | None


@dataclass(frozen=True)
class ProviderSession:
    """What ties a session to the one at the identity provider: its `sid`, where the provider has
    such, and the token that is given back to it at sign-out."""

    session_id: str | None
    id_token: str = field(repr=False)


async def resolve_actor(
    executor: Executor, credential: Credential | None, settings: Settings, now: datetime
) -> Actor:
    """Find out whose credential it is.

    Raises:
        Unauthorized: `credential_invalid`: unknown, expired, revoked or idle for too long; its
            person disabled; the membership or the organization that a key belongs to ended.
    """
    found = credential and await identify(executor, credential, settings, now)
    if not found:
        raise invalid_credential()
    return found.actor


async def open_session(
    executor: Executor,
    user_id: str,
    settings: Settings,
    now: datetime,
    caller: Caller,
    provider: ProviderSession | None = None,
) -> str:
    """Sign a person in; returns the session's token, which is not stored."""
    token = new_secret()
    await executor.execute(
        queries.open_session(
            token_hash=hash_secret(token),
            user_id=user_id,
            now=now,
            expires_at=now + timedelta(seconds=settings.session_absolute_s),
            address=caller.address,
            user_agent=caller.user_agent,
            provider_session_id=None if provider is None else provider.session_id,
            id_token=None if provider is None else provider.id_token,
        )
    )
    await executor.execute(queries.note_sign_in(user_id=user_id, now=now))
    await _record(executor, "user.signed_in", user_id, caller)
    return token


async def end_session(
    executor: Executor, credential: Credential, now: datetime, caller: Caller
) -> str | None:
    """Sign a session out; does nothing to one that has ended, or to a key.

    Returns the id token of the sign-in, where an identity provider gave one.
    """
    if credential.kind != "session":
        return None
    row = await executor.fetch_one(
        queries.revoke_session(token_hash=credential.secret_hash, now=now)
    )
    if row is None:
        return None
    await _record(executor, "user.signed_out", row.user_id, caller)
    return row.id_token


async def record_sign_out(executor: Executor, user_id: str, caller: Caller, sessions: int) -> None:
    """Write to the audit log that a person ended sessions of theirs elsewhere."""
    await _record(executor, "user.signed_out", user_id, caller, {"sessions": sessions})


async def _record(
    executor: Executor,
    event_type: str,
    user_id: str,
    caller: Caller,
    details: dict[str, object] | None = None,
) -> None:
    await executor.execute(
        queries.record_sign_in_event(
            event_type=event_type,
            actor_id=user_id,
            details=json.dumps(details or {}),
            address=caller.address,
            user_agent=caller.user_agent,
        )
    )
