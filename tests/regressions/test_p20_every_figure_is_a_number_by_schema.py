"""P20: `SUM(bigint)` is numeric, and JSON showed `"30"` one day and `0` the next."""

import re
from collections.abc import Iterator
from typing import Any

from tests.api_client import Api
from tests.credits.company import BASE, Company, make_company
from tests.regressions import bad_input
from tests.regressions.bad_input import resolve

FIGURE = re.compile(r"(^|_)(credits|amount|usd|price|count|requests|limit|mrr|arr|spent|percent)$")
# Whatever a caller attached, and the answer that one item alone would have got.
FREE = {
    "BillingHistoryResponse.details", "BatchItemResponse.body", "AuditEventResponse.details",
    "CallResponse.metadata", "ReceiptResponse.metadata", "SystemAuditEventResponse.details",
}  # fmt: skip


def answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of every JSON answer of ours that is no problem."""
    for operation in bad_input.operations():
        for status, answer in operation.description["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                if status.startswith("2") and media_type == "application/json":
                    yield str(operation), content["schema"]


def free_objects(schema: dict[str, Any], place: str, seen: set[str]) -> Iterator[str]:
    """Where a schema says no more than "an object", or nothing at all."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in seen:
        return
    if name:
        seen.add(name)
        schema, place = resolve(schema), name.rpartition("__")[2]
    parts = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    if "items" in schema:
        parts.append(schema["items"])
    for part in parts:
        yield from free_objects(part, place, seen)
    for member, part in schema.get("properties", {}).items():
        yield from free_objects(part, f"{place}.{member}", seen)
    # Members whose names are free, or of a pattern, and what each of them is.
    extra = schema.get("additionalProperties")
    others = [*schema.get("patternProperties", {}).values(), *([extra] if extra else [])]
    for part in others:
        if isinstance(part, dict):
            yield from free_objects(part, place, seen)
    is_told = any(isinstance(part, dict) and part for part in others)
    if not is_told and schema.get("type") == "object" and "properties" not in schema:
        yield place
    if not parts and not schema.keys() & {"type", "enum", "const", "properties"}:
        yield place


def test_every_answer_has_a_schema_to_its_last_member() -> None:
    found: set[str] = set()
    count = 0
    for operation, schema in answers():
        count += 1
        found |= set(free_objects(schema, operation, set()))
    assert count > 40
    assert found <= FREE, found - FREE


def figures(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, member in value.items():
            if FIGURE.search(name) and not isinstance(member, dict | list):
                yield f"{place}.{name}", member
            yield from figures(member, f"{place}.{name}")
    elif isinstance(value, list):
        for member in value:
            yield from figures(member, place)


async def shown(company: Company) -> dict[str, set[type]]:
    """Which types each figure of the screens has."""
    own = f"{BASE}/credits/{company.org_id}"
    found: dict[str, set[type]] = {}
    for path in (
        own, f"{own}/allocations", f"{own}/usage", f"{own}/lots", f"{own}/transfers",
        f"{own}/purchases", f"{BASE}/{company.org_id}/history", f"{BASE}/billing/user",
        f"{BASE}/billing/org/{company.org_id}", f"{BASE}/subscriptions/{company.org_id}",
        f"{BASE}/subscriptions/{company.org_id}/invoices",
        f"{BASE}/subscriptions/{company.org_id}/calendar",
    ):  # fmt: skip
        answer = await company.boss.get(path)
        assert answer.status_code == 200, answer.text
        generic = path.replace(str(company.org_id), "")
        for place, figure in figures(answer.json(), generic):
            found.setdefault(place, set()).add(type(figure))
    return found


async def test_a_figure_is_a_number_when_it_is_zero_and_when_it_is_not(api: Api) -> None:
    empty = await shown(make_company(api, 0))
    company = make_company(api)
    company.world.pay(company.world.purchase("1234.5"))
    company.world.allocate(company.boss.user_id, 100)
    for credits in (10, 19.999999, 0.000001):
        assert (await company.deduct(company.boss, credits)).status_code == 200
    full = await shown(company)
    assert len(full) > 40
    for place, types in (empty | full).items():
        assert types | empty.get(place, set()) <= {int, float, type(None)}, place
    pool = await company.pool()
    # 10 + 19.999999 + 0.000001 is 30, and looks like it.
    assert (pool["used_credits"], type(pool["used_credits"])) == (30, int)
    usage = (await company.boss.get(company.path("/usage"))).json()
    assert (usage["total_credits_used"], type(usage["total_credits_used"])) == (30, int)
