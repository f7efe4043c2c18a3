"""What restricts a member, a key or an organization, set straight in SQL."""

import json
import uuid

from tests.world import Row, World


def restrict(world: World, kind: str, subject_id: str, **rules: object) -> Row:
    """Set all that restricts a member, a key or the organization: `limits` as (unit, period,
    limit), `models`, `addresses`, `expires_at`, `tags`."""
    limits = rules.pop("limits", [])
    assert isinstance(limits, list)
    named = json.dumps(
        [{"unit": unit, "period": period, "limit": limit} for unit, period, limit in limits]
    )
    return world.document(
        """select set_spending_rules(
               %s, %s, %s, %s, %s, %s::text[]::inet[], %s, %s, %s, %s
           ) as document""",
        world.org_id, kind, subject_id, world.system_admin(), rules.pop("models", None),
        rules.pop("addresses", None), rules.pop("expires_at", None), rules.pop("tags", None),
        named, world.now,
    )  # fmt: skip


def rules_of(world: World, kind: str, subject_id: str) -> Row:
    return world.document(
        "select spending_rules_of(%s, %s, %s, %s) as document",
        world.org_id, kind, subject_id, world.now,
    )  # fmt: skip


def make_key(world: World, user_id: str | None = None) -> str:
    """A key, a member's own or a service's; returns its id."""
    row = world.one(
        """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix, created_by)
           values (%s, %s, %s, 'test', %s, 'ob_', %s) returning key_id::text as id""",
        world.org_id, "member" if user_id else "service", user_id, uuid.uuid4().bytes * 2,
        user_id or world.user(),
    )  # fmt: skip
    return str(row["id"])
