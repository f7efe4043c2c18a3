"""Requests that move credits by hand, each ready to be accepted."""

from dataclasses import dataclass
from typing import Any

from tests.api_client import Client
from tests.credits.company import Company

VERBS = ["grant", "purchase", "allocate", "set", "reclaim", "refund_usage", "refund_lot"]


@dataclass
class Wish:
    """A request that an organization is ready to accept."""

    person: Client
    method: str
    path: str
    body: dict[str, Any]

    async def send(self, headers: Any, **changes: Any) -> Any:
        return await self.person.request(
            self.method, self.path, json=self.body | changes, headers=headers
        )


async def wish(company: Company, name: str) -> Wish:
    """One of `VERBS`, about 5 credits."""
    member = company.member(50)
    of_member = f"/allocations/{member.user_id}"
    match name:
        case "grant":
            return Wish(company.root, "POST", company.path("/add"), {"credits": 5})
        case "purchase":
            return Wish(company.boss, "POST", company.path("/add"), {"credits": 5})
        case "allocate":
            body = {"user_id": member.user_id, "allocated_credits": 5}
            return Wish(company.boss, "POST", company.path("/allocate"), body)
        case "set":
            return Wish(company.boss, "PUT", company.path(of_member), {"allocated_credits": 5})
        case "reclaim":
            return Wish(company.boss, "POST", company.path(f"{of_member}/reclaim"), {"credits": 5})
        case "refund_usage":
            usage_id = (await company.deduct(member, 20)).json()["usage_id"]
            rest = f"/usage/{usage_id}/refund"
        case _:
            lot_id = (await company.boss.get(company.path("/lots"))).json()[0]["lot_id"]
            rest = f"/lots/{lot_id}/refund"
    return Wish(company.root, "POST", company.path(rest), {"credits": 5})
