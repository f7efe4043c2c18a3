"""P16: two session stores, a cookie kept over the sign-in, and three kinds of user id."""

import uuid

from orgbilling.edge.gate import SECURE_PREFIX, SESSION_COOKIE
from tests.api_client import BASE_URL, Api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, make_company

LOGIN = "/api/v1/auth/dev/login"
ME = "/api/v1/auth/me"
SECURE_COOKIE = f"{SECURE_PREFIX}{SESSION_COOKIE}"


async def test_a_cookie_from_before_the_sign_in_is_nobodys_after_it(api: Api) -> None:
    planted = "B" * 43
    user_id = api.user("demo", is_demo=True)
    victim = api.client(cookies={SESSION_COOKIE: planted})
    answer = await victim.post(LOGIN, json={"email": f"{user_id}@example.org"})
    assert answer.status_code == 204
    assert answer.cookies[SESSION_COOKIE] != planted
    attacker = api.client(cookies={SESSION_COOKIE: planted})
    assert (await attacker.get(ME)).status_code == 401


async def test_a_cookie_of_another_scheme_is_nobodys(api: Api) -> None:
    """What plain http or a neighbouring name has planted is not taken for a session by https."""
    token = api.session(api.user())
    for base, name in (("https://localhost:8084", SESSION_COOKIE), (BASE_URL, SECURE_COOKIE)):
        client = api.client(base_url=base, headers={"cookie": f"{name}={token}"})
        assert (await client.get(ME)).status_code == 401
    for base, name in (("https://localhost:8084", SECURE_COOKIE), (BASE_URL, SESSION_COOKIE)):
        client = api.client(base_url=base, headers={"cookie": f"{name}={token}"})
        assert (await client.get(ME)).status_code == 200


async def test_whoever_has_just_come_has_a_dashboard(api: Api) -> None:
    newcomer = api.person()
    answer = await newcomer.get(f"{BASE}/billing/user")
    assert answer.status_code == 200, answer.text
    assert answer.json()["organizations"] == []
    assert answer.json()["user_id"] == newcomer.user_id


async def test_one_id_names_a_person_everywhere(api: Api, owner: OwnerConnection) -> None:
    company = make_company(api)
    member = company.member(50)
    key = api.program(api.key(company.org_id, member, "member"))
    company.world.deduct(member.user_id, 1)
    attributed = company.world.one(
        "select user_id from credit_usage_attribution where org_id = %s", company.org_id
    )
    ids = {
        (await member.get(ME)).json()["user_id"],
        (await key.get(ME)).json()["user_id"],
        (await member.get(f"{BASE}/billing/user")).json()["user_id"],
        (await company.allocation(member))["user_id"],
        attributed["user_id"],
    }
    assert ids == {member.user_id}
    # An address is no id: it moves, and two people may have had it.
    owner.execute(
        "update users set email = %s where user_id = %s",
        [f"{uuid.uuid4().hex}@example.org", member.user_id],
    )
    assert (await company.allocation(member))["user_id"] == member.user_id


def test_sessions_have_one_store(owner: OwnerConnection) -> None:
    rows = owner.execute(
        """select table_name as name from information_schema.tables
           where table_schema = 'public' and table_name like '%session%'"""
    ).fetchall()
    assert [row["name"] for row in rows] == ["sessions"]
