"""P8: "upgrade" took downgrades and no-ops, logged each as `upgraded` at the full price, prorated
nothing, and told neither Lago nor anybody."""

from datetime import timedelta
from typing import Any

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.regressions.clocked import Clocked, clocked

ORDER = ["byok", "platform", "hybrid"]


def facts(company: Clocked) -> list[dict[str, Any]]:
    """What the outbox holds for whoever must follow, Lago first of all."""
    rows = company.api.owner.execute(
        "select topic, payload from outbox where org_id = %s order by outbox_id", [company.org_id]
    ).fetchall()
    return [row["payload"] for row in rows if row["topic"] == "subscription.changed"]


async def test_up_is_upgraded_and_charged_the_difference(
    db: Database, owner: OwnerConnection
) -> None:
    async with clocked(db, owner, "2027-04-01 00:00") as company:
        await company.subscribe("platform")
        company.clock.advance(timedelta(days=15))
        change = await company.change("hybrid")
        assert change["change"] == "upgrade"
        assert change["proration"]["amount_due_usd"] == 24.5
        events = await company.history()
        assert ("subscription_upgraded", 24.5) in events
        assert "subscription_downgraded" not in dict(events)
        assert company.api.audit(company.org_id)[-1] == "org.subscription.upgraded"
        told = facts(company)
        assert [(fact["change"], fact["new_plan"]) for fact in told] == [("upgrade", "hybrid")]


async def test_down_is_downgraded_at_the_periods_end_and_charged_nothing(
    db: Database, owner: OwnerConnection
) -> None:
    async with clocked(db, owner, "2027-04-01 00:00") as company:
        await company.subscribe("hybrid")
        before = await company.read()
        change = await company.change("byok")
        assert (change["change"], change["takes_effect_at"]) == (
            "downgrade", before["current_period_end"],
        )  # fmt: skip
        assert change["proration"]["amount_due_usd"] == 0
        events = await company.history()
        assert ("subscription_downgraded", 0) in events
        assert "subscription_upgraded" not in dict(events)
        now = await company.read()
        assert (now["subscription_plan"], now["next_plan"]) == ("hybrid", "byok")
        company.clock.advance(timedelta(days=30))
        assert (await company.read())["subscription_plan"] == "byok"
        assert [fact["change"] for fact in facts(company)][:1] == ["downgrade"]


async def test_the_same_again_writes_nothing(db: Database, owner: OwnerConnection) -> None:
    async with clocked(db, owner, "2027-04-01 00:00") as company:
        await company.subscribe("platform", "yearly")
        before = await company.read(), await company.history(), company.api.audit(company.org_id)
        change = await company.change("platform", "yearly")
        assert (change["change"], change["proration"]["amount_due_usd"]) == ("none", 0)
        after = await company.read(), await company.history(), company.api.audit(company.org_id)
        assert after == before
        assert facts(company) == []
