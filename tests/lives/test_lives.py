"""Lives by chance come out in the database as in the model, whoever looked and when."""

import os
from collections.abc import Iterator

import pytest

from tests.conftest import OwnerConnection
from tests.lives.comparing import database_says, differing, first_difference, model_says
from tests.lives.driver import Company
from tests.lives.life import WAYS
from tests.lives.names import live_with_names
from tests.lives.plans import usual_plans
from tests.lives.random_life import random_life

LIVES = int(os.environ.get("ORGBILLING_LIVES", "300" if os.environ.get("CI") else "40"))
# What lives beyond those of a landing have found: a month that was reversed, then its invoice void.
FOUND = (1991,)


@pytest.fixture
def catalogue(owner: OwnerConnection) -> Iterator[OwnerConnection]:
    """The owner's connection; the plans are as they were afterwards."""
    yield owner
    for name, plan in usual_plans(0, 0, 0).items():
        owner.execute(
            """update plans set monthly_price_usd = %s, yearly_price_usd = %s,
               included_monthly_credits = %s where plan = %s""",
            [plan.monthly, plan.yearly, plan.included, name],
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", dict.fromkeys([*range(LIVES), *FOUND]))
def test_a_life_comes_out_as_in_the_model(catalogue: OwnerConnection, seed: int) -> None:
    life = random_life(seed)
    org, outcomes, verbs = live_with_names(life)
    expected = model_says(org)
    for way in WAYS:
        company = Company(catalogue, life)
        found = company.live(verbs, way, seed)
        told = first_difference(outcomes, found, lambda number: verbs[number])
        assert told is None, (way, told)
        assert differing(expected, database_says(company)) == {}, way
        assert company.world.differences() == [], way
