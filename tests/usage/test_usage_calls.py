"""Calls as a list, and by what they say of themselves: for whom, with which tags and metadata."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.usage import queries
from tests.api_client import Api, Client
from tests.usage.test_usage_export import rows_of, scene, spend
from tests.world import World

TOLD: dict[str, dict[str, Any]] = {
    "one": {"end_user": "ada", "tags": ["a", "b"], "metadata": {"ticket": "7", "env": "test"}},
    "two": {"end_user": "ada", "tags": ["b"], "metadata": {"ticket": "8"}},
    "three": {"end_user": "grace", "ticket": "7"},
    "four": {"ticket": 7, "note": "a:b"},
    "five": {},
}


def path_of(world: World, query: str, rest: str = "calls") -> str:
    return f"/api/v1/org-billing/credits/{world.org_id}/usage/{rest}?{query}"


def told(api: Api) -> tuple[World, Client, Client]:
    world, boss = scene(api)
    member = api.member(world.org_id)
    world.allocate(member.user_id, 1_000)
    for key, metadata in TOLD.items():
        spend(world, member.user_id, "2", key=key, metadata=metadata)
    return world, boss, member


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "five four three two one"),
        ("end_user=ada", "two one"),
        ("end_user=Ada", ""),
        ("tag=b", "two one"),
        ("tag=b&tag=a", "one"),
        ("tag=a&end_user=grace", ""),
        ("metadata=ticket:7", "three one"),
        ("metadata=ticket:7&metadata=env:test", "one"),
        ("metadata=ticket:7&end_user=grace", "three"),
        ("metadata=note:a:b", "four"),
        ("metadata=note:", ""),
        ("metadata=ticket:7&metadata=ticket:8", ""),
        ("metadata=ticket:7&metadata=ticket:7", "three one"),
        ("metadata=end_user:ada&end_user=grace", ""),
        ("metadata=end_user:grace&end_user=grace", "three"),
    ],
)
async def test_calls_are_found_by_what_they_say(api: Api, query: str, found: str) -> None:
    world, boss, member = told(api)
    for caller in (boss, member):
        rows = (await caller.get(path_of(world, query))).json()
        assert " ".join(row["request_id"] for row in rows) == found
    exported = await rows_of(boss, path_of(world, query, "export"))
    assert " ".join(row["request_id"] for row in exported) == found


async def test_a_row_of_the_list_says_what_is_kept(api: Api) -> None:
    world, boss, member = told(api)
    row = (await boss.get(path_of(world, "tag=a"))).json()[0]
    assert row.pop("time")
    assert row == {
        "kind": "usage", "user_email": member.email, "user_name": member.user_id,
        "service_type": "llm", "service_name": "gpt-4o", "model": None, "credits": 2,
        "refunded_credits": 0, "api_cost_usd": None, "markup_usd": None, "request_id": "one",
        "end_user": "ada", "tags": ["a", "b"], "metadata": TOLD["one"],
    }  # fmt: skip
    [line] = await rows_of(boss, path_of(world, "tag=a", "export"))
    assert (line["end_user"], line["tags"]) == ("ada", "a, b")


async def test_a_tag_with_a_comma_is_one(api: Api) -> None:
    world, boss = scene(api)
    member = api.member(world.org_id)
    world.allocate(member.user_id, 10)
    spend(world, member.user_id, "2", key="mine", metadata={"tags": ["a, b", "=c"]})
    spend(world, member.user_id, "2", key="none", metadata={"tags": "a, b"})
    rows = (await boss.get(path_of(world, ""))).json()
    assert [row["tags"] for row in rows] == [[], ["a, b", "=c"]]
    assert [row["request_id"] for row in (await boss.get(path_of(world, "tag=a, b"))).json()] == [
        "mine"
    ]
    lines = await rows_of(boss, path_of(world, "", "export"))
    assert [line["tags"] for line in lines] == ["", "a, b, =c"]


async def test_refunds_of_found_calls_are_found_and_pages_follow_each_other(api: Api) -> None:
    world, boss, _ = told(api)
    usage = world.one(
        "select usage_id from credit_usage_attribution where org_id = %s and request_id = 'two'",
        world.org_id,
    )  # fmt: skip
    world.refund_usage(usage["usage_id"], 1)
    rows: list[dict[str, Any]] = []
    path = path_of(world, "tag=b&limit=1")
    while path:
        answer = await boss.get(path)
        rows += answer.json()
        path = answer.links.get("next", {}).get("url", "")
    assert [(row["kind"], row["request_id"], row["credits"]) for row in rows] == [
        ("refund", "two", -1), ("usage", "two", 2), ("usage", "one", 2),
    ]  # fmt: skip


async def test_nobody_finds_what_is_not_theirs(api: Api) -> None:
    world, _, _ = told(api)
    colleague = api.member(world.org_id)
    assert (await colleague.get(path_of(world, "tag=b"))).json() == []
    stranger = api.person()
    assert (await stranger.get(path_of(world, "tag=b"))).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["metadata=ticket", "metadata=:7", "tag=", "end_user=", "tag=" + "t" * 65,
     "end_user=" + "u" * 513,
     "&".join(f"tag={n}" for n in range(21)), "&".join(f"metadata=k:{n}" for n in range(17)),
     "end_user=%00"],
)  # fmt: skip
async def test_what_no_call_can_say_is_refused(api: Api, query: str) -> None:
    world, boss, _ = told(api)
    for rest in ("calls", "export"):
        answer = await boss.get(path_of(world, query, rest))
        assert answer.status_code == 422, answer.text


async def test_an_index_finds_them_among_many(api: Api) -> None:
    world, _, member = told(api)
    world.rows(
        """select spend.outcome from generate_series(1, 3000) as g, lateral deduct_credits(
               %s, %s, 0.01, 'llm', 'm', 'many-' || g, jsonb_build_object('end_user', 'x' || g)
           ) as spend""",
        world.org_id, member.user_id,
    )  # fmt: skip
    world.connection.execute("analyze credit_usage_attribution")
    today = datetime.now(UTC).date()
    statement = queries.list_calls_told(
        told=[json.dumps({"end_user": "ada"})], org_id=world.org_id, user_id=None,
        first_day=today - timedelta(days=29), last_day=today, after_time=None, after_id=None,
        limit=50,
    )  # fmt: skip
    text = b"explain " + statement.query.text.encode()
    plan = world.connection.execute(text, statement.parameters).fetchall()
    lines = [str(row["QUERY PLAN"]) for row in plan]
    found = [line for line in lines if "Index Cond" in line and "request_metadata @>" in line]
    assert found, "\n".join(lines)


@pytest.mark.parametrize("metadata", ['[{"tags": ["a"]}]', '"a"', "7", "null"])
async def test_what_is_attached_in_sql_and_no_object_takes_nobodys_list(
    api: Api, metadata: str
) -> None:
    world, boss, member = told(api)
    world.rows(
        "select deduct_credits(%s, %s, 1, 'llm', 'm', 'odd', %s::jsonb)",
        world.org_id, member.user_id, metadata,
    )  # fmt: skip
    rows = (await boss.get(path_of(world, ""))).json()
    assert len(rows) == len(TOLD) + 1
    assert (rows[0]["request_id"], rows[0]["metadata"], rows[0]["tags"]) == ("odd", {}, [])
    assert len(await rows_of(boss, path_of(world, "", "export"))) == len(rows)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ({"upstream": "main", "upstream_label": "EU"}, {"upstream": "EU"}),
        ({"upstream": "main", "upstream_label": None}, {"upstream": "platform"}),
        ({"upstream": "own:ours", "upstream_label": None}, None),
    ],
)
async def test_the_name_of_an_upstream_is_the_platforms_business(
    api: Api, kept: dict[str, Any], shown: dict[str, Any] | None
) -> None:
    world, boss, member = told(api)
    spend(world, member.user_id, "2", key="call", metadata={"price_id": "p", **kept})
    wanted = {"price_id": "p", **(shown or kept)}
    row = (await boss.get(path_of(world, ""))).json()[0]
    assert (row["request_id"], row["metadata"]) == ("call", wanted)
    assert (await boss.get(path_of(world, "", "call"))).json()["metadata"] == wanted
    assert (await boss.get(path_of(world, f"metadata=upstream:{kept['upstream']}"))).json() == []
