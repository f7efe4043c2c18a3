"""What another site's page can make a browser send changes nothing, on any route."""

import json
from typing import Any

import httpx2
import pytest

from tests.api_client import Api, Client, running
from tests.authorization.requests import address_of, body_of, request_at
from tests.authorization.rules import CALLERS, ROWS, RULES
from tests.authorization.scene import Scene
from tests.authorization.test_matrix import OPERATIONS, new_scene

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
# What a page can set, and what the browser then says by itself.
SHAPES: dict[str, dict[str, str]] = {
    "form": {
        "origin": "https://evil.example", "sec-fetch-site": "cross-site", "content-type": FORM,
    },
    "sandboxed frame": {"origin": "null", "sec-fetch-site": "cross-site", "content-type": JSON},
    "script of a sibling": {
        "origin": "http://other.localhost:8084", "sec-fetch-site": "same-site",
        "content-type": JSON,
    },
    "script of another port": {"origin": "http://localhost:9999", "content-type": JSON},
    # Browsers that say nothing of where a request comes from.
    "old form as text": {"content-type": "text/plain"},
    "old script without a type": {},
}  # fmt: skip
UNSAFE = [operation for operation in OPERATIONS if not operation.startswith("GET")]
# The identity provider's, which is another site and sends a form; it proves itself by a token.
OF_THE_PROVIDER = "POST /api/v1/auth/backchannel-logout"


def browser_of(scene: Scene, operation: str) -> Client:
    """Whose browser could make the change, were it their own page that asked; with a session."""
    row = ROWS[RULES[operation]]
    sessions = ("owner", "member", "system_admin")
    able = [caller for caller in sessions if row[caller] == "+"]
    return scene.callers[able[0] if able else "member"]


async def send_shape(
    scene: Scene, operation: str, client: Client, headers: dict[str, str]
) -> httpx2.Response:
    method = operation.partition(" ")[0]
    body: Any = body_of(operation, scene.own, scene)
    content = json.dumps(body or {}).encode()
    if headers.get("content-type") == FORM:
        content = b"credits=1000&user_id=me"
    return await client.request(
        method,
        address_of(operation, scene.own.ids),
        content=content,
        headers={"idempotency-key": "forged", **headers},
    )


@pytest.mark.parametrize("operation", [o for o in UNSAFE if o != OF_THE_PROVIDER])
async def test_no_other_site_writes_in_anybodys_name(api: Api, operation: str) -> None:
    async with running(api):
        scene = await new_scene(api, operation)
        client = browser_of(scene, operation)
        before = scene.fingerprint()
        for shape, headers in SHAPES.items():
            answer = await send_shape(scene, operation, client, headers)
            told = answer.json()
            code = told.get("error", told)["code"]
            if RULES[operation] == "model" and not headers.get("origin"):
                # Nothing there looks at a session, so that a browser has nothing to be abused for.
                assert (answer.status_code, code) == (403, "member_key_required"), shape
            elif headers.get("origin"):
                assert (answer.status_code, code) == (403, "cross_site_request"), shape
            else:
                assert (answer.status_code, code) == (415, "unsupported_media_type"), shape
            assert scene.fingerprint() == before, shape


@pytest.mark.parametrize("operation", UNSAFE)
async def test_the_same_request_of_our_own_page_is_not_refused_for_its_origin(
    api: Api, operation: str
) -> None:
    """Otherwise the test before would also pass where nothing is ever written."""
    async with running(api):
        scene = await new_scene(api, operation)
        client = browser_of(scene, operation)
        client.headers["origin"] = "http://localhost:8084"
        client.headers["sec-fetch-site"] = "same-origin"
        body = body_of(operation, scene.own, scene)
        answer = await request_at(client, operation, scene.own.ids, body)
        assert answer.status_code != 415
        assert "cross_site_request" not in answer.text


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.startswith("GET")])
async def test_reading_writes_nothing(api: Api, operation: str) -> None:
    """A link or an image of another site comes with the cookie: SameSite=Lax lets reads pass."""
    async with running(api):
        scene = await new_scene(api, operation)
        before = scene.fingerprint()
        for caller in CALLERS:
            address = address_of(operation, scene.own.ids)
            joined = "&" if "?" in address else "?"
            await scene.callers[caller].get(f"{address}{joined}credits=5&purchase_amount=1")
        assert scene.fingerprint() == before
