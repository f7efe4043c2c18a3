"""How `serve` tells its processes which database to use, so that they start none themselves."""

from collections.abc import MutableMapping

from orgbilling.database import DatabaseUrls
from orgbilling.settings import PREFIX

APPLICATION_URL = f"{PREFIX}APPLICATION_DATABASE_URL"
PARENT = f"{PREFIX}PARENT_PID"


def publish_urls(environment: MutableMapping[str, str], urls: DatabaseUrls) -> None:
    """Write the application's URL where `Settings.application_database_url` reads it."""
    environment[APPLICATION_URL] = urls.application_url
