"""One organization's days, told to the database in order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from orgbilling.database import Connection, Statement
from orgbilling.demo import queries_chronicle as queries
from orgbilling.demo.calendar import at, boundary, moment_of_usage, reset_periods
from orgbilling.demo.showcase import ROOT
from orgbilling.demo.story import Story
from orgbilling.demo.usage import Call, PlanMarkup, calls_by_day
from orgbilling.kernel.errors import DomainError

_ITEMS_MAX = 1000
_GRACE_DAYS = 7


class Chronicle:
    """Writes one story inside the transaction of `connection`, up to the moment `start`."""

    def __init__(self, connection: Connection, story: Story, start: datetime) -> None:
        self._connection = connection
        self._story = story
        self._start = start
        self._owner = story.owner.user_id
        self._org_id = story.org_id

    async def tell(self, markups: Mapping[str, PlanMarkup], credits_per_usd: Decimal) -> int:
        """Write everything; returns the number of usage rows.

        Raises:
            DomainError: a verb refused, which a story that adds up never makes it do.
        """
        story, today = self._story, self._start.date()
        await self._found()
        calls = calls_by_day(story, today, markups, credits_per_usd)
        renewals, resets = self._renewals(), self._resets()
        day, rows = story.founded_on, 0
        while day <= today:
            if day in renewals:
                await self._renew(day, is_last=day == max(renewals))
            if day in resets:
                await self._do(queries.settle(org_id=self._org_id, now=self._at(day, 0, 10)))
            if day == story.upgraded_on:
                await self._upgrade(day)
            await self._buy(day)
            if day == story.allocated_on:
                await self._allocate(day)
            rows += await self._spend(day, calls.get(day, ()))
            day += timedelta(days=1)
        if story.payment_fails:
            failed = self._at(today - timedelta(days=2), 10)
            await self._do(
                queries.fail_invoices(org_id=self._org_id, grace_days=_GRACE_DAYS, now=failed)
            )
        await self._ask(today - timedelta(days=1))
        await self._do(queries.close_days(org_id=self._org_id, now=self._start))
        # News of the past are no news: nobody is to be told of them now.
        await self._do(queries.mark_facts_processed(org_id=self._org_id, now=self._start))
        return rows

    async def _ask(self, day: date) -> None:
        for ask in self._story.asks:
            await self._do(
                queries.request_credits(
                    org_id=self._org_id,
                    user_id=ask.person.user_id,
                    credits=Decimal(ask.credits),
                    reason=ask.reason,
                    key=f"demo-ask-{ask.person.user_id}",
                    now=self._at(day, 15),
                )
            )

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return min(at(day, hour, minute), self._start)

    async def _do(self, statement: Statement[Any, Any]) -> None:
        await self._connection.execute(statement)

    async def _found(self) -> None:
        story, day = self._story, self._story.founded_on
        await self._do(
            queries.create_organization(
                org_id=self._org_id,
                name=story.name,
                owner=self._owner,
                email=f"billing@{story.owner.email.partition('@')[2]}",
                now=at(day, 0, 30),
            )
        )
        for member in story.members[1:]:
            await self._do(
                queries.add_member(
                    org_id=self._org_id,
                    user_id=member.person.user_id,
                    role=member.role,
                    actor=self._owner,
                    now=at(day, 1),
                )
            )
        await self._do(
            queries.create_subscription(
                org_id=self._org_id,
                plan=story.plan_on(day),
                trial_days=story.trial_days,
                actor=ROOT.user_id,
                now=at(day, 2),
            )
        )
        if story.trial_days == 0:
            await self._do(queries.pay_invoices(org_id=self._org_id, now=at(day, 3)))
        if story.monthly_refresh:
            credits = Decimal(story.monthly_refresh)
            await self._do(
                queries.set_own_grant(
                    org_id=self._org_id, credits=credits, actor=ROOT.user_id, now=at(day, 3)
                )
            )

    def _renewals(self) -> set[date]:
        """Return the days on which a trial or a paid period ends."""
        anchor = self._story.founded_on + timedelta(days=self._story.trial_days)
        days = {anchor} if self._story.trial_days else set()
        index = 1
        while (day := boundary(anchor, "monthly", index)) <= self._start.date():
            days.add(day)
            index += 1
        return days

    def _resets(self) -> set[date]:
        today = self._start.date()
        kinds = {member.share.reset_period for member in self._story.members if member.share}
        return {
            period.end
            for kind in kinds
            for period in reset_periods(self._story.allocated_on, kind, today)
        }

    async def _renew(self, day: date, *, is_last: bool) -> None:
        # A trial ends at the time of day it began.
        await self._do(queries.settle(org_id=self._org_id, now=self._at(day, 2, 30)))
        if not (is_last and self._story.payment_fails):
            await self._do(queries.pay_invoices(org_id=self._org_id, now=self._at(day, 6)))

    async def _upgrade(self, day: date) -> None:
        await self._do(
            queries.change_subscription(
                org_id=self._org_id,
                plan=self._story.plan,
                actor=self._owner,
                now=self._at(day, 6, 30),
            )
        )
        await self._do(queries.pay_invoices(org_id=self._org_id, now=self._at(day, 6, 40)))

    async def _buy(self, day: date) -> None:
        for purchase in self._story.purchases:
            if purchase.day != day:
                continue
            purchase_id = await self._connection.fetch_value(
                queries.request_purchase(
                    org_id=self._org_id,
                    credits=Decimal(purchase.credits),
                    reason="Credits for the team",
                    actor=self._owner,
                    key=f"demo-purchase-{day}",
                    now=self._at(day, 7),
                )
            )
            await self._do(
                queries.pay_purchase(
                    org_id=self._org_id,
                    purchase_id=purchase_id,
                    actor=ROOT.user_id,
                    now=self._at(day, 7, 30),
                )
            )

    async def _allocate(self, day: date) -> None:
        for member in self._story.members:
            if member.share is not None:
                await self._do(
                    queries.allocate(
                        org_id=self._org_id,
                        user_id=member.person.user_id,
                        credits=Decimal(member.share.credits),
                        actor=self._owner,
                        reset_period=member.share.reset_period,
                        key=f"demo-allocation-{member.person.user_id}",
                        now=self._at(day, 8),
                    )
                )

    async def _spend(self, day: date, calls: Sequence[Call]) -> int:
        now = moment_of_usage(day, self._start)
        if calls:
            await self._do(queries.settle_before_spending(org_id=self._org_id, now=now))
        for first in range(0, len(calls), _ITEMS_MAX):
            items = calls[first : first + _ITEMS_MAX]
            outcome = await self._connection.fetch_value(
                queries.spend(
                    org_id=self._org_id,
                    keys=[f"demo-{day}-{first + n}" for n in range(len(items))],
                    user_ids=[call.user_id for call in items],
                    credits=[call.credits for call in items],
                    service_types=[call.service_type for call in items],
                    service_names=[call.service_name for call in items],
                    metadata=[call.metadata for call in items],
                    api_costs_usd=[call.api_cost_usd for call in items],
                    markups_usd=[call.markup_usd for call in items],
                    now=now,
                )
            )
            if outcome != "ok":
                raise DomainError(f"{self._story.name} could not spend on {day}: {outcome}.")
        return len(calls)
