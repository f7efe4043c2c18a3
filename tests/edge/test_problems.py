"""Failures are RFC 9457 problem details with a stable code, and leak nothing."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from orgbilling.database import Database
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.kernel.errors import Conflict, Unavailable
from tests import statements
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection

MEMBERS = {"type", "title", "status", "code", "detail", "instance"}


@pytest.fixture
def failing(db: Database, owner: OwnerConnection) -> Api:
    """An application with routes that fail in every way."""
    router = billing_router(prefix="/failing", tag="failing")

    @router.get("/crash")
    async def crash() -> None:
        raise RuntimeError("secret: password=hunter2")

    @router.get("/sql")
    async def sql(tx: Tx) -> None:
        await tx.execute(statements.sql("select secret_column from nowhere"))

    @router.get("/conflict")
    async def conflict() -> None:
        raise Conflict("No.", code="taken", fields={"holder": "somebody", "status": "not mine"})

    @router.get("/busy")
    async def busy() -> None:
        raise Unavailable("Later.", retry_after_s=7)

    @router.get("/answer")
    async def wrong_answer() -> dict[str, int]:
        return {"count": "secret"}  # type: ignore[dict-item]

    api = make_api(db, owner)
    api.app.include_router(router)
    return api


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.keys() >= MEMBERS
    assert (body["status"], body["code"], body["type"]) == (
        status,
        code,
        f"urn:orgbilling:problem:{code}",
    )
    return body


@pytest.mark.parametrize("path", ["/failing/crash", "/failing/sql", "/failing/answer"])
async def test_a_fault_of_ours_is_logged_and_shows_only_its_request_id(
    failing: Api, path: str
) -> None:
    with capture_logs() as logs:
        answer = await failing.client().get(path)
    body = problem(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert "select" not in answer.text
    (entry,) = [log for log in logs if log["event"] == "request_failed"]
    assert (entry["request_id"], entry["path"]) == (body["request_id"], path)
    assert answer.headers["x-request-id"] == body["request_id"]
    assert entry["exc_info"] is not None


async def test_a_domain_error_keeps_its_fields_but_not_over_ours(failing: Api) -> None:
    body = problem(await failing.client().get("/failing/conflict"), 409, "taken")
    assert (body["holder"], body["detail"], body["instance"]) == (
        "somebody",
        "No.",
        "/failing/conflict",
    )


async def test_unavailable_says_when_to_come_back(failing: Api) -> None:
    answer = await failing.client().get("/failing/busy")
    problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "7"


async def test_an_unknown_address_and_method_are_problems_too(api: Api) -> None:
    person = api.person()
    problem(await person.get("/api/v1/nothing"), 404, "route_not_found")
    problem(await person.get("/nothing"), 404, "route_not_found")
    problem(await person.get("/api/v1/organizations/"), 404, "route_not_found")
    answer = await person.delete("/api/v1/organizations")
    problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) <= {"GET", "POST"}


async def test_every_mistake_is_named_in_words_of_ours(api: Api) -> None:
    answer = await api.person().post(
        "/api/v1/organizations", json={"time_zone": "Mars/Base", "billing_email": 5, "price": 1}
    )
    body = problem(answer, 422, "invalid_request")
    assert {error["field"]: error["message"] for error in body["errors"]} == {
        "name": "is required",
        "time_zone": "must be an IANA zone like Europe/Berlin",
        "billing_email": "must be a string",
        "price": "is not a member of this request",
    }


async def test_a_malformed_id_and_a_limit_out_of_range_are_named(api: Api) -> None:
    person = api.person()
    body = problem(await person.get("/api/v1/organizations/five"), 422, "invalid_request")
    assert body["errors"] == [{"field": "org_id", "message": "must be a UUID"}]
    body = problem(await person.get("/api/v1/organizations?limit=501"), 422, "invalid_request")
    assert body["errors"] == [{"field": "limit", "message": "must be at most 500"}]


async def test_a_missing_body_is_named(api: Api) -> None:
    body = problem(await api.person().post("/api/v1/organizations"), 422, "invalid_request")
    assert body["errors"] == [{"field": "body", "message": "is required"}]
