"""Who is nobody is told so, whatever else is wrong with what is asked."""

from typing import Any

import pytest

from tests.api_client import Api
from tests.credits.company import code_of, make_company

SPEND = {"user_id": "u", "credits": 1, "service_type": "llm"}
BOTH = {"idempotency-key": "one"}
# What is asked, with which header, and what somebody of the organization is told.
WRONG: dict[str, tuple[str, dict[str, Any], dict[str, str], int]] = {
    "deduct: a field is missing": ("/deduct", {"credits": 1}, {}, 422),
    "deduct: no key": ("/deduct", SPEND, {}, 422),
    "deduct: two keys": ("/deduct", {**SPEND, "request_id": "two"}, BOTH, 400),
    "deduct: metadata are too long": (
        "/deduct", {**SPEND, "request_id": "r", "metadata": {"a": "x" * 20_000}}, {}, 422,
    ),
    "a hold: no key": ("/holds", SPEND, {}, 422),
    "a hold: two keys": ("/holds", {**SPEND, "request_id": "two"}, BOTH, 400),
    "a capture: a cost below 0": (
        "/holds/00000000-0000-7000-8000-000000000000/capture", {"credits": -1}, {}, 422,
    ),
    "a capture: no hold's id": ("/holds/h/capture", {"credits": 1}, {}, 422),
    "a release: no hold's id": ("/holds/h/release", {}, {}, 422),
    "a batch: of nothing": ("/deduct/batch", {"items": []}, {}, 422),
    "a batch: nothing is an item": ("/deduct/batch", {"items": [{}, {"credits": 1}]}, {}, 200),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_nobody_is_told_so_first(api: Api, name: str) -> None:
    path, body, headers, status = WRONG[name]
    company = make_company(api)
    at = company.path(path)
    known = await company.program.post(at, json=body, headers=headers)
    assert known.status_code == status, known.text
    unknown = api.program(api.key(company.org_id, company.boss)[:-4] + "zzzz")
    assert code_of(await unknown.post(at, json=body, headers=headers)) == (
        401, "credential_invalid",
    )  # fmt: skip
