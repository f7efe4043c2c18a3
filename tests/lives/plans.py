"""The catalogue: what a plan costs and includes, and what it did at an earlier instant."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

BEGINNING = datetime.min.replace(tzinfo=UTC)
PLANS = ("byok", "platform", "hybrid")
CYCLES = ("monthly", "yearly")


class Refused(Exception):
    """The verb is refused with this code and has changed nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Plan:
    """Prices in USD of a month and of a year, and the credits of each month."""

    monthly: Decimal
    yearly: Decimal
    included: Decimal

    def price(self, cycle: str) -> Decimal:
        return self.monthly if cycle == "monthly" else self.yearly


def usual_plans(platform: int = 5000, byok: int = 1000, hybrid: int = 9000) -> dict[str, Plan]:
    return {
        "platform": Plan(Decimal(50), Decimal(540), Decimal(platform)),
        "byok": Plan(Decimal(30), Decimal(324), Decimal(byok)),
        "hybrid": Plan(Decimal(99), Decimal(1068), Decimal(hybrid)),
    }


@dataclass
class Catalogue:
    """Every version of every plan: a boundary that is settled late takes the one of its instant."""

    versions: list[tuple[datetime, str, Plan]] = field(default_factory=list)

    @classmethod
    def of(cls, plans: dict[str, Plan]) -> "Catalogue":
        return cls([(BEGINNING, name, plan) for name, plan in plans.items()])

    def at_boundary(self, name: str, instant: datetime) -> Plan:
        """What a boundary sees: a change at its very instant comes after it."""
        return [plan for when, of, plan in self.versions if of == name and when < instant][-1]

    def now(self, name: str) -> Plan:
        return [plan for _, of, plan in self.versions if of == name][-1]

    def change(self, name: str, instant: datetime, included: Decimal | None, rise: Decimal) -> None:
        """Change what a plan includes, and raise its price of a month; ten of these a year."""
        old = self.now(name)
        new = Plan(
            old.monthly + rise,
            old.yearly + 10 * rise,
            old.included if included is None else included,
        )
        self.versions.append((instant, name, new))
