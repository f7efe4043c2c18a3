"""Lives of pools: amounts of their own, time zones, resets, holds, lots and refunds.

The clock begins on 10 January 2026 and stops on 1 August, as in the lives of subscriptions.
"""

from collections.abc import Iterator
from hashlib import sha256

from tests.migrations.life import Life, Story
from tests.migrations.lives_of_plans import begin


def own_amount_is_the_plans(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-02-15 09:00"
    life.refresh_by(5000)


def own_amount_is_another(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-02-15 09:00"
    life.refresh_by(2000)


def own_amount_before_the_plan_changed(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-02-15 09:00"
    life.refresh_by(3000)
    yield "2026-03-25 09:00"
    life.change("hybrid")


def own_amount_as_the_plans_before_it_changed(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-02-15 09:00"
    life.refresh_by(1000)
    yield "2026-03-25 09:00"
    life.change("platform")


def own_amount_is_none(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-02-15 09:00"
    life.refresh_by(0)


def own_amount_and_back_to_the_plans(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-02-15 09:00"
    life.refresh_by(2500)
    yield "2026-04-15 09:00"
    life.refresh_by(5000)


def own_amount_before_the_first_subscription(life: Life) -> Iterator[str]:
    yield "2026-01-12 09:00"
    life.found()
    life.refresh_by(700)
    yield "2026-03-05 09:00"
    life.subscribe("platform")


def own_amount_without_a_subscription(life: Life) -> Iterator[str]:
    yield "2026-01-12 09:00"
    life.found()
    life.refresh_by(700)


def own_amount_in_a_pause(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-02-15 09:00"
    life.refresh_by(2000)
    yield "2026-04-15 09:00"
    life.pause()


def own_amount_after_a_cancellation(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    life.refresh_by(800)
    yield "2026-04-12 09:00"
    life.cancel("now")


def scarce_pool_in_berlin(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.found("Europe/Berlin")
    life.subscribe("byok")
    kinds = ("daily", "weekly", "monthly", "never")
    members = {kind: life.member(kind) for kind in kinds}
    for kind in kinds:
        life.allocate(members[kind], 250, kind)
        life.weekly_use[members[kind]] = "120"
    # Some 1,500 a month of the 1,000 that a month brings: resets find too little.
    yield "2026-03-27 09:00"
    life.set_to(members["weekly"], 120)
    yield "2026-07-31 22:30"
    for kind in kinds:
        life.spend(members[kind], "80.5")


def midnight_that_does_not_exist(life: Life) -> Iterator[str]:
    """In Cairo 24 April 2026 begins at one o'clock."""
    yield "2026-01-24 09:00"
    life.found("Africa/Cairo")
    life.subscribe("platform")
    ann = life.member("ann")
    life.allocate(ann, 1000, "monthly")
    life.weekly_use[ann] = 50


def moved_from_new_york_to_tokyo(life: Life) -> Iterator[str]:
    yield "2026-01-10 18:00"
    life.found("America/New_York")
    life.subscribe("platform")
    ann, ben = life.member("ann"), life.member("ben")
    life.allocate(ann, 1000, "monthly")
    life.allocate(ben, 70, "daily")
    life.weekly_use |= {ann: 90, ben: 20}
    yield "2026-04-15 12:00"
    life.move("Asia/Tokyo")
    yield "2026-05-10 12:00"
    life.fail()


def moved_over_the_date_line(life: Life) -> Iterator[str]:
    yield "2026-01-20 18:00"
    life.found("Pacific/Kiritimati")
    life.subscribe("hybrid", "yearly")
    ann = life.member("ann")
    life.allocate(ann, 500, "weekly")
    life.weekly_use[ann] = 60
    yield "2026-06-19 11:00"
    life.move("Pacific/Honolulu")


def lots_of_every_kind(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.found()
    life.subscribe("byok")
    ann, ben = life.member("ann"), life.member("ben")
    bought = life.buy(1000)
    life.grant("250.5")
    life.allocate(ann, 900, "monthly")
    life.allocate(ben, 300, "never")
    yield "2026-01-12 09:00"
    first, second = life.spend(ann, 300), life.spend(ben, "40.125")
    life.spend(ann, 200)
    life.refund(first, 120)
    yield "2026-02-12 09:00"
    # Its period is over: this one goes back to the pool.
    life.refund(first, 30)
    life.refund(second, "40.125")
    life.reclaim(ann, 100)
    yield "2026-03-12 09:00"
    spare = life.buy(500)
    life.refund_lot(spare, 500)
    half = life.buy(800)
    life.refund_lot(half, 200)
    life.spend(ann, 350)
    yield "2026-05-12 09:00"
    life.spend(ann, "411.000001")
    life.refund_lot(bought, 1)
    life.order(12_000)
    yield "2026-07-30 09:00"
    life.order(300)
    life.spend(ann, "77.7")


def holds_of_every_kind(life: Life) -> Iterator[str]:
    yield "2026-01-11 09:00"
    life.found("America/New_York")
    life.subscribe("platform")
    ann, ben = life.member("ann"), life.member("ben")
    life.allocate(ann, 600, "monthly")
    life.allocate(ben, 90, "daily")
    yield "2026-04-02 15:00"
    life.capture(life.hold(ann, 50), 31)
    life.release(life.hold(ann, 40))
    late = life.hold(ben, 60, 60)
    life.hold(ann, 5, 60)
    more = life.hold(ann, 500)
    # More than was held: what the member lacks is owed by the organization.
    life.capture(more, 650)
    yield "2026-04-03 09:00"
    life.capture(late, 75)
    yield "2026-07-31 13:00"
    life.hold(ann, 100, 86_400)
    life.hold(ben, 20, 86_400)
    # Set below what is held: the rest comes back as the holds end.
    life.set_to(ann, 30)
    # Expired by noon, swept by nobody yet.
    yield "2026-08-01 11:00"
    life.hold(ben, 5, 600)


def members_come_and_go(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.found()
    life.subscribe("platform")
    ann, ben = life.member("ann", "admin"), life.member("ben")
    life.allocate(ann, 1000, "monthly")
    life.allocate(ben, 800, "weekly")
    life.weekly_use |= {ann: 120, ben: 45}
    yield "2026-03-03 09:00"
    del life.weekly_use[ben]
    life.remove(ben)
    yield "2026-04-07 09:00"
    life.verb("add_member", ben, "member", life.owner)
    life.allocate(ben, 300)
    yield "2026-05-07 09:00"
    del life.weekly_use[ann]
    life.verb("close_allocation", ann, life.owner, "on leave")
    yield "2026-07-29 09:00"
    life.verb("request_credits", ben, 250, "The quarterly report.", "ask-1")
    for kind, whose in (("service", None), ("member", ben)):
        secret = sha256(kind.encode()).digest()
        maker = whose or life.owner
        life.verb("create_api_key", kind, whose, kind, secret, "ob_0014", None, maker)


def nobody_looked_and_resets_are_due(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.found("Europe/Berlin")
    life.subscribe("byok")
    ann, ben = life.member("ann"), life.member("ben")
    life.allocate(ann, 700, "monthly")
    life.allocate(ben, 200, "weekly")
    life.weekly_use |= {ann: 55, ben: 30}
    yield "2026-05-25 09:00"
    life.spend(ann, 400)
    life.hold(ben, 50)
    life.is_looked_after = False


POOLS: dict[str, Story] = {
    "07-own-equal": own_amount_is_the_plans,
    "07-own-different": own_amount_is_another,
    "07-own-before-change": own_amount_before_the_plan_changed,
    "07-own-equal-before-change": own_amount_as_the_plans_before_it_changed,
    "07-own-zero": own_amount_is_none,
    "07-own-and-back": own_amount_and_back_to_the_plans,
    "07-own-before-subscription": own_amount_before_the_first_subscription,
    "07-own-alone": own_amount_without_a_subscription,
    "07-own-paused": own_amount_in_a_pause,
    "07-own-canceled": own_amount_after_a_cancellation,
    "09-berlin-scarce": scarce_pool_in_berlin,
    "09-cairo": midnight_that_does_not_exist,
    "09-moved-to-tokyo": moved_from_new_york_to_tokyo,
    "09-moved-over-the-date-line": moved_over_the_date_line,
    "09-lots": lots_of_every_kind,
    "09-holds": holds_of_every_kind,
    "09-members": members_come_and_go,
    "10-nobody-looked-resets": nobody_looked_and_resets_are_due,
}
