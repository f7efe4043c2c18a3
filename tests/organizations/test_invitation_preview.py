"""What an invitation is to, before it is accepted: for whoever holds its secret."""

from typing import Any

from tests.api_client import Api, Client
from tests.conftest import OwnerConnection
from tests.world import World

PREVIEW = "/api/v1/organizations/invitations/preview"
ACCEPT = "/api/v1/organizations/invitations/accept"


async def _seen(person: Client, token: str) -> dict[str, Any]:
    answer = await person.post(PREVIEW, json={"token": token})
    assert answer.status_code == 200, answer.text
    seen: dict[str, Any] = answer.json()
    return seen


async def test_it_says_what_became_of_the_invitation(api: Api, owner: OwnerConnection) -> None:
    boss, person = api.person(), api.person()
    org_id = api.organization(boss, "Acme")
    path = f"/api/v1/organizations/{org_id}/invitations"
    open_, expired, withdrawn = [
        (await boss.post(path, json={"email": "new@example.org", "role": "admin"})).json()
        for _ in range(3)
    ]
    owner.execute(
        "update organization_invitations set expires_at = now() where invitation_id = %s",
        [expired["invitation_id"]],
    )
    await boss.delete(f"{path}/{withdrawn['invitation_id']}")
    seen = await _seen(person, open_["token"])
    assert (seen["org_name"], seen["role"], seen["email"]) == ("Acme", "admin", "new@example.org")
    assert (seen["status"], seen["is_member"]) == ("open", False)
    assert seen["invited_by_name"] == boss.user_id
    assert (await _seen(person, expired["token"]))["status"] == "expired"
    assert (await _seen(person, withdrawn["token"]))["status"] == "revoked"
    # Nothing was written by looking: it can still be accepted.
    assert (await person.post(ACCEPT, json={"token": open_["token"]})).status_code == 200
    seen = await _seen(person, open_["token"])
    assert (seen["status"], seen["is_member"]) == ("accepted", True)


async def test_a_suspended_organization_takes_nobody(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    made = await boss.post(
        f"/api/v1/organizations/{org_id}/invitations", json={"email": "new@example.org"}
    )
    World(owner, org_id=org_id).stand_organization("suspended")
    assert (await _seen(api.person(), made.json()["token"]))["status"] == "revoked"


async def test_an_unknown_secret_is_no_invitation(api: Api) -> None:
    person = api.person()
    for token in ("ob_inv_nonsense", f"ob_inv_{'0' * 32}_{'a' * 43}", ""):
        answer = await person.post(PREVIEW, json={"token": token})
        assert (answer.status_code, answer.json()["code"]) == (409, "invitation_invalid")
    assert (await api.client().post(PREVIEW, json={"token": "x"})).status_code == 401
