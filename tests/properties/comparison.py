"""Where the database and the model are laid side by side."""

from decimal import Decimal
from typing import Any

from tests.properties.model import Hold, Ledger, Usage
from tests.properties.spending_model import Answer
from tests.world import Item, Row, World


def learn(world: World, ledger: Ledger) -> None:
    """Give new lots of the model the ids that the database chose, in the order of opening."""
    new = [lot for lot in ledger.lots if lot.lot_id is None]
    if not new:
        return
    known = {lot.lot_id for lot in ledger.lots}
    rows = world.rows(
        "select lot_id, source, amount from credit_lots where org_id = %s order by lot_number",
        world.org_id,
    )
    for row in rows:
        if row["lot_id"] not in known:
            assert new, f"the model has no lot {row}"
            lot = new.pop(0)
            assert (lot.source, lot.amount) == (row["source"], row["amount"]), (lot, row)
            lot.lot_id = row["lot_id"]
    assert not new, f"the database has no lot {new}"


def compare_ledgers(world: World, ledger: Ledger) -> None:
    pool = world.one(
        """select available_credits, allocated_credits, total_credits, own_monthly_credits,
           next_own_grant_date, lot_count from organization_credit_pools where org_id = %s""",
        world.org_id,
    )
    assert tuple(pool.values()) == (
        ledger.available,
        ledger.allocated,
        ledger.available + ledger.allocated,
        ledger.grant,
        ledger.grant_next,
        len(ledger.lots),
    ), (pool, ledger)
    # What is due is never noted for later than it is: a spend looks at nothing else.
    next_at = ledger.next_boundary()
    noted = world.one(
        "select next_due_at from organization_credit_pools where org_id = %s", world.org_id
    )["next_due_at"]
    assert next_at is None or (noted is not None and noted <= next_at), (noted, next_at)
    rows = world.rows(
        "select * from user_credit_allocations where org_id = %s order by user_id", world.org_id
    )
    found = {row["user_id"]: member_figures(row) for row in rows}
    assert found == {
        user: (m.A, m.U, m.H, m.T, m.D, m.L, m.C, m.n, m.active, m.period, m.next)
        for user, m in ledger.members.items()
    }
    lots = world.rows(
        """select lot_id, used_credits, restored_credits, out_credits, left_credits, expires_at
           from credit_lots where org_id = %s""",
        world.org_id,
    )
    assert {tuple(row.values()) for row in lots} == {
        (lot.lot_id, lot.used, lot.restored, lot.out, lot.left, lot.expires_at)
        for lot in ledger.lots
    }
    draws = world.rows(
        """select lot_id, credits, restored_credits from credit_lot_draws
           where org_id = %s order by draw_number""",
        world.org_id,
    )
    assert [tuple(row.values()) for row in draws] == [
        (draw.lot.lot_id, draw.credits, draw.restored) for draw in ledger.draws
    ]
    kept = ledger.available + sum((m.A - m.U for m in ledger.members.values()), Decimal(0))
    assert kept == ledger.inflow_less_outflow - ledger.charged, (kept, ledger)


def member_figures(row: Row) -> tuple[Any, ...]:
    names = (
        "allocated_credits used_credits held_credits target_credits refill_due_credits "
        "prior_used_credits cumulative_used_credits period_number is_active reset_period "
        "next_reset_date"
    )
    return tuple(row[name] for name in names.split())


def compare_answers(
    ledger: Ledger, items: list[Item], expected: list[Answer], answers: list[Row]
) -> None:
    """Lay answers side by side, and let the model know the ids of what was made."""
    assert len(answers) == len(items)
    for item, wanted, answer in zip(items, expected, answers, strict=True):
        assert answer["outcome"] == wanted.outcome, (item, wanted, answer)
        assert answer["replayed"] is wanted.replayed, (item, wanted, answer)
        if wanted.outcome == "key_conflict":
            continue
        assert answer["blocked_by"] == wanted.blocked_by, (item, wanted, answer)
        assert answer["available_credits"] == wanted.available, (item, wanted, answer)
        if wanted.remaining is not None:
            assert answer["remaining_credits"] == wanted.remaining, (item, wanted, answer)
        if item.verb == "capture" and wanted.outcome == "ok":
            assert answer["uncollected_credits"] == wanted.uncollected, (item, wanted, answer)
        if isinstance(wanted.made, Usage):
            ledger.usages[answer["usage_id"]] = wanted.made
        elif isinstance(wanted.made, Hold):
            wanted.made.hold_id = answer["hold_id"]
            ledger.holds[answer["hold_id"]] = wanted.made
