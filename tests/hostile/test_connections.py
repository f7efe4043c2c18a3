"""Connections and heads of requests have limits and deadlines: whoever holds them stops nobody."""

import pytest

from tests.hostile.rig import Rig

pytestmark = [pytest.mark.speed, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    "attack",
    [
        "half_sent_requests",
        "endless_heads",
        "half_sent_bodies",
        "hoarded_connections",
        "unread_answers",
        "many_requests_in_one",
        "tiny_chunks",
    ],
)
def test_connections_and_heads_of_a_stranger_cost_the_neighbour_nothing(
    rig: Rig, attack: str
) -> None:
    rig.endure(f"tests.hostile.wire_attacks:{attack}")
