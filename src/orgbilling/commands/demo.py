"""`orgbilling demo`: the demonstration data, once."""

from orgbilling import demo
from orgbilling.commands import console
from orgbilling.database import database_urls
from orgbilling.database.migrations import migrate
from orgbilling.settings import Settings


def load_demo(settings: Settings) -> None:
    """Bring the schema up to date, and load the demonstration unless it is there.

    Raises:
        DatabaseUnavailable, MigrationFailed: as `migrate` and `demo.load`.
    """
    with database_urls(settings, console.step) as urls:
        migrate(urls.owner_url, console.step, credits_per_usd=settings.credits_per_usd)
        loaded = demo.load(settings, urls, console.step)
    if loaded is None:
        console.say("Nothing to do: the demonstration data are there.")
        return
    console.say(
        f"Loaded {loaded.organizations} organizations, {loaded.people} people and "
        f"{loaded.usage_rows:,} usage rows."
    )
    demo.announce(settings, console.say)
