"""Every operation x every caller x every organization, generated from the API's description."""

from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute

from orgbilling.app import create_app
from orgbilling.settings import Settings
from tests.api_client import Api, running
from tests.authorization.requests import SUCCESSES, address_of, body_of, request_at, send
from tests.authorization.rules import CALLERS, RULES, Place, expected
from tests.authorization.scene import Scene

PLACES: tuple[Place, ...] = ("own", "other", "absent")
DESCRIPTION: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, operations in DESCRIPTION["paths"].items()
    for method in operations
]
UNDESCRIBED = {"/docs", "/openapi.json"}
# Things of an organization that an address names beside it.
NAMED = ("user_id", "invoice_id", "term_id", "usage_id", "lot_id", "request_id",
         "invitation_id", "key_id", "provider_key_id", "hold_id", "purchase_id")  # fmt: skip


def test_every_operation_has_a_rule_and_every_rule_an_operation() -> None:
    assert set(OPERATIONS) == set(RULES)


def test_every_route_is_described_or_known_to_be_public() -> None:
    routes = [route for route in create_app(Settings()).routes if isinstance(route, APIRoute)]
    assert {route.path for route in routes if not route.include_in_schema} == UNDESCRIBED


def declared_successes(operation: str) -> set[int]:
    method, _, path = operation.partition(" ")
    answers = DESCRIPTION["paths"][path][method.lower()]["responses"]
    # A purchase waits to be paid.
    extra = {202} if operation.endswith("/add") else set()
    return {int(status) for status in answers if status.startswith("2")} | extra


def verdict(operation: str, answer: httpx2.Response) -> int | str:
    """Return `+` for the operation's own success, else the status of the refusal."""
    if operation in SUCCESSES:
        told = answer.json()
        code = told.get("error", told).get("code")
        return "+" if (answer.status_code, code) == SUCCESSES[operation] else answer.status_code
    if operation.endswith("/deduct/batch") and answer.status_code == 200:
        item: int = answer.json()[0]["status"]
        return "+" if item == 200 else item
    return "+" if answer.status_code in declared_successes(operation) else answer.status_code


async def new_scene(api: Api, operation: str) -> Scene:
    scene = Scene(api)
    await scene.prepare(operation)
    return scene


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_nobody_gets_anything_unexpected(api: Api, operation: str) -> None:
    is_read = operation.startswith("GET")
    unexpected: list[str] = []
    async with running(api):
        scene = await new_scene(api, operation)
        for place in PLACES:
            for caller in CALLERS:
                before = scene.fingerprint()
                client = scene.callers[caller]
                answer = await send(scene, operation, client, place)
                found, wanted = verdict(operation, answer), expected(operation, caller, place)
                if found != wanted:
                    unexpected.append(f"{caller} in {place}: {found}, not {wanted}: {answer.text}")
                if found == "+" and not is_read:
                    scene = await new_scene(api, operation)
                elif found != "+" and scene.fingerprint() != before:
                    unexpected.append(f"{caller} in {place}: refused, and something was written")
    assert not unexpected, "\n".join(unexpected)


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if "{org_id}" in o and RULES[o] not in ("public",)]
)
async def test_a_foreign_organization_looks_like_none(api: Api, operation: str) -> None:
    async with running(api):
        scene = await new_scene(api, operation)
        for caller in ("member", "owner", "service_key", "member_key"):
            told = []
            for place in ("other", "absent"):
                answer = await send(scene, operation, scene.callers[caller], place)
                org_id = scene.ids(place)["org_id"]
                told.append((answer.status_code, answer.text.partition('"instance"')[0]))
                assert org_id not in told[-1][1]
            assert told[0] == told[1], caller


@pytest.mark.parametrize(
    "operation",
    [o for o in OPERATIONS if "{org_id}" in o and any(f"{{{name}}}" in o for name in NAMED)],
)
async def test_nobody_reaches_into_another_organization_through_their_own(
    api: Api, operation: str
) -> None:
    """The address names the caller's own organization and a thing of another one."""
    async with running(api):
        scene = await new_scene(api, operation)
        crossed = scene.other.ids | {"org_id": scene.own.ids["org_id"]}
        if "/usage/{request_id}" in operation:
            # Request ids are the caller's words, so that every organization may have the same.
            scene.other.company.world.deduct(scene.other.member.user_id, 1, "theirs")
        for caller, client in scene.callers.items():
            before = scene.fingerprint()
            body = body_of(operation, scene.own, scene)
            if "/usage/{request_id}" in operation:
                path = address_of(operation, crossed).replace("/used", "/theirs")
                answer = await client.get(path)
            else:
                answer = await request_at(client, operation, crossed, body)
            wanted = expected(operation, caller, "own")
            allowed = {404, 204} if operation.endswith("/keys/{key_id}") else {404}
            assert answer.status_code in (allowed if wanted == "+" else {wanted, 404}), (
                caller, answer.text,
            )  # fmt: skip
            assert scene.fingerprint() == before, caller
