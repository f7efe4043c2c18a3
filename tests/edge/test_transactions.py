"""One request is one transaction, which ends before the answer begins."""

import uuid
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.kernel.errors import Conflict
from tests.api_client import BASE_URL, Api, make_api
from tests.conftest import OwnerConnection
from tests.statements import sql

INSERT = "insert into users (user_id, email, name) values (%s, 'a@b.c', 'x')"


@pytest.fixture
def writing(db: Database, owner: OwnerConnection) -> Api:
    """An application whose routes write a user, and then succeed or fail."""
    router = billing_router(prefix="/writing", tag="writing")

    @router.post("/{user_id}")
    async def write(user_id: str, tx: Tx, fail: str = "") -> str:
        await tx.execute(sql(INSERT, user_id))
        if fail == "domain":
            raise Conflict("Rolled back.")
        if fail == "fault":
            raise RuntimeError
        if fail == "commit":
            await tx.execute(sql("select set_config('test.unused', '', true)"))
            await tx.execute(sql("select pg_terminate_backend(pg_backend_pid())"))
        return user_id

    api = make_api(db, owner)
    api.app.include_router(router)
    return api


def exists(owner: OwnerConnection, user_id: str) -> bool:
    return owner.execute("select 1 from users where user_id = %s", [user_id]).fetchone() is not None


async def test_the_commit_comes_before_the_response_starts(
    writing: Api, owner: OwnerConnection
) -> None:
    user_id = uuid.uuid4().hex
    seen: list[tuple[str, bool]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        seen.append((message["type"], exists(owner, user_id)))

    await writing.app(
        {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": f"/writing/{user_id}", "raw_path": b"", "query_string": b"",
            "root_path": "", "headers": [(b"host", BASE_URL[7:].encode())],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8084), "state": {},
        },
        receive,
        send,
    )  # fmt: skip
    assert seen == [("http.response.start", True), ("http.response.body", True)]


@pytest.mark.parametrize(("fail", "status"), [("domain", 409), ("fault", 500)])
async def test_a_failure_rolls_everything_back(
    writing: Api, owner: OwnerConnection, fail: str, status: int
) -> None:
    user_id = uuid.uuid4().hex
    answer = await writing.client().post(f"/writing/{user_id}?fail={fail}")
    assert answer.status_code == status
    assert not exists(owner, user_id)


async def test_a_lost_connection_is_503_and_never_a_success(
    writing: Api, owner: OwnerConnection
) -> None:
    user_id = uuid.uuid4().hex
    answer = await writing.client().post(f"/writing/{user_id}?fail=commit")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert not exists(owner, user_id)
