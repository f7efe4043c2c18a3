"""Typed statements of `queries_keys.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_keys.sql")


class CreateKeyRow(NamedTuple):
    org_id: UUID | None
    key_id: UUID | None
    kind: str | None
    user_id: str | None
    user_name: str | None
    name: str | None
    key_prefix: str | None
    created_by: str | None
    created_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    scopes: list[str] | None


_create_key: Final[Query[CreateKeyRow, UUID | None]] = Query(_texts.create_key, CreateKeyRow)


def create_key(
    *,
    org_id: UUID,
    kind: str,
    user_id: str | None,
    name: str,
    key_hash: bytes,
    key_prefix: str,
    expires_at: datetime | None,
    actor_id: str,
    scopes: list[str] | None,
) -> Statement[CreateKeyRow, UUID | None]:
    return Statement(
        _create_key,
        {
            "org_id": org_id,
            "kind": kind,
            "user_id": user_id,
            "name": name,
            "key_hash": key_hash,
            "key_prefix": key_prefix,
            "expires_at": expires_at,
            "actor_id": actor_id,
            "scopes": scopes,
        },
    )


class ListKeysRow(NamedTuple):
    org_id: UUID
    key_id: UUID
    kind: str
    user_id: str | None
    user_name: str | None
    name: str
    key_prefix: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    scopes: list[str]


_list_keys: Final[Query[ListKeysRow, UUID | None]] = Query(_texts.list_keys, ListKeysRow)


def list_keys(
    *, org_id: UUID, owner_id: str | None, after_time: datetime | None, after_id: UUID, limit: int
) -> Statement[ListKeysRow, UUID | None]:
    return Statement(
        _list_keys,
        {
            "org_id": org_id,
            "owner_id": owner_id,
            "after_time": after_time,
            "after_id": after_id,
            "limit": limit,
        },
    )


class RevokeKeyRow(NamedTuple):
    revoke_api_key: object


_revoke_key: Final[Query[RevokeKeyRow, object]] = Query(_texts.revoke_key, RevokeKeyRow)


def revoke_key(*, org_id: UUID, key_id: UUID, actor_id: str) -> Statement[RevokeKeyRow, object]:
    return Statement(_revoke_key, {"org_id": org_id, "key_id": key_id, "actor_id": actor_id})
