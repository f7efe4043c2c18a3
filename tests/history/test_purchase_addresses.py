"""A purchase's old address, without its organization, does what the new one does, and says so."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.kernel.rates import RateLimit
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, Company, code_of, make_company

VERBS = ("mark-paid", "cancel", "fail")
OLD, NEW = (
    f"{BASE}/purchases/{{purchase_id}}",
    f"{BASE}/credits/{{org_id}}/purchases/{{purchase_id}}",
)


@dataclass
class Order:
    """A purchase of an organization of its own, reached by one of the two addresses."""

    company: Company
    purchase_id: uuid.UUID
    root: str

    async def ask(self, step: str) -> tuple[int, Any]:
        """Who asks for which verb; the answer, of a refusal its code."""
        who, verb = step.split()
        people = {
            "root": self.company.root, "boss": self.company.boss, "program": self.company.program,
            "member": self.company.member(),
        }  # fmt: skip
        body = None if verb.startswith("mark-paid") else {"reason": "why"}
        answer = await people[who].post(f"{self.root}/{self.purchase_id}/{verb}", json=body)
        told = answer.json()
        return answer.status_code, told if answer.is_success else told["code"]


def make_order(api: Api, is_old: bool) -> Order:
    company = make_company(api)
    root = f"{BASE}/purchases" if is_old else company.path("/purchases")
    return Order(company, company.world.purchase(1_000), root)


def plain(order: Order, told: Any) -> Any:
    """Without what differs from one organization to the next."""
    text = (
        repr(told)
        .replace(str(order.purchase_id), "purchase")
        .replace(str(order.company.org_id), "organization")
    )
    for person in (order.company.root, order.company.boss):
        text = text.replace(person.user_id, "person")
    return re.sub(r"'[^']*_at': '[^']+'|'id': '[^']+'|'org_name': '[^']+'", "", text)


@pytest.mark.parametrize(
    "steps",
    [
        "root mark-paid?preview=true, root mark-paid, root mark-paid, boss cancel, root fail",
        "boss cancel, root cancel, root fail, root mark-paid",
        "root fail, root fail, root mark-paid?preview=true, boss cancel",
        "boss mark-paid, boss fail, member mark-paid, member cancel, program cancel, program fail",
    ],
)
async def test_both_addresses_answer_and_do_the_same(api: Api, steps: str) -> None:
    old, new = make_order(api, is_old=True), make_order(api, is_old=False)
    for step in steps.split(", "):
        (status, told), (wanted_status, wanted) = await old.ask(step), await new.ask(step)
        assert (status, plain(old, told)) == (wanted_status, plain(new, wanted)), step
    found = [order.company.world.one(
        "select status from credit_purchases where org_id = %s", order.company.org_id
    ) for order in (old, new)]  # fmt: skip
    assert found[0] == found[1]
    for order in (old, new):
        assert order.company.world.differences() == []


@pytest.mark.parametrize("verb", VERBS)
async def test_what_another_organization_ordered_is_not_found_by_either(
    api: Api, verb: str
) -> None:
    """The new address is not led to the organization of the purchase that it names."""
    mine, theirs = make_order(api, is_old=False), make_order(api, is_old=False)
    root = mine.company.root
    body = None if verb == "mark-paid" else {"reason": "why"}
    told = []
    for unknown in (theirs.purchase_id, uuid.uuid4()):
        answer = await root.post(f"{mine.root}/{unknown}/{verb}", json=body)
        assert code_of(answer) == (404, "purchase_not_found")
        told.append(answer.text.partition('"instance"')[0])
    assert told[0] == told[1]
    nowhere = await root.post(f"{BASE}/purchases/{uuid.uuid4()}/{verb}", json=body)
    assert code_of(nowhere) == (404, "purchase_not_found")
    waiting = theirs.company.world.one(
        "select status from credit_purchases where org_id = %s", theirs.company.org_id
    )
    assert waiting == {"status": "pending"}


async def test_both_count_against_the_limit_of_the_organization(
    db: Database, owner: OwnerConnection
) -> None:
    api = make_api(db, owner, rate_limit_writes=RateLimit(2, 60))
    order = make_order(api, is_old=False)
    old = f"{BASE}/purchases/{order.purchase_id}/cancel"
    new = order.company.path(f"/purchases/{order.purchase_id}/cancel")
    boss = order.company.boss
    found = [(await boss.post(path, json={"reason": "x"})).status_code for path in (old, new) * 2]
    assert found == [200, 200, 429, 429]


def test_the_old_addresses_are_described_as_such(api: Api) -> None:
    paths = api.app.openapi()["paths"]
    for verb in VERBS:
        old, new = (paths[f"{root}/{verb}"]["post"] for root in (OLD, NEW))
        assert old["deprecated"] is True
        assert "deprecated" not in new
        assert f"/credits/{{org_id}}/purchases/{{purchase_id}}/{verb}" in old["description"]
        assert old.get("requestBody") == new.get("requestBody")
        assert old["responses"].keys() == new["responses"].keys()
