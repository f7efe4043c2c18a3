"""S21: somebody had several default organizations, and the payer was whichever came first."""

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world


def two_companies(owner: OwnerConnection) -> tuple[World, World, str]:
    """One person who has credits in two organizations."""
    first, second = make_world(owner), make_world(owner)
    person = first.member()
    owner.execute(
        "insert into organization_members (org_id, user_id, role) values (%s, %s, 'member')",
        [second.org_id, person],
    )
    for world in (first, second):
        world.add(100)
        world.allocate(person, 50)
    return first, second, person


def test_a_user_has_at_most_one_default_organization(owner: OwnerConnection) -> None:
    first, second, person = two_companies(owner)
    for world in (first, second):
        owner.execute(
            "update users set default_org_id = %s where user_id = %s", [world.org_id, person]
        )
    row = first.one("select default_org_id from users where user_id = %s", person)
    assert row["default_org_id"] == second.org_id
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute(
            "insert into users (user_id, email, name) values (%s, 'x@example.com', 'x')", [person]
        )


def test_the_payer_is_the_organization_that_was_named_and_no_other(owner: OwnerConnection) -> None:
    first, second, person = two_companies(owner)
    owner.execute(
        "update users set default_org_id = %s where user_id = %s", [second.org_id, person]
    )
    first.deduct(person, 10)
    second.hold(person, 20)
    assert first.figures(person, "UH") == (10, 0)
    assert second.figures(person, "UH") == (0, 20)
    # The same key in another organization is another request.
    for world in (first, second):
        assert world.deduct(person, 5, key="same")["replayed"] is False


def test_who_leaves_the_default_organization_has_none(owner: OwnerConnection) -> None:
    first, second, person = two_companies(owner)
    owner.execute("update users set default_org_id = %s where user_id = %s", [first.org_id, person])
    for world, expected in ((second, first.org_id), (first, None)):
        boss = world.member("o", "owner")
        world.remove(person, boss)
        row = world.one("select default_org_id from users where user_id = %s", person)
        assert row["default_org_id"] == expected
