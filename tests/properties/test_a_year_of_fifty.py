"""A year of fifty organizations: every invoice is what its terms say, computed once more here."""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import TestDatabase
from tests.world import Row, World, make_world

START = datetime(2027, 1, 31, 9, tzinfo=UTC)
DAYS = 366
ORGANIZATIONS = 50
PLANS = ("byok", "platform", "hybrid")
CYCLES = ("monthly", "yearly")
ZONES = ("UTC", "Europe/Berlin", "Pacific/Auckland", "America/New_York")
ZERO = Decimal(0)
REFUSALS = {"OB011", "OB017", "OB022", "OB026"}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def seconds(first: datetime, last: datetime) -> Decimal:
    return Decimal((last - first) // timedelta(microseconds=1)) / 1_000_000


class Year:
    """One organization's year, by chance."""

    def __init__(self, connection: psycopg.Connection[Row], number: int) -> None:
        self.chance = random.Random(number)
        zone = ZONES[number % len(ZONES)]
        self.world: World = make_world(connection, START, zone, subscribed=False)
        self.plan, self.cycle = PLANS[number % 3], CYCLES[number // 3 % 2]
        self.trial_days = (0, 0, 14)[number // 6 % 3]

    def live(self) -> None:
        self.call("create_subscription", self.plan, self.cycle, self.trial_days)
        day = 0.0
        while (day := day + self.chance.expovariate(1 / 7)) < DAYS:
            self.world.now = START + timedelta(seconds=int(day * 86_400))
            verbs: list[Callable[[], object]] = [
                *[self.change, self.resume] * 6, *[self.pay_one, self.pay_all, self.create] * 4,
                self.pause, self.pause, self.fail, self.void, self.cancel,
            ]  # fmt: skip
            try:
                self.chance.choice(verbs)()
            except psycopg.Error as refused:
                if refused.sqlstate not in REFUSALS:
                    raise
        self.world.now = START + timedelta(days=DAYS)
        self.world.one("select settle_organization(%s, %s)", self.world.org_id, self.world.now)

    def call(self, function: str, *parameters: object) -> list[Row]:
        marks = ", ".join(["%s"] * (len(parameters) + 3))
        query = f"select * from {function}({marks})"
        return self.world.rows(query, self.world.org_id, *parameters, "root", self.world.now)

    def create(self) -> None:
        trial_days = self.chance.choice([0, 0, 10])
        self.call(
            "create_subscription", self.chance.choice(PLANS), self.chance.choice(CYCLES), trial_days
        )

    def change(self) -> None:
        self.call("change_subscription", self.chance.choice(PLANS), self.chance.choice(CYCLES))

    def cancel(self) -> None:
        self.call("cancel_subscription", self.chance.choice(["now", "period_end"]))

    def pause(self) -> None:
        self.call("pause_subscription")

    def resume(self) -> None:
        self.call("resume_subscription")

    def fail(self) -> None:
        self.world.rows(
            "select mark_subscription_past_due(%s, 7, 'root', 'declined', %s)",
            self.world.org_id, self.world.now,
        )  # fmt: skip

    def pay_all(self) -> None:
        self.call("mark_subscription_active")

    def pay_one(self) -> None:
        if invoice := self.an_invoice():
            self.call("pay_invoice", invoice)

    def void(self) -> None:
        if invoice := self.an_invoice():
            self.world.rows(
                "select void_invoice(%s, %s, 'root', 'a mistake', %s)",
                self.world.org_id, invoice, self.world.now,
            )  # fmt: skip

    def an_invoice(self) -> uuid.UUID | None:
        rows = self.world.rows(
            """select invoice_id from subscription_invoices where org_id = %s
               order by made_at desc, invoice_id desc limit 4""",
            self.world.org_id,
        )
        return self.chance.choice(rows)["invoice_id"] if rows else None


@pytest.fixture
def connection(fresh_database: TestDatabase) -> Iterator[psycopg.Connection[Row]]:
    """A database in which every plan includes credits."""
    with psycopg.connect(
        fresh_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        connection.execute(
            """update plans set included_monthly_credits =
               case plan when 'byok' then 1000 when 'platform' then 5000 else 9000 end"""
        )
        yield connection


class Bills:
    """What one organization's terms and rows say that it was to pay."""

    def __init__(self, world: World) -> None:
        self.terms = self.read(world, "subscription_terms", "starts_at, term_number")
        self.rows = self.read(world, "subscription_periods", "starts_at, period_number")
        self.invoices = {
            row["invoice_id"]: row
            for row in self.read(world, "subscription_invoices", "made_at, invoice_id")
        }
        self.months = self.read(world, "included_credits", "due_at, kind desc, item_number")
        self.money_credit = ZERO

    @staticmethod
    def read(world: World, table: str, order: str) -> list[Row]:
        return world.rows(f"select * from {table} where org_id = %s order by {order}", world.org_id)

    def term(self, term_id: uuid.UUID) -> Row:
        return next(term for term in self.terms if term["term_id"] == term_id)

    def rows_of(self, term_id: uuid.UUID) -> list[Row]:
        return [row for row in self.rows if row["term_id"] == term_id]

    def before(self, row: Row) -> Row:
        """The row of the term that ran just before this one."""
        rows = self.rows_of(row["term_id"])
        return rows[rows.index(row) - 1]

    def unused(self, row: Row) -> Decimal:
        """What a change of cycle gives back of the term that it ended."""
        term = self.term(row["term_id"])
        number = self.terms.index(term)
        if row["cause"] != "changed" or number == 0:
            return ZERO
        old = self.terms[number - 1]
        if old["subscription_id"] != term["subscription_id"]:
            return ZERO
        last = self.rows_of(old["term_id"])[-1]
        length = seconds(old["starts_at"], old["planned_end_at"])
        left = cents(last["price_usd"] * seconds(row["starts_at"], old["planned_end_at"]) / length)
        # Of a term that was taken back nothing is left beyond the new price.
        return min(left, row["price_usd"]) if self.was_void(old, row["starts_at"]) else left

    def was_void(self, term: Row, at: datetime) -> bool:
        return any(
            invoice["voided_at"] is not None and invoice["voided_at"] <= at
            for invoice in self.invoices.values()
            if invoice["term_id"] == term["term_id"] and invoice["invoice_kind"] == "period"
        )

    def asked(self, row: Row) -> Decimal | None:
        """What a row's invoice asks for before money credit; None: it has none."""
        term = self.term(row["term_id"])
        if term["is_trial"] or (row["cause"] == "resumed" and row["period_number"] > 1):
            return None
        if row["period_number"] == 1:
            return row["price_usd"] - self.unused(row)
        rise = row["price_usd"] - self.before(row)["price_usd"]
        left = seconds(row["starts_at"], term["planned_end_at"])
        return cents(rise * left / seconds(term["starts_at"], term["planned_end_at"]))

    def check(self, prices: dict[tuple[str, str], Decimal]) -> list[str]:
        """Every row has the invoice that it should have, and no other is there."""
        expected = [(row, asked) for row in self.rows if (asked := self.asked(row)) is not None]
        assert len(expected) == len(self.invoices)
        for row, asked in expected:
            assert row["price_usd"] == prices[row["subscription_plan"], row["billing_cycle"]]
            used = min(self.money_credit, max(asked, ZERO))
            self.money_credit += max(-asked, ZERO) - used
            invoice = self.invoices[row["invoice_id"]]
            assert invoice["amount_usd"] == max(asked, ZERO) - used, (row, invoice)
            assert invoice["money_credit_usd"] == used
            assert invoice["made_at"] == row["starts_at"]
            assert invoice["invoice_kind"] == (
                "period" if row["period_number"] == 1 else "proration"
            )
        return [row["cause"] for row, _ in expected]

    def check_months(self, lots: dict[uuid.UUID, Decimal]) -> int:
        """Every month that was paid for came, once; returns how many."""
        seen = set[Any]()
        for month in (month for month in self.months if month["kind"] == "month"):
            invoices = [
                i for i in self.invoices.values()
                if i["term_id"] == month["term_id"] and i["made_at"] <= month["due_at"]
                and i["status"] != "void"
            ]  # fmt: skip
            paid = bool(invoices) and all(i["status"] == "paid" for i in invoices)
            asked = any(i["price_usd"] > 0 for i in invoices)
            if paid and asked and month["state"] not in ("skipped", "void"):
                assert month["state"] == "brought", month
                if month["credits"]:
                    assert lots[month["lot_id"]] == month["credits"]
                    assert month["lot_id"] not in seen
                    seen.add(month["lot_id"])
        return len(seen)


def test_at_the_end_of_a_year_invoices_and_months_are_what_terms_and_payments_say(
    connection: psycopg.Connection[Row],
) -> None:
    plans = connection.execute(
        """select plan, c.cycle, case c.cycle when 'yearly' then yearly_price_usd
           else monthly_price_usd end as usd
           from plans cross join unnest('{monthly,yearly}'::text[]) as c (cycle)"""
    ).fetchall()
    prices = {(row["plan"], row["cycle"]): row["usd"] for row in plans}
    causes: Counter[str] = Counter()
    months = credited = 0
    for number in range(ORGANIZATIONS):
        year = Year(connection, number)
        year.live()
        bills = Bills(year.world)
        causes.update(bills.check(prices))
        lots = year.world.rows(
            "select lot_id, amount from credit_lots where org_id = %s", year.world.org_id
        )
        months += bills.check_months({lot["lot_id"]: lot["amount"] for lot in lots})
        left = year.world.one(
            """select coalesce(sum(amount_usd - used_usd), 0) as usd, count(*) as n
               from money_credits where org_id = %s""",
            year.world.org_id,
        )
        assert left["usd"] == bills.money_credit
        credited += left["n"]
    print(f"\n{dict(causes)}; {months} months paid and brought; {credited} money credits")
    assert set(causes) == {"created", "trial_ended", "renewed", "resumed", "changed"}
    assert min(months, credited) > 0
    assert connection.execute("select * from verify_ledger()").fetchall() == []
