"""N13, G6 and G7 at the gateway: when the store was down the call was allowed, an error inside a
transaction was reported as a success, and a failed start made everything free until the next."""

from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.embedded import EmbeddedServer
from tests.conftest import POSTGRES_VERSION, TestDatabase
from tests.credits.engine_rig import eventually
from tests.gateway.conftest import Provider, new_caller, set_prices, settings_of
from tests.regressions.test_n13_a_store_that_is_down_spends_nothing import stop_database
from tests.servers.server import serving


@pytest.mark.timeout(180)
async def test_a_store_that_is_down_is_a_503_and_reaches_no_provider(
    upstream: Provider, server_folder: Path, tmp_path: Path
) -> None:
    data = server_folder / "data"
    database = EmbeddedServer(data, POSTGRES_VERSION)
    environment = settings_of(tmp_path, upstream, "")
    del environment["DATABASE_URL"]
    impatient = {"ORGBILLING_POOL_TIMEOUT_S": "0.5", "ORGBILLING_DATA_DIR": str(data)}
    with serving(1, **environment, **impatient) as [server]:
        with psycopg.connect(
            database.running_urls()[0], autocommit=True, row_factory=dict_row
        ) as owner:
            set_prices(owner)
            caller = new_caller(owner, server)
            assert caller.ask({"input": 10, "output": 10}).status_code == 200
        before = upstream.count()
        await stop_database(data)
        for model in ("gpt-test", "gpt-free"):
            for is_stream in (False, True):
                answer = caller.ask(model=model, stream=is_stream)
                assert (answer.status_code, answer.json()["error"]["code"]) == (
                    503, "store_unavailable",
                )  # fmt: skip
                assert int(answer.headers["retry-after"]) >= 1
        assert upstream.count() == before
        with database.use():
            # Without a new start.
            await eventually(lambda: caller.ask({"input": 1, "output": 1}).status_code == 200)
        assert upstream.count() == before + 1


@pytest.mark.parametrize(
    "breaking",
    [
        # G6: what a call writes down before it is sent cannot be written.
        "alter table gateway_calls rename to lost_calls",
        # G7: what a model costs, or whose plan it is, cannot be read.
        "alter table model_prices rename to lost_prices",
        "alter table organization_subscriptions rename to lost_subscriptions",
        "alter table user_credit_allocations rename to lost_allocations",
    ],
)
def test_whatever_fails_before_the_call_fails_the_call(
    fresh_database: TestDatabase,
    upstream: Provider,
    tmp_path: Path,
    breaking: str,
) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        set_prices(owner)
        environment = settings_of(tmp_path, upstream, fresh_database.owner_url)
        with serving(1, **environment) as [server]:
            caller = new_caller(owner, server)
            before = upstream.count()
            owner.execute(breaking.encode())
            for is_stream in (False, True):
                answer = caller.ask({"input": 10, "output": 10}, stream=is_stream)
                assert answer.status_code >= 500, answer.text
                # No statement and no table's name leaves.
                assert "select" not in answer.text.lower()
                assert "lost_" not in answer.text
            assert upstream.count() == before
            owner.execute(mend(breaking).encode())
            caller.settled()
            assert caller.usage() == []
            # Mended, it works without a new start.
            assert caller.ask({"input": 10, "output": 10}).status_code == 200
            assert caller.world.differences() == []


def mend(breaking: str) -> str:
    _, _, table, _, _, lost = breaking.split()
    return f"alter table {lost} rename to {table}"
