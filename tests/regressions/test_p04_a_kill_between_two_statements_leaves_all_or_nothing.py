"""P4: a verb was several commits, and a crash left a subscription without a pool.

Every table that a verb writes kills its connection once before and once after the write.
"""

from typing import Any

import pytest

from tests.credits.company import BASE, Company, make_company, new_key
from tests.credits.movements import VERBS, Movement, movement

MORE_VERBS = ["mark_paid", "subscribe", "upgrade", "cancel", "deduct"]
# What notes that a credential was used is not part of a verb.
NOT_OURS = {"sessions", "api_keys", "alembic_version"}

SABOTEUR = """
create table armed (table_name text, moment text);
create table touched (table_name text primary key);
grant all on armed, touched to public;
create function sabotage() returns trigger language plpgsql security definer as $fn$
begin
    if exists (select 1 from armed where table_name = '*') then
        insert into touched values (tg_table_name) on conflict do nothing;
    elsif exists (select 1 from armed where table_name = tg_table_name and moment = tg_when) then
        perform pg_terminate_backend(pg_backend_pid());
    end if;
    return null;
end
$fn$;
"""


class Sabotage:
    """Triggers on every table of ours; one of them is armed at a time."""

    def __init__(self, company: Company) -> None:
        self._connection = company.world.connection
        tables = self._column(
            """select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
               where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"""
        )
        self.tables = sorted(set(tables) - NOT_OURS)
        self._connection.execute(SABOTEUR.encode())
        for table in self.tables:
            for moment in ("before", "after"):
                self._connection.execute(
                    f"create trigger sabotage_{moment} {moment} insert or update or delete"
                    f" on {table} for each statement execute function sabotage()".encode()
                )

    def arm(self, table: str, moment: str = "AFTER") -> None:
        self._connection.execute("insert into armed values (%s, %s)", [table, moment])

    def disarm(self) -> None:
        self._connection.execute("truncate armed")

    def touched(self) -> list[str]:
        """What was written while `*` was armed."""
        names = self._column("select table_name from touched order by table_name")
        self._connection.execute("truncate touched")
        return names

    def contents(self) -> dict[str, Any]:
        """A fingerprint of every table."""
        parts = " union all ".join(
            f"select '{table}' as name, md5(string_agg(t::text, '' order by t::text)) as mark"
            f" from {table} as t"
            for table in self.tables
        )
        rows = self._connection.execute(parts.encode()).fetchall()
        return {row["name"]: row["mark"] for row in rows}

    def _column(self, query: str) -> list[str]:
        rows = self._connection.execute(query.encode()).fetchall()
        return [next(iter(row.values())) for row in rows]


async def any_movement(company: Company, name: str) -> Movement:
    """A movement of money keys, or one of `MORE_VERBS`."""
    subscription = f"{BASE}/subscriptions/{company.org_id}"
    match name:
        case "mark_paid":
            purchase_id = company.world.purchase(100)
            return Movement(company.root, "POST", f"{BASE}/purchases/{purchase_id}/mark-paid", {})
        case "subscribe":
            other = company.api.organization(company.boss)
            body = {"org_id": str(other), "subscription_plan": "byok", "billing_cycle": "monthly"}
            return Movement(company.root, "POST", f"{BASE}/subscriptions", body)
        case "upgrade":
            body = {"subscription_plan": "hybrid", "billing_cycle": "yearly"}
            return Movement(company.boss, "PUT", f"{subscription}/upgrade", body)
        case "cancel":
            return Movement(company.boss, "POST", f"{subscription}/cancel", {"at": "now"})
        case "deduct":
            body = {"user_id": company.member(100).user_id, "credits": 95, "service_type": "llm"}
            return Movement(company.program, "POST", company.path("/deduct"), body)
    return await movement(company, name)


@pytest.mark.parametrize("name", [*VERBS, *MORE_VERBS])
async def test_a_verb_that_dies_anywhere_has_done_nothing(
    lonely_company: Company, name: str
) -> None:
    company = lonely_company
    sabotage = Sabotage(company)
    rehearsal = await any_movement(make_company(company.api), name)
    sabotage.arm("*")
    assert (await rehearsal.send(new_key())).is_success
    sabotage.disarm()
    tables = sabotage.touched()
    assert len(tables) >= 2, tables
    wanted, key = await any_movement(company, name), new_key()
    before = sabotage.contents()
    for table in tables:
        # The engine tries a second time by itself; one kill of each pair is enough for it.
        for moment in ("BEFORE", "AFTER") if name != "deduct" else ("AFTER",):
            sabotage.arm(table, moment)
            answer = await wanted.send(key)
            sabotage.disarm()
            assert answer.status_code == 503, (table, moment, answer.text)
            assert answer.json()["code"] == "store_unavailable"
            assert sabotage.contents() == before, (table, moment)
    done = await wanted.send(key)
    assert done.is_success, done.text
    assert done.json().get("replayed") is not True
    assert company.world.differences() == []
