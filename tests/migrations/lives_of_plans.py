"""Lives of subscriptions: changes, trials, failed payments, pauses, suspensions, cancellations.

The clock begins on 10 January 2026 and stops on 1 August. Where nobody says otherwise the invoices
are paid the night after they are written.
"""

from collections.abc import Iterator

from tests.migrations.life import Life, Story


def begin(life: Life, plan: str = "platform", cycle: str = "monthly", **options: int) -> None:
    """Found an organization with a subscription and one member who spends each Monday."""
    life.found()
    ann = life.member("ann")
    life.subscribe(plan, cycle, **options)
    life.buy(2000)
    life.allocate(ann, 400, "monthly")
    life.weekly_use[ann] = "37.5"


def upgraded_and_downgrade_waits(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-01-10 09:01"
    life.change("hybrid")
    yield "2026-03-20 15:00"
    life.change("platform")
    yield "2026-05-25 11:30"
    life.change("hybrid")
    yield "2026-07-20 16:00"
    life.change("byok")


def upgraded_in_the_middle_of_a_month(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "byok")
    yield "2026-02-25 13:00"
    life.change("platform")
    yield "2026-07-05 08:15"
    life.change("hybrid")


def platform_all_along(life: Life) -> Iterator[str]:
    yield "2026-01-10 10:00"
    begin(life)


def from_the_last_day_of_january(life: Life) -> Iterator[str]:
    yield "2026-01-31 10:00"
    begin(life)


def yearly(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:30"
    begin(life, "platform", "yearly")


def yearly_upgraded_and_cancellation_waits(life: Life) -> Iterator[str]:
    yield "2026-01-12 09:30"
    begin(life, "byok", "yearly")
    yield "2026-03-20 12:00"
    life.change("hybrid", "yearly")
    yield "2026-07-01 12:00"
    life.cancel("period_end")


def monthly_became_yearly(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:45"
    begin(life)
    yield "2026-01-25 17:00"
    life.change("platform", "yearly")


def yearly_goes_monthly_at_its_end(life: Life) -> Iterator[str]:
    yield "2026-02-03 09:45"
    begin(life, "hybrid", "yearly")
    yield "2026-06-25 17:00"
    life.change("byok", "monthly")


def trial_converted(life: Life) -> Iterator[str]:
    yield "2026-01-10 14:00"
    begin(life, trial_days=14)


def trial_runs_and_was_upgraded(life: Life) -> Iterator[str]:
    yield "2026-07-20 14:00"
    begin(life, "byok", trial_days=30)
    yield "2026-07-22 10:00"
    life.change("platform")


def trial_canceled_and_subscribed(life: Life) -> Iterator[str]:
    yield "2026-03-01 14:00"
    begin(life, "hybrid", trial_days=30)
    yield "2026-03-10 09:00"
    life.cancel("now")
    yield "2026-03-20 09:00"
    life.subscribe("byok")


def past_due_and_paid_two_boundaries_later(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life)
    yield "2026-01-20 09:00"
    life.fail()
    yield "2026-03-20 12:00"
    life.pay()


def past_due_with_its_grace_over(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-06-09 18:00"
    life.pays = False
    yield "2026-06-12 09:00"
    life.fail()


def past_due_in_its_grace(life: Life) -> Iterator[str]:
    yield "2026-01-28 09:00"
    begin(life, "hybrid")
    yield "2026-07-27 18:00"
    life.pays = False
    yield "2026-07-29 09:00"
    life.fail()


def blocked_and_upgraded(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life, "byok")
    yield "2026-01-20 00:30"
    life.fail()
    yield "2026-02-25 10:00"
    life.change("hybrid")
    yield "2026-03-20 10:00"
    life.pay()


def paused_since_january(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-01-20 09:00"
    life.pause()


def paused_and_resumed_after_the_period(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-01-20 09:00"
    life.pause()
    yield "2026-06-25 09:00"
    life.resume()


def paused_for_five_days(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-01-20 09:00"
    life.pause()
    yield "2026-01-25 09:00"
    life.resume()


def paused_while_past_due(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-06-09 18:00"
    life.pays = False
    yield "2026-06-12 09:00"
    life.fail(20)
    yield "2026-06-15 09:00"
    life.pause()


def yearly_paused_and_resumed_within(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "platform", "yearly")
    yield "2026-03-20 09:00"
    life.pause()
    yield "2026-06-25 09:00"
    life.resume()


def downgrade_waits_in_a_pause(life: Life) -> Iterator[str]:
    yield "2026-02-10 09:00"
    begin(life, "hybrid")
    yield "2026-05-12 09:00"
    life.change("platform")
    yield "2026-05-15 09:00"
    life.pause()


def suspended_and_reactivated(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-01-20 09:00"
    life.become("suspended")
    yield "2026-03-20 09:00"
    life.become("active")


def suspended_unpaid_and_reactivated(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life)
    yield "2026-01-20 09:00"
    life.become("suspended")
    yield "2026-03-20 09:00"
    life.become("active")


def suspended(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-06-15 09:00"
    life.become("suspended")


def closed(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-05-15 09:00"
    life.become("closed")


def canceled(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-05-15 09:00"
    life.cancel("now")


def cancellation_waits(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "hybrid")
    yield "2026-07-25 09:00"
    life.cancel("period_end")


def canceled_at_the_end_of_a_period(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-04-25 09:00"
    life.cancel("period_end")


def canceled_unpaid_and_subscribed_anew(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life)
    yield "2026-01-20 09:00"
    life.fail()
    yield "2026-03-20 09:00"
    life.cancel("now")
    yield "2026-04-01 09:00"
    life.pays = True
    life.subscribe("hybrid")


def canceled_and_subscribed_again_and_again(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life, "hybrid")
    for minute in range(1, 10):
        yield f"2026-01-10 09:0{minute}"
        life.cancel("now")
        life.subscribe("hybrid")


def plan_includes_more_by_now(life: Life) -> Iterator[str]:
    yield "2026-01-15 09:00"
    begin(life, "byok")
    yield "2026-04-20 09:00"
    # Of the whole catalogue: today a subscription keeps what its pool was told at its beginning.
    life.connection.execute("update plans set included_monthly_credits = 1500 where plan = 'byok'")


def subscribed_after_the_plan_was_raised(life: Life) -> Iterator[str]:
    yield "2026-05-02 09:00"
    begin(life, "byok")


def upgraded_after_the_plan_was_raised(life: Life) -> Iterator[str]:
    yield "2026-01-18 09:00"
    begin(life, "byok")
    yield "2026-06-02 09:00"
    life.change("hybrid")


def nobody_looked_for_two_months(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-05-30 09:00"
    life.is_looked_after = False


def nobody_looked_and_a_downgrade_waits(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "hybrid")
    yield "2026-05-30 09:00"
    life.change("platform")
    life.is_looked_after = False


def nobody_looked_at_the_end_of_a_trial(life: Life) -> Iterator[str]:
    yield "2026-05-20 09:00"
    begin(life, trial_days=14)
    yield "2026-05-30 09:00"
    life.is_looked_after = False


def nobody_looked_at_a_cancellation(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-05-30 09:00"
    life.cancel("period_end")
    life.is_looked_after = False


def nobody_looked_at_the_end_of_a_grace(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-05-09 18:00"
    life.pays = False
    yield "2026-05-28 09:00"
    life.fail(20)
    life.is_looked_after = False


PLANS: dict[str, Story] = {
    "01-upgraded-downgrade-waits": upgraded_and_downgrade_waits,
    "01-upgraded-mid-month": upgraded_in_the_middle_of_a_month,
    "01-platform": platform_all_along,
    "01-last-of-january": from_the_last_day_of_january,
    "02-yearly": yearly,
    "02-yearly-upgraded": yearly_upgraded_and_cancellation_waits,
    "02-became-yearly": monthly_became_yearly,
    "02-goes-monthly": yearly_goes_monthly_at_its_end,
    "03-trial-converted": trial_converted,
    "03-trial-running": trial_runs_and_was_upgraded,
    "03-trial-canceled": trial_canceled_and_subscribed,
    "04-past-due-paid": past_due_and_paid_two_boundaries_later,
    "04-past-due-blocked": past_due_with_its_grace_over,
    "04-past-due-in-grace": past_due_in_its_grace,
    "04-blocked-upgraded": blocked_and_upgraded,
    "05-paused": paused_since_january,
    "05-resumed": paused_and_resumed_after_the_period,
    "05-paused-briefly": paused_for_five_days,
    "05-paused-past-due": paused_while_past_due,
    "05-yearly-resumed": yearly_paused_and_resumed_within,
    "05-paused-downgrade-waits": downgrade_waits_in_a_pause,
    "06-reactivated": suspended_and_reactivated,
    "06-reactivated-unpaid": suspended_unpaid_and_reactivated,
    "06-suspended": suspended,
    "06-closed": closed,
    "08-canceled": canceled,
    "08-cancellation-waits": cancellation_waits,
    "08-canceled-at-period-end": canceled_at_the_end_of_a_period,
    "08-subscribed-anew": canceled_unpaid_and_subscribed_anew,
    "08-ten-times": canceled_and_subscribed_again_and_again,
    "10-plan-raised": plan_includes_more_by_now,
    "10-subscribed-after": subscribed_after_the_plan_was_raised,
    "10-upgraded-after": upgraded_after_the_plan_was_raised,
    "10-nobody-looked": nobody_looked_for_two_months,
    "10-nobody-looked-downgrade": nobody_looked_and_a_downgrade_waits,
    "10-nobody-looked-trial": nobody_looked_at_the_end_of_a_trial,
    "10-nobody-looked-cancellation": nobody_looked_at_a_cancellation,
    "10-nobody-looked-past-due": nobody_looked_at_the_end_of_a_grace,
}
