"""Whom reads are about: an organization with 1,000 members, one with 100, and the others."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from bench.database import Owner, Store, connect_owner
from bench.plan import Plan
from orgbilling.database import load_queries
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret, new_secret

queries = load_queries(__file__, "reads.sql")

SERVICES = 6
SMALL_MEMBERS = 100
_ROOT, _OWNER = "bench-root", "bench-owner"


@dataclass(frozen=True)
class Sizes:
    """How many rows there are."""

    organizations: int
    members: int
    usage_rows: int
    daily_rows: int


@dataclass(frozen=True)
class ReadWorld:
    """Who asks, and about what."""

    large: UUID
    small: UUID
    member: str
    """A member of the large organization."""
    owner_session: str
    root_session: str
    service_key: str

    @property
    def measured(self) -> list[UUID]:
        """The organizations whose rows add up."""
        return [self.large, self.small]


def make_read_world(store: Store, plan: Plan, organizations: int) -> ReadWorld:
    """Fill a database with so many organizations."""
    key = ""
    sessions = {_ROOT: new_secret(), _OWNER: new_secret()}
    large, small = uuid4(), uuid4()
    with connect_owner(store.owner_url) as owner, owner.transaction():
        owner.execute(queries.make_people, {"root": _ROOT, "owner": _OWNER})
        for user_id, token in sessions.items():
            whose = {"token_hash": hash_secret(token), "user_id": user_id}
            owner.execute(queries.make_session, whose)
        _make_measured(owner, large, "Large", plan.read_members)
        _make_measured(owner, small, "Small", SMALL_MEMBERS)
        key = new_key("service", large)[0]
        owned = {"org_id": large, "owner": _OWNER, "key_hash": hash_secret(key)}
        owner.execute(queries.make_service_key, owned)
        owner.execute(queries.make_other_organizations, {"organizations": organizations - 2})
        owner.execute(queries.make_other_members)
        owner.execute(queries.make_other_history)
        owner.execute(queries.make_other_usage, {"days": plan.read_days})
        owner.execute(queries.join_others, {"owner": _OWNER})
    world = ReadWorld(large, small, "large-1", sessions[_OWNER], sessions[_ROOT], key)
    add_usage(store, plan, world, 1, 1)
    return world


def _make_measured(owner: Owner, org_id: UUID, name: str, members: int) -> None:
    whose: dict[str, Any] = {"org_id": org_id, "owner": _OWNER}
    owner.execute(queries.make_measured_organization, {**whose, "name": name})
    owner.execute(queries.make_measured_subscription, whose)
    owner.execute(
        queries.make_measured_members,
        {"org_id": org_id, "prefix": name.lower(), "members": members},
    )
    owner.execute(queries.add_credits, {**whose, "credits": Decimal(9_000_000_000)})
    owner.execute(queries.allocate, {**whose, "credits": Decimal(1_000_000)})


def add_usage(store: Store, plan: Plan, world: ReadWorld, first_pass: int, last_pass: int) -> None:
    """Add usage rows, each pass as many as `read_usage_rows`, and sum them up again.

    The days, members and services stay the same: more calls, not more of anything else.
    """
    share = plan.read_usage_rows / (plan.read_members * plan.read_days * SERVICES)
    passes = {"first_pass": first_pass, "last_pass": last_pass, "days": plan.read_days}
    with connect_owner(store.owner_url) as owner:
        with owner.transaction():
            for org_id in world.measured:
                which = {"org_id": org_id}
                owner.execute(queries.add_usage, {**which, **passes, "share": share})
                owner.execute(queries.charge_usage, which)
                owner.execute(queries.drop_rollups, which)
                owner.execute(queries.roll_up, which)
                owner.execute(queries.close_days, which)
        owner.execute(queries.refresh_closed_usage)
        owner.execute(queries.vacuum)


def sizes_of(store: Store) -> Sizes:
    """Count what there is."""
    with connect_owner(store.owner_url) as owner:
        row = owner.execute(queries.count_rows).fetchone()
    assert row is not None
    return Sizes(*row)


def require_sound(store: Store, world: ReadWorld) -> None:
    """Check that what was generated is what the product would have written.

    Raises:
        RuntimeError: ledger verification finds a difference in the measured organizations.
    """
    with connect_owner(store.owner_url) as owner:
        found = owner.execute(
            queries.differences_of_measured, {"org_ids": world.measured}
        ).fetchall()
    if found:
        raise RuntimeError(f"the generated rows do not add up: {found[:3]}")
