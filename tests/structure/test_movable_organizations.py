"""An organization can be moved whole: its rows are found, and refer to each other, by its id."""

from collections.abc import Callable
from typing import Any

import pytest

from orgbilling.app import create_app
from orgbilling.settings import Settings
from tests.conftest import OwnerConnection

Rows = Callable[[str], list[dict[str, Any]]]
# What no organization owns: a move finds it there already, or brings it along by its own id.
SHARED = {
    "users", "sessions", "plans", "model_prices", "credit_price_tiers", "ledger_settings",
    "identity_provider",
}  # fmt: skip
OTHER_KEYS = {
    "calendar_migration_report": "what a migration had to guess, for whoever migrated; no data",
}
"""Tables with a key that does not begin with the organization, and why."""
PERSON = "of a person, who belongs to no organization"
PLATFORM = "of the platform: it lists organizations, or is about none"
BY_KEY = "the member key says which organization pays"
OLD = "as it was called before; the address with the organization does the same"
WITHOUT_ORGANIZATION = {
    "POST /api/v1/auth/dev/login": PERSON,
    "GET /api/v1/auth/login": PERSON,
    "POST /api/v1/auth/backchannel-logout": PERSON,
    "DELETE /api/v1/auth/sessions/{session_id}": PERSON,
    "GET /api/v1/org-billing/billing/system": PLATFORM,
    "GET /api/v1/org-billing/billing/system/audit": PLATFORM,
    "GET /api/v1/org-billing/billing/system/audit/export": PLATFORM,
    "GET /api/v1/org-billing/models/prices/{model}": PLATFORM,
    "PUT /api/v1/org-billing/models/prices/{model}": PLATFORM,
    "POST /api/v1/org-billing/subscriptions": "its body names the organization",
    "POST /api/v1/org-billing/purchases/{purchase_id}/mark-paid": OLD,
    "POST /api/v1/org-billing/purchases/{purchase_id}/cancel": OLD,
    "POST /api/v1/org-billing/purchases/{purchase_id}/fail": OLD,
    "GET /api/v1/organizations": PERSON,
    "POST /api/v1/organizations": "there is none before it",
    "POST /api/v1/organizations/invitations/accept": "its token carries the organization",
    "POST /api/v1/organizations/invitations/preview": "its token carries the organization",
    "GET /v1/models/{model}": BY_KEY,
    "POST /v1/chat/completions": BY_KEY,
    "POST /v1/completions": BY_KEY,
    "POST /v1/embeddings": BY_KEY,
    "POST /v1/responses": BY_KEY,
    "POST /v1/audio/speech": BY_KEY,
    "POST /v1/audio/transcriptions": BY_KEY,
    "POST /v1/images/generations": BY_KEY,
    "POST /v1/moderations": BY_KEY,
    "POST /v1/rerank": BY_KEY,
    "POST /v1/messages": BY_KEY,
    "POST /v1/messages/count_tokens": BY_KEY,
}
"""Operations that are told something, but no organization in their address, and why."""
KEYS = """
    select c.relname as name, a.attname = 'org_id' as begins_with_it
    from pg_index as i
    inner join pg_class as c on c.oid = i.indrelid and not c.relispartition
    inner join pg_attribute as o on o.attrelid = c.oid and o.attname = 'org_id'
    left join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisunique and c.relnamespace = 'public'::regnamespace
"""
REFERENCES = """
    select k.conrelid::regclass::text || ': ' || pg_get_constraintdef(k.oid) as name,
        k.confrelid::regclass::text as target,
        exists (
            select 1 from unnest(k.conkey, k.confkey) as p (mine, theirs)
            inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = p.mine
            inner join pg_attribute as b on b.attrelid = k.confrelid and b.attnum = p.theirs
            where a.attname = 'org_id' and b.attname = 'org_id'
        ) as within_one
    from pg_constraint as k
    inner join pg_class as c on c.oid = k.conrelid and not c.relispartition
    where k.connamespace = 'public'::regnamespace and k.contype = 'f' and k.conparentid = 0
    and exists (select 1 from pg_attribute as o where o.attrelid = c.oid and o.attname = 'org_id')
"""


def test_an_address_names_the_organization_of_what_it_names() -> None:
    """So that whoever serves an organization is found without asking whose a purchase is."""
    described = create_app(Settings()).openapi()["paths"]
    told = {
        f"{method.upper()} {path}": operation
        for path, methods in described.items()
        for method, operation in methods.items()
        if operation.get("parameters") or operation.get("requestBody")
    }
    assert len(told) > 60
    found = {name for name in told if "{org_id}" not in name}
    assert found - WITHOUT_ORGANIZATION.keys() == set(), "it names no organization"
    assert WITHOUT_ORGANIZATION.keys() - found == set(), "they are gone, or name it"
    old = {name for name, reason in WITHOUT_ORGANIZATION.items() if reason == OLD}
    assert {name for name, operation in told.items() if operation.get("deprecated")} == old


@pytest.fixture
def rows(owner: OwnerConnection) -> Rows:
    return lambda query: owner.execute(query.encode()).fetchall()


def test_every_key_of_an_organizations_table_begins_with_the_organization(rows: Rows) -> None:
    keys = rows(KEYS)
    assert len(keys) > 40
    found = {row["name"] for row in keys if not row["begins_with_it"]}
    assert found == set(OTHER_KEYS)


def test_what_an_organizations_row_refers_to_is_its_own_or_shared(rows: Rows) -> None:
    references = rows(REFERENCES)
    assert len(references) > 20
    outside = [row for row in references if not row["within_one"]]
    assert {row["target"] for row in outside} <= SHARED, outside
