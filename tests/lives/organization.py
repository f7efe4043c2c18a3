"""One organization in memory, and the one settlement that passes everything due."""

from datetime import datetime

from tests.lives.billing import Billing
from tests.lives.grants import OwnGrant
from tests.lives.ledger import Ledger
from tests.lives.lots import Lot
from tests.lives.plans import Catalogue, Plan


class Organization:
    """Lived by its verbs in the order of their instants; it may be settled at any between."""

    def __init__(self, plans: dict[str, Plan], zone: str = "UTC") -> None:
        self.zone = zone
        self.status = "active"
        self.clock: datetime | None = None
        self.ledger = Ledger()
        self.catalogue = Catalogue.of(plans)
        self.billing = Billing(self.ledger, self.catalogue, zone)
        self.grant = OwnGrant()
        self.added: list[Lot] = []

    @property
    def now(self) -> datetime:
        """The instant up to which everything is settled."""
        assert self.clock is not None
        return self.clock

    def boundaries(self) -> list[datetime]:
        """Every instant at which something is due next."""
        found = self.billing.live.boundaries(self.zone) if self.billing.live else []
        marks = [self.grant.next, *(m.next for m in self.ledger.by_user() if m.active)]
        return found + [mark.instant for mark in marks if mark is not None]

    def next_due_at(self) -> datetime | None:
        return min(self.boundaries(), default=None)

    def settle(self, now: datetime) -> None:
        """Pass everything that is due up to now, in the order of its instants."""
        while (due := self.next_due_at()) is not None and due <= now:
            # What a change of zone puts in the past happens at the change.
            self.clock = max(due, self.clock or due)
            self.pass_instant(self.clock)
        self.clock = now

    def pass_instant(self, at: datetime) -> None:
        self.billing.end_standings(at)
        self.billing.pass_boundary(at)
        self.billing.pass_months(at)
        self.billing.bring(at)
        self.pass_grant(at)
        for member in self.ledger.by_user():
            if member.next is not None and member.next.instant <= at:
                self.ledger.reset(member, self.zone)
        self.ledger.draw()

    def pass_grant(self, at: datetime) -> None:
        """Nobody paid for it: it comes at its boundary, or is skipped for good."""
        if self.grant.next is None or self.grant.next.instant > at:
            return
        if self.billing.may_spend:
            self.ledger.bring("refresh", self.grant.amount, at)
        self.grant.plan_next(self.zone)
