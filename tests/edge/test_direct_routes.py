"""Routes that are served before FastAPI looks for one are those that it would find."""

import uuid
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Message

from orgbilling.app import create_app
from orgbilling.edge.bodies import ExactRequest
from orgbilling.edge.routes import DirectRoute
from orgbilling.kernel.identifiers import organization_id_of
from orgbilling.settings import Settings
from tests.api_client import Api

APP = create_app(Settings())
DIRECT = [route for route in APP.router.routes if isinstance(route, DirectRoute)]


def _scope(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "headers": []}


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
    with pytest.raises(ClientDisconnect):
        await request.body()


def _giving(messages: list[Message]) -> Any:
    async def receive() -> Message:
        return messages.pop(0)

    return receive
