"""`orgbilling worker`: the jobs in a process of their own."""

import os

from orgbilling import worker
from orgbilling.commands import console
from orgbilling.commands.environment import publish_urls
from orgbilling.commands.signals import ignore_signals, stop_on_signals
from orgbilling.database import MigrationFailed, database_urls
from orgbilling.database import migrations as schema
from orgbilling.settings import Settings, load_settings


def run_worker(settings: Settings) -> None:
    """Run `orgbilling.worker.run(settings)` on a migrated database until a signal stops it.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
        MigrationFailed: the schema is not the one of this program.
    """
    with stop_on_signals(), database_urls(settings, console.step) as urls:
        if not schema.status(urls.owner_url).is_current:
            raise MigrationFailed("The schema is not up to date: run `orgbilling db migrate`.")
        publish_urls(os.environ, urls)
        console.say("The worker runs. Ctrl-C stops it.")
        try:
            worker.run(load_settings())
        finally:
            # What is left is stopping the database, which must not be interrupted.
            ignore_signals()
    console.say("The worker has stopped.")
