"""Many deducts in one statement, as the engine sends them."""

from dataclasses import dataclass
from decimal import Decimal

from tests.world import Amount, Row, World, make_world


@dataclass(frozen=True)
class Deduct:
    """What one member of an organization asks for, under which key and with which credential."""

    world: World
    member: str
    credits: Amount
    key: str = "key"
    credential_hash: bytes | None = None


def neighbour_of(world: World) -> Deduct:
    """Another organization of the same time, whose member spends one credit of ten."""
    neighbour = make_world(world.connection, world.now)
    member = neighbour.member()
    neighbour.add(10)
    neighbour.allocate(member, 10, "never")
    return Deduct(neighbour, member, 1)


def together(deducts: list[Deduct]) -> dict[int, Row]:
    """Spend; the answers of those in whose way nothing stood, by place, counted from 1."""
    world = deducts[0].world
    hashes = [one.credential_hash for one in deducts]
    rows = world.rows(
        """select * from deduct_together(%s::uuid[], %s, %s, %s::numeric[], %s, %s, null, null,
           null, %s::bytea[], %s)""",
        [one.world.org_id for one in deducts], [one.key for one in deducts],
        [one.member for one in deducts], [Decimal(one.credits) for one in deducts],
        ["llm"] * len(deducts), ["gpt"] * len(deducts), hashes if any(hashes) else None, world.now,
    )  # fmt: skip
    return {row["ordinal"]: row for row in rows}
