"""Who may not spend takes no key from who may: in one batch or in several, before them or after."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from tests.conftest import OwnerConnection
from tests.credits.company import Company
from tests.world import Item, Row, World, make_world

STRANGERS = ["unknown", "of another organization", "never allocated", "removed"]
MEMBERS = ["rich", "poor", "closed"]
CREDENTIALS = ["service", "rich", "poor", "revoked", "expired", "reads only", "foreign", "made up"]


@dataclass(frozen=True)
class Attempt:
    """What somebody asks for, by whose credential."""

    verb: str
    key: str
    user: str
    credits: int
    credential: str

    def is_entitled(self) -> bool:
        """Whether a member is meant, and whoever asks may spend for them."""
        return self.user in MEMBERS and self.credential in ("service", self.user)


class Workplace:
    """One organization with everybody who may and may not spend in it."""

    def __init__(self, owner: OwnerConnection) -> None:
        self.world = make_world(owner)
        self.world.add(1_000)
        self.admin = self.world.member("boss", "admin")
        self.users = {name: self.world.member() for name in (*MEMBERS, *STRANGERS[2:])}
        neighbour = make_world(owner)
        self.users |= {"unknown": self.world.user(), "of another organization": neighbour.member()}
        for name, credits in (("rich", 100), ("poor", 3), ("closed", 10), ("removed", 10)):
            self.world.allocate(self.users[name], credits, "never")
        self.world.close(self.users["closed"])
        for name in ("never allocated", "removed"):
            self.world.remove(self.users[name], self.world.system_admin())
        self.hashes = {
            "service": self.key(), "rich": self.key("rich"), "poor": self.key("poor"),
            "revoked": self.key(), "expired": self.key(), "reads only": self.key(scopes=["read"]),
            "foreign": Workplace.key_of(neighbour, neighbour.member("boss", "admin")),
            "made up": uuid.uuid4().bytes,
        }  # fmt: skip
        for name, change in (
            ("revoked", "revoked_at = now()"),
            ("expired", "expires_at = now() - interval '1 minute'"),
        ):
            owner.execute(
                f"update api_keys set {change} where org_id = %s and key_hash = %s",
                [self.world.org_id, self.hashes[name]],
            )

    def key(self, of: str | None = None, scopes: list[str] | None = None) -> bytes:
        maker = self.users[of] if of else self.admin
        return Workplace.key_of(self.world, maker, of is not None, scopes)

    @staticmethod
    def key_of(
        world: World, maker: str, is_members: bool = False, scopes: list[str] | None = None
    ) -> bytes:
        key_hash = hashlib.sha256(uuid.uuid4().bytes).digest()
        world.connection.execute(
            "select create_api_key(%s, %s, %s, 'test', %s, 'ob', null, %s, null, %s)",
            [
                world.org_id, "member" if is_members else "service", maker if is_members else None,
                key_hash, maker, scopes or ["read", "spend"],
            ],
        )  # fmt: skip
        return key_hash

    def keys_kept(self) -> set[str]:
        rows = self.world.rows(
            "select request_key from credit_request_keys where org_id = %s and verb <> 'add'",
            self.world.org_id,
        )
        return {row["request_key"] for row in rows}


def items(place: Workplace, attempts: Sequence[Attempt]) -> list[Item]:
    return [
        Item(
            attempt.verb, attempt.credits, attempt.key, place.users[attempt.user],
            credential_hash=place.hashes[attempt.credential],
        )
        for attempt in attempts
    ]  # fmt: skip


def as_the_engine(place: Workplace, attempts: Sequence[Attempt]) -> list[Row]:
    """Deducts together at first; what stood in the way of comes again."""
    return place.world.spend(items(place, attempts))


def closely(place: Workplace, attempts: Sequence[Attempt]) -> list[Row]:
    return place.world.spend(items(place, attempts), closely=True)


def one_by_one(place: Workplace, attempts: Sequence[Attempt]) -> list[Row]:
    """Batches of one, the short way of a deduct and a reserve among them."""
    return [place.world.spend(items(place, [attempt]))[0] for attempt in attempts]


Way = Callable[[Workplace, Sequence[Attempt]], list[Row]]
WAYS: list[Way] = [as_the_engine, closely, one_by_one]


def told(answers: Sequence[Row]) -> list[tuple[Any, ...]]:
    names = ("outcome", "credits", "remaining_credits", "blocked_by", "available_credits")
    return [tuple(answer[name] for name in (*names, "replayed")) for answer in answers]


def some_attempts(seed: int) -> list[Attempt]:
    chance = Random(seed)
    verbs = ["deduct"] if seed % 3 == 0 else ["deduct", "reserve"]
    credentials = ["service"] if seed % 2 else CREDENTIALS
    return [
        Attempt(
            chance.choice(verbs), chance.choice(["k1", "k2", "k3"]),
            chance.choice(MEMBERS + STRANGERS), chance.choice([1, 2, 5]),
            chance.choice(credentials),
        )
        for _ in range(chance.randint(3, 9))
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(4))
def test_who_may_spend_is_answered_as_if_nobody_else_had_asked(
    owner: OwnerConnection, way: Way, seed: int
) -> None:
    place, alone = Workplace(owner), Workplace(owner)
    attempts = some_attempts(seed)
    entitled = [attempt for attempt in attempts if attempt.is_entitled()]
    answers = way(place, attempts)
    of_entitled = [
        answer for attempt, answer in zip(attempts, answers, strict=True) if attempt.is_entitled()
    ]
    assert told(of_entitled) == (told(way(alone, entitled)) if entitled else [])
    assert place.keys_kept() == {attempt.key for attempt in entitled}
    assert place.world.differences() == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize(
    ("verb", "is_first"), [("deduct", True), ("deduct", False), ("reserve", True)]
)
def test_a_key_that_comes_for_nobody_is_free_for_a_member(
    owner: OwnerConnection, way: Way, stranger: str, verb: str, is_first: bool
) -> None:
    place = Workplace(owner)
    nobody, member = (Attempt(verb, "k", user, 1, "service") for user in (stranger, "rich"))
    attempts = [nobody, member] if is_first else [member, nobody]
    outcomes = [answer["outcome"] for answer in way(place, [*attempts, nobody])]
    assert outcomes[attempts.index(member)] == "ok"
    refused = {outcomes[attempts.index(nobody)], outcomes[2]}
    # Whose key it is already, an item of another body learns nothing more than that.
    told_to_strangers = "refused" if stranger == "removed" else "member_not_found"
    assert refused <= {told_to_strangers, "key_conflict"}
    assert place.keys_kept() == {"k"}
    assert place.world.figures(place.users["rich"], "UH") == (
        (1, 0) if verb == "deduct" else (0, 1)
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_a_member_did_is_told_again_after_they_left(owner: OwnerConnection, way: Way) -> None:
    place = Workplace(owner)
    spent, refused = (
        Attempt("deduct", "k", "poor", 1, "service"),
        Attempt("deduct", "r", "poor", 50, "service"),
    )
    before = way(place, [spent, refused])
    place.world.remove(place.users["poor"], place.world.system_admin())
    again = way(place, [spent, refused, spent, refused])
    assert [row["outcome"] for row in again] == ["ok", "refused"] * 2
    assert {row["replayed"] for row in again} == {True}
    assert again[0]["usage_id"] == before[0]["usage_id"]


async def test_over_http_a_members_item_is_carried_out_whoever_comes_first(
    company: Company,
) -> None:
    member = company.member(50)
    bodies = [
        {"user_id": user, "credits": 1, "service_type": "llm", "request_id": "k"}
        for user in ("nobody", member.user_id, "nobody")
    ]
    answer = await company.program.post(company.path("/deduct/batch"), json={"items": bodies})
    assert [item["status"] for item in answer.json()] == [404, 200, 404]
