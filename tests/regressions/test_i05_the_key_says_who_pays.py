"""I5 and I6: the organization that was chosen was never honoured, or trusted without membership;
else the "first" one paid, which was the latest joined."""

from collections.abc import Callable
from typing import Any

from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret
from tests.gateway.conftest import Caller, Provider, cost
from tests.world import World, make_world


def join(caller: Caller) -> tuple[World, str]:
    """Join another organization later; returns it and the key to it."""
    other = make_world(caller.world.connection)
    other.connection.execute(
        "insert into organization_members (org_id, user_id, role) values (%s, %s, 'member')",
        [other.org_id, caller.user_id],
    )
    other.add(1_000)
    other.allocate(caller.user_id, 1_000, "never")
    key, prefix = new_key("member", other.org_id)
    other.connection.execute(
        """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix, created_by)
           values (%s, 'member', %s, 'test', %s, %s, %s)""",
        [other.org_id, caller.user_id, hash_secret(key), prefix, caller.user_id],
    )
    return other, key


def test_each_key_is_paid_by_its_own_organization_whatever_is_said(caller: Caller) -> None:
    other, other_key = join(caller)
    for number, (key, chosen) in enumerate(
        [(caller.key, other.org_id), (other_key, caller.world.org_id)] * 2, start=1
    ):
        answer = caller.ask(
            {"input": 10, "output": number},
            headers={"authorization": f"Bearer {key}", "x-org-id": str(chosen)},
            org_id=str(chosen),
            organization=str(chosen),
        )
        assert answer.status_code == 200
    assert caller.figures("U") == (cost(10, 1) + cost(10, 3),)
    assert other.figures(caller.user_id, "U") == (cost(10, 2) + cost(10, 4),)


def test_a_key_ends_with_the_membership_or_by_hand(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    removed, revoked = make_caller(), make_caller()
    removed.world.remove(removed.user_id, removed.world.system_admin())
    end: Any = "update api_keys set revoked_at = now() where org_id = %s"
    revoked.world.connection.execute(end, [revoked.world.org_id])
    before = upstream.count()
    for caller in (removed, revoked):
        answer = caller.ask()
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert upstream.count() == before
