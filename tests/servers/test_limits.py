"""Limits of real server processes: of requests, whoever says to come, and of idle connections."""

import asyncio
import select
import socket
import time
from collections import Counter

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.servers.server import Server, serving

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


def test_a_connection_that_is_quiet_for_a_while_is_not_closed(servers: list[Server]) -> None:
    def ask() -> bytes:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection.recv(65_536)

    with socket.create_connection(("127.0.0.1", servers[0].port)) as connection:
        assert ask().startswith(b"HTTP/1.1 200")
        # Longer than servers wait that nobody told; what is left of the answer is read too.
        time.sleep(7)
        assert select.select([connection], [], [], 0)[0] == [] or connection.recv(65_536)
        assert ask().startswith(b"HTTP/1.1 200")
