"""N13: fail-open: when the store was down the call was allowed."""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.embedded_process import read_postmaster
from tests.api_client import Api, Client
from tests.conftest import POSTGRES_VERSION
from tests.credits.company import Company, make_company
from tests.credits.engine_rig import eventually
from tests.servers.server import serving

RECOVERS_WITHIN_S = 10
"""Longer than any pause between two attempts to connect, and not longer the longer it was down."""


def build(owner_url: str) -> tuple[Company, str, Client]:
    """A company with a member, over a connection that is closed again."""
    with psycopg.connect(owner_url, autocommit=True, row_factory=dict_row) as owner:
        # Only to make people and keys: what is asked is asked of the real server.
        company = make_company(Api(None, owner))  # type: ignore[arg-type]
        member = company.member(100)
        key = company.api.key(company.org_id, company.boss)
    return company, key, member


async def ask(client: Client, company: Company, member: Client) -> dict[str, Any]:
    """Every way to spend and to ask, at once."""
    body = {"user_id": member.user_id, "credits": 1}
    asked = {
        "deduct": client.post(
            company.path("/deduct"), json=body | {"service_type": "llm", "request_id": "down-1"}
        ),
        "hold": client.post(company.path("/holds"), json=body | {"request_id": "down-2"}),
        "check": client.post(company.path("/check"), json=body),
        "pool": client.get(company.path()),
        "ready": client.get("/readyz"),
        "health": client.get("/healthz"),
        "status": client.get("/api/v1/system/status"),
    }
    return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))


async def stop_database(data: Path) -> None:
    postmaster = read_postmaster(data / "postgres")
    assert postmaster is not None
    os.kill(postmaster.pid, signal.SIGINT)
    await eventually(lambda: read_postmaster(data / "postgres") is None)


async def test_without_its_database_a_server_refuses_and_afterwards_spends_once(
    server_folder: Path,
) -> None:
    data = server_folder / "data"
    database = EmbeddedServer(data, POSTGRES_VERSION)
    # Whoever reads waits this long for a connection.
    impatient = {"ORGBILLING_POOL_TIMEOUT_S": "0.5"}
    with serving(1, ORGBILLING_DATA_DIR=str(data), **impatient) as (server,):
        company, key, member = build(database.running_urls()[0])
        headers = {"authorization": f"Bearer {key}"}
        async with server.client(headers=headers) as client:
            before = await ask(client, company, member)
            assert [a.status_code for a in before.values()] == [200, 201, 200, 200, 200, 200, 200]
            await stop_database(data)
            down = await ask(client, company, member)
            for name in ("deduct", "hold", "check", "pool", "ready"):
                answer = down[name]
                assert answer.status_code == 503, (name, answer.text)
                assert answer.json()["code"] == "store_unavailable"
                assert int(answer.headers["retry-after"]) >= 1
            assert down["health"].status_code == 200
            assert down["status"].json()["status"] == "degraded"
            with database.use():
                began = time.monotonic()
                while (await client.get("/readyz")).status_code == 503:
                    assert time.monotonic() - began < RECOVERS_WITHIN_S
                after = await ask(client, company, member)
                # What was refused for want of a store is what it was before: spent once.
                assert after["deduct"].json() == before["deduct"].json() | {"replayed": True}
                allocation = (await client.get(company.path("/allocations"))).json()[0]
                figures = (allocation["used_credits"], allocation["held_credits"])
                assert figures == (1, 1)
