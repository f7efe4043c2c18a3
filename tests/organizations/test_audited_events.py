"""Every event that the specification lists is written by the verb whose name it has."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber

START = datetime(2027, 3, 10, 9, tzinfo=UTC)
FIRST = ["org.credits.allocated", "user.allocation.created"]
LATER = ["org.credits.allocated"]


class Office(Subscriber):
    """An organization with a pool and a member."""

    def __init__(self, owner: OwnerConnection) -> None:
        super().__init__(owner, START)
        self.create("byok")
        self.world.now = START
        self.world.add(1_000)
        self.ann = self.world.member()
        self.boss = self.world.member("boss", "owner")

    def asked(self) -> None:
        """Ann asks for credits, and gets them."""
        self.world.rows(
            "select request_credits(%s, %s, 5, 'more', null, %s)", self.org_id, self.ann, START
        )
        self.world.rows(
            """select approve_credit_request(r.org_id, r.request_id, null, null, %s, null, %s)
               from credit_requests as r where r.org_id = %s and r.status = 'pending'""",
            self.boss, START, self.org_id,
        )  # fmt: skip

    def closed(self) -> None:
        self.world.allocate(self.ann, 5)
        self.world.close(self.ann)

    def spent(self, credits: int, of: int = 10) -> None:
        self.world.allocate(self.ann, of)
        self.world.deduct(self.ann, credits)

    def since(self, step: Callable[["Office"], object]) -> list[str]:
        """Return what a step wrote down, in no order: of one millisecond it is chance."""
        query = "select audit_id, event_type from organization_audit_log where org_id = %s"
        before = {row["audit_id"] for row in self.world.rows(query, self.org_id)}
        step(self)
        after = self.world.rows(query, self.org_id)
        return sorted(row["event_type"] for row in after if row["audit_id"] not in before)


Step = Callable[[Office], object]


def nothing(_: Office) -> None:
    """Come as it is."""


# What happens before; the verb; what it writes.
EVENTS: dict[str, tuple[Step, Step, list[str]]] = {
    "subscription created": (
        lambda office: office.cancel("now"),
        lambda office: office.create(),
        ["org.subscription.created"],
    ),
    "upgraded": (
        nothing,
        lambda office: office.change("hybrid"),
        ["org.subscription.upgraded"],
    ),
    "canceled": (nothing, lambda office: office.cancel("now"), ["org.subscription.canceled"]),
    "added": (nothing, lambda office: office.world.add(5, 5), ["org.credits.purchased"]),
    "purchase paid": (
        nothing,
        lambda office: office.world.pay(office.world.purchase(5)),
        ["org.credits.ordered", "org.credits.purchased"],
    ),
    "allocated first": (nothing, lambda office: office.world.allocate(office.ann, 5), FIRST),
    "allocated again": (
        lambda office: office.world.allocate(office.ann, 5),
        lambda office: office.world.allocate(office.ann, 5),
        LATER,
    ),
    "allocated after a free call": (
        lambda office: office.world.rows(
            "select record_free_usage(%s, %s, 'free', 'llm', 'gpt', '{}', null, %s)",
            office.org_id, office.ann, START,
        ),
        lambda office: office.world.allocate(office.ann, 5),
        FIRST,
    ),
    "allocated after a closing": (
        lambda office: office.closed(),
        lambda office: office.world.allocate(office.ann, 5),
        LATER,
    ),
    "set first": (nothing, lambda office: office.world.set_to(office.ann, 5), FIRST),
    "set to nothing first": (nothing, lambda office: office.world.set_to(office.ann, 0), LATER),
    "set after it was set to nothing": (
        lambda office: office.world.set_to(office.ann, 0),
        lambda office: office.world.set_to(office.ann, 5),
        FIRST,
    ),
    "set again": (
        lambda office: office.world.set_to(office.ann, 5),
        lambda office: office.world.set_to(office.ann, 7),
        LATER,
    ),
    "asked for and approved": (
        nothing,
        lambda office: office.asked(),
        ["org.credit_request.created", *FIRST, "org.credit_request.approved"],
    ),
    "asked for again": (
        lambda office: office.world.allocate(office.ann, 5),
        lambda office: office.asked(),
        ["org.credit_request.created", *LATER, "org.credit_request.approved"],
    ),
    "nearly used up": (
        lambda office: office.spent(9),
        lambda office: office.world.deduct(office.ann, 1),
        ["user.allocation.exhausted"],
    ),
    "captured up to the end": (
        lambda office: office.spent(5),
        lambda office: office.world.capture(office.world.hold(office.ann, 5)["hold_id"], 5),
        ["user.allocation.exhausted"],
    ),
    "refused": (
        lambda office: office.spent(5),
        lambda office: office.world.deduct(office.ann, 50),
        ["credit.deduction.failed"],
    ),
    "a hold refused": (
        lambda office: office.spent(5),
        lambda office: office.world.hold(office.ann, 50),
        ["credit.deduction.failed"],
    ),
}  # fmt: skip
LISTED = {
    "org.subscription.created", "org.subscription.upgraded", "org.subscription.canceled",
    "org.credits.purchased", "org.credits.allocated", "user.allocation.created",
    "user.allocation.exhausted", "credit.deduction.failed",
}  # fmt: skip


def test_every_listed_event_has_a_verb_here() -> None:
    assert {event for _, _, written in EVENTS.values() for event in written} >= LISTED


@pytest.mark.parametrize("name", EVENTS)
def test_a_verb_writes_its_events(owner: OwnerConnection, name: str) -> None:
    before, verb, written = EVENTS[name]
    office = Office(owner)
    before(office)
    assert office.since(verb) == sorted(written)
