"""The pool stays healthy whatever happens to those who use it."""

import asyncio
from typing import NamedTuple

import pytest

from orgbilling.database import Database, Query, Statement
from orgbilling.kernel.errors import Conflict, DomainError, Invalid, StoreBusy, StoreUnavailable
from tests.statements import sql


class Letter(NamedTuple):
    one: int
    letter: str


LETTER: Query[Letter, int] = Query("select 1 as one, 'x' as letter where %(is_there)s", Letter)


async def test_rows_are_made_as_they_were_generated(db: Database) -> None:
    row = await db.fetch_one(Statement(LETTER, {"is_there": True}))
    assert row is not None
    assert (type(row), row.one, row.letter) == (Letter, 1, "x")
    assert await db.fetch_all(Statement(LETTER, {"is_there": True})) == [Letter(1, "x")]
    assert await db.fetch_value(Statement(LETTER, {"is_there": True})) == 1
    assert await db.fetch_one(Statement(LETTER, {"is_there": False})) is None
    assert await db.fetch_value(Statement(LETTER, {"is_there": False})) is None
    assert await db.fetch_value(sql("select %s::int + 1", 41)) == 42
    assert await db.fetch_value(sql("select '100%'")) == "100%"


async def test_other_columns_than_were_generated_are_refused(db: Database) -> None:
    stale: Query[Letter, int] = Query("select 1 as one, 'x' as letter, 2 as more", Letter)
    with pytest.raises(DomainError) as caught:
        await db.fetch_all(Statement(stale))
    assert "3 columns, and 2 were generated" in str(caught.value.__cause__)
    assert await db.fetch_value(sql("select 1")) == 1


async def test_a_null_where_none_was_generated_is_noticed_by_the_tests(db: Database) -> None:
    wrong: Query[Letter, int] = Query("select 1 as one, null::text as letter", Letter)
    with pytest.raises(AssertionError, match="Letter: null in"):
        await db.fetch_all(Statement(wrong))


async def test_the_application_is_not_the_owner(db: Database) -> None:
    assert await db.fetch_value(sql("select current_user::text")) == "orgbilling_app"
    with pytest.raises(DomainError) as caught:
        await db.execute(sql("create table public.forbidden (id int)"))
    assert caught.value.status == 500
    assert "permission" not in caught.value.detail


async def test_a_transaction_is_read_committed_and_rolls_back_on_an_error(db: Database) -> None:
    async def fail_inside() -> None:
        async with db.transaction() as transaction:
            level = await transaction.fetch_value(sql("show transaction_isolation"))
            assert level == "read committed"
            await transaction.execute(sql("create temporary table gone (id int)"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        await fail_inside()
    assert await db.fetch_value(sql("select to_regclass('gone')")) is None


async def test_a_cancelled_query_leaves_the_pool_healthy(application_url: str) -> None:
    async with Database(application_url, pool_size=2, idle_size=2) as small:
        for _ in range(5):
            tasks = [
                asyncio.create_task(small.execute(sql("select pg_sleep(30)"))) for _ in range(4)
            ]
            await asyncio.sleep(0.05)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(both_connections(small), 5)
        assert small.statistics()["requests_waiting"] == 0


async def test_a_request_that_is_cancelled_again_and_again_loses_no_connection(
    application_url: str,
) -> None:
    async def interrupted(small: Database) -> None:
        async with small.transaction() as transaction:
            await transaction.execute(sql("select pg_sleep(30)"))

    async with Database(application_url, pool_size=2, idle_size=2) as small:
        for _ in range(4):
            task = asyncio.create_task(interrupted(small))
            await asyncio.sleep(0.05)
            while not task.done():
                task.cancel()
                await asyncio.sleep(0)
        await asyncio.wait_for(both_connections(small), 5)


async def both_connections(small: Database) -> None:
    async with small.connection() as first, small.connection() as second:
        assert await first.fetch_value(sql("select 1")) == 1
        assert await second.fetch_value(sql("select 2")) == 2


async def test_a_connection_that_the_server_closed_is_replaced(
    application_url: str, owner: object
) -> None:
    async with Database(application_url, pool_size=1, idle_size=1, name="victim") as small:
        assert await small.fetch_value(sql("select 1")) == 1
        owner.execute(  # type: ignore[attr-defined]
            "select pg_terminate_backend(pid, 2000) from pg_stat_activity "
            "where application_name = 'victim'"
        )
        assert await small.fetch_value(sql("select 2")) == 2


async def test_no_free_connection_is_a_503(application_url: str) -> None:
    async with (
        Database(application_url, pool_size=1, idle_size=1, timeout_s=0.1) as small,
        small.connection(),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            await small.execute(sql("select 1"))
    assert (caught.value.status, caught.value.code) == (503, "store_unavailable")


async def test_a_server_that_is_away_is_a_503() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    with pytest.raises(StoreUnavailable):
        await away.open(wait_s=0.3)


async def test_errors_of_the_server_become_codes_without_its_text(db: Database) -> None:
    cases: list[tuple[str, type[DomainError], str]] = [
        ("select 'x'::text::int", Invalid, "invalid_value"),
        ("select 1e10::numeric::int", Invalid, "invalid_value"),
        ("select 1 / 0", Invalid, "invalid_value"),
        ("select no_such_function()", DomainError, "internal_error"),
        (
            "do $$ begin raise exception 'secret' using errcode = '23505'; end $$",
            Conflict,
            "conflict",
        ),
        (
            "do $$ begin raise exception 'secret' using errcode = '40P01'; end $$",
            StoreBusy,
            "store_busy",
        ),
        (
            "do $$ begin raise exception 'secret' using errcode = '53300'; end $$",
            StoreUnavailable,
            "store_unavailable",
        ),
    ]
    for statement, kind, code in cases:
        with pytest.raises(kind) as caught:
            await db.execute(sql(statement))
        assert caught.value.code == code
        assert "secret" not in caught.value.detail
        assert "integer" not in caught.value.detail


async def test_text_that_cannot_be_stored_is_a_422(db: Database) -> None:
    for text in ("a\x00b", "\ud800"):
        with pytest.raises(Invalid):
            await db.fetch_value(sql("select %s::text", text))


async def test_an_error_of_ours_keeps_its_code_message_and_fields(db: Database) -> None:
    with pytest.raises(Conflict) as caught:
        await db.execute(
            sql(
                "do $$ begin raise exception 'The pool has 4 credits.' using errcode = 'OB006', "
                """detail = '{"available_credits": 4.000001}'; end $$"""
            )
        )
    assert caught.value.status == 409
    assert caught.value.code == "pool_insufficient"
    assert caught.value.detail == "The pool has 4 credits."
    assert str(caught.value.fields["available_credits"]) == "4.000001"
