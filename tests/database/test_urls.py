"""DATABASE_URL: the role is taken on, what is wrong is said in one line, passwords stay out."""

import psycopg
import pytest
from pydantic import SecretStr

from orgbilling.database import DatabaseUnavailable, database_urls, jobs_url
from orgbilling.database.conninfo import build_url, describe, parse_url, with_options
from orgbilling.settings import Settings
from tests.conftest import TestDatabase


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:p%40ss%2Fword@db.example:6000/shop?sslmode=require",
        "postgresql://me@/shop?host=/run/postgresql",
        "postgresql://a:1,b:2/shop",
        "postgresql://[::1]:5432/shop",
        "host=db.example dbname=shop user=me password='p @/:w'",
        "postgresql:///shop",
    ],
)
def test_a_url_survives_reading_and_writing(url: str) -> None:
    assert parse_url(build_url(parse_url(url))) == parse_url(url)


def test_options_are_added_to_those_that_are_there() -> None:
    url = with_options("postgresql://me@db/shop?options=-c%20work_mem%3D8MB", "role=orgbilling_app")
    assert parse_url(url)["options"] == "-c work_mem=8MB -c role=orgbilling_app"


def test_a_description_has_no_password() -> None:
    assert describe("postgresql://me:secret@db:6000/shop") == "me@db:6000/shop"


def test_an_external_database_is_used_in_the_role_of_the_application(
    worker_database: TestDatabase,
) -> None:
    settings = Settings(database_url=SecretStr(worker_database.owner_url))
    with database_urls(settings) as urls:
        assert not urls.embedded
        with psycopg.connect(urls.application_url) as connection:
            row = connection.execute("select current_user::text, session_user::text").fetchone()
        assert row == ("orgbilling_app", "orgbilling_owner")
        with psycopg.connect(jobs_url(urls.application_url)) as connection:
            assert connection.execute("select count(*) from procrastinate_jobs").fetchone() == (0,)
            row = connection.execute("select current_user::text").fetchone()
        assert row == ("orgbilling_app",)


def test_what_is_wrong_with_the_url_is_said_in_one_line(worker_database: TestDatabase) -> None:
    right = parse_url(worker_database.owner_url)
    cases = {
        "postgresql://me:secret@127.0.0.1:1/none": "refused",
        "postgresql://me:secret@/no?nonsense=1": "cannot be read",
        "not a url secret": "cannot be read",
        build_url({**right, "password": "secret"}): "password authentication failed",
        build_url({**right, "dbname": "nowhere"}): "does not exist",
    }
    for url, reason in cases.items():
        settings = Settings(database_url=SecretStr(url))
        with pytest.raises(DatabaseUnavailable, match=reason) as caught, database_urls(settings):
            pass
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)
        assert "DATABASE_URL" in str(caught.value)
