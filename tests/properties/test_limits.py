"""Whatever members and keys do, and whoever sets limits meanwhile: a spend is admitted if, and only
if, a plain count of what was used and is open says so, and the counters are that count."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import OwnerConnection
from tests.properties.limits_model import Hold, LimitsModel, Name, Subject, Usage
from tests.restrictions import make_key, restrict, rules_of
from tests.sizes import sized
from tests.world import Item, Row, World, make_world

START = datetime(2040, 5, 30, 22, 58, 30, tzinfo=UTC)  # A Wednesday; a month ends with the next.
NAMES: tuple[Name, ...] = (
    ("credits", "day"), ("credits", "week"), ("credits", "month"), ("requests", "minute"),
    ("tokens", "minute"),
)  # fmt: skip
WHO = range(2)
CREDENTIALS = range(3)  # None, a service key, the first member's own key.
small = st.integers(1, 8)
limits_of = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 25), max_size=3)
spends = st.tuples(
    st.just("spend"), st.sampled_from(["deduct", "reserve"]), st.sampled_from(WHO),
    st.sampled_from(CREDENTIALS), small, st.integers(0, 6), st.booleans(),
)  # fmt: skip
steps = st.one_of(
    spends,
    spends,
    st.tuples(st.just("batch"), st.lists(spends, min_size=2, max_size=5), st.booleans()),
    st.tuples(st.just("capture"), st.integers(0, 20), small, st.integers(0, 6)),
    st.tuples(st.just("release"), st.integers(0, 20)),
    st.tuples(st.just("refund"), st.integers(0, 20)),
    st.tuples(st.just("pass"), st.sampled_from([20, 60, 3_700, 90_000, 400_000])),
    st.tuples(st.just("limit"), st.integers(0, 3), limits_of),
)


@dataclass
class Play:
    """The database and the model, side by side."""

    world: World
    model: LimitsModel
    members: list[str]
    keys: list[str | None]
    price_id: str
    holds: list[tuple[uuid.UUID, Hold]] = field(default_factory=list)
    usages: list[tuple[uuid.UUID, Usage]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        assert self.world.now is not None
        return self.world.now

    def do(self, step: Any) -> None:
        kind, *rest = step
        getattr(self, f"do_{kind}")(*rest)

    def do_spend(self, *spend: Any) -> None:
        self.do_batch([("spend", *spend)], spend[-1])

    def do_batch(self, spends: list[Any], closely: bool) -> None:
        planned = [self._planned(*spend[1:]) for spend in spends]
        rows = self.world.spend([item for item, _, _ in planned], closely=closely)
        for (item, subjects, tokens), row in zip(planned, rows, strict=True):
            self._compare(item, subjects, tokens, row)

    def do_capture(self, which: int, credits: int, tokens: int) -> None:
        found = self._open(which)
        if found is None:
            return
        hold_id, hold = found
        [row] = self.world.spend(
            [Item("capture", credits, hold_id=hold_id, metadata=told(tokens), call="{}")]
        )
        assert (row["outcome"], row["uncollected_credits"]) == ("ok", 0)
        hold.is_open = False
        amounts = Decimal(credits), Decimal(tokens)
        usage = self.model.spent(hold.subjects, *amounts, self.now, is_request=False)
        self.usages.append((row["usage_id"], usage))

    def do_release(self, which: int) -> None:
        found = self._open(which)
        if found is not None:
            [row] = self.world.spend([Item("release", hold_id=found[0], call="{}")])
            assert row["outcome"] == "ok"
            found[1].is_open = False

    def do_refund(self, which: int) -> None:
        left = [(usage_id, usage) for usage_id, usage in self.usages if usage.credits]
        if left:
            usage_id, usage = left[which % len(left)]
            self.world.refund_usage(usage_id, 1)
            usage.credits -= 1

    def do_pass(self, seconds: int) -> None:
        self.world.now = self.now + timedelta(seconds=seconds)

    def do_limit(self, which: int, limits: dict[Name, int]) -> None:
        subject = self._subjects()[which]
        self.model.set_limits(subject, {name: Decimal(most) for name, most in limits.items()})
        restrict(self.world, *subject, limits=[(*name, most) for name, most in limits.items()])

    def check(self) -> None:
        for subject in self._subjects():
            told_so = {
                (unit, limit["period"]): (limit[f"used_{unit}"], limit[f"held_{unit}"])
                for limit in rules_of(self.world, *subject)["limits"]
                for unit in ("credits", "requests", "tokens")
                if f"used_{unit}" in limit
            }
            assert told_so == self.model.figures(subject, self.now), subject

    def _planned(
        self, verb: str, who: int, credential: int, credits: int, tokens: int, _: bool
    ) -> tuple[Item, list[Subject], Decimal]:
        # Another's own key is nobody's to spend with.
        credential = 1 if (credential, who) == (2, 1) else credential
        key, member = self.keys[credential], self.members[who]
        call = journal(self.price_id, tokens) if verb == "reserve" else None
        item = Item(
            verb, credits, uuid.uuid4().hex, member, ttl_s=86_400, credential_id=key, call=call,
            metadata=told(tokens) if verb == "deduct" else None,
        )  # fmt: skip
        subjects = [("member", member), *([("key", key)] if key else [])]
        return item, subjects, Decimal(tokens)

    def _compare(self, item: Item, subjects: list[Subject], tokens: Decimal, row: Row) -> None:
        credits = Decimal(str(item.credits))
        # What a deduct has used already is charged for, however many tokens they were.
        coming = tokens if item.verb == "reserve" else Decimal(0)
        units = self.model.in_the_way(subjects, credits, coming, self.now)
        wanted = "ok" if not units else "refused" if "credits" in units else "rate_limited"
        assert row["outcome"] == wanted, (item, units)
        if wanted == "refused":
            assert row["blocked_by"] == "budget"
        if wanted != "ok":
            return
        if item.verb == "reserve":
            held = self.model.hold(subjects, credits, tokens, self.now)
            self.holds.append((row["hold_id"], held))
        else:
            usage = self.model.spent(subjects, credits, tokens, self.now, is_request=True)
            self.usages.append((row["usage_id"], usage))

    def _open(self, which: int) -> tuple[uuid.UUID, Hold] | None:
        left = [(hold_id, hold) for hold_id, hold in self.holds if hold.is_open]
        return left[which % len(left)] if left else None

    def _subjects(self) -> list[Subject]:
        return [
            *(("member", member) for member in self.members),
            *(("key", key) for key in self.keys if key),
        ]


def told(tokens: int) -> str:
    return json.dumps({"input_tokens": tokens, "output_tokens": 0})


def make_price(world: World) -> str:
    """A price that what is written of a call can name."""
    row = world.one(
        "select price_id from set_model_price(%s, 1, 2, 'admin', 'root')", uuid.uuid4().hex
    )
    return str(row["price_id"])


def journal(price_id: str, tokens: int) -> str:
    return json.dumps({
        "process_id": str(uuid.UUID(int=1)), "model": "gpt", "upstream": "u", "markup": "1",
        "price_id": price_id, "input_tokens": tokens,
    })  # fmt: skip


def play(owner: OwnerConnection, zone: str, plan: list[Any]) -> None:
    world = make_world(owner, now=START)
    world.move(zone)
    world.add(1_000_000)
    members = [world.member() for _ in WHO]
    for member in members:
        world.allocate(member, 100_000, "never")
    keys = [None, make_key(world), make_key(world, members[0])]
    played = Play(world, LimitsModel(zone), members, keys, make_price(world))
    for step in plan:
        played.do(step)
        played.check()
    # What is written of a call that runs on is settled by whichever server looks for it.
    for _ in played.holds:
        played.do_release(0)
    played.check()
    assert world.differences() == []


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_limits_admit_what_a_plain_count_admits(owner: OwnerConnection, zone: str) -> None:
    @settings(
        max_examples=sized(2_000), deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(st.lists(steps, min_size=5, max_size=40))
    def run(plan: list[Any]) -> None:
        first = [("limit", 0, {("credits", "day"): 25}), ("limit", 2, {("tokens", "minute"): 9})]
        play(owner, zone, [*first, *plan])

    run()
