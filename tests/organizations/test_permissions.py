"""Who may what: one test a cell of the matrix."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.edge.routes import billing_router
from orgbilling.identity.dependencies import CurrentActor, SignedInUser, SystemAdmin
from orgbilling.organizations.policy import (
    JoinedOrganization,
    ManagedOrganization,
    OwnedOrganization,
    Viewable,
    ViewableOrganization,
)
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection

ACTIONS = ["view", "join", "manage", "own", "person", "platform"]
MATRIX = {
    "system_admin": [200, 200, 200, 200, 200, 200],
    "owner": [200, 200, 200, 200, 200, 403],
    "admin": [200, 200, 200, 403, 200, 403],
    "billing_admin": [200, 200, 200, 403, 200, 403],
    "member": [200, 200, 403, 403, 200, 403],
    "member_key": [200, 200, 403, 403, 403, 403],
    "owner_key": [200, 200, 403, 403, 403, 403],
    "service_key": [200, 403, 403, 403, 403, 403],
    "former_member": [404, 404, 404, 404, 200, 403],
    "stranger": [404, 404, 404, 404, 200, 403],
    "foreign_admin": [404, 404, 404, 404, 200, 403],
    "foreign_key": [404, 404, 404, 404, 403, 403],
    "anonymous": [401, 401, 401, 401, 401, 401],
}
CELLS = [
    (who, action, status)
    for who, row in MATRIX.items()
    for action, status in zip(ACTIONS, row, strict=True)
]


@pytest.fixture
def guarded(db: Database, owner: OwnerConnection) -> Api:
    """An application with one route a permission."""
    router = billing_router(prefix="/api/v1/guarded/{org_id}", tag="guarded")

    @router.get("/view")
    async def view(organization: ViewableOrganization) -> str:
        return str(organization.role)

    @router.get("/join")
    async def join(organization: JoinedOrganization) -> str:
        return str(organization.role)

    @router.get("/manage")
    async def manage(organization: ManagedOrganization) -> str:
        return str(organization.role)

    @router.get("/own")
    async def own(organization: OwnedOrganization) -> str:
        return str(organization.role)

    @router.get("/person")
    async def person(caller: SignedInUser, org_id: str) -> str:
        return caller.user_id

    @router.get("/platform")
    async def platform(caller: SystemAdmin, org_id: str) -> str:
        return caller.user_id

    @router.get("/actor")
    async def actor(caller: CurrentActor, org_id: str) -> dict[str, Any]:
        return {
            "kind": caller.kind, "user_id": caller.user_id, "audit_kind": caller.audit_kind,
            "audit_id": caller.audit_id, "credential_id": caller.credential_id,
            "is_system_admin": caller.is_system_admin,
        }  # fmt: skip

    api = make_api(db, owner)
    api.app.include_router(router)
    return api


def client_of(api: Api, who: str, org_id: uuid.UUID, boss: Client) -> Client:
    makers: dict[str, Callable[[], Client]] = {
        "system_admin": api.system_admin,
        "owner": lambda: boss,
        "member_key": lambda: api.program(api.key(org_id, api.member(org_id), "member")),
        "owner_key": lambda: api.program(api.key(org_id, boss, "member")),
        "service_key": lambda: api.program(api.key(org_id, boss, "service")),
        "former_member": lambda: former_member(api, org_id),
        "stranger": api.person,
        "foreign_admin": lambda: api.member(api.organization(boss), "admin"),
        "foreign_key": lambda: api.program(api.key(api.organization(boss), boss, "service")),
        "anonymous": api.client,
    }
    return makers.get(who, lambda: api.member(org_id, who))()


def former_member(api: Api, org_id: uuid.UUID) -> Client:
    person = api.member(org_id, "admin")
    api.owner.execute("select remove_member(%s, %s, null)", [org_id, person.user_id])
    return person


@pytest.mark.parametrize(("who", "action", "status"), CELLS)
async def test_each_role_may_exactly_what_its_row_says(
    guarded: Api, who: str, action: str, status: int
) -> None:
    boss = guarded.person()
    org_id = guarded.organization(boss)
    client = client_of(guarded, who, org_id, boss)
    answer = await client.get(f"/api/v1/guarded/{org_id}/{action}")
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("action", ["view", "join", "manage", "own"])
@pytest.mark.parametrize("who", ["owner", "stranger", "system_admin", "service_key"])
async def test_an_unknown_organization_is_404_to_everybody(
    guarded: Api, who: str, action: str
) -> None:
    boss = guarded.person()
    client = client_of(guarded, who, guarded.organization(boss), boss)
    answer = await client.get(f"/api/v1/guarded/{uuid.uuid4()}/{action}")
    assert (answer.status_code, answer.json()["code"]) == (404, "organization_not_found")


async def test_an_actor_says_who_it_is(guarded: Api) -> None:
    root = guarded.system_admin()
    org_id = guarded.organization(root)
    key = guarded.key(org_id, root, "service")
    path = f"/api/v1/guarded/{org_id}/actor"
    assert (await root.get(path)).json() == {
        "kind": "session", "user_id": root.user_id, "audit_kind": "user", "audit_id": root.user_id,
        "credential_id": f"session:{root.user_id}", "is_system_admin": True,
    }  # fmt: skip
    service = (await guarded.program(key).get(path)).json()
    assert (service["kind"], service["user_id"], service["audit_kind"]) == (
        "service_key", None, "service_key",
    )  # fmt: skip
    assert service["audit_id"] == service["credential_id"]
    assert uuid.UUID(service["credential_id"])
    member = (await guarded.program(guarded.key(org_id, root, "member")).get(path)).json()
    assert (member["user_id"], member["is_system_admin"]) == (root.user_id, False)


def test_a_permission_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError):
        Viewable(
            org_id=uuid.uuid4(), name="x", time_zone="UTC", status="active", role="owner",
            actor=None, seal=object(),  # type: ignore[arg-type]
        )  # fmt: skip
