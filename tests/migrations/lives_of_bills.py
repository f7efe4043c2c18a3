"""Lives of bills, told by the program of revision 0022: purchases and invoices with every end.

The clock begins on 10 January 2026 and stops on 1 August, as in the lives of subscriptions and
pools, which the program of revision 0014 told.
"""

from collections.abc import Iterator
from uuid import UUID

from tests.migrations.life import ROOT, Amount, Life, Story
from tests.migrations.lives_of_plans import begin


class BilledLife(Life):
    """A life by the verbs that came with the calendar."""

    SETTLES = "settle_organization"

    def refresh_by(self, credits: Amount) -> None:
        """An admin sets the organization's own monthly grant."""
        self.verb("set_own_grant", credits, ROOT)

    def end(self, purchase_id: UUID, outcome: str) -> None:
        """A purchase ends without being paid."""
        self.verb("end_purchase", purchase_id, outcome, ROOT, f"it was {outcome}")

    def settle_purchase(self, purchase_id: UUID) -> None:
        """A purchase that waited is paid."""
        self.verb("pay_purchase", purchase_id, ROOT)

    def buy_by_transfer(self, credits: Amount, paid_usd: Amount) -> None:
        """Credits that are paid already are added."""
        self.verb(
            "add_credits_to_pool", credits, paid_usd, ROOT, "bank transfer", self._key(), None
        )

    def invoice(self, number: int) -> UUID:
        """Return the id of an invoice; 0 is the first, -1 the newest."""
        rows = self.connection.execute(
            "select invoice_id from subscription_invoices where org_id = %s"
            " order by made_at, invoice_id",
            [self.org_id],
        ).fetchall()
        found: UUID = rows[number]["invoice_id"]
        return found

    def pay_invoice(self, number: int) -> None:
        """Pay one invoice, of whichever subscription."""
        self.verb("pay_invoice", self.invoice(number), ROOT)

    def void(self, number: int) -> None:
        """Take an invoice back."""
        self.verb("void_invoice", self.invoice(number), ROOT, "a mistake")


def purchases_of_every_end(life: Life) -> Iterator[str]:
    assert isinstance(life, BilledLife)
    yield "2026-01-10 09:00"
    begin(life, "byok")
    first, second, third = (life.order(credits) for credits in (1000, 2500, 700))
    life.order(9000)
    yield "2026-01-14 10:00"
    life.settle_purchase(first)
    life.end(second, "canceled")
    life.end(third, "failed")
    life.grant(40)
    life.buy_by_transfer(30_000, 27)
    yield "2026-02-14 10:00"
    life.end(life.order(5000), "expired")
    whole, part = life.buy(1500), life.buy(4000)
    life.refund_lot(whole, 1500)
    life.refund_lot(part, 1)
    life.refund_lot(part, 999)
    life.refund_lot(part, 500)
    yield "2026-07-20 10:00"
    life.order(12_345)


def invoices_of_every_end(life: Life) -> Iterator[str]:
    assert isinstance(life, BilledLife)
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-01-25 09:00"
    life.change("platform")
    yield "2026-02-09 09:00"
    life.pays = False
    yield "2026-02-10 09:00"
    life.fail()
    yield "2026-02-12 09:00"
    life.change("hybrid")
    life.fail()
    yield "2026-02-20 09:00"
    life.pay()
    yield "2026-03-09 09:00"
    life.pays = False
    yield "2026-03-10 09:00"
    life.void(-1)
    life.pays = True
    yield "2026-04-15 09:00"
    life.void(-1)
    yield "2026-05-09 00:10"
    life.pays = False
    yield "2026-05-10 09:10"
    life.fail()
    yield "2026-05-25 09:00"
    life.cancel("now")
    yield "2026-06-01 09:00"
    life.subscribe("platform")
    yield "2026-06-02 09:00"
    life.pay_invoice(-2)
    life.pay_invoice(-1)
    life.pays = True


def what_is_owed_back(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "platform", "yearly")
    yield "2026-01-11 09:00"
    life.change("hybrid")
    yield "2026-06-15 15:00"
    life.change("byok")


def trial_then_two_upgrades(life: Life) -> Iterator[str]:
    yield "2026-01-20 09:00"
    begin(life, "byok", trial_days=14)
    yield "2026-01-25 09:00"
    life.change("platform")
    yield "2026-03-15 09:00"
    life.change("hybrid")
    yield "2026-07-10 09:00"
    life.change("hybrid", "yearly")


def paused_with_an_amount_of_its_own(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    life.refresh_by(700)
    yield "2026-03-20 09:00"
    life.pause()
    yield "2026-05-25 09:00"
    life.resume()
    yield "2026-06-20 09:00"
    life.pays = False
    yield "2026-07-26 09:00"
    life.fail(30)


def moved_by_hand_and_reversed(life: Life) -> Iterator[str]:
    assert isinstance(life, BilledLife)
    yield "2026-01-10 09:00"
    life.found("Europe/Berlin")
    life.subscribe("hybrid")
    ann, ben = life.member("ann"), life.member("ben")
    life.allocate(ann, 4000, "monthly")
    life.allocate(ben, 300, "daily")
    life.weekly_use |= {ann: 210, ben: "13.25"}
    used = life.spend(ann, 120)
    life.refund(used, 20)
    life.capture(life.hold(ben, 50), 31)
    yield "2026-03-20 09:00"
    term = life._value(
        "select term_id from organization_subscriptions where org_id = %s", life.org_id
    )
    life.verb("reverse_month", term, 1, ROOT, "brought twice")
    life.verb("move_boundary", "planned_end", None, "2026-04-12 10:00+02", ROOT, "agreed")
    life.verb("move_boundary", "reset", ann, "2026-04-12 10:00+02", ROOT, "with it")
    yield "2026-05-02 09:00"
    life.move("America/New_York")
    life.remove(ben)
    del life.weekly_use[ben]
    yield "2026-07-31 23:00"
    life.hold(ann, 80, 86_400)
    life.verb("request_credits", ann, 250, "The quarterly report.", "ask-1")


def nobody_has_paid(life: Life) -> Iterator[str]:
    yield "2026-02-03 09:00"
    begin(life, "platform")
    life.pays = False
    yield "2026-03-05 09:10"
    life.fail(3)
    yield "2026-07-20 09:00"
    life.order(1000)


BILLS: dict[str, Story] = {
    "12-purchases": purchases_of_every_end,
    "12-invoices": invoices_of_every_end,
    "12-owed-back": what_is_owed_back,
    "12-trial-and-upgrades": trial_then_two_upgrades,
    "12-paused-own-amount": paused_with_an_amount_of_its_own,
    "12-moved-by-hand": moved_by_hand_and_reversed,
    "12-nobody-paid": nobody_has_paid,
}
