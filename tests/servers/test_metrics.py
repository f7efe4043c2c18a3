"""Metrics have an address of their own: nobody gets them from the API, and they stay small."""

import socket
import time

import httpx2
import pytest
from prometheus_client import CollectorRegistry

from orgbilling.monitoring.exposition import Exposition
from orgbilling.monitoring.requests import RequestMetrics
from tests.servers.server import Server, free_metrics_port, serving, wait_until_all_serve
from tests.servers.wire import connected


def test_metrics_are_not_part_of_the_api(servers: list[Server]) -> None:
    assert httpx2.get(f"{servers[0].url}/metrics").status_code == 404
    assert "http_request_duration_seconds" in servers[0].metrics()
    own = f"http://127.0.0.1:{servers[0].metrics_port}"
    assert httpx2.get(f"{own}/healthz").status_code == 404
    assert httpx2.get(f"{own}/").status_code == 404
    assert httpx2.post(f"{own}/metrics").status_code == 405
    assert httpx2.head(f"{own}/metrics").status_code == 200


def test_connections_are_counted(servers: list[Server]) -> None:
    with connected(servers[0].port) as wire:
        wire.ask(b"GET /healthz HTTP/0.9\r\n\r\n")
    time.sleep(0.5)
    text = servers[0].metrics()
    assert "\nhttp_connections " in text
    assert 'http_connections_ended_total{code="malformed_request"}' in text


def test_without_a_port_there_are_none(owner_url: str) -> None:
    with serving(1, DATABASE_URL=owner_url, ORGBILLING_METRICS_PORT="0") as [server]:
        assert httpx2.get(f"{server.url}/healthz").status_code == 200
        assert not [line for line in server.lines if "metrics_not_served" in line]


def test_a_port_that_is_taken_is_a_warning(servers: list[Server], owner_url: str) -> None:
    taken = str(servers[0].metrics_port)
    with serving(1, DATABASE_URL=owner_url, ORGBILLING_METRICS_PORT=taken) as [server]:
        warning = server.line_with("metrics_not_served")
        assert '"level": "warning"' in warning
        assert taken in warning
        assert "ORGBILLING_METRICS_PORT" in warning
        assert httpx2.get(f"{server.url}/healthz").status_code == 200


def test_each_of_several_processes_has_a_port(owner_url: str) -> None:
    first = free_metrics_port()
    with serving(
        1,
        DATABASE_URL=owner_url,
        ORGBILLING_METRICS_PORT=str(first),
        ORGBILLING_PROCESSES="2",
    ) as [server]:
        wait_until_all_serve(server, 2)
        # A process serves metrics a moment after it serves.
        until_s = time.monotonic() + 20
        for port in (first, first + 1):
            while not is_listening(port):
                assert time.monotonic() < until_s
                time.sleep(0.05)
            answer = httpx2.get(f"http://127.0.0.1:{port}/metrics")
            assert "http_request_duration_seconds" in answer.text


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_callers_make_no_series_without_end() -> None:
    registry = CollectorRegistry()
    metrics = RequestMetrics(registry)
    for number in range(5_000):
        for status in (200, 401, 404, 422, 503):
            metrics.observe("GET", f"/route/{number}", status, 0.001)
    text = Exposition(registry).text().decode()
    assert len(text.splitlines()) < 700 * 18
    assert 'route="other",status="400"' in text
    assert text.count('status="401"') == text.count('route="unmatched",status="401"')


def test_writing_them_is_a_small_part_of_a_process() -> None:
    registry = CollectorRegistry()
    metrics = RequestMetrics(registry)
    for number in range(20):
        metrics.observe("GET", f"/route/{number}", 200, 0.001)
    exposition = Exposition(registry)
    written: list[bytes] = []
    until_s = time.monotonic() + 2
    began_s = time.process_time()
    while time.monotonic() < until_s:
        metrics.observe("GET", "/route/1", 200, 0.001)
        written.append(exposition.text())
        time.sleep(0.0005)
    assert len(written) > 500
    assert 1 < len(set(written)) < len(written) / 2
    assert time.process_time() - began_s < 0.5


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_description_can_be_turned_off(
    owner_url: str, path: str, servers: list[Server]
) -> None:
    assert httpx2.get(f"{servers[0].url}{path}").status_code == 200
    with serving(1, DATABASE_URL=owner_url, ORGBILLING_API_DESCRIPTION="false") as [server]:
        answer = httpx2.get(f"{server.url}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
