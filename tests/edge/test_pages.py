"""Lists are bare arrays in pages; the next one is in the Link header."""

import base64

import pytest

from orgbilling.edge.pages import encode_cursor
from tests.api_client import Api


async def test_following_the_links_shows_everything_once(api: Api) -> None:
    person = api.person()
    names = ["b", "A", "ä\u200d", "same", "same", '"quoted"', "z"]
    made = {str(api.organization(person, name)) for name in names}
    path: str | None = "/api/v1/organizations?limit=3"
    seen: list[str] = []
    sizes: list[int] = []
    while path:
        answer = await person.get(path)
        page = answer.json()
        sizes.append(len(page))
        seen += [row["org_id"] for row in page]
        link = answer.headers.get("link")
        path = link.split(">")[0].removeprefix("<") if link else None
        assert link is None or ('rel="next"' in link and "limit=3" in link)
    assert sizes == [3, 3, 1]
    assert len(seen) == len(set(seen))
    assert set(seen) == made


async def test_a_last_page_that_is_full_has_no_next(api: Api) -> None:
    person = api.person()
    api.organization(person)
    assert "link" not in (await person.get("/api/v1/organizations?limit=1")).headers


def test_a_cursor_is_opaque_and_fits_into_a_query() -> None:
    assert encode_cursor("a/b?c", 1).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "cursor",
    [
        "!", "a", "=", "%00", "AAAA", "\u00e9",
        encode_cursor("only-one"), encode_cursor(1, 2), encode_cursor("x", "not-a-uuid"),
        encode_cursor("x\x00", "00000000-0000-0000-0000-000000000000"),
        encode_cursor("\ud800", "00000000-0000-0000-0000-000000000000"),
        base64.urlsafe_b64encode(b"[" * 1000).decode(), base64.urlsafe_b64encode(b"{}").decode(),
        "A" * 3000,
    ],
)  # fmt: skip
async def test_a_cursor_that_is_not_ours_is_422(api: Api, cursor: str) -> None:
    answer = await api.person().get("/api/v1/organizations", params={"cursor": cursor})
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x", "1e2", "NaN", "1.5", "9" * 400])
async def test_a_limit_out_of_range_is_422(api: Api, limit: str) -> None:
    answer = await api.person().get("/api/v1/organizations", params={"limit": limit})
    assert answer.status_code == 422
