"""Typed statements of `queries_provider_keys.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_provider_keys.sql")


class ListKeysRow(NamedTuple):
    provider_key_id: UUID
    org_id: UUID
    name: str
    base_url: str
    models: Any
    dialect: str | None
    hint: str
    created_by: str
    created_at: datetime
    revoked_at: datetime | None


_bring: Final[Query[ListKeysRow, UUID | None]] = Query(_texts.bring, ListKeysRow)


def bring(
    *,
    org_id: UUID,
    provider_key_id: UUID,
    name: str,
    base_url: str,
    models: str,
    nonce: bytes,
    ciphertext: bytes,
    hint: str,
    actor_id: str,
    dialect: str | None,
) -> Statement[ListKeysRow, UUID | None]:
    return Statement(
        _bring,
        {
            "org_id": org_id,
            "provider_key_id": provider_key_id,
            "name": name,
            "base_url": base_url,
            "models": models,
            "nonce": nonce,
            "ciphertext": ciphertext,
            "hint": hint,
            "actor_id": actor_id,
            "dialect": dialect,
        },
    )


_list_keys: Final[Query[ListKeysRow, UUID | None]] = Query(_texts.list_keys, ListKeysRow)


def list_keys(*, org_id: UUID) -> Statement[ListKeysRow, UUID | None]:
    return Statement(_list_keys, {"org_id": org_id})


class RevokeRow(NamedTuple):
    revoke_provider_key: object


_revoke: Final[Query[RevokeRow, object]] = Query(_texts.revoke, RevokeRow)


def revoke(*, org_id: UUID, provider_key_id: UUID, actor_id: str) -> Statement[RevokeRow, object]:
    return Statement(
        _revoke, {"org_id": org_id, "provider_key_id": provider_key_id, "actor_id": actor_id}
    )


class ServingRow(NamedTuple):
    org_id: UUID
    provider_key_id: UUID
    name: str
    base_url: str
    models: Any
    dialect: str | None
    nonce: bytes
    ciphertext: bytes


_serving: Final[Query[ServingRow, UUID | None]] = Query(_texts.serving, ServingRow)


def serving(*, org_id: UUID, model: str) -> Statement[ServingRow, UUID | None]:
    return Statement(_serving, {"org_id": org_id, "model": model})


class FallOverRow(NamedTuple):
    own_keys_fall_over: bool


_fall_over: Final[Query[FallOverRow, bool | None]] = Query(_texts.fall_over, FallOverRow)


def fall_over(*, org_id: UUID) -> Statement[FallOverRow, bool | None]:
    return Statement(_fall_over, {"org_id": org_id})


class SetFallOverRow(NamedTuple):
    set_own_keys_fall_over: bool | None


_set_fall_over: Final[Query[SetFallOverRow, bool | None]] = Query(
    _texts.set_fall_over, SetFallOverRow
)


def set_fall_over(
    *, org_id: UUID, falls_over: bool, actor_id: str
) -> Statement[SetFallOverRow, bool | None]:
    return Statement(
        _set_fall_over, {"org_id": org_id, "falls_over": falls_over, "actor_id": actor_id}
    )
