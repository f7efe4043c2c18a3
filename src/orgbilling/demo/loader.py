"""Loading: an organization a transaction, through the ledger's own verbs with the clock turned.

What is interrupted is taken up again: an organization is there whole or not at all, and people may
sign in only after the last one is there.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from orgbilling.database import Database
from orgbilling.demo import queries
from orgbilling.demo.calendar import first_usage_day
from orgbilling.demo.chronicle import Chronicle
from orgbilling.demo.crowd import crowd
from orgbilling.demo.showcase import ROOT, showcase
from orgbilling.demo.story import Person, Story
from orgbilling.demo.usage import PlanMarkup

_CONNECTIONS = 3
_PARTITIONS_AHEAD = timedelta(days=366)
# Whose key serves a call: the platform's, the organization's own, or now one and now the other.
_OWN_KEY_SHARES = {"platform": 0.0, "byok": 1.0, "hybrid": 0.4}

Advance = Callable[[str, int, int], None]
"""Called with an organization's name, how many are done, and how many there are."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    organizations: int
    people: int
    usage_rows: int


async def load_demo(
    owner_url: str,
    start: datetime,
    credits_per_usd: Decimal,
    advance: Advance,
    stories: Sequence[Story] | None = None,
) -> Loaded | None:
    """Load the demonstration as of `start` (UTC); None when its people are there already.

    All 45 organizations, unless `stories` names fewer.

    Raises:
        DomainError: the database refused something; what was loaded stays, and the next call
            goes on from there.
    """
    database = Database(owner_url, pool_size=_CONNECTIONS + 1, timeout_s=60, name="orgbilling demo")
    async with database, database.connection() as guard:
        # Two loaders at once (`serve` and `demo`) go one after the other.
        await guard.execute(queries.wait_for_other_loaders())
        try:
            if await database.fetch_value(queries.has_demo_people()):
                return None
            told = stories or (*showcase(start.date()), *crowd(start.date()))
            return await _load(database, told, start, credits_per_usd, advance)
        finally:
            await guard.execute(queries.let_other_loaders())


async def _load(
    database: Database,
    stories: Sequence[Story],
    start: datetime,
    credits_per_usd: Decimal,
    advance: Advance,
) -> Loaded:
    today = start.date()
    people = _people(stories)
    await _add_people(database, people, stories)
    await database.fetch_value(
        queries.ensure_partitions(first=first_usage_day(today), last=today + _PARTITIONS_AHEAD)
    )
    markups = await _markups(database)
    usage_rows: list[int] = []
    free = asyncio.Semaphore(_CONNECTIONS)

    async def tell(story: Story) -> None:
        async with free:
            usage_rows.append(await _tell(database, story, start, markups, credits_per_usd))
        advance(story.name, len(usage_rows), len(stories))

    try:
        async with asyncio.TaskGroup() as group:
            for story in stories:
                group.create_task(tell(story))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    await database.execute(queries.refresh_closed_usage())
    signing_in = [person.user_id for person in people if person.may_sign_in]
    await database.execute(queries.let_people_sign_in(user_ids=signing_in))
    return Loaded(len(stories), len(people), sum(usage_rows))


async def _tell(
    database: Database,
    story: Story,
    start: datetime,
    markups: Mapping[str, PlanMarkup],
    credits_per_usd: Decimal,
) -> int:
    async with database.transaction() as connection:
        if await connection.fetch_value(queries.has_organization(org_id=story.org_id)):
            return 0
        chronicle = Chronicle(connection, story, start)
        return await chronicle.tell(markups, credits_per_usd)


def _people(stories: Iterable[Story]) -> list[Person]:
    people = {ROOT.user_id: ROOT}
    for story in stories:
        people |= {member.person.user_id: member.person for member in story.members}
    return list(people.values())


async def _add_people(
    database: Database, people: Sequence[Person], stories: Sequence[Story]
) -> None:
    joined = {
        member.person.user_id: story.founded_on
        for story in sorted(stories, key=lambda s: s.founded_on, reverse=True)
        for member in story.members
    }
    oldest = min(joined.values())
    await database.execute(
        queries.add_people(
            user_ids=[person.user_id for person in people],
            emails=[person.email for person in people],
            names=[person.name for person in people],
            admins=[person.is_system_admin for person in people],
            created=[joined.get(person.user_id, oldest) for person in people],
        )
    )


async def _markups(database: Database) -> dict[str, PlanMarkup]:
    rows = await database.fetch_all(queries.list_plans())
    return {
        row.plan: PlanMarkup(
            row.managed_markup,
            row.own_key_markup,
            _OWN_KEY_SHARES.get(row.plan, 0.0),
        )
        for row in rows
    }
