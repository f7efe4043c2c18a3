"""Before a call to a model is held, its terms say whether a rule or limit concerns its member."""

import uuid
from datetime import UTC, datetime

from tests.conftest import OwnerConnection
from tests.restrictions import restrict
from tests.world import make_world


def test_the_terms_of_a_call_say_who_is_limited(owner: OwnerConnection) -> None:
    world = make_world(owner)
    world.add(1_000)
    members = sorted(world.members(3))
    world.allocate_each(members, 10, "never")
    restrict(world, "member", members[1], limits=[("credits", "day", 10)], models=["claude-*"])
    hashes = [uuid.uuid4().bytes * 2 for _ in members]
    for member, digest in zip(members, hashes, strict=True):
        world.one(
            """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix, created_by)
               values (%s, 'member', %s, 'test', %s, 'ob_', %s) returning key_id""",
            world.org_id, member, digest, member,
        )  # fmt: skip
    now = datetime.now(UTC)
    rows = world.rows(
        """select ordinal, user_id, is_limited, barred from gateway_terms(
               %s::uuid[], %s::bytea[], %s::text[], %s::text[]::inet[], %s, %s, %s::text[]
           ) order by ordinal""",
        [world.org_id] * 3, hashes, ["gpt"] * 3, [None] * 3, now, now, [""] * 3,
    )  # fmt: skip
    assert [row["user_id"] for row in rows] == members
    assert [row["is_limited"] for row in rows] == [False, True, False]
    assert [row["barred"] for row in rows] == [None, "model_not_allowed", None]
