"""Requests that move credits by hand, each ready to be accepted."""

from dataclasses import dataclass
from typing import Any

from tests.api_client import Client
from tests.credits.company import Company

OF_MEMBERS = ["allocate", "set", "reclaim", "transfer"]
VERBS = ["grant", "purchase", *OF_MEMBERS, "refund_usage", "refund_lot"]


@dataclass
class Movement:
    """A request that an organization is ready to accept."""

    person: Client
    method: str
    path: str
    body: dict[str, Any]

    async def send(self, headers: Any, **changes: Any) -> Any:
        return await self.person.request(
            self.method, self.path, json=self.body | changes, headers=headers
        )


async def movement(company: Company, name: str) -> Movement:
    """One of `VERBS`, about 5 credits."""
    member = company.member(50)
    of_member = f"/allocations/{member.user_id}"
    match name:
        case "grant":
            return Movement(company.root, "POST", company.path("/add"), {"credits": 5})
        case "purchase":
            return Movement(company.boss, "POST", company.path("/add"), {"credits": 5})
        case "allocate":
            body = {"user_id": member.user_id, "allocated_credits": 5}
            return Movement(company.boss, "POST", company.path("/allocate"), body)
        case "set":
            return Movement(company.boss, "PUT", company.path(of_member), {"allocated_credits": 5})
        case "reclaim":
            return Movement(
                company.boss, "POST", company.path(f"{of_member}/reclaim"), {"credits": 5}
            )
        case "transfer":
            body = {"credits": 5, "to_user_id": company.member().user_id}
            return Movement(company.boss, "POST", company.path(f"{of_member}/transfer"), body)
        case "refund_usage":
            usage_id = (await company.deduct(member, 20)).json()["usage_id"]
            rest = f"/usage/{usage_id}/refund"
        case _:
            lot_id = (await company.boss.get(company.path("/lots"))).json()[0]["lot_id"]
            rest = f"/lots/{lot_id}/refund"
    return Movement(company.root, "POST", company.path(rest), {"credits": 5})
