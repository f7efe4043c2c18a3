"""Whatever bodies somebody sends, their neighbour's requests are answered as fast as ever."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller
from tests.hostile import body_attacks
from tests.hostile.rig import Rig

pytestmark = [pytest.mark.speed, pytest.mark.slow]

ATTACKS = [
    body_attacks.tiny_values,
    body_attacks.made_up_key,
    body_attacks.made_up_session,
    body_attacks.unknown_members,
    body_attacks.wrong_items,
    body_attacks.as_many_as_are_read,
    body_attacks.long_numbers,
    body_attacks.long_strings,
    body_attacks.tiny_frames,
    body_attacks.many_at_a_time,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_neighbour_does_not_wait_for_what_another_sends(
    rig: Rig, make_caller: Callable[[], Caller], attack: Callable[..., object]
) -> None:
    attacker = make_caller()
    rounds = rig.endure(
        f"tests.hostile.body_attacks:{attack.__name__}",
        key=attacker.key,
        org_id=str(attacker.world.org_id),
    )
    assert all(one.figures.get("most kilobytes of an answer", 0) < 1_000 for one in rounds), (
        "an answer is not larger than its request"
    )
