"""Health, readiness, status, and what is counted of requests."""

import json

import pytest
import structlog
from prometheus_client import CollectorRegistry

from orgbilling.database import Database
from orgbilling.monitoring.exposition import Exposition
from orgbilling.monitoring.logs import configure_logs
from orgbilling.monitoring.requests import RequestMetrics
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection, TestDatabase


async def test_a_healthy_server_says_so(api: Api) -> None:
    client = api.client()
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok", "calendar": "running"}
    assert (await client.get("/api/v1/system/status")).json()["status"] == "operational"


async def test_a_server_whose_calendar_stands_is_ready_and_says_so(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    stopped = fresh_owner.execute(
        """insert into calendar_stops (stop_id, stopped_at, reason, details)
           values (uuid_v7(clock_timestamp()), '2026-03-01 09:00+00', 'clock_jump', '{}')"""
    )
    assert stopped.rowcount == 1
    async with Database(fresh_database.application_url, idle_size=1) as database:
        client = make_api(database, fresh_owner).client()
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (
            200,
            {
                "status": "ok",
                "calendar": "stopped",
                "calendar_since": "2026-03-01T09:00:00Z",
                "calendar_reason": "clock_jump",
            },
        )
        fresh_owner.execute("select resume_calendar('test', 'looked at it')")
        assert (await client.get("/readyz")).json() == {"status": "ok", "calendar": "running"}


async def test_without_its_database_it_is_alive_and_not_ready(owner: OwnerConnection) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", timeout_s=0.2)
    client = make_api(nowhere, owner).client()
    assert (await client.get("/healthz")).status_code == 200
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["code"]) == (503, "store_unavailable")
    assert "retry-after" in ready.headers
    status = await client.get("/api/v1/system/status")
    assert (status.status_code, status.json()["status"]) == (200, "degraded")


async def test_without_a_schema_it_is_not_ready(
    empty_database: TestDatabase, owner: OwnerConnection
) -> None:
    async with Database(empty_database.owner_url, idle_size=1) as database:
        client = make_api(database, owner).client()
        assert (await client.get("/readyz")).status_code >= 500


async def test_requests_are_measured_by_template_and_never_by_path(api: Api) -> None:
    person = api.person()
    org_id = api.organization(person)
    await person.get(f"/api/v1/organizations/{org_id}")
    await person.get("/api/v1/nothing-with-an-id-12345")
    await api.client().get(f"/api/v1/organizations/{org_id}")
    text = Exposition().text().decode()
    assert "# TYPE http_request_duration_seconds histogram" in text
    route = 'route="/api/v1/organizations/{org_id}"'
    assert f'http_request_duration_seconds_count{{method="GET",{route},status="200"}}' in text
    assert 'route="unmatched",status="404"' in text
    assert str(org_id) not in text
    assert "12345" not in text


def test_an_invented_method_makes_no_new_series() -> None:
    registry = CollectorRegistry()
    metrics = RequestMetrics(registry)
    for number in range(100):
        metrics.observe(f"X{number}", "unmatched", 405, 0.001)
    counted = registry.get_sample_value(
        "http_request_duration_seconds_count",
        {"method": "OTHER", "route": "unmatched", "status": "405"},
    )
    assert counted == 100


def test_a_logged_fault_is_one_line_without_the_values_of_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info")

    def fail() -> None:
        password = "hunter2" * 2
        raise RuntimeError(len(password))

    try:
        fail()
    except RuntimeError as error:
        structlog.get_logger().error("failed", exc_info=error)
    structlog.get_logger().debug("not shown")
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["level"]) == ("failed", "error")
    assert "RuntimeError: 14" in entry["exception"]
    assert "hunter2hunter2" not in line
