"""Who may do what with credits: one line a route, one column a caller, every cell tried."""

import uuid
from typing import Any

import pytest

from tests.api_client import Api, Client
from tests.credits.company import BASE, Company, code_of, make_company, new_key

JSON = {"content-type": "application/json"}
CALLERS = [
    "system_admin", "owner", "admin", "billing_admin", "member", "member_key", "owner_key",
    "service_key", "stranger", "foreign_owner", "foreign_key", "anonymous",
]  # fmt: skip
EVERYBODY = [200, 200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 401]
MANAGERS = [200, 200, 200, 200, 403, 403, 403, 403, 404, 404, 404, 401]
PLATFORM = [200, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 401]
# A system admin spends nobody's credits, and of the others a session or a member key only its own.
SPENDERS = [404, 403, 403, 403, 200, 200, 403, 200, 404, 404, 404, 401]
ROUTES: dict[tuple[str, str], list[int]] = {
    ("GET", ""): EVERYBODY,
    ("GET", "/quote?credits=1"): EVERYBODY,
    ("GET", "/allocations"): EVERYBODY,
    ("GET", "/lots"): MANAGERS,
    ("GET", "/transfers"): MANAGERS,
    ("POST", "/add"): [200, 202, 202, 202, *MANAGERS[4:]],
    ("POST", "/allocate"): MANAGERS,
    ("PUT", "/allocations/{member}"): MANAGERS,
    ("POST", "/allocations/{member}/reclaim"): MANAGERS,
    ("POST", "/allocations/{member}/transfer"): MANAGERS,
    ("PUT", "/refresh"): PLATFORM,
    ("POST", "/usage/{usage}/refund"): PLATFORM,
    ("POST", "/lots/{lot}/refund"): PLATFORM,
    ("POST", "/purchases/{purchase}/mark-paid"): PLATFORM,
    ("POST", "/purchases/{purchase}/cancel"): MANAGERS,
    ("POST", "/purchases/{purchase}/fail"): PLATFORM,
    ("GET", "/requests"): [*EVERYBODY[:7], 403, *EVERYBODY[8:]],
    # Members ask for themselves, and the one of the scene waits already; a key asks for nothing.
    ("POST", "/requests"): [404, 201, 201, 201, 409, *MANAGERS[5:]],
    # Whoever decides second is told that it is decided.
    ("POST", "/requests/{request}/approve"): [200, 409, 409, 409, *MANAGERS[4:]],
    ("POST", "/requests/{request}/decline"): [200, 409, 409, 409, *MANAGERS[4:]],
    ("POST", "/requests/{request}/withdraw"): [404, 404, 404, 404, 200, *MANAGERS[5:]],
    ("POST", "/check"): [403, *SPENDERS[1:]],
    ("POST", "/deduct"): SPENDERS,
    ("POST", "/deduct/batch"): SPENDERS,
    ("POST", "/holds"): [201 if status == 200 else status for status in SPENDERS],
}


class Scene:
    """One organization, one caller of each kind, and what the routes need to exist."""

    def __init__(self, api: Api) -> None:
        self.company = make_company(api)
        self.member = self.company.member(1_000)
        self.receiver = self.company.member().user_id
        self.stranger = api.person()
        self.foreign = api.organization(self.stranger)
        spent = self.company.world.deduct(self.member.user_id, 50)
        self.usage_id = spent["usage_id"]
        self.lot_id = self.company.world.one(
            "select lot_id from credit_lots where org_id = %s", self.company.org_id
        )["lot_id"]
        self.purchase_id = self.company.world.purchase(100)
        asker = self.member.user_id
        self.request_id = self.company.world.one(
            "select request_credits(%s, %s, 1, 'x') ->> 'id' as id", self.company.org_id, asker
        )["id"]

    def caller(self, who: str) -> Client:
        api, company = self.company.api, self.company
        match who:
            case "system_admin":
                return company.root
            case "owner":
                return company.boss
            case "admin" | "billing_admin":
                return api.member(company.org_id, who)
            case "member":
                return self.member
            case "member_key" | "owner_key":
                whose = self.member if who == "member_key" else company.boss
                return api.program(api.key(company.org_id, whose, "member"))
            case "service_key":
                return company.program
            case "foreign_key":
                return api.program(api.key(self.foreign, self.stranger))
            case "stranger":
                return api.person()
            case "foreign_owner":
                return self.stranger
            case _:
                return api.client()

    def address(self, rest: str) -> str:
        rest = rest.replace("{member}", self.member.user_id)
        rest = rest.replace("{usage}", str(self.usage_id)).replace("{lot}", str(self.lot_id))
        rest = rest.replace("{purchase}", str(self.purchase_id))
        return self.company.path(rest.replace("{request}", self.request_id))

    def body(self, method: str, rest: str) -> Any:
        spend = {"user_id": self.member.user_id, "credits": 1}
        keyed = spend | {"request_id": uuid.uuid4().hex}
        bodies: dict[str, Any] = {
            "/purchases/{purchase}/mark-paid": None,
            "/purchases/{purchase}/cancel": {"reason": "x"},
            "/purchases/{purchase}/fail": {"reason": "x"},
            "/requests": {"credits": 1, "reason": "x"},
            "/requests/{request}/approve": None,
            "/requests/{request}/decline": {"note": "no"},
            "/requests/{request}/withdraw": None,
            "/allocate": {"user_id": self.member.user_id, "allocated_credits": 1},
            "/allocations/{member}": {"allocated_credits": 900},
            "/allocations/{member}/transfer": {"to_user_id": self.receiver, "credits": 1},
            "/refresh": {"own_monthly_credits": 1},
            "/check": spend,
            "/deduct": keyed | {"service_type": "llm"},
            "/deduct/batch": {"items": [keyed | {"service_type": "llm"}]},
            "/holds": keyed,
        }
        return bodies.get(rest, {"credits": 1}) if method != "GET" else None


