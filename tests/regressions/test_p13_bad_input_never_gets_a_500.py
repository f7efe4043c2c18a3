"""P13: no body, a malformed id, a number out of range: 4xx for each, whatever the operation, and
not a credit moves. Walks the API's description, so that an operation is tried from its first day.
"""

import json
import re
import uuid
from functools import cached_property
from typing import Any

import pytest

from tests.api_client import Api, Client
from tests.credits.company import BASE, Company, code_of, make_company
from tests.regressions import bad_input
from tests.regressions.bad_input import Operation

OPERATIONS = list(bad_input.operations())
WITH_BODY = [operation for operation in OPERATIONS if operation.body]
MORE_THAN_THERE_IS = 8_999_999_999


class Target:
    """An operation's address in an organization of its own, and how it is hit."""

    def __init__(self, api: Api, operation: Operation) -> None:
        self.operation = operation
        self.company: Company = make_company(api, 1_000)
        self.member = self.company.member(100)
        self.company.world.deduct(self.member.user_id, 10)
        self.company.world.hold(self.member.user_id, 20)
        self.caller: Client = self.company.root
        if operation.is_spending:
            self.caller = self.company.program
        elif operation.path.endswith("/add"):
            # An order moves nothing before it is paid; a grant would.
            self.caller = self.company.boss
        self.before = self.totals()

    @cached_property
    def purchase_id(self) -> uuid.UUID:
        return self.company.world.purchase(1)

    def totals(self) -> dict[str, Any]:
        """What bad input must leave alone."""
        return self.company.world.one(
            """select p.total_credits, sum(a.used_credits) as used, sum(a.held_credits) as held,
               (select count(*) from credit_lots where org_id = p.org_id) as lots,
               (select count(*) from credit_usage_attribution where org_id = p.org_id) as usages
            from organization_credit_pools as p
            join user_credit_allocations as a on a.org_id = p.org_id
            where p.org_id = %s group by p.org_id, p.total_credits""",
            self.company.org_id,
        )

    def path(self, **values: str) -> str:
        # What these would name must not exist: mark-paid and capture need no more than their id.
        known = {"org_id": str(self.company.org_id), "user_id": self.member.user_id, **values}
        # Whose purchase it is says who may; one that ends unpaid moves nothing.
        if self.operation.body and "{purchase_id}" in self.operation.path:
            known.setdefault("purchase_id", str(self.purchase_id))
        return re.sub(
            r"\{(\w+)\}", lambda name: known.get(name[1], str(uuid.uuid4())), self.operation.path
        )

    def asked(self, query: str = "") -> str:
        """The address with a query; of rows that have an actor, those of nobody: an export of all
        that other tests did says no more."""
        parts = [query] if query else []
        if "actor_id" in self.operation.queries and "actor_id=" not in query:
            parts.append("actor_id=nobody")
        return "?".join([self.path(), *(["&".join(parts)] if parts else [])])

    def body(self) -> dict[str, Any]:
        """A body that is right but for its amount: there is not that much."""
        known = {"user_id": self.member.user_id, "org_id": str(self.company.org_id)}
        properties = (self.operation.body or {}).get("properties", {})
        found: dict[str, Any] = {}
        for name, schema in properties.items():
            is_amount = "credits" in name or "amount" in name
            found[name] = MORE_THAN_THERE_IS if is_amount else bad_input.example_of(schema)
        for name in ("purchase_amount", "expires_at", "request_id", "items"):
            found.pop(name, None)
        return found | {name: value for name, value in known.items() if name in properties}

    async def send(self, content: bytes, path: str = "", headers: Any = None) -> int:
        sent = {"content-type": "application/json", "idempotency-key": uuid.uuid4().hex}
        sent |= headers or {}
        answer = await self.caller.request(
            self.operation.method, path or self.asked(), content=content,
            headers={name: value for name, value in sent.items() if value is not None},
        )  # fmt: skip
        told = (str(self.operation), path, content[:200], headers, answer.text[:500])
        assert answer.status_code < 500, told
        if answer.status_code >= 400:
            if self.operation.path.startswith("/v1/"):
                assert answer.json()["error"]["code"], told
            else:
                assert answer.headers["content-type"] == "application/problem+json", told
                assert answer.json()["code"], told
            assert not re.search(r"psycopg|Traceback|select |SQLSTATE|orgbilling/", answer.text), (
                told
            )
        status: int = answer.status_code
        return status

    def check_nothing_moved(self) -> None:
        assert self.totals() == self.before
        assert self.company.world.differences() == []


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_no_value_of_a_member_and_none_missing(api: Api, operation: Operation) -> None:
    target = Target(api, operation)
    base = target.body()
    known = (operation.body or {})["properties"]
    for name, schema in {**known, "monthly_price": {"type": "nothing"}}.items():
        others = {key: value for key, value in base.items() if key != name}
        rest = f", {json.dumps(others)[1:-1]}" if others else ""
        for text in (*bad_input.NEVER_GOOD, *bad_input.NO_AMOUNT, *bad_input.MAYBE):
            status = await target.send(f'{{"{name}": {text}{rest}}}'.encode())
            if bad_input.is_certainly_wrong(schema, text):
                assert 400 <= status < 500, (str(operation), name, text[:50], status)
        if name in (operation.body or {}).get("required", []):
            assert await target.send(json.dumps(others).encode()) == 422, (str(operation), name)
    target.check_nothing_moved()


