"""The three organizations whose people sign in, with the figures that guides and tests quote."""

from datetime import date, timedelta

from orgbilling.demo.calendar import add_months
from orgbilling.demo.story import Ask, Member, Person, Purchase, Share, Story

ROOT = Person("demo-root", "root@example.com", "Root", may_sign_in=True, is_system_admin=True)
ALICE = Person("demo-alice", "alice@acme.com", "Alice Johnson", may_sign_in=True)
JOHN = Person("demo-john", "john@acme.com", "John Doe", may_sign_in=True)
JANE = Person("demo-jane", "jane@acme.com", "Jane Smith", may_sign_in=True)
BOB = Person("demo-bob", "bob@acme.com", "Bob Wilson", may_sign_in=True)
GRACE = Person("demo-grace", "grace@acme.com", "Grace Miller", may_sign_in=True)
BETH = Person("demo-beth", "beth@beta.example", "Beth Laurent", may_sign_in=True)
BORIS = Person("demo-boris", "boris@beta.example", "Boris Novak", may_sign_in=True)
GAMAL = Person("demo-gamal", "gamal@gamma.example", "Gamal Haddad", may_sign_in=True)
GINA = Person("demo-gina", "gina@gamma.example", "Gina Rossi", may_sign_in=True)

_DAYS_OF_PERIOD = 14
_PERIODS_BEFORE = 2


def showcase(today: date) -> tuple[Story, ...]:
    """Return Acme Corp, Beta LLC and Gamma Inc as of `today`."""
    return (_acme(today), _beta(today), _gamma(today))


def _anchor(today: date, days_of_period: int = _DAYS_OF_PERIOD) -> date:
    """Return a day that lies whole months before the present period's start."""
    return add_months(today - timedelta(days=days_of_period), -_PERIODS_BEFORE)


def _monthly(credits: int, *used: int) -> Share:
    return Share(credits, "monthly", tuple(credits_used * 1000 for credits_used in used))


def _acme(today: date) -> Story:
    anchor = _anchor(today)
    return Story(
        slug="acme-corp",
        name="Acme Corp",
        plan="platform",
        founded_on=anchor - timedelta(days=2),
        allocated_on=anchor,
        members=(
            Member(GRACE, "owner"),
            Member(ALICE, "admin", _monthly(2000, 410, 810, 463)),
            Member(JOHN, "member", _monthly(2000, 420, 1420, 856)),
            Member(JANE, "member", _monthly(3000, 780, 1890, 1203)),
            Member(BOB, "member", _monthly(1000, 390, 880, 934)),
        ),
        # What the first two periods used, 7,000, was bought again: the pool holds 10,000 once more.
        purchases=(
            Purchase(anchor, 10_000),
            Purchase(today - timedelta(days=_DAYS_OF_PERIOD + 9), 5000),
            Purchase(today - timedelta(days=6), 2000),
        ),
        asks=(Ask(BOB, 500, "The quarterly report needs more summaries than I have left for."),),
    )


def _beta(today: date) -> Story:
    anchor = _anchor(today, 17)
    return Story(
        slug="beta-llc",
        name="Beta LLC",
        plan="hybrid",
        founded_on=anchor - timedelta(days=1),
        allocated_on=anchor,
        members=(
            Member(BETH, "owner", _monthly(4000, 1130, 2480, 1750)),
            Member(BORIS, "billing_admin", _monthly(6000, 2210, 4890, 3320)),
            Member(JOHN, "member", _monthly(5000, 640, 1710, 1203)),
        ),
        purchases=(
            Purchase(anchor, 20_000),
            Purchase(today - timedelta(days=_DAYS_OF_PERIOD + 6), 15_000),
        ),
        monthly_refresh=2000,
    )


def _gamma(today: date) -> Story:
    # Its subscription and its allocations begin together: the invoice of three days ago failed.
    anchor = _anchor(today, 3)
    return Story(
        slug="gamma-inc",
        name="Gamma Inc",
        plan="byok",
        founded_on=anchor,
        allocated_on=anchor,
        members=(
            Member(GAMAL, "owner", _monthly(3000, 900, 2100, 180)),
            Member(GINA, "member", _monthly(2500, 700, 1900, 240)),
        ),
        purchases=(
            Purchase(anchor, 8000),
            Purchase(today - timedelta(days=11), 5000),
        ),
        payment_fails=True,
    )
