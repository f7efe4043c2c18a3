"""How a member's use of a period becomes calls on days."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from orgbilling.demo.calendar import day_weight, first_usage_day, reset_periods
from orgbilling.demo.chance import chance_of
from orgbilling.demo.services import cost_usd, describe_call, pick_services
from orgbilling.demo.story import Story

_CALLS_A_DAY_MAX = 4


@dataclass(frozen=True)
class PlanMarkup:
    """Factors on the API cost (a row of `plans`), and how many calls the own key serves (0-1)."""

    managed: Decimal
    own_key: Decimal
    own_key_share: float


@dataclass(frozen=True)
class Call:
    """One call, charged."""

    user_id: str
    credits: Decimal
    service_type: str
    service_name: str
    metadata: str
    """JSON."""
    api_cost_usd: Decimal
    markup_usd: Decimal


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights into whole numbers with exactly that sum."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    order = sorted(range(len(parts)), key=lambda n: parts[n] - weights[n] * scale)
    for n in order[: total - sum(parts)]:
        parts[n] += 1
    return parts


def calls_by_day(
    story: Story, today: date, markups: Mapping[str, PlanMarkup], credits_per_usd: Decimal
) -> dict[date, list[Call]]:
    """Return every call of an organization, day by day; the same for the same `today`."""
    days: dict[date, list[Call]] = {}
    for member in story.members:
        if member.share is None:
            continue
        user_id = member.person.user_id
        chance = chance_of(story.slug, user_id)
        periods = reset_periods(story.allocated_on, member.share.reset_period, today)
        for period, used in zip(periods, member.share.used_millis, strict=True):
            for day, millis in _millis_by_day(
                used, period.days(first_usage_day(today), today), today, chance
            ):
                markup = markups[story.plan_on(day)]
                calls = _calls(user_id, millis, markup, credits_per_usd, chance)
                days.setdefault(day, []).extend(calls)
    for day, calls in days.items():
        chance_of(story.slug, str(day.toordinal() - today.toordinal())).shuffle(calls)
    return days


def _millis_by_day(
    used: int, days: Sequence[date], today: date, chance: Random
) -> list[tuple[date, int]]:
    if used == 0:
        return []
    working = [d for d in days if chance.random() < (0.85 if d.weekday() < 5 else 0.15)]
    chosen = working or [max(days, key=lambda d: day_weight(d, today))]
    weights = [day_weight(d, today) * chance.lognormvariate(0, 0.35) for d in chosen]
    return [(d, part) for d, part in zip(chosen, split(used, weights), strict=True) if part > 0]


def _calls(
    user_id: str, millis: int, markup: PlanMarkup, credits_per_usd: Decimal, chance: Random
) -> list[Call]:
    count = min(millis, chance.randint(1, _CALLS_A_DAY_MAX))
    services = pick_services(chance, count)
    weights = [service.weight * chance.lognormvariate(0, 0.5) for service in services]
    parts = split(millis - count, weights)
    calls = []
    for service, part in zip(services, parts, strict=True):
        credits = Decimal(part + 1) / 1000
        is_own_key = chance.random() < markup.own_key_share
        factor = markup.own_key if is_own_key else markup.managed
        cost, added = cost_usd(credits, credits_per_usd, factor)
        metadata = json.dumps(describe_call(service, cost, chance))
        calls.append(
            Call(user_id, credits, service.service_type, service.name, metadata, cost, added)
        )
    return calls
