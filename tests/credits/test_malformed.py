"""What is wrong with one item is that item's own answer; its neighbours are carried out."""

import asyncio
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from orgbilling.spending.decisions import problem_of
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem
from tests.api_client import Api
from tests.conftest import OwnerConnection
from tests.credits.company import make_company
from tests.credits.engine_rig import deduct, engine_on, spender
from tests.world import Item, Row, make_world

AMOUNTS = [None, "0", "-1", "NaN", "Infinity", "-Infinity", "1e10", "1e400", "0.0000001"]
COSTS = ["NaN", "Infinity", "-Infinity", "1e12", "1e400", "0.0000000000001"]
NAMES = [None, "", "x" * 256]
# Long, and not to be made shorter: an index could not hold it.
LONG = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(3_000))
# What an item says; the field that is named; in which verbs; what is no such thing.
MALFORMED: dict[str, tuple[str, set[str], list[Any]]] = {
    "verb": ("verb", {"deduct"}, [None, "", "refund", "Deduct", " deduct"]),
    "key": ("request_id", {"deduct", "reserve"}, NAMES),
    "user": ("user_id", {"deduct", "reserve"}, NAMES),
    "service_type": ("service_type", {"deduct"}, [None, LONG]),
    "service_name": ("service_name", {"deduct", "reserve"}, [LONG]),
    "ttl_s": ("ttl_s", {"reserve"}, [0, -1, 86_401, 2**31 - 1]),
    "hold_id": ("hold_id", {"capture", "release"}, [None]),
    "credits": ("credits", {"deduct", "reserve", "capture"}, AMOUNTS),
    "api_cost_usd": ("api_cost_usd", {"deduct", "capture"}, ["-0.01", *COSTS]),
    "markup_usd": ("markup_usd", {"deduct", "capture"}, ["-1e12", *COSTS]),
}


def sound(verb: str, member: str, hold_id: uuid.UUID) -> Item:
    """An item of this verb with which nothing is wrong."""
    if verb in ("deduct", "reserve"):
        return Item(verb, 1, uuid.uuid4().hex, member)
    return Item(verb, 1 if verb == "capture" else None, hold_id=hold_id)


def every_malformed(member: str, hold_id: uuid.UUID) -> list[tuple[str, Item]]:
    """Each with the field that has to be named."""
    return [
        (field, replace(sound(verb, member, hold_id), **{name: value}))
        for name, (field, verbs, values) in MALFORMED.items()
        for verb in sorted(verbs)
        for value in values
    ]


class Place:
    """A member with credits and a hold, and what may not be changed by what is malformed."""

    def __init__(self, owner: OwnerConnection) -> None:
        self.world = make_world(owner)
        self.member = self.world.member()
        self.world.add(1_000)
        self.world.allocate(self.member, 1_000, "never")
        self.hold_id: uuid.UUID = self.world.hold(self.member, 5)["hold_id"]

    def malformed(self) -> list[tuple[str, Item]]:
        return every_malformed(self.member, self.hold_id)

    def counts(self) -> Row:
        return self.world.one(
            """select
               (select count(*) from credit_usage_attribution where org_id = p.org_id) as usages,
               (select count(*) from credit_request_keys where org_id = p.org_id) as keys,
               (select count(*) from credit_refusals where org_id = p.org_id) as refusals,
               (select count(*) from credit_holds where org_id = p.org_id and status = 'open')
               as holds
               from organization_credit_pools as p where p.org_id = %s""",
            self.world.org_id,
        )


def told(rows: list[Row]) -> list[tuple[str, str | None]]:
    return [(row["outcome"], row["malformed_field"]) for row in rows]


@pytest.mark.parametrize("closely", [False, True])
def test_a_malformed_item_alone_is_told_so_and_leaves_nothing(
    owner: OwnerConnection, closely: bool
) -> None:
    place = Place(owner)
    before = place.counts()
    for field, item in place.malformed():
        rows = place.world.spend_once([(place.world.org_id, item)], closely=closely)
        assert told(rows) == [("malformed", field)], item
        assert rows[0]["replayed"] is False
    assert told(place.world.spend_once([(None, sound("deduct", "m", place.hold_id))])) == [
        ("malformed", "org_id")
    ]
    assert place.counts() == before
    assert place.world.figures(place.member, "UH") == (0, 5)


