"""Failures in the shape that Anthropic's clients read."""

from typing import Any

import pytest

from orgbilling.edge.messages_errors import error_body, error_of, type_of


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (405, "invalid_request_error"),
        (409, "invalid_request_error"),
        (413, "request_too_large"),
        (422, "invalid_request_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (502, "api_error"),
        (503, "overloaded_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
        (599, "api_error"),
    ],
)
def test_each_status_has_its_type(status: int, kind: str) -> None:
    assert type_of(status) == kind


def test_a_failure_of_ours_keeps_its_code_and_its_figures() -> None:
    made = error_body(402, "It does not fit.", "insufficient_quota", "gw_1", {"needed_credits": 5})
    assert made == {
        "type": "error",
        "error": {
            "type": "billing_error",
            "message": "It does not fit.",
            "code": "insufficient_quota",
            "needed_credits": 5,
        },
        "request_id": "gw_1",
    }


@pytest.mark.parametrize(
    ("document", "status", "kind", "message"),
    [
        (
            {"error": {"type": "invalid_request_error", "message": "m", "code": "c"}},
            401, "authentication_error", "m",
        ),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "m"}},
            400, "overloaded_error", "m",
        ),
        ({"error": {"message": "m", "code": 429}}, 0, "rate_limit_error", "m"),
        ({"error": {"message": "m", "code": 7}}, 0, "api_error", "m"),
        ({"error": "m"}, 0, "api_error", "m"),
        ({"error": {}}, 400, "invalid_request_error", "The provider gave no reason."),
        ("text", 400, "invalid_request_error", "The provider gave no reason."),
    ],
)  # fmt: skip
def test_a_failure_of_a_provider_is_read_in_both_shapes(
    document: Any, status: int, kind: str, message: str
) -> None:
    made = error_of(document, status, "gw_1")
    assert (made["type"], made["request_id"]) == ("error", "gw_1")
    assert (made["error"]["type"], made["error"]["message"]) == (kind, message)
