"""What every job is given."""

from dataclasses import dataclass

from orgbilling.database import Database
from orgbilling.kernel.clock import Clock
from orgbilling.settings import Settings


@dataclass(frozen=True)
class JobContext:
    """The worker's own connections (the application's role), the time, and the settings.

    Its search path begins with the job queue's schema, so that the relay writes rows of both in
    one transaction.
    """

    database: Database
    clock: Clock
    settings: Settings
