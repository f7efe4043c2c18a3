"""Typed statements of `queries_known_caller.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_known_caller.sql")


class IdentifyCallerRow(NamedTuple):
    user_id: str | None
    key_id: UUID | None
    email: str | None
    name: str | None
    is_system_admin: bool
    scopes: list[str] | None
    org_id: UUID | None
    org_name: str | None
    time_zone: str | None
    org_status: str | None
    role: str | None
    allowed: bool | None
    remaining: int | None
    reset_s: int | None


_identify_caller: Final[Query[IdentifyCallerRow, str | None]] = Query(
    _texts.identify_caller, IdentifyCallerRow
)


def identify_caller(
    *,
    credential_kind: str,
    key_org_id: UUID | None,
    credential_hash: bytes,
    now: datetime,
    idle_since: datetime,
    touch_before: datetime,
    org_id: UUID | None,
    purchase_id: UUID | None,
    limit_kind: str | None,
    requests: int | None,
    period_s: int | None,
) -> Statement[IdentifyCallerRow, str | None]:
    return Statement(
        _identify_caller,
        {
            "credential_kind": credential_kind,
            "key_org_id": key_org_id,
            "credential_hash": credential_hash,
            "now": now,
            "idle_since": idle_since,
            "touch_before": touch_before,
            "org_id": org_id,
            "purchase_id": purchase_id,
            "limit_kind": limit_kind,
            "requests": requests,
            "period_s": period_s,
        },
    )
