"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple, Never

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")

_begin_sign_in: Final[Query[Never, Never]] = Query(_texts.begin_sign_in)


def begin_sign_in(
    *, state_hash: bytes, browser_hash: bytes, return_to: str, now: datetime, expires_at: datetime
) -> Statement[Never, Never]:
    return Statement(
        _begin_sign_in,
        {
            "state_hash": state_hash,
            "browser_hash": browser_hash,
            "return_to": return_to,
            "now": now,
            "expires_at": expires_at,
        },
    )


class TakeSignInRow(NamedTuple):
    return_to: str
    is_in_time: bool | None


_take_sign_in: Final[Query[TakeSignInRow, str | None]] = Query(_texts.take_sign_in, TakeSignInRow)


def take_sign_in(
    *, state_hash: bytes, browser_hash: bytes, now: datetime
) -> Statement[TakeSignInRow, str | None]:
    return Statement(
        _take_sign_in, {"state_hash": state_hash, "browser_hash": browser_hash, "now": now}
    )


class SignInPersonRow(NamedTuple):
    outcome: str
    user_id: str | None


_sign_in_person: Final[Query[SignInPersonRow, str | None]] = Query(
    _texts.sign_in_person, SignInPersonRow
)


def sign_in_person(
    *,
    issuer: str,
    subject: str,
    email: str,
    is_email_verified: bool,
    name: str,
    is_system_admin: bool,
    provider_session_id: str | None,
    address: str | None,
    user_agent: str | None,
    now: datetime | None,
) -> Statement[SignInPersonRow, str | None]:
    return Statement(
        _sign_in_person,
        {
            "issuer": issuer,
            "subject": subject,
            "email": email,
            "is_email_verified": is_email_verified,
            "name": name,
            "is_system_admin": is_system_admin,
            "provider_session_id": provider_session_id,
            "address": address,
            "user_agent": user_agent,
            "now": now,
        },
    )


class EndProviderSessionsRow(NamedTuple):
    end_provider_sessions: int | None


_end_provider_sessions: Final[Query[EndProviderSessionsRow, int | None]] = Query(
    _texts.end_provider_sessions, EndProviderSessionsRow
)


def end_provider_sessions(
    *,
    subject: str | None,
    provider_session_id: str | None,
    token_hash: bytes,
    address: str | None,
    user_agent: str | None,
    now: datetime | None,
) -> Statement[EndProviderSessionsRow, int | None]:
    return Statement(
        _end_provider_sessions,
        {
            "subject": subject,
            "provider_session_id": provider_session_id,
            "token_hash": token_hash,
            "address": address,
            "user_agent": user_agent,
            "now": now,
        },
    )


class FixIssuerRow(NamedTuple):
    fix_oidc_issuer: str | None


_fix_issuer: Final[Query[FixIssuerRow, str | None]] = Query(_texts.fix_issuer, FixIssuerRow)


def fix_issuer(*, issuer: str) -> Statement[FixIssuerRow, str | None]:
    return Statement(_fix_issuer, {"issuer": issuer})


class NoteRefusalRow(NamedTuple):
    record_audit: object


_note_refusal: Final[Query[NoteRefusalRow, object]] = Query(_texts.note_refusal, NoteRefusalRow)


def note_refusal(
    *, details: str, address: str | None, user_agent: str | None
) -> Statement[NoteRefusalRow, object]:
    return Statement(
        _note_refusal, {"details": details, "address": address, "user_agent": user_agent}
    )
