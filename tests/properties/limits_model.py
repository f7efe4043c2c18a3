"""Budgets and rates as a person would count them: from what was spent and what is open, with no
counter that could go wrong. Beside the database, and written without looking into it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

Name = tuple[str, str]
"""Unit and period."""
Subject = tuple[str, str]
"""Kind (member, key) and id."""
ZERO = Decimal(0)


@dataclass
class Limit:
    """One limit; the same object for as long as it stays set."""

    name: Name
    most: Decimal
    counted: list[tuple[datetime, Decimal]] = field(default_factory=list)
    """Of a rate: what counted, at which minute."""


@dataclass
class Usage:
    """What was used by a member and a key (None: none)."""

    subjects: list[Subject]
    day: date
    credits: Decimal


@dataclass
class Hold:
    """What is set aside; open until it is ended."""

    subjects: list[Subject]
    credits: Decimal
    tokens: Decimal
    limits: list[Limit]
    is_open: bool = True


class LimitsModel:
    """What members and keys of one organization may spend."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.limits: dict[Subject, dict[Name, Limit]] = {}
        self.usages: list[Usage] = []
        self.holds: list[Hold] = []

    def set_limits(self, subject: Subject, wanted: Mapping[Name, Decimal]) -> None:
        before = self.limits.get(subject, {})
        self.limits[subject] = {
            name: Limit(name, most, before[name].counted if name in before else [])
            for name, most in wanted.items()
        }
        # Holds that took from one go on to take from it.
        for hold in self.holds:
            hold.limits = [
                self.limits[subject][limit.name]
                if before.get(limit.name) is limit and limit.name in wanted
                else limit
                for limit in hold.limits
            ]

    def used(self, subject: Subject, limit: Limit, now: datetime) -> Decimal:
        unit, period = limit.name
        if unit == "credits":
            first = self._first_day(period, now)
            return sum(
                (u.credits for u in self.usages if subject in u.subjects and u.day >= first), ZERO
            )
        return sum((n for at, n in limit.counted if at == minute_of(now)), ZERO)

    def held(self, limit: Limit) -> Decimal:
        unit = limit.name[0]
        taken = [
            hold for hold in self.holds if hold.is_open and any(x is limit for x in hold.limits)
        ]
        if unit == "requests":
            return ZERO
        return sum((h.credits if unit == "credits" else h.tokens for h in taken), ZERO)

    def in_the_way(
        self, subjects: list[Subject], credits: Decimal, tokens: Decimal, now: datetime
    ) -> set[str]:
        """The units of the limits that a spend would pass; `tokens` are those that it will use."""
        shares = {"credits": credits, "requests": Decimal(1), "tokens": max(tokens, Decimal(1))}
        return {
            limit.name[0]
            for subject, limit in self._all_of(subjects)
            if self.used(subject, limit, now) + self.held(limit) + shares[limit.name[0]]
            > limit.most
        }

    def spent(
        self, subjects: list[Subject], credits: Decimal, tokens: Decimal, now: datetime,
        *, is_request: bool,
    ) -> Usage:  # fmt: skip
        usage = Usage(subjects, now.astimezone(self.zone).date(), credits)
        self.usages.append(usage)
        self._count(subjects, now, tokens, is_request=is_request)
        return usage

    def hold(
        self, subjects: list[Subject], credits: Decimal, tokens: Decimal, now: datetime
    ) -> Hold:
        limits = [limit for _, limit in self._all_of(subjects)]
        hold = Hold(subjects, credits, tokens, limits)
        self.holds.append(hold)
        self._count(subjects, now, ZERO, is_request=True)
        return hold

    def figures(self, subject: Subject, now: datetime) -> dict[Name, tuple[Decimal, Decimal]]:
        """What is used and held of each limit of a subject."""
        return {
            name: (self.used(subject, limit, now), self.held(limit))
            for name, limit in self.limits.get(subject, {}).items()
        }

    def _count(
        self, subjects: list[Subject], now: datetime, tokens: Decimal, *, is_request: bool
    ) -> None:
        for _, limit in self._all_of(subjects):
            if limit.name[0] == "tokens":
                limit.counted.append((minute_of(now), tokens))
            elif limit.name[0] == "requests" and is_request:
                limit.counted.append((minute_of(now), Decimal(1)))

    def _all_of(self, subjects: list[Subject]) -> Iterator[tuple[Subject, Limit]]:
        for subject in subjects:
            for limit in self.limits.get(subject, {}).values():
                yield subject, limit

    def _first_day(self, period: str, now: datetime) -> date:
        today = now.astimezone(self.zone).date()
        return {
            "day": today, "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
        }[period]  # fmt: skip


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
