"""Many deducts in one statement, as the engine sends them."""

from dataclasses import dataclass

from tests.world import Amount, Item, Row, World, make_world


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


def together(deducts: list[Deduct], *, closely: bool = False) -> dict[int, Row]:
    """Spend; the answers of those in whose way nothing stood, by place, counted from 1."""
    items = (
        (
            one.world.org_id,
            Item("deduct", one.credits, one.key, one.member, credential_hash=one.credential_hash),
        )
        for one in deducts
    )
    rows = deducts[0].world.spend_once(items, closely=closely)
    return {row["ordinal"]: row for row in rows if row["outcome"] != "untried"}
