"""The monthly grant of an organization's own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.lives.dates import Mark, months_after

ZERO = Decimal(0)


@dataclass
class OwnGrant:
    """A rule; its boundaries are the date of setting + k months, the first after a month."""

    amount: Decimal = ZERO
    anchor: date | None = None
    index: int = 0
    next: Mark | None = None

    def set_to(self, amount: Decimal, today: date, zone: str) -> None:
        """Only setting it from none sets an anchor; none ends the rule."""
        if amount == 0:
            self.anchor, self.next = None, None
        elif self.anchor is None:
            self.anchor, self.index = today, 0
            self.plan_next(zone)
        self.amount = amount

    def plan_next(self, zone: str) -> None:
        assert self.anchor is not None
        self.index += 1
        self.next = Mark.of(months_after(self.anchor, self.index), zone)
