"""Provider keys that an organization brings: written, tested, used, never shown."""

import json
from typing import Final
from uuid import UUID

from fastapi import Request

from orgbilling.database import Database, Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.transaction import note_origin
from orgbilling.gateway import queries_provider_keys as queries
from orgbilling.gateway.addresses import OwnProviders
from orgbilling.gateway.dialects.files import dialect_name_at
from orgbilling.gateway.own_share import OwnShares
from orgbilling.gateway.schemas import (
    FallOver,
    FallOverResponse,
    ProviderKeyCreate,
    ProviderKeyResponse,
)
from orgbilling.gateway.sealing import Sealed, Sealer
from orgbilling.gateway.try_out import try_out
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import Invalid
from orgbilling.kernel.identifiers import hint_of, new_time_ordered_id
from orgbilling.organizations.policy import Managed
from orgbilling.settings import Settings
from orgbilling.usage.shown import OWN

_answer: Final = AnswerOf(ProviderKeyResponse, queries.ListKeysRow)


async def bring(
    database: Database,
    request: Request,
    organization: Managed,
    body: ProviderKeyCreate,
    settings: Settings,
    shares: OwnShares,
) -> ProviderKeyResponse:
    """Keep a provider key, after the provider has taken it once.

    The transaction begins when the provider has answered: nothing waits for it meanwhile.

    Raises:
        Invalid: `base_url_not_allowed`, `provider_key_refused`.
        Unavailable: `name_not_looked_up`: no name server has said in time where its host is.
        Conflict: `secret_key_missing`; `conflict`: there is one of this name.
    """
    sealer = Sealer(settings.secret_key)
    provider_key_id = new_time_ordered_id()
    key = body.api_key.get_secret_value()
    sealed = sealer.seal(key, organization.org_id, provider_key_id)
    base_url = shares.policy.checked_base_url(body.base_url)
    await try_out(base_url, key, shares.of(organization.org_id))
    kept = queries.bring(
        org_id=organization.org_id,
        provider_key_id=provider_key_id,
        name=body.name,
        base_url=base_url,
        models=json.dumps(body.models),
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
        hint=hint_of(key),
        actor_id=organization.actor.audit_id,
        dialect=body.dialect,
    )
    async with database.transaction() as tx:
        await note_origin(tx, request)
        row = await tx.fetch_one(kept)
    assert row is not None, "it returns the key that it keeps, or raises"
    return _answer(row)


async def list_keys(executor: Executor, org_id: UUID) -> list[ProviderKeyResponse]:
    """Return the keys of an organization, newest first, without the keys themselves."""
    rows = await executor.fetch_all(queries.list_keys(org_id=org_id))
    return [_answer(row) for row in rows]


async def revoke(executor: Executor, organization: Managed, provider_key_id: UUID) -> None:
    """Take a key back, and erase it.

    Raises:
        NotFound: `not_found`.
    """
    await executor.execute(
        queries.revoke(
            org_id=organization.org_id,
            provider_key_id=provider_key_id,
            actor_id=organization.actor.audit_id,
        )
    )


async def falls_over(executor: Executor, org_id: UUID) -> FallOverResponse:
    """Return whether an organization's own keys fall over to the platform's."""
    row = await executor.fetch_one(queries.fall_over(org_id=org_id))
    assert row is not None, "whoever comes here holds a permission, and organizations stay"
    return FallOverResponse(falls_over=row.own_keys_fall_over)


async def set_fall_over(
    executor: Executor, organization: Managed, body: FallOver
) -> FallOverResponse:
    """Say whether they do; the audit log says who.

    Raises:
        Conflict: `plan_not_hybrid`: on the other plans one side alone serves.
    """
    await executor.execute(
        queries.set_fall_over(
            org_id=organization.org_id,
            falls_over=body.falls_over,
            actor_id=organization.actor.audit_id,
        )
    )
    return FallOverResponse(falls_over=body.falls_over)


async def own_upstreams(
    executor: Executor, org_id: UUID, model: str, settings: Settings
) -> list[Upstream]:
    """Return the organization's own ways to a model, the oldest key first. One whose base URL is
    not allowed any more is left out; where its host is, is looked at when it is connected to.

    Raises:
        Conflict: `secret_key_missing`.
        DomainError: the database does not answer, or a key cannot be read.
    """
    rows = await executor.fetch_all(queries.serving(org_id=org_id, model=model))
    found: list[Upstream] = []
    policy = OwnProviders(settings)
    for row in rows:
        try:
            policy.checked_base_url(row.base_url)
        except Invalid:
            continue
        found.append(_upstream_of(row, Sealer(settings.secret_key)))
    return found


def _upstream_of(row: queries.ServingRow, sealer: Sealer) -> Upstream:
    sealed = Sealed(row.nonce, row.ciphertext)
    return Upstream(
        name=f"own:{row.name}",
        base_url=row.base_url,
        api_key=sealer.open(sealed, row.org_id, row.provider_key_id),
        models=row.models,
        org_id=row.org_id,
        dialect=row.dialect or dialect_name_at(row.base_url),
        known_as=f"{OWN}{row.provider_key_id}",
    )
