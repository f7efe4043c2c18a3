"""`orgbilling db ...`."""

from orgbilling.commands import console
from orgbilling.database import database_urls, running_urls
from orgbilling.database import migrations as schema
from orgbilling.settings import Settings


def bring_up_to_date(settings: Settings) -> None:
    """Migrate, and say what was done.

    Raises:
        DatabaseUnavailable, MigrationFailed: as `schema.migrate`.
    """
    with database_urls(settings, console.step) as urls:
        before = schema.migrate(
            urls.owner_url,
            console.step,
            credits_per_usd=settings.credits_per_usd,
            oidc_issuer=settings.oidc_issuer,
        )
    if before.is_current:
        console.say(f"Nothing to do: the database is at migration {before.current}.")
    else:
        console.say(f"The database is at migration {before.head}.")


def go_back(settings: Settings, revision: str | None, steps: int | None) -> None:
    """Undo migrations, and say where the database is then.

    Raises:
        DatabaseUnavailable, MigrationFailed: as `schema.downgrade`.
    """
    with database_urls(settings, console.step) as urls:
        after = schema.downgrade(urls.owner_url, console.step, revision=revision, steps=steps)
    console.say(f"The database is at migration {after.current or 'base (empty)'}.")


def print_status(settings: Settings) -> bool:
    """Print where the database stands; returns whether it is up to date.

    Raises:
        DatabaseUnavailable, MigrationFailed: as `schema.status`.
    """
    with database_urls(settings, console.step) as urls:
        found = schema.status(urls.owner_url)
    console.say(f"current: {found.current or 'none'}")
    console.say(f"head:    {found.head or 'none'}")
    for name in found.pending:
        console.say(f"pending: {name}")
    for path in found.changed_objects:
        console.say(f"changed: {path}")
    if found.pending_jobs:
        console.say(f"pending: {found.pending_jobs} migrations of the job queue")
    return found.is_current


def print_url(settings: Settings, *, owner: bool) -> None:
    """Print the application's connection string, or the owner's.

    Raises:
        DatabaseUnavailable: the embedded server does not run.
    """
    urls = running_urls(settings)
    # Plain print: a line break of the console would break the string.
    print(urls.owner_url if owner else urls.application_url)  # noqa: T201