@pytest.mark.parametrize("verb", ["deduct", "reserve"])
@pytest.mark.parametrize("closely", [False, True])
def test_among_others_it_takes_nothing_from_its_neighbours(
    owner: OwnerConnection, closely: bool, verb: str
) -> None:
    place, other = Place(owner), Place(owner)
    before = place.counts()
    items: list[tuple[uuid.UUID | None, Item]] = []
    expected: list[tuple[str, str | None]] = []
    for field, item in place.malformed():
        neighbour = sound(verb, place.member, place.hold_id)
        items += [(place.world.org_id, item), (place.world.org_id, neighbour)]
        expected += [("malformed", field), ("ok", None)]
    beside = sound("deduct", other.member, other.hold_id)
    items += [(None, items[1][1]), (other.world.org_id, beside)]
    rows = place.world.spend_once(items, closely=closely)
    assert told(rows) == [*expected, ("malformed", "org_id"), ("ok", None)]
    done = len(place.malformed())
    used = (done, 5) if verb == "deduct" else (0, 5 + done)
    assert place.world.figures(place.member, "UH") == used
    after = place.counts()
    assert after["keys"] == before["keys"] + done
    assert after["usages"] + after["holds"] == before["usages"] + before["holds"] + done
    assert after["refusals"] == 0
    assert place.world.differences() == other.world.differences() == []


def test_nothing_but_malformed_items_is_answered_too(owner: OwnerConnection) -> None:
    place = Place(owner)
    items = [(place.world.org_id, item) for _, item in place.malformed()]
    for closely in (False, True):
        rows = place.world.spend_once(items, closely=closely)
        assert told(rows) == [("malformed", field) for field, _ in place.malformed()]


CALLS = {
    "deduct": """select * from deduct_credits(%(org)s, %(user)s, %(credits)s, %(service_type)s,
        %(service_name)s, %(key)s, '{}', %(api_cost_usd)s, %(markup_usd)s)""",
    "reserve": """select * from reserve_credits(%(org)s, %(user)s, %(credits)s, %(key)s, %(ttl_s)s,
        %(service_type)s, %(service_name)s)""",
    "capture": """select * from capture_credits(%(org)s, %(hold_id)s, %(credits)s, '{}',
        %(api_cost_usd)s, %(markup_usd)s)""",
    "release": "select * from release_credits(%(org)s, %(hold_id)s)",
}  # fmt: skip


def test_who_speaks_sql_is_told_by_sqlstate(owner: OwnerConnection) -> None:
    place = Place(owner)
    before = place.counts()
    for field, item in place.malformed():
        if item.verb not in CALLS:
            continue
        values = vars(item) | {"org": place.world.org_id}
        with pytest.raises(psycopg.Error) as refused:
            owner.execute(CALLS[item.verb].encode(), values)
        code = "OB002" if field == "credits" else "OB001"
        assert (refused.value.sqlstate, refused.value.diag.message_detail) == (
            code, f'{{"field": "{field}"}}',
        )  # fmt: skip
    assert place.counts() == before


def spend_item(item: Item) -> SpendItem:
    """The same as the engine is given it, whatever its type says."""
    values: dict[str, Any] = {
        "verb": item.verb, "request_key": item.key, "user_id": item.user,
        "credits": None if item.credits is None else Decimal(item.credits),
        "service_type": item.service_type, "service_name": item.service_name,
        "hold_id": item.hold_id, "ttl_s": item.ttl_s,
        "api_cost_usd": item.api_cost_usd, "markup_usd": item.markup_usd,
    }  # fmt: skip
    return SpendItem(**values)


