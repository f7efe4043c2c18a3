"""The Idempotency-Key header: required where money moves, one, readable."""

import pytest

from orgbilling.edge.headers import IdempotencyKey, OptionalIdempotencyKey
from orgbilling.edge.routes import billing_router
from tests.api_client import Api


@pytest.fixture
def keyed(api: Api) -> Api:
    """The application with a route that requires a key, and one that takes one."""
    router = billing_router(prefix="/keyed", tag="keyed")

    @router.post("/required")
    async def required(key: IdempotencyKey) -> str:
        return key

    @router.post("/optional")
    async def optional(key: OptionalIdempotencyKey) -> str | None:
        return key

    api.app.include_router(router)
    return api


async def test_a_missing_key_is_told_where_one_is_needed(keyed: Api) -> None:
    client = keyed.client()
    answer = await client.post("/keyed/required")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_required")
    assert (await client.post("/keyed/optional")).json() is None


@pytest.mark.parametrize("path", ["/keyed/required", "/keyed/optional"])
async def test_a_key_has_1_to_255_visible_characters(keyed: Api, path: str) -> None:
    client = keyed.client()
    for key in ("a", "x" * 255, "0198c5a2-7c1e:!~"):
        assert (await client.post(path, headers={"idempotency-key": key})).json() == key
    for key in ("", "x" * 256, "with space", b"\xc3\xa4", b"\xff", "tab\tbed"):
        answer = await client.post(path, headers={"idempotency-key": key})
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid"), key


async def test_two_keys_are_none(keyed: Api) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await keyed.client().post("/keyed/optional", headers=headers)
    assert answer.json()["code"] == "idempotency_key_invalid"


def test_the_header_is_described(keyed: Api) -> None:
    keyed.app.openapi_schema = None
    (parameter,) = keyed.app.openapi()["paths"]["/keyed/required"]["post"]["parameters"]
    assert (parameter["name"], parameter["in"]) == ("Idempotency-Key", "header")
