"""Whatever order the verbs come in, the database says what the description says."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import OwnerConnection
from tests.properties.machine import LedgerMachine

EXAMPLES = int(os.environ.get("ORGBILLING_PROPERTY_EXAMPLES", "60"))
STEPS = 40


@pytest.mark.timeout(max(300, EXAMPLES * 10))
def test_every_order_of_verbs_gives_the_figures_of_the_model(owner: OwnerConnection) -> None:
    profile = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(lambda: LedgerMachine(owner), settings=profile)
