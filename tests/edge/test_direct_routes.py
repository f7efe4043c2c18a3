"""Routes that are served before FastAPI looks for one are those that it would find."""

import uuid
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message
from structlog.testing import capture_logs

from orgbilling.app import create_app
from orgbilling.database import Database
from orgbilling.edge.bodies import ExactRequest
from orgbilling.edge.routes import DirectRoute, DirectRoutes
from orgbilling.kernel.identifiers import organization_id_of
from orgbilling.settings import Settings
from tests.api_client import Api, make_api, running
from tests.conftest import OwnerConnection

APP = create_app(Settings())
DIRECT = [route for route in APP.router.routes if isinstance(route, DirectRoute)]


# Ways to write an address, right and wrong.
WRITTEN = ("{}", "{}/", "/{}", "{}/x", "{}\n", "{}%2F", "/x{}", "{}?x=1")


def _scope(method: str, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "type": "http", "method": method, "path": path, "root_path": "", "scheme": "http",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }  # fmt: skip


@pytest.mark.parametrize("route", DIRECT, ids=lambda route: route.path)
def test_the_router_would_find_the_same_route(route: DirectRoute) -> None:
    last = route.path.rpartition("/")[2]
    assert "{" not in last, "it is found by its last word"
    path = route.path.replace("{", "").replace("}", "")
    (method,) = route.methods
    found = (
        each for each in APP.router.routes if each.matches(_scope(method, path))[0] is Match.FULL
    )
    assert next(found) is route


@pytest.mark.parametrize("route", DIRECT, ids=lambda route: route.path)
async def test_another_method_is_told_which_one_there_is(api: Api, route: DirectRoute) -> None:
    person = api.person()
    path = route.path.format(org_id=api.organization(person), hold_id="h")
    answer = await person.put(path, json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("route", DIRECT, ids=lambda route: route.path)
async def test_every_request_is_answered_as_the_router_would(
    db: Database, owner: OwnerConnection, route: DirectRoute
) -> None:
    api, routed = make_api(db, owner), make_api(db, owner).app
    routed.user_middleware = [each for each in routed.user_middleware if each.cls != DirectRoutes]
    person = api.person()
    path = route.path.format(org_id=api.organization(person), hold_id="h")
    session = f"Bearer {api.session(person.user_id)}"
    served_as = []
    for mount in ("", "/billing"):
        for written in WRITTEN:
            for method in ("POST", "GET", "HEAD", "PUT", "OPTIONS"):
                scopes = [
                    _scope(method, mount + written.format(path), {
                        "authorization": session, "content-type": "application/json",
                        "x-request-id": "mine",
                    })
                    for _ in range(2)
                ]  # fmt: skip
                both = [
                    await _answered(_mounted(app, mount), scope)
                    for app, scope in zip((api.app, routed), scopes, strict=True)
                ]
                assert both[0] == both[1], (mount, written, method)
                served_as.append(both[0][-1])
    assert served_as.count(route.path) >= 2, "as it is, and mounted"


@pytest.mark.parametrize("route", DIRECT, ids=lambda route: route.path)
async def test_who_leaves_in_the_middle_of_a_body_is_no_fault_of_the_server(
    api: Api, route: DirectRoute
) -> None:
    person = api.person()
    org_id = api.organization(person)
    key = api.key(org_id, person, "member")
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    scope = _scope("POST", route.path.format(org_id=org_id, hold_id=uuid.uuid4()), headers)
    cut: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]
    async with running(api):
        with capture_logs() as logs:
            status, *_ = await _answered(api.app, scope, *cut)
    if not route.path.endswith("release"):
        assert status == 400, "it reads the body, and has none"
    assert not [log for log in logs if log["event"] == "request_failed"]


def test_an_id_of_an_organization_is_read_as_any_uuid_is() -> None:
    org_id = uuid.uuid4()
    for text in (
        str(org_id),
        org_id.hex,
        str(org_id).upper(),
        f"{{{org_id}}}",
        "-" * 999 + org_id.hex,
    ):
        assert organization_id_of(text) == uuid.UUID(text) == org_id
    assert organization_id_of(str(org_id)) is organization_id_of(str(org_id))
    with pytest.raises(ValueError, match="badly formed"):
        organization_id_of("acme")


async def test_a_body_in_pieces_is_one() -> None:
    pieces: list[Message] = [
        {"type": "http.request", "body": b'{"a": ', "more_body": True},
        {"type": "http.request", "more_body": True},
        {"type": "http.request", "body": b"1.5}", "more_body": False},
    ]
    request = ExactRequest(_scope("POST", "/"), _giving(pieces))
    assert await request.body() == b'{"a": 1.5}'
    assert [piece async for piece in request.stream()] == [b'{"a": 1.5}', b""]
    assert str((await request.json())["a"]) == "1.5"


async def test_a_body_whose_sender_goes_is_none() -> None:
    pieces: list[Message] = [
        {"type": "http.request", "body": b'{"a": ', "more_body": True},
        {"type": "http.disconnect"},
    ]
    request = ExactRequest(_scope("POST", "/"), _giving(pieces))
    with pytest.raises(HTTPException) as raised:
        await request.body()
    assert raised.value.status_code == 400


def _giving(messages: list[Message]) -> Any:
    async def receive() -> Message:
        return messages.pop(0)

    return receive


def _mounted(app: FastAPI, mount: str) -> ASGIApp:
    if not mount:
        return app
    host = FastAPI()
    host.mount(mount, app)
    return host


async def _answered(app: ASGIApp, scope: dict[str, Any], *received: Message) -> tuple[Any, ...]:
    """The status of an answer, its headers, its body, and what it is measured as."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, _giving([*(received or [{"type": "http.request", "body": b"{}"}])]), send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    measured_as = getattr(scope.get("route"), "path", None)
    return sent[0]["status"], sorted(sent[0]["headers"]), body, measured_as


async def test_a_small_body_is_looked_into_before_its_sender_is_known() -> None:
    small: list[Message] = [
        {"type": "http.request", "body": b'{"a": ', "more_body": True},
        {"type": "http.request", "body": b"1}", "more_body": True},
        {"type": "http.request", "more_body": False},
    ]
    request = ExactRequest(_scope("POST", "/"), _giving(small))
    assert await request.light_json() == await request.json() == {"a": 1}
    large: list[Message] = [
        {"type": "http.request", "body": b'{"a": "' + b"x" * 20_000, "more_body": True},
        {"type": "http.request", "body": b'"}', "more_body": False},
    ]
    request = ExactRequest(_scope("POST", "/"), _giving(large))
    assert await request.light_json() is None
    assert len(large) == 1, "the rest is still to come"
    assert await request.body() == b'{"a": "' + b"x" * 20_000 + b'"}'
