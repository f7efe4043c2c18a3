"""G9: service keys stood in the source, `X-User-ID` was believed, and 'admin' in a name was one."""

from collections.abc import Callable

from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret
from tests.gateway.conftest import Caller, Provider, cost


def test_no_header_makes_another_pay(
    make_caller: Callable[..., Caller], caller: Caller, upstream: Provider
) -> None:
    victim = make_caller()
    headers = {
        "x-user-id": victim.user_id,
        "x-org-id": str(victim.world.org_id),
        "x-organization-id": str(victim.world.org_id),
        "openai-organization": str(victim.world.org_id),
    }
    answer = caller.ask({"input": 10, "output": 10}, headers=headers, user=victim.user_id)
    assert answer.status_code == 200
    assert caller.figures("U") == (cost(10, 10),)
    assert victim.figures("U") == (0,)
    # Nor does the member's key reach the provider.
    assert caller.key not in str(upstream.asked()[-1])


def test_a_service_key_calls_no_model_whoever_it_says_it_is(
    caller: Caller, upstream: Provider
) -> None:
    key, prefix = new_key("service", caller.world.org_id)
    caller.world.connection.execute(
        """insert into api_keys (org_id, kind, name, key_hash, key_prefix, created_by)
           values (%s, 'service', 'test', %s, %s, %s)""",
        [caller.world.org_id, hash_secret(key), prefix, caller.user_id],
    )
    before = upstream.count()
    answer = caller.ask(headers={"authorization": f"Bearer {key}", "x-user-id": caller.user_id})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "member_key_required")
    assert upstream.count() == before


def test_a_key_is_not_in_the_database(caller: Caller) -> None:
    [row] = caller.world.rows("select * from api_keys where org_id = %s", caller.world.org_id)
    assert caller.key not in str(row)
    assert bytes(row["key_hash"]) == hash_secret(caller.key)
