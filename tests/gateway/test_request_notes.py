"""What a request says of itself is kept with its usage, and never makes a call fail."""

from typing import Any

import httpx2
import pytest

from orgbilling.bounds import (
    END_USER_CHARACTERS_MAX,
    METADATA_PAIRS_MAX,
    METADATA_VALUE_CHARACTERS_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
)
from orgbilling.gateway.request_notes import notes_of, with_tags_of_header
from tests.gateway.conftest import Caller, Provider, told
from tests.restrictions import restrict

NOTES = ("end_user", "tags", "metadata")
LONG_TAG = "t" * (TAG_CHARACTERS_MAX + 1)
MANY = {f"k{n:02}": "v" for n in range(METADATA_PAIRS_MAX + 5)}


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({}, {}),
        ({"user": "ada"}, {"end_user": "ada"}),
        ({"user": "u" * 9999}, {"end_user": "u" * END_USER_CHARACTERS_MAX}),
        ({"user": 7, "metadata": "no object"}, {}),
        ({"user": "a\x00b"}, {}),
        ({"user": "\ud800"}, {}),
        ({"safety_identifier": "x", "prompt_cache_key": "y"}, {}),
        ({"metadata": {"user_id": "grace"}}, {"end_user": "grace"}),
        ({"user": "ada", "metadata": {"user_id": "grace"}}, {"end_user": "ada"}),
        ({"metadata": {"ticket": "OPS-7", "n": 7, "o": {}}}, {"metadata": {"ticket": "OPS-7"}}),
        ({"metadata": MANY}, {"metadata": dict(list(MANY.items())[:METADATA_PAIRS_MAX])}),
        ({"metadata": {"k" * 65: "v", "k": "v" * (METADATA_VALUE_CHARACTERS_MAX + 1)}}, {}),
        ({"metadata": {"k": "\x00"}}, {}),
        ({"metadata": {"tags": [" a ", "b", "a", 5, LONG_TAG, ""]}}, {"tags": ["a", "b"]}),
        (
            {"metadata": {"tags": [str(n) for n in range(TAGS_MAX + 3)]}},
            {"tags": [str(n) for n in range(TAGS_MAX)]},
        ),
        ({"metadata": {"tags": "a"}}, {"metadata": {"tags": "a"}}),
    ],
)
def test_what_is_kept_of_a_body(body: dict[str, Any], kept: dict[str, Any]) -> None:
    assert notes_of(body) == kept


def test_tags_of_a_header_stand_beside_those_of_the_body() -> None:
    notes = {"end_user": "ada", "tags": ["a"]}
    told_so = with_tags_of_header(notes, {"x-orgbilling-tags": f"b, a,,{LONG_TAG}"})
    assert told_so == {"end_user": "ada", "tags": ["a", "b"]}
    assert with_tags_of_header({}, {}) == {}


@pytest.mark.parametrize("model", ["gpt-test", "gpt-free"])
@pytest.mark.parametrize("door", ["chat/completions", "completions", "responses", "embeddings"])
def test_it_is_kept_at_every_door(
    caller: Caller, upstream: Provider, door: str, model: str
) -> None:
    restrict(caller.world, "member", caller.user_id, tags=["team-search"])
    model = "embed-test" if (door, model) == ("embeddings", "gpt-test") else model
    metadata = {"ticket": "OPS-7", "tags": ["mine"]}
    answer = caller.ask(
        path=door, model=model, user="ada", metadata=metadata,
        headers={"x-orgbilling-tags": "nightly"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    [row] = caller.usage()
    assert {name: row["request_metadata"].get(name) for name in NOTES} == {
        "end_user": "ada", "tags": ["mine", "nightly", "team-search"],
        "metadata": {"ticket": "OPS-7"},
    }  # fmt: skip
    # What goes on to the provider is as it was.
    body = upstream.asked()[-1]["body"]
    assert body.get("metadata", metadata) == metadata
    assert body.get("user", "ada") == "ada"


def test_a_stream_keeps_it_and_it_is_asked_for(caller: Caller) -> None:
    for user, tag in (("ada", "a"), ("grace", "a"), ("ada", "b")):
        answer = httpx2.post(
            f"{caller.server.url}/v1/chat/completions",
            headers={"authorization": f"Bearer {caller.key}", "x-orgbilling-tags": tag},
            json={"model": "gpt-test", "messages": told(), "stream": True, "user": user,
                  "metadata": {"run": f"{user}-{tag}"}},
            timeout=30,
        )  # fmt: skip
        assert answer.status_code == 200
    caller.settled()

    def asked(query: str) -> list[str]:
        found = httpx2.get(
            f"{caller.server.url}/api/v1/org-billing/credits/{caller.world.org_id}/usage/calls"
            f"?{query}", headers={"authorization": f"Bearer {caller.key}"},
        )  # fmt: skip
        assert found.status_code == 200, found.text
        return [row["metadata"]["metadata"]["run"] for row in found.json()]

    assert asked("") == ["ada-b", "grace-a", "ada-a"]
    assert asked("end_user=ada") == ["ada-b", "ada-a"]
    assert asked("tag=a") == ["grace-a", "ada-a"]
    assert asked("tag=a&end_user=ada") == ["ada-a"]
    assert asked("metadata=run:grace-a") == ["grace-a"]
    assert asked("tag=a&tag=b") == []
