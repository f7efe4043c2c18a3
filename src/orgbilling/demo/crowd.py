"""The other organizations: names from lists, sizes and habits by chance that is always the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from orgbilling.demo.calendar import Period, first_usage_day, reset_periods
from orgbilling.demo.chance import chance_of
from orgbilling.demo.story import Member, Person, Share, Story, with_purchases

_COMPANIES = (
    "Aurora Labs", "Bluebird Health", "Cedar Analytics", "Delta Freight", "Ember Studio",
    "Fathom Research", "Granite Legal", "Harbor Insurance", "Indigo Travel", "Juniper Foods",
    "Kestrel Robotics", "Lumen Education", "Meridian Bank", "Nimbus Weather", "Orchard Media",
    "Pinecone Games", "Quarry Construction", "Riverstone Retail", "Sable Security",
    "Tundra Energy", "Umbra Optics", "Vertex Design", "Willow Pharma", "Xenon Lighting",
    "Yarrow Botanics", "Zephyr Airlines", "Anchor Logistics", "Basalt Mining", "Copperfield Press",
    "Driftwood Hotels", "Elmwood Clinics", "Foxglove Cosmetics", "Glacier Water",
    "Hollow Tree Toys", "Ironbridge Steel", "Jade River Tea", "Kiteline Sports",
    "Lanternfish Apps", "Mossy Oak Furniture", "Northwind Traders", "Opal Jewellery",
    "Pepperwood Kitchens",
)  # fmt: skip
_FIRST_NAMES = (
    "Ada", "Ben", "Carla", "David", "Elena", "Farid", "Gwen", "Hugo", "Ines", "Jonas", "Kavya",
    "Liam", "Mei", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Samir", "Tara", "Uma", "Viktor",
    "Wanda", "Yusuf",
)  # fmt: skip
_LAST_NAMES = (
    "Abbott", "Becker", "Costa", "Dahl", "Eriksen", "Fischer", "Garcia", "Hansen", "Ito", "Jensen",
    "Keller", "Lopez", "Moreau", "Nguyen", "Okafor", "Patel", "Quinn", "Ricci", "Schmidt",
    "Tanaka",
)  # fmt: skip
# With the three of the showcase: 25 platform, 15 byok, 5 hybrid.
_PLANS = ("platform",) * 24 + ("byok",) * 14 + ("hybrid",) * 4
_ALLOCATIONS = (500, 750, 1000, 1000, 1500, 2000, 2000, 3000, 5000)
_OLDEST_DAYS = 88
_YOUNGEST_DAYS = 4
_UPGRADED_FROM = {"platform": "byok", "hybrid": "platform"}


def crowd(today: date) -> tuple[Story, ...]:
    """Return the 42 other organizations; they joined one after the other, up to a few days ago."""
    chance = chance_of("crowd")
    plans = list(_PLANS)
    chance.shuffle(plans)
    companies = list(_COMPANIES)
    chance.shuffle(companies)
    step = (_OLDEST_DAYS - _YOUNGEST_DAYS) / (len(companies) - 1)
    return tuple(
        _organization(name, plan, round(_OLDEST_DAYS - n * step), today)
        for n, (name, plan) in enumerate(zip(companies, plans, strict=True))
    )


def _organization(name: str, plan: str, age_days: int, today: date) -> Story:
    slug = name.lower().replace(" ", "-")
    chance = chance_of(slug)
    founded_on = today - timedelta(days=age_days)
    trial_days = 14 if 20 < age_days < 60 and chance.random() < 0.35 else 0
    story = Story(
        slug=slug,
        name=name,
        plan=plan,
        founded_on=founded_on,
        allocated_on=founded_on + timedelta(days=1),
        members=(),
        trial_days=trial_days,
        monthly_refresh=1000 if chance.random() < 0.15 else 0,
    )
    if age_days > 40 and trial_days == 0 and plan in _UPGRADED_FROM and chance.random() < 0.25:
        upgraded_on = today - timedelta(days=chance.randint(5, 28))
        story = replace(story, upgraded_from=_UPGRADED_FROM[plan], upgraded_on=upgraded_on)
    members = tuple(_members(story, chance, today))
    return with_purchases(replace(story, members=members), today)


def _members(story: Story, chance: Random, today: date) -> Iterator[Member]:
    count = chance.choices((2, 3, 5, 8, 12, 20), (3, 5, 6, 4, 2, 1))[0]
    firsts = chance.sample(_FIRST_NAMES, count)
    for n, first in enumerate(firsts):
        name = f"{first} {chance.choice(_LAST_NAMES)}"
        user_id = f"demo-{story.slug}-{first.lower()}"
        person = Person(user_id, f"{first.lower()}@{story.slug}.example", name)
        role = ("owner", "billing_admin")[n] if n < (2 if count > 4 else 1) else "member"
        period = chance.choices(("monthly", "weekly", "never"), (12, 2, 1))[0]
        yield Member(person, role, _share(story, period, chance, today))


def _share(story: Story, reset_period: str, chance: Random, today: date) -> Share:
    credits = chance.choice(_ALLOCATIONS)
    if reset_period == "weekly":
        credits //= 4
    periods = reset_periods(story.allocated_on, reset_period, today)
    used = tuple(_used_millis(credits * 1000, period, chance, today) for period in periods)
    return Share(credits, reset_period, used)


def _used_millis(allocated_millis: int, period: Period, chance: Random, today: date) -> int:
    """Return what is used of an allocation in the part of a period that has usage."""
    days: Sequence[date] = period.days(first_usage_day(today), today)
    elapsed = len(days) / (period.end - period.start).days
    used = allocated_millis * min(elapsed * chance.uniform(0.35, 1.15), 0.98)
    # Whole hundredths of a credit: a balance that people read.
    return int(used / 10) * 10 if days else 0
