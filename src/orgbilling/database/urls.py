"""Which database is used, and as whom: the one of DATABASE_URL, or the embedded one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from orgbilling.database.conninfo import describe, with_options
from orgbilling.database.embedded import APPLICATION, EmbeddedServer, Progress, first_line
from orgbilling.database.errors import DatabaseUnavailable
from orgbilling.settings import Settings

CONNECT_TIMEOUT_S = 10


@dataclass(frozen=True)
class DatabaseUrls:
    """Two logins to one database. They hold passwords, so they are kept out of `repr`."""

    owner_url: str = field(repr=False)
    """Owns the schema; migrates."""
    application_url: str = field(repr=False)
    """Runs the application: functions, views, no write to money tables."""
    embedded: bool


@contextmanager
def database_urls(settings: Settings, progress: Progress | None = None) -> Iterator[DatabaseUrls]:
    """Yield the URLs of a database that answers; the embedded server runs until the end.

    Raises:
        DatabaseUnavailable: it cannot be started or reached; one line, without the password.
    """
    if settings.database_url is None:
        with EmbeddedServer(settings.data_dir, settings.postgres_version).use(progress) as urls:
            yield DatabaseUrls(*urls, embedded=True)
        return
    urls_of_external = external_urls(settings.database_url.get_secret_value())
    require_answer(urls_of_external.owner_url)
    yield urls_of_external


def running_urls(settings: Settings) -> DatabaseUrls:
    """Return the URLs in use, without starting anything.

    Raises:
        DatabaseUnavailable: the embedded server does not run, or DATABASE_URL is malformed.
    """
    if settings.database_url is None:
        server = EmbeddedServer(settings.data_dir, settings.postgres_version)
        return DatabaseUrls(*server.running_urls(), embedded=True)
    return external_urls(settings.database_url.get_secret_value())


def external_urls(owner_url: str) -> DatabaseUrls:
    """Derive the application's URL from the owner's: the same login, in the application's role.

    Raises:
        DatabaseUnavailable: `owner_url` is malformed.
    """
    return DatabaseUrls(owner_url, with_options(owner_url, f"role={APPLICATION}"), embedded=False)


def require_answer(owner_url: str) -> None:
    """Check that the server lets us in, and is new enough.

    Raises:
        DatabaseUnavailable: it does not.
    """
    place = describe(owner_url)
    try:
        with psycopg.connect(owner_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise DatabaseUnavailable(f"DATABASE_URL ({place}): {_reason(error)}.") from None
    if version < 160000:
        raise DatabaseUnavailable(
            f"DATABASE_URL ({place}): PostgreSQL 16 or newer is needed, this is {version // 10000}."
        )


def _reason(error: psycopg.Error) -> str:
    # psycopg lists every attempt; the last part of the first line is what the server said.
    line = first_line(error).removeprefix("connection failed: ")
    return line.split("failed: ", 1)[-1].removeprefix("FATAL: ").strip()