async def test_the_engine_tells_each_its_own_and_sends_nobody_again(
    owner: OwnerConnection, application_url: str
) -> None:
    place = Place(owner)
    neighbour, other = spender(owner, 1_000)
    malformed = [(field, item) for field, item in place.malformed() if item.verb]
    async with engine_on(application_url, lanes=1) as engine:
        answers = await asyncio.gather(
            *(
                engine.spend(world.org_id, item)
                for _, wrong in malformed
                for world, item in (
                    (place.world, spend_item(wrong)),
                    (place.world, deduct(place.member, 1)),
                    (neighbour, deduct(other, 1)),
                )
            )
        )
        assert engine.counters.retried_singly == 0
        assert engine.counters.batches < len(malformed)
    assert [(answer.outcome, answer.malformed_field) for answer in answers] == [
        one for field, _ in malformed for one in (("malformed", field), ("ok", None), ("ok", None))
    ]
    for answer in answers[::3]:
        problem = problem_of(answer)
        assert problem is not None
        code = "invalid_amount" if answer.malformed_field == "credits" else "invalid_argument"
        assert (problem.status, problem.code) == (422, code)
        assert problem.fields == {"field": answer.malformed_field}
    assert neighbour.figures(other, "U") == place.world.figures(place.member, "U")
    assert place.world.differences() == neighbour.differences() == []


# As text: JSON libraries refuse to write half of it.
BAD_JSON = {
    "user_id": ["null", '""', f'"{"u" * 256}"', "7"],
    "credits": ["null", "0", "-1", "1e10", "0.0000001", '"1"', "true"],
    "service_type": ["null", '""', f'"{"s" * 101}"'],
    "service_name": [f'"{"s" * 201}"', "[]"],
    "request_id": ['""', f'"{"k" * 256}"', "{}"],
    "metadata": ["[]", f'{{"a": "{"x" * 16_384}"}}'],
    "api_cost_usd": ["-1", "1e12", "0.0000000000001"],
    "markup_usd": ["-1", "1e12", "0.0000000000001"],
}  # fmt: skip


async def test_over_http_each_item_of_a_batch_is_answered_by_itself(api: Api) -> None:
    company = make_company(api)
    member = company.member(1_000)
    texts = []
    for name, values in BAD_JSON.items():
        for value in values:
            for changed in ({name: value}, {}):
                body = {
                    "user_id": f'"{member.user_id}"', "credits": "1", "service_type": '"llm"',
                    "request_id": f'"{uuid.uuid4().hex}"', **changed,
                }  # fmt: skip
                texts.append("{" + ",".join(f'"{key}": {text}' for key, text in body.items()) + "}")
    answer = await company.program.post(
        company.path("/deduct/batch"),
        content=f'{{"items": [{",".join(texts)}]}}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    statuses = [item["status"] for item in answer.json()]
    assert statuses == [422, 200] * (len(texts) // 2)
    assert company.world.figures(member.user_id, "U") == (len(texts) // 2,)
    assert company.world.differences() == []


async def test_the_largest_costs_stand_in_nobodys_way(api: Api) -> None:
    """Three of thirty-three callers, of one organization, again and again."""
    dear, others = make_company(api), [make_company(api) for _ in range(3)]
    spenders = [(company, company.member(1_000)) for company in [dear, *others]]
    engine: SpendingEngine = api.app.state.orgbilling_engine
    largest = {"api_cost_usd": 999_999_999_999, "markup_usd": 999_999_999_999}

    async def call(number: int) -> list[int]:
        company, member = spenders[0] if number < 3 else spenders[1 + number % 3]
        return [
            (
                await company.program.post(
                    company.path("/deduct"),
                    json={
                        "user_id": member.user_id, "credits": 1, "service_type": "llm",
                        "request_id": uuid.uuid4().hex, **(largest if number < 3 else {}),
                    },
                )
            ).status_code
            for _ in range(4)
        ]  # fmt: skip

    assert await asyncio.gather(*(call(number) for number in range(33))) == [[200] * 4] * 33
    assert engine.counters.retried_singly == 0
    assert engine.counters.outcomes.keys() == {"deduct:ok"}
    sums = dear.world.one(
        "select api_cost_usd from credit_usage_daily where org_id = %s", dear.org_id
    )
    assert sums["api_cost_usd"] == 12 * 999_999_999_999
    assert [company.world.differences() for company, _ in spenders] == [[]] * 4
