"""S14: members times allocations: a quarter of a million rows for one line of a report."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

MEMBERS = 200


@pytest.fixture
def company(owner: OwnerConnection) -> World:
    world = make_world(owner)
    members = world.members(MEMBERS)
    world.add(10 * MEMBERS)
    world.allocate_each(members, 10, "never")
    return world


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize("view", ["org_billing_summary", "org_billing_metrics"])
def test_a_line_of_a_report_reads_no_more_rows_than_there_are(company: World, view: str) -> None:
    rows = company.rows(f"select * from {view} where org_id = %s", company.org_id)
    assert len(rows) == 1
    if view == "org_billing_summary":
        assert (rows[0]["member_count"], rows[0]["allocated_user_count"]) == (MEMBERS, MEMBERS)
    largest = company.one(
        """select greatest((select count(*) from organization_members),
           (select count(*) from organizations), (select count(*) from org_billing_history),
           (select count(*) from credit_usage_daily)) as n"""
    )["n"]
    explained = company.one(
        f"explain (analyze, format json) select * from {view} where org_id = %s", company.org_id
    )["QUERY PLAN"]
    plan = explained if isinstance(explained, list) else json.loads(explained)
    most = max(node["Actual Rows"] * node["Actual Loops"] for node in nodes(plan[0]["Plan"]))
    assert most <= max(largest, MEMBERS)
