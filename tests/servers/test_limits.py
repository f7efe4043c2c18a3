"""A limit is one over real server processes, whatever address a client says it comes from."""

import asyncio
from collections import Counter

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.servers.server import serving

LIMITS = {"ORGBILLING_RATE_LIMIT_READS": "30/min", "ORGBILLING_RATE_LIMIT_SIGN_IN": "10/min"}


async def test_many_processes_and_forged_addresses_are_no_more_allowance(
    db: Database, owner: OwnerConnection, owner_url: str
) -> None:
    api = make_api(db, owner)
    person = api.person()
    path = f"/api/v1/org-billing/credits/{api.organization(person)}"
    with serving(2, DATABASE_URL=owner_url, ORGBILLING_PROCESSES="2", **LIMITS) as servers:
        clients = [server.like(person) for server in servers for _ in range(3)]
        reads = [
            clients[number % 6].get(path, headers={"x-forwarded-for": f"203.0.113.{number}"})
            for number in range(120)
        ]
        found = Counter(answer.status_code for answer in await asyncio.gather(*reads))
        assert found == Counter({200: 30, 429: 90})
        sign_ins = [
            clients[number % 6].post(
                "/api/v1/auth/dev/login",
                json={"email": "nobody@example.org"},
                headers={"x-forwarded-for": f"198.51.100.{number}", "x-real-ip": "192.0.2.1"},
            )
            for number in range(40)
        ]
        told = Counter(answer.status_code for answer in await asyncio.gather(*sign_ins))
        assert told == Counter({404: 10, 429: 30})
        await asyncio.gather(*(client.aclose() for client in clients))
