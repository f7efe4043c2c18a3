"""A server that is told to stop answers what is in flight, and only then lets go of everything."""

import asyncio
import os
import pty
import socket
import subprocess
import sys
import termios
import uuid
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api_client import Client
from tests.credits.company import Company
from tests.credits.engine_rig import Backends, eventually, locked
from tests.servers.conftest import People
from tests.servers.server import Server, free_port, serving

IN_FLIGHT = 30


async def test_sigterm_answers_what_is_in_flight(
    people: People, company: Company, owner_url: str
) -> None:
    member = company.member(100)
    backends = Backends(owner_url)
    others = set(backends.pids(waiting=False))
    with serving(1, DATABASE_URL=owner_url) as (server,):
        async with server.like(company.program) as client:
            # So many connections are open now that no request has to wait for one.
            await asyncio.gather(*(client.get("/healthz") for _ in range(IN_FLIGHT)))
            with locked(owner_url, company.world, member.user_id):
                asked = [
                    asyncio.create_task(deduct(client, company, member)) for _ in range(IN_FLIGHT)
                ]
                await eventually(lambda: backends.pids(waiting=True))
                # Asked last and answered: what was asked before has been read.
                assert (await client.get("/healthz")).status_code == 200
                server.ask_to_stop()
                await eventually(lambda: not is_listening(server))
                # Longer than the server's own pause before it looks at who is still inside.
                await asyncio.sleep(0.5)
                assert not any(task.done() for task in asked)
            answers = await asyncio.gather(*asked)
        assert await asyncio.to_thread(server.wait_until_stopped) == 0
    assert server.lines[-1] == "OrgBilling has stopped; its data stay."
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["remaining_credits"] for answer in answers) == list(range(70, 100))
    assert company.world.figures(member.user_id, "U") == (IN_FLIGHT,)
    await eventually(lambda: set(backends.pids(waiting=False)) <= others)
    backends.close()


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_terminal_that_is_closed_stops_a_server(
    owner_url: str, processes: str, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": owner_url, "ORGBILLING_PORT": str(port),
        "ORGBILLING_PROCESSES": processes, "ORGBILLING_DEMO": "false",
    }  # fmt: skip
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            PROGRAM_UNDER_A_TERMINAL, stdin=theirs, stdout=log, stderr=log, env=environment,
            start_new_session=True, pass_fds=[theirs],
        )  # fmt: skip
        try:
            os.close(theirs)
            asyncio.run(eventually(lambda: is_ready(port)))
            os.close(ours)
            assert process.wait(30) == 0
        finally:
            process.kill()
            process.wait(10)


# A new session has no terminal until it opens one, or says that it wants one.
PROGRAM_UNDER_A_TERMINAL = [
    sys.executable,
    "-c",
    f"import fcntl; fcntl.ioctl(0, {termios.TIOCSCTTY}, 0)\n"
    "import sys; sys.argv = ['orgbilling', 'serve']\n"
    "from orgbilling.cli import main; main()",
]


def is_ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


async def deduct(client: Client, company: Company, member: Client) -> Any:
    body = {"user_id": member.user_id, "credits": 1, "service_type": "llm"}
    return await client.post(company.path("/deduct"), json=body | {"request_id": uuid.uuid4().hex})


def is_listening(server: Server) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0
