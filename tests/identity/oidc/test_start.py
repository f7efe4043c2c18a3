"""A database has the people of one provider, and a start with another is refused in one line."""

import pytest

from orgbilling.app import create_app
from orgbilling.database import Database, MigrationFailed
from orgbilling.database.migrations import migrate
from orgbilling.settings import Settings, SettingsError
from tests.conftest import TestDatabase

FIRST = "https://id.example/realms/first"
SECOND = "https://id.example/realms/second"


def started_with(issuer: str | None) -> Settings:
    return Settings(oidc_issuer=issuer, oidc_client_id="orgbilling")


async def test_the_first_start_fixes_the_issuer_and_another_is_refused(
    fresh_database: TestDatabase,
) -> None:
    async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as database:
        for issuer in (None, FIRST, FIRST, None):
            app = create_app(started_with(issuer), database)
            async with app.router.lifespan_context(app):
                pass
        app = create_app(started_with(SECOND), database)
        with pytest.raises(SettingsError) as caught:
            async with app.router.lifespan_context(app):
                pass
    assert str(caught.value) == (
        f"ORGBILLING_OIDC_ISSUER={SECOND} is refused: the people of this database are those of "
        f"{FIRST}."
    )


def test_the_command_line_refuses_it_before_anything_is_served(
    fresh_database: TestDatabase,
) -> None:
    migrate(fresh_database.owner_url, oidc_issuer=FIRST)
    migrate(fresh_database.owner_url)
    migrate(fresh_database.owner_url, oidc_issuer=FIRST)
    with pytest.raises(MigrationFailed) as caught:
        migrate(fresh_database.owner_url, oidc_issuer=SECOND)
    assert str(caught.value).startswith(f"ORGBILLING_OIDC_ISSUER={SECOND} is refused: ")
    assert "\n" not in str(caught.value)
