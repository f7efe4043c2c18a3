"""What the calendar's rules say of each life from 1 August to noon of 1 October 2026 (UTC).

Thought out by hand from the life's story, not read off a run. Nobody pays anything meanwhile.
`credits` are what comes into the pool, `invoices` the dollars of each new invoice, both by the
organization's own dates; `standing` is the newest subscription's at the end.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What a life looks like two months after it was brought to the new calendar."""

    standing: str | None
    credits: tuple[tuple[str, int], ...] = ()
    invoices: tuple[tuple[str, int], ...] = ()


def active(days: tuple[str, ...], credits: int, usd: int = 0, standing: str = "active") -> Expected:
    """The same credits and the same invoice (0: none) on each day."""
    invoices = tuple((day, usd) for day in days if usd)
    return Expected(standing, tuple((day, credits) for day in days if credits), invoices)


TENTH = ("2026-08-10", "2026-09-10")
TENTH_SINCE_JUNE = ("2026-06-10", "2026-07-10", *TENTH)
NOTHING_ENDED = Expected("ended")
NOTHING_PAUSED = Expected("paused")

LIVES = {
    # byok waits for 10 August; it includes 1,500 by then, and a plan that is taken is copied.
    "01-upgraded-downgrade-waits": active(TENTH, 1500, 30),
    "01-upgraded-mid-month": active(TENTH, 9000, 99),
    "01-platform": active(TENTH, 5000, 50),
    # The 31st stays the anchor.
    "01-last-of-january": active(("2026-08-31", "2026-09-30"), 5000, 50),
    "02-yearly": active(TENTH, 5000),
    "02-yearly-upgraded": active(("2026-08-12", "2026-09-12"), 9000),
    # Seven of the year's twelve months began by 1 August, six came: the seventh comes when its
    # refresh would have come, the later ones on the day of the term.
    "02-became-yearly": active(("2026-08-10", "2026-08-25", "2026-09-25"), 5000),
    "02-goes-monthly": active(("2026-08-03", "2026-09-03"), 9000),
    "03-trial-converted": active(("2026-08-24", "2026-09-24"), 5000, 50),
    "03-trial-running": active(("2026-08-19", "2026-09-19"), 5000, 50),
    "03-trial-canceled": active(("2026-08-20", "2026-09-20"), 1000, 30),
    "04-past-due-paid": active(TENTH, 5000, 50),
    "04-past-due-blocked": Expected("blocked", (), tuple((day, 50) for day in TENTH)),
    # Its grace ends on 5 August.
    "04-past-due-in-grace": Expected("blocked", (), (("2026-08-28", 99), ("2026-09-28", 99))),
    "04-blocked-upgraded": active(TENTH, 9000, 99),
    "05-paused": NOTHING_PAUSED,
    # The month of the term from 25 July comes when its refresh would have come.
    "05-resumed": Expected(
        "active",
        (("2026-08-10", 5000), ("2026-08-25", 5000), ("2026-09-25", 5000)),
        (("2026-08-25", 50), ("2026-09-25", 50)),
    ),
    "05-paused-briefly": active(TENTH, 5000, 50),
    "05-paused-past-due": NOTHING_PAUSED,
    "05-yearly-resumed": active(TENTH, 5000),
    "05-paused-downgrade-waits": NOTHING_PAUSED,
    "06-reactivated": active(TENTH, 5000, 50),
    "06-reactivated-unpaid": active(TENTH, 5000, 50),
    # Its months are due, and come when their invoices are paid.
    "06-suspended": Expected("active", (), tuple((day, 50) for day in TENTH)),
    "06-closed": NOTHING_ENDED,
    "07-own-equal": active(TENTH, 5000, 50),
    "07-own-different": active(TENTH, 2000, 50),
    "07-own-before-change": active(TENTH, 3000, 99),
    # The amount of before was the plan's, and went with it.
    "07-own-equal-before-change": active(TENTH, 5000, 50),
    "07-own-zero": active(TENTH, 0, 50),
    "07-own-and-back": active(TENTH, 5000, 50),
    # The grant keeps its own day.
    "07-own-before-subscription": Expected(
        "active",
        (("2026-08-12", 700), ("2026-09-12", 700)),
        (("2026-08-05", 50), ("2026-09-05", 50)),
    ),
    "07-own-alone": Expected(None),
    "07-own-paused": NOTHING_PAUSED,
    "07-own-canceled": NOTHING_ENDED,
    "08-canceled": NOTHING_ENDED,
    "08-cancellation-waits": NOTHING_ENDED,
    "08-canceled-at-period-end": NOTHING_ENDED,
    "08-subscribed-anew": active(("2026-09-01", "2026-10-01"), 9000, 99),
    "08-ten-times": active(TENTH, 9000, 99),
    "09-berlin-scarce": active(TENTH, 1000, 30),
    "09-cairo": active(("2026-08-24", "2026-09-24"), 5000, 50),
    # Past due since 10 May, blocked since 17 May.
    "09-moved-to-tokyo": Expected("blocked", (), tuple((day, 50) for day in TENTH)),
    "09-moved-over-the-date-line": active(("2026-08-21", "2026-09-21"), 9000),
    "09-lots": active(TENTH, 1000, 30),
    "09-holds": active(("2026-08-11", "2026-09-11"), 5000, 50),
    "09-members": active(TENTH, 5000, 50),
    # A change of the plans table reaches nobody who has the plan.
    "10-plan-raised": active(("2026-08-15", "2026-09-15"), 1000, 30),
    "10-subscribed-after": active(("2026-08-02", "2026-09-02"), 1500, 30),
    # The upgrade of June left the amount of byok; that is reported, and nothing is given.
    "10-upgraded-after": active(("2026-08-18", "2026-09-18"), 1000, 99),
    "10-nobody-looked": active(TENTH_SINCE_JUNE, 5000, 50),
    "10-nobody-looked-downgrade": active(TENTH_SINCE_JUNE, 5000, 50),
    "10-nobody-looked-trial": active(
        ("2026-06-03", "2026-07-03", "2026-08-03", "2026-09-03"), 5000, 50
    ),
    "10-nobody-looked-cancellation": NOTHING_ENDED,
    # In its grace until 17 June, so that the month of 10 June comes.
    "10-nobody-looked-past-due": Expected(
        "blocked", (("2026-06-10", 5000),), tuple((day, 50) for day in TENTH_SINCE_JUNE)
    ),
    "10-nobody-looked-resets": active(TENTH_SINCE_JUNE, 1000, 30),
}
