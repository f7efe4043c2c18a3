"""What a subscription may do at an instant."""

from dataclasses import dataclass
from datetime import datetime

MAY_SPEND = ("trialing", "active", "past_due")


@dataclass
class Standing:
    """`returns_to` is the standing before a pause; `until` ends a grace or a trial."""

    name: str
    until: datetime | None = None
    returns_to: "Standing | None" = None

    @property
    def may_spend(self) -> bool:
        return self.name in MAY_SPEND

    @property
    def ends_at(self) -> datetime | None:
        """When a grace ends; a trial ends with its term, and in a pause nothing ends."""
        return self.until if self.name == "past_due" else None

    @property
    def owes(self) -> "Standing":
        """The standing that a payment or its failure changes."""
        return self.returns_to if self.returns_to else self

    def end_grace(self, instant: datetime) -> None:
        """From the very instant at which its grace ends a subscription is blocked."""
        if self.name == "past_due" and self.until is not None and self.until <= instant:
            self.name, self.until = "blocked", None

    def fail(self, until: datetime) -> None:
        """A failed payment begins one grace; while that runs, or has run out, no other begins."""
        owing = self.owes
        if owing.name == "active":
            owing.name, owing.until = "past_due", until

    def clear(self) -> None:
        """Nothing is owed any more."""
        owing = self.owes
        if owing.name in ("past_due", "blocked"):
            owing.name, owing.until = "active", None

    def paused(self) -> "Standing":
        return Standing("paused", returns_to=self)

    def resumed(self, instant: datetime) -> "Standing":
        """The standing before the pause, judged at the resume."""
        assert self.returns_to is not None
        self.returns_to.end_grace(instant)
        return self.returns_to
