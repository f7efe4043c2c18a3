"""Subscriptions of one organization: terms that begin and end, invoices, and what they bring."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.lives.dates import Mark, days_later, local_date
from tests.lives.ledger import Ledger
from tests.lives.lots import Lot
from tests.lives.plans import CYCLES, PLANS, Catalogue, Plan, Refused
from tests.lives.standings import Standing
from tests.lives.terms import (
    ZERO,
    Invoice,
    Item,
    Row,
    Subscription,
    Term,
    cents,
    new_end,
    rounded_down,
)  # fmt: skip

MONTHS = {"monthly": 1, "yearly": 12}


def row_of(plan_name: str, plan: Plan, cycle: str, start: datetime) -> Row:
    """A row that copies price and included credits from the catalogue."""
    return Row(plan_name, cycle, plan.price(cycle), plan.included, start)


@dataclass
class Billing:
    """The subscriptions and invoices of one organization, oldest first."""

    ledger: Ledger
    catalogue: Catalogue
    zone: str
    is_active: bool = True
    subscriptions: list[Subscription] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    money_credit: Decimal = ZERO

    @property
    def live(self) -> Subscription | None:
        last = self.subscriptions[-1] if self.subscriptions else None
        return last if last and last.is_live else None

    @property
    def terms(self) -> list[Term]:
        return [term for subscription in self.subscriptions for term in subscription.terms]

    @property
    def may_spend(self) -> bool:
        return self.is_active and self.live is not None and self.live.standing.may_spend

    def require_live(self) -> Subscription:
        if self.live is None:
            raise Refused("OB022" if self.subscriptions else "OB017")
        return self.live

    # What a boundary does.

    def end_standings(self, at: datetime) -> None:
        if self.live:
            self.live.standing.end_grace(at)

    def pass_boundary(self, at: datetime) -> None:
        """End what was canceled, or begin the next term."""
        subscription = self.live
        if subscription is None or subscription.term.planned_end.instant > at:
            return
        if subscription.cancels:
            self.end(subscription, at)
        elif not subscription.is_paused:
            self.renew(subscription, at)

    def renew(self, subscription: Subscription, at: datetime) -> None:
        """Renew a term, or end a trial; what waited is taken now."""
        old = subscription.term
        mark = old.planned_end
        day = mark.day or local_date(at, self.zone)
        row = self.next_row(subscription, at, lambda plan: self.catalogue.at_boundary(plan, at))
        old.stop(at)
        if old.is_trial:
            subscription.standing = Standing("active")
        if old.is_trial or row.cycle != old.row.cycle:
            self.begin(subscription, row, day, at)
        else:
            self.begin(subscription, row, day, at, (old.anchor, old.last))

    def next_row(
        self, subscription: Subscription, at: datetime, offer: Callable[[str], Plan]
    ) -> Row:
        """What waited, copied from the catalogue, or what was, copied from the row before."""
        waiting, subscription.waiting = subscription.waiting, None
        if waiting:
            return row_of(waiting[0], offer(waiting[0]), waiting[1], at)
        old = subscription.term.row
        return Row(old.plan, old.cycle, old.price, old.included, at)

    def begin(
        self, subscription: Subscription, row: Row, day: date, at: datetime,
        anchored: tuple[date, int] | None = None, unused: Decimal = ZERO,
        credits: Decimal | None = None,
    ) -> None:  # fmt: skip
        """Begin a term with its invoice and its first month; a renewal keeps the anchor.

        `unused` is what is left of the price of a term that a change of cycle has ended.
        """
        anchor, base = anchored or (day, 0)
        last = base + MONTHS[row.cycle]
        term = Term(
            subscription, at, day, anchor, base, last, new_end(anchor, last, self.zone), rows=[row]
        )
        subscription.terms.append(term)
        self.ask(term, "period", row.price, cents(row.price - unused), at)
        self.write_month(term, at, day, row.included if credits is None else credits)

    def ask(self, term: Term, kind: str, price: Decimal, asked: Decimal, at: datetime) -> Invoice:
        """Make an invoice; money credit comes off, and nothing to pay is paid at birth."""
        asked = max(asked, ZERO)
        used = min(self.money_credit, asked)
        self.money_credit -= used
        status = "pending" if asked > used else "paid"
        invoice = Invoice(
            kind, price, asked - used, at, term.planned_end.instant, status,
            term.subscription, term,
        )  # fmt: skip
        term.invoices.append(invoice)
        term.subscription.invoices.append(invoice)
        self.invoices.append(invoice)
        return invoice

    def write_month(self, term: Term, at: datetime, day: date, credits: Decimal) -> None:
        state = "due" if credits > 0 else "nothing"
        if term.subscription.is_paused:
            state = "skipped"
        item = Item(
            "month", term, term.invoice, at, day, credits, len(term.months) + 1, state=state
        )
        term.months.append(item)
        self.items.append(item)

    def pass_months(self, at: datetime) -> None:
        """Write what the month brings that starts now; in a pause it is skipped for good."""
        subscription = self.live
        mark = subscription.term.next_month(self.zone) if subscription else None
        if subscription and mark and mark.instant <= at:
            assert mark.day is not None
            term = subscription.term
            self.write_month(term, at, mark.day, term.row.included)

    def bring(self, now: datetime) -> None:
        """Bring every due month and difference that may come now, the oldest first."""
        for item in self.items:
            if item.state == "due" and not item.is_dead and self.may_come(item):
                item.state, item.brought_at = "brought", now
                item.lot = self.ledger.bring("refresh", item.credits, now)

    def may_come(self, item: Item) -> bool:
        spends = self.is_active and item.term.subscription.standing.may_spend
        return spends or item.is_paid

    # What an admin does.

    def create(self, plan: str, cycle: str, trial_days: int, now: datetime) -> None:
        if plan not in PLANS or cycle not in CYCLES or not 0 <= trial_days <= 90:
            raise Refused("OB001")
        if self.live:
            raise Refused("OB011")
        owes = any(invoice.is_open for invoice in self.invoices)
        subscription = Subscription(Standing("active"))
        self.subscriptions.append(subscription)
        row = row_of(plan, self.catalogue.now(plan), cycle, now)
        day = local_date(now, self.zone)
        if trial_days and not owes:
            ends = days_later(now, trial_days, self.zone)
            subscription.standing = Standing("trialing", ends)
            trial = Term(subscription, now, day, day, 0, 0, Mark(ends, None), True, rows=[row])
            subscription.terms.append(trial)
            return
        self.begin(subscription, row, day, now)
        if owes and subscription.owes:
            subscription.standing = Standing("blocked")

    def change(self, plan: str, cycle: str, now: datetime) -> None:
        if plan not in PLANS or cycle not in CYCLES:
            raise Refused("OB001")
        subscription = self.require_live()
        if subscription.is_paused:
            raise Refused("OB022")
        row = subscription.term.row
        subscription.waiting, subscription.cancels = None, False
        if (plan, cycle) == (row.plan, row.cycle):
            return
        if not self.is_at_once(row, plan, cycle):
            subscription.waiting = (plan, cycle)
            return
        new = row_of(plan, self.catalogue.now(plan), cycle, now)
        if subscription.term.is_trial:
            self.add_row(subscription.term, new, now)
        elif cycle == row.cycle:
            self.upgrade(subscription.term, new, now)
        else:
            self.change_cycle(subscription, new, now)

    def is_at_once(self, row: Row, plan: str, cycle: str) -> bool:
        """A higher plan whatever the cycle, or the same plan from monthly to yearly."""
        if plan == row.plan:
            return (row.cycle, cycle) == ("monthly", "yearly")
        return self.catalogue.now(plan).monthly > self.catalogue.now(row.plan).monthly

    def add_row(self, term: Term, new: Row, now: datetime) -> None:
        term.stop_row(now)
        term.rows.append(new)

    def upgrade(self, term: Term, new: Row, now: datetime) -> None:
        old = term.row
        price = cents(term.left_of(new.price - old.price, now))
        left, days = term.days(local_date(now, self.zone))
        self.add_row(term, new, now)
        invoice = self.ask(term, "proration", max(price, ZERO), price, now)
        self.money_credit += max(-price, ZERO)
        credits = rounded_down((new.included - old.included) * left / days)
        if credits > 0:
            item = Item(
                "difference", term, invoice, now, local_date(now, self.zone), credits
            )  # fmt: skip
            self.items.append(item)

    def change_cycle(self, subscription: Subscription, new: Row, now: datetime) -> None:
        """Begin a new term for the new price less what is unused of the old one."""
        old = subscription.term
        unused = old.left_of(old.row.price, now)
        credits = self.first_month(old, new, local_date(now, self.zone))
        old.stop(now)
        self.begin(
            subscription, new, local_date(now, self.zone), now, unused=unused, credits=credits
        )
        # The rest comes off the next invoices; nobody pays for a term whose invoice is void.
        if old.invoice.status != "void":
            self.money_credit += max(cents(unused - new.price), ZERO)

    def first_month(self, old: Term, new: Row, today: date) -> Decimal:
        """What month 1 brings after a change of cycle: less what is left of the old month."""
        left, days = old.days(today)
        month = old.months[-1]
        counts = month.state != "skipped" and old.invoice.status != "void"
        included = old.row.included if counts else ZERO
        return rounded_down(max(ZERO, new.included * days - included * left) / days)

    def cancel(self, when: str, now: datetime) -> None:
        subscription = self.require_live()
        subscription.waiting = None
        if when == "now" or subscription.term.planned_end.instant <= now:
            self.end(subscription, now)
        else:
            subscription.cancels = True

    def end(self, subscription: Subscription, at: datetime) -> None:
        subscription.standing = Standing("ended")
        subscription.waiting, subscription.cancels = None, False
        subscription.term.stop(at)

    def pause(self, now: datetime) -> None:
        subscription = self.require_live()
        if subscription.standing.name == "trialing":
            raise Refused("OB022")
        if not subscription.is_paused:
            subscription.standing = subscription.standing.paused()
            subscription.term.stop_row(now)

    def resume(self, now: datetime) -> None:
        subscription = self.require_live()
        if not subscription.is_paused:
            return
        subscription.standing = subscription.standing.resumed(now)
        term = subscription.term
        if term.planned_end.instant > now:
            old = term.row
            term.rows.append(Row(old.plan, old.cycle, old.price, old.included, now))
            return
        row = self.next_row(subscription, now, self.catalogue.now)
        term.stop(now)
        self.begin(subscription, row, local_date(now, self.zone), now)

    # Money.

    def invoice(self, number: int) -> Invoice:
        if not 0 <= number < len(self.invoices):
            raise Refused("OB017")
        return self.invoices[number]

    def fail(self, grace_days: int, now: datetime) -> None:
        subscription = self.require_live()
        if not subscription.owes:
            raise Refused("OB022")
        for invoice in subscription.invoices:
            if invoice.is_open:
                invoice.status = "failed"
        subscription.standing.fail(now + timedelta(days=grace_days))

    def pay_all(self) -> None:
        subscription = self.require_live()
        for invoice in subscription.invoices:
            if invoice.is_open:
                invoice.status = "paid"
        self.clear(subscription)

    def pay(self, invoice: Invoice) -> None:
        if invoice.status == "void":
            raise Refused("OB022")
        invoice.status = "paid"
        self.clear(invoice.subscription)

    def void(self, invoice: Invoice) -> None:
        if invoice.status == "void":
            return
        invoice.status = "void"
        for item in self.items:
            if item.invoice is invoice:
                self.take_back(item)
        self.clear(invoice.subscription)

    def clear(self, subscription: Subscription) -> None:
        """Active again at the instant at which none of its invoices is open any more."""
        if not subscription.owes:
            subscription.standing.clear()

    def reverse_month(self, term: Term, index: int) -> None:
        if not 1 <= index <= len(term.months):
            raise Refused("OB017")
        item = term.months[index - 1]
        if item.is_dead or item.state not in ("due", "brought"):
            raise Refused("OB022")
        item.reversed = True
        self.take_back(item)

    def take_back(self, item: Item) -> None:
        if item.lot is not None and not item.lot.taken_back:
            self.ledger.take_out(item.lot)
            item.unrecovered = item.lot.amount - item.lot.out

    def recovered(self, taken: list[tuple[Lot, Decimal]]) -> None:
        """What came back to an undone lot and went out again is owed by nobody any more."""
        for lot, credits in taken:
            for item in self.items:
                if item.lot is lot:
                    item.unrecovered -= credits
