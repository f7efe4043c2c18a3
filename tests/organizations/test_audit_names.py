"""The audit log and the list of keys name people, so that no screen shows bare ids."""

import uuid
from typing import Any

from tests.api_client import Api, Client


async def _audit(person: Client, org_id: uuid.UUID) -> list[dict[str, Any]]:
    answer = await person.get(f"/api/v1/org-billing/{org_id}/audit")
    assert answer.status_code == 200, answer.text
    events: list[dict[str, Any]] = answer.json()
    return events


async def test_an_event_names_who_did_it_and_to_whom(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    added = api.user()
    members = f"/api/v1/organizations/{org_id}/members"
    assert (await boss.post(members, json={"user_id": added})).status_code == 201
    assert (await boss.delete(f"{members}/{added}")).status_code == 204
    newest, *_, oldest = await _audit(boss, org_id)
    # Who left is still named.
    assert (newest["event_type"], newest["subject_name"]) == ("org.member.removed", added)
    assert newest["actor_name"] == boss.user_id
    # An organization is a subject without a person's name.
    assert (oldest["event_type"], oldest["subject_name"]) == ("org.created", None)


async def test_a_key_names_its_owner(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    path = f"/api/v1/organizations/{org_id}/keys"
    made = [
        (await boss.post(path, json={"name": kind, "kind": kind})).json()
        for kind in ("member", "service")
    ]
    assert [key["user_name"] for key in made] == [boss.user_id, None]
    listed = (await boss.get(path)).json()
    assert [key["user_name"] for key in listed] == [None, boss.user_id]
