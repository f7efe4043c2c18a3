"""I6: the "first" organization of a person was the latest joined: no credential but a key that
names its organization carries a call."""

from orgbilling.kernel.identifiers import hash_secret, new_secret
from tests.gateway.conftest import Caller, Provider, cost
from tests.world import make_world


def test_a_session_names_no_organization_and_calls_no_model(
    caller: Caller, upstream: Provider
) -> None:
    token, before = new_secret(), upstream.count()
    caller.world.connection.execute(
        """insert into sessions (token_hash, user_id, expires_at)
           values (%s, %s, now() + interval '1 hour')""",
        [hash_secret(token), caller.user_id],
    )
    answer = caller.ask(headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "member_key_required")
    assert upstream.count() == before


def test_joining_another_organization_changes_no_payer(caller: Caller) -> None:
    for count in (1, 2, 3):
        joined = make_world(caller.world.connection)
        joined.connection.execute(
            "insert into organization_members (org_id, user_id, role) values (%s, %s, 'owner')",
            [joined.org_id, caller.user_id],
        )
        assert caller.ask({"input": 10, "output": 10}).status_code == 200
        assert caller.figures("U") == (count * cost(10, 10),)