FORM_ROUTE = "/backchannel-logout"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_no_body_header_id_or_query(api: Api, operation: Operation) -> None:
    target = Target(api, operation)
    good = json.dumps(target.body()).encode()
    for name in re.findall(r"\{(\w+)\}", operation.path):
        for given in (*bad_input.IN_PATH, str(uuid.uuid4())):
            status = await target.send(good, target.path(**{name: given}))
            assert status >= 400 or name == "user_id", (str(operation), name, given[:50], status)
    for name in operation.queries:
        for given in bad_input.IN_QUERY:
            await target.send(b"", target.asked(f"{name}={given}"))
    for whole in ("&&==%", "limit=1&limit=x", "%00=%00"):
        await target.send(b"", target.asked(whole))
    for key in bad_input.KEYS:
        await target.send(good, headers={"idempotency-key": key})
    if operation.method != "GET":
        for media_type in bad_input.TYPES:
            await target.send(good, headers={"content-type": media_type})
        for content in bad_input.BODIES:
            status = await target.send(content)
            # A request to a model may bring pictures.
            is_small = len(content) < 10_000_000 or operation.path.startswith("/v1/")
            # What is not the form that it must be is refused whatever its size.
            refused = {401, 413, 415} if operation.path.endswith(FORM_ROUTE) else {401, 413}
            assert is_small or status in refused, (str(operation), status)
    target.check_nothing_moved()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (422, "invalid_request")),
        ({"org_id": "five"}, (422, "invalid_request")),
        ({"org_id": str(uuid.uuid4())}, (404, "organization_not_found")),
        ({"billing_cycle": "weekly"}, (422, "invalid_request")),
        ({"subscription_plan": "gold"}, (422, "invalid_argument")),
        ({"trial_days": 2**63}, (422, "invalid_request")),
        ({}, (409, "subscription_exists")),
    ],
)
async def test_what_was_a_500_in_the_row_is_told(
    company: Company, body: Any, expected: tuple[int, str]
) -> None:
    good = {
        "org_id": str(company.org_id), "subscription_plan": "byok", "billing_cycle": "monthly",
    }  # fmt: skip
    content = body if isinstance(body, bytes) else json.dumps(good | body).encode()
    answer = await company.root.post(
        f"{BASE}/subscriptions", content=content, headers={"content-type": "application/json"}
    )
    assert code_of(answer) == expected
