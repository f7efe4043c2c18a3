"""What the schemas of verbs that move credits admit, and those of prices, SQL admits."""

import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import orgbilling
from orgbilling import bounds
from orgbilling.credits import schemas, schemas_requests
from orgbilling.database import load_queries
from orgbilling.gateway.schemas import ModelPriceRequest
from orgbilling.history.schemas import PurchaseEnd
from orgbilling.spending import schemas as spending_schemas
from tests.conftest import OwnerConnection
from tests.properties.bodies import COSTS, CREDITS, IDS, NOTES, REASONS, Fields, admitted, amounts
from tests.properties.test_admitted import LARGEST, rich

SOURCE = Path(orgbilling.__file__).parent
SOUND = {
    "user_id": "m", "to_user_id": "n", "credits": 1, "allocated_credits": 1,
    "own_monthly_credits": 1, "reason": "x", "input_usd_per_million": 1,
    "output_usd_per_million": 2,
}  # fmt: skip
PERIODS = st.sampled_from([None, "daily", "weekly", "monthly", "never"])
# Costs as well: more than any price may be.
PRICES = amounts(bounds.PRICE_USD_MAX, bounds.USD_DECIMALS_MAX) | COSTS
# A verb's schema and what its fields are filled with; the statements that it is sent in.
VERBS: dict[str, tuple[type[BaseModel], Fields, list[str]]] = {
    "check": (
        spending_schemas.CheckRequest, {"user_id": IDS, "credits": CREDITS}, ["spending.check"],
    ),
    "add": (
        schemas.AddRequest,
        {"credits": CREDITS, "purchase_amount": st.none() | COSTS, "reason": NOTES},
        ["credits.add", "credits.request_purchase", "credits.quote"],
    ),
    "allocate": (
        schemas.UserCreditAllocationCreate,
        {"user_id": IDS, "allocated_credits": CREDITS, "reset_period": PERIODS, "notes": NOTES},
        ["credits.allocate"],
    ),
    "set": (
        schemas.SetAllocationRequest,
        {"allocated_credits": CREDITS, "reset_period": PERIODS, "notes": NOTES},
        ["credits.set_allocation"],
    ),
    "reclaim": (
        schemas.ReclaimRequest, {"credits": CREDITS, "reason": NOTES}, ["credits.reclaim"],
    ),
    "transfer": (
        schemas.TransferRequest,
        {"to_user_id": IDS, "credits": CREDITS, "reason": NOTES},
        ["credits.transfer"],
    ),
    "refund": (
        schemas.RefundRequest, {"credits": CREDITS, "reason": NOTES},
        ["credits.refund_usage", "credits.refund_lot"],
    ),
    "grant monthly": (
        schemas.RefreshRequest, {"own_monthly_credits": CREDITS}, ["credits.set_own_grant"],
    ),
    "ask": (
        schemas_requests.CreditRequestCreate, {"credits": CREDITS, "reason": REASONS},
        ["credits.request"],
    ),
    "approve": (
        schemas_requests.CreditRequestApproval, {"credits": st.none() | CREDITS, "note": NOTES},
        ["credits.approve"],
    ),
    "decline": (
        schemas_requests.CreditRequestDecision, {"note": NOTES}, ["credits.decline"],
    ),
    "end": (PurchaseEnd, {"reason": REASONS}, ["history.end_purchase"]),
    "price": (
        ModelPriceRequest,
        {
            "input_usd_per_million": PRICES, "output_usd_per_million": PRICES,
            "cached_input_usd_per_million": st.none() | PRICES,
            "output_tokens_max": st.none() | st.integers(0, 10_000_001),
        },
        ["gateway.set_price"],
    ),
}  # fmt: skip
RENAMED = {"allocated_credits": "credits", "own_monthly_credits": "amount"}
"""Fields that statements call otherwise, as do those of prices."""
# What the state of things refuses, and not the form of what was asked.
BY_STATE = {"OB005", "OB006", "OB007", "OB013", "OB014", "OB024"}


def statements() -> dict[str, Any]:
    """Every statement that the program sends, by its folder and name."""
    return {
        f"{path.parent.name}.{name}": queries[name]
        for path in sorted(SOURCE.rglob("queries*.sql"))
        for queries in [load_queries(str(path), path.name)]
        for name in queries
    }


class Place:
    """A rich member with something of everything that a verb can be about."""

    def __init__(self, owner: OwnerConnection) -> None:
        self.owner = owner
        self.world, self.member = rich(owner)
        world = self.world
        self.other = world.member()
        for _ in range(2):
            world.add(LARGEST)
        self.things: dict[str, Any] = {
            "org_id": world.org_id, "user_id": self.member, "actor_id": None, "now": None,
            "refund_lot_days": bounds.REFUND_LOT_DAYS_MAX, "outcome": "canceled", "limit": 1,
            "purchase_id": world.purchase(1_000), "purchase_amount": None, "model": "m",
            "source": "admin",
            "usage_id": world.deduct(self.member, LARGEST)["usage_id"],
            "lot_id": world.one(
                "select lot_id from credit_lots where org_id = %s limit 1", world.org_id
            )["lot_id"],
            "request_id": uuid.UUID(world.one(
                "select request_credits(%s, %s, 1, 'x') ->> 'id' as id", world.org_id, self.member
            )["id"]),
        }  # fmt: skip

    def tried(self, statement: str, body: BaseModel, *, own: bool) -> str | None:
        """Send a verb and take it back; returns the SQLSTATE of its refusal."""
        said = body.model_dump()
        said = {
            RENAMED.get(name, name.removesuffix("_usd_per_million")): value
            for name, value in said.items()
        }
        key = {"request_key": uuid.uuid4().hex}
        values = {"reset_period": None, "notes": None} | self.things | said | key
        if own:
            values |= {"user_id": self.member, "to_user_id": self.other}
        if statement == "gateway.set_price":
            values["actor_id"] = "root"
        if statement == "credits.request":
            # One waits already, which is refused before what is asked is looked at.
            values["user_id"] = self.world.member()
        try:
            with self.owner.transaction(force_rollback=True):
                self.owner.execute(statements()[statement].encode(), values)
        except psycopg.Error as error:
            return error.sqlstate
        return None


@pytest.mark.parametrize("verb", VERBS)
def test_what_the_schema_of_a_verb_admits_sql_admits(owner: OwnerConnection, verb: str) -> None:
    place = Place(owner)
    model, fields, names = VERBS[verb]
    seen: set[str | None] = set()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(admitted(model, fields, SOUND), st.booleans())
    def ask(body: BaseModel, own: bool) -> None:
        for name in names:
            state = place.tried(name, body, own=own)
            assert state is None or state in BY_STATE, (name, state)
            seen.add(state)

    ask()
    assert None in seen
