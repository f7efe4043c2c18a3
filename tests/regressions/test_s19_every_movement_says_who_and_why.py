"""S19: four top-ups left two rows, without an actor or a reason."""

from datetime import UTC, datetime, timedelta

from tests.conftest import OwnerConnection
from tests.world import make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_every_movement_names_its_actor_its_reason_and_its_source(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    member = world.member()
    for number in range(4):
        owner.execute(
            "select add_credits_to_pool(%s, %s, 0, %s, %s, null, null, %s)",
            [world.org_id, 10 + number, f"admin {number}", f"reason {number}", START],
        )
    world.allocate(member, 20, "daily")
    world.reclaim(member, 5)
    world.refund_usage(world.deduct(member, 5)["usage_id"], 2)
    world.grant_monthly(3)
    world.now = START + timedelta(days=33)
    world.settle()
    world.close(member)
    rows = world.rows(
        "select * from credit_transfers where org_id = %s order by pool_seq nulls last",
        world.org_id,
    )
    assert [(row["actor_id"], row["reason"], row["amount"]) for row in rows[:4]] == [
        (f"admin {number}", f"reason {number}", 10 + number) for number in range(4)
    ]
    assert all(row["actor_id"] and row["reason"] and row["kind"] for row in rows)
    assert all(row["from_account"] != row["to_account"] for row in rows)
    by_kind = {row["kind"]: row["actor_id"] for row in rows}
    assert by_kind["allocate"] == by_kind["reclaim"] == by_kind["return"] == "admin"
    assert by_kind["refresh"] == by_kind["reset"] == "system"


def test_who_allocated_before_is_still_known_when_somebody_else_changes_it(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(100)
    for actor in ("anna", "ben", "anna", "carl"):
        owner.execute(
            "select allocate_credits_to_user(%s, %s, 10, %s)", [world.org_id, member, actor]
        )
    rows = world.rows(
        """select actor_id from credit_transfers where org_id = %s and kind = 'allocate'
           order by allocation_seq""",
        world.org_id,
    )
    assert [row["actor_id"] for row in rows] == ["anna", "ben", "anna", "carl"]
    audit = world.rows(
        """select actor_id from organization_audit_log
           where org_id = %s and subject = %s and event_type = 'org.credits.allocated'
           order by occurred_at, audit_id""",
        world.org_id, member,
    )  # fmt: skip
    assert [row["actor_id"] for row in audit] == ["anna", "ben", "anna", "carl"]
    assert world.allocation(member)["allocated_by"] == "carl"
