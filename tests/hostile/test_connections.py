"""Connections and heads of requests have limits and deadlines: whoever holds them stops nobody."""

import pytest

from tests.hostile.rig import Rig

pytestmark = [pytest.mark.speed, pytest.mark.slow]


@pytest.mark.parametrize("attack", ["half_sent_requests", "endless_heads"])
def test_connections_and_heads_of_a_stranger_cost_the_neighbour_nothing(
    rig: Rig, attack: str
) -> None:
    rig.endure(f"tests.hostile.wire_attacks:{attack}")
