"""Whom the load is about: a hot organization with many members, and many organizations.

Everything is made with the ledger's own functions, so that the ledger adds up afterwards.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from random import Random
from uuid import UUID, uuid4

from bench.database import ROOT, Owner, Store, connect_owner, queries
from bench.plan import Plan
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret

_POOL_CREDITS = Decimal(9_000_000_000)


@dataclass(frozen=True)
class Target:
    """A member, and a key that may spend for them."""

    org_id: UUID
    user_id: str
    service_key: str


class Targets:
    """Targets in turn, so that no two callers at a time are about the same one (if there are as
    many targets as callers)."""

    def __init__(self, name: str, title: str, targets: list[Target]) -> None:
        self.name = name
        self.title = title
        self.targets = targets
        self._turn = count()

    def next(self) -> Target:
        """Return the next one."""
        return self.targets[next(self._turn) % len(self.targets)]


def make_targets(store: Store, plan: Plan) -> list[Targets]:
    """Make the three shapes of load: members of one organization, one member, organizations."""
    with connect_owner(store.owner_url) as owner:
        hot = _make_organizations(owner, 1, plan.members)
        single = _make_organizations(owner, 1, 1)
        spread = _make_organizations(owner, plan.organizations, 1)
        owner.execute((ROOT / "bench" / "plain_deduct.sql").read_bytes())
        owner.execute(queries.make_plain_pools)
        owner.execute(queries.make_plain_allocations)
        owner.execute(queries.vacuum)
    # A member of the hot organization is not always the neighbour of the one before.
    Random(1).shuffle(hot)
    Random(2).shuffle(spread)
    return [
        Targets("hot", f"one organization, {plan.members:,} members", hot),
        Targets("one_member", "one organization, one member", single),
        Targets("spread", f"{plan.organizations:,} organizations", spread),
    ]


def _make_organizations(owner: Owner, organizations: int, members: int) -> list[Target]:
    org_ids = [uuid4() for _ in range(organizations)]
    keys = [new_key("service", org_id)[0] for org_id in org_ids]
    targets = [
        Target(org_id, f"m-{uuid4().hex[:12]}", key)
        for org_id, key in zip(org_ids, keys, strict=True)
        for _ in range(members)
    ]
    whose = {
        "org_ids": [target.org_id for target in targets],
        "user_ids": [target.user_id for target in targets],
    }
    once = {"org_ids": org_ids}
    with owner.transaction():
        owner.execute(queries.make_organizations, once)
        owner.execute(queries.make_pools, once)
        owner.execute(queries.make_subscriptions, once)
        owner.execute(queries.make_users, whose)
        owner.execute(queries.make_members, whose)
        owner.execute(queries.add_credits, {**once, "credits": _POOL_CREDITS})
        share = Decimal(int(_POOL_CREDITS) // members)
        owner.execute(queries.allocate, {**whose, "credits": share})
        hashes = [hash_secret(key) for key in keys]
        maker = targets[0].user_id
        owner.execute(queries.make_service_key, {**once, "key_hashes": hashes, "user_id": maker})
    return targets