@pytest.mark.parametrize(("method", "rest"), list(ROUTES))
async def test_each_caller_may_exactly_this(api: Api, method: str, rest: str) -> None:
    scene = Scene(api)
    found: dict[str, int] = {}
    for who in CALLERS:
        caller, before = scene.caller(who), scene.company.balances()
        body = scene.body(method, rest)
        keyed = {} if "request_id" in str(body) else new_key()
        answer = await caller.request(method, scene.address(rest), json=body, headers=keyed)
        found[who] = answer.status_code
        if rest == "/deduct/batch" and answer.is_success:
            found[who] = answer.json()[0]["status"]
        elif answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
        if found[who] >= 400 or method == "GET":
            assert scene.company.balances() == before, who
    assert found == dict(zip(CALLERS, ROUTES[method, rest], strict=True))


async def test_every_route_of_credits_has_its_line(api: Api) -> None:
    described = {
        (method.upper(), path.removeprefix(f"{BASE}/credits/{{org_id}}"))
        for path, operations in api.app.openapi()["paths"].items()
        for method in operations
        if path.startswith(f"{BASE}/credits/")
    }
    names = {
        "{member}": "{user_id}",
        "{usage}": "{usage_id}",
        "{lot}": "{lot_id}",
        "{purchase}": "{purchase_id}",
        "{request}": "{request_id}",
    }
    tested = set()
    for method, rest in ROUTES:
        for ours, theirs in names.items():
            rest = rest.replace(ours, theirs)
        tested.add((method, rest.partition("?")[0]))
    elsewhere = {
        ("POST", "/holds/{hold_id}/capture"), ("POST", "/holds/{hold_id}/release"),
        ("GET", "/usage"), ("GET", "/usage/export"), ("GET", "/usage/{request_id}"),
        ("GET", "/usage/calls"), ("GET", "/purchases"),
    }  # fmt: skip
    assert described - elsewhere == tested


@pytest.mark.parametrize("step", ["capture", "release"])
async def test_only_the_credential_that_made_a_hold_resolves_it(api: Api, step: str) -> None:
    scene = Scene(api)
    company = scene.company
    own = await scene.member.post(
        company.path("/holds"),
        json={"user_id": scene.member.user_id, "credits": 5, "request_id": "h"},
    )
    address = company.path(f"/holds/{own.json()['hold_id']}/{step}")
    expected = {
        "system_admin": 404, "owner": 403, "member_key": 403, "owner_key": 403, "service_key": 403,
        "stranger": 404, "foreign_key": 404, "anonymous": 401, "member": 200,
    }  # fmt: skip
    for who, status in expected.items():
        answer = await scene.caller(who).post(address, json={"credits": 5})
        assert answer.status_code == status, (who, answer.text)
    again = api.signed_in(scene.member.user_id)
    assert (await again.post(address, json={"credits": 5})).json()["replayed"] is True


@pytest.mark.parametrize(("method", "rest"), list(ROUTES))
async def test_a_bad_credential_is_told_before_anything_else(
    api: Api, company: Company, method: str, rest: str
) -> None:
    forged = api.program("ob_sk_" + company.org_id.hex + "_" + "x" * 43)
    member, elsewhere = company.member(), f"{BASE}/credits/{uuid.uuid4()}"
    ended = api.signed_in(member.user_id)
    api.owner.execute("update sessions set revoked_at = now() where user_id = %s", [member.user_id])
    for root in (company.path(), elsewhere):
        address = root + rest.replace("{member}", "m").replace("{usage}", "u").replace("{lot}", "l")
        address = address.replace("{request}", "r").replace("{purchase}", "p")
        for body in (b"{", b"[]", b'{"credits": "x"}'):
            nobody = await api.client().request(method, address, content=body)
            assert code_of(nobody) == (401, "unauthenticated")
            assert "www-authenticate" in nobody.headers
            answer = await ended.request(method, address, content=body, headers=JSON)
            assert code_of(answer) == (401, "credential_invalid")
        forger = await forged.request(method, address, content=b"{", headers=JSON)
        # A key of another organization is not looked at.
        assert forger.status_code in ({401} if root == company.path() else {401, 404})
