"""The edges of each bound, tried exactly: in the schemas, in SQL, and in the CHECKs of tables."""

import json
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import TypeAdapter, ValidationError

from orgbilling import bounds
from orgbilling.credits import schemas
from orgbilling.kernel.money import CostUsd, Credits, CreditsOrZero, PriceUsd
from orgbilling.spending import schemas as spending_schemas
from tests.conftest import OwnerConnection
from tests.properties.bodies import WIDE

MILLIONTH = Decimal(1).scaleb(-bounds.CREDIT_DECIMALS_MAX)
FINEST_USD = Decimal(1).scaleb(-bounds.USD_DECIMALS_MAX)
# The type of a field; what it just admits; what it just does not.
FIELDS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "credits": (
        Credits, [MILLIONTH, bounds.CREDITS_MAX, bounds.CREDITS_MAX - MILLIONTH],
        [0, MILLIONTH / 10, bounds.CREDITS_MAX + MILLIONTH],
    ),
    "credits or zero": (
        CreditsOrZero, [0, bounds.CREDITS_MAX], [-MILLIONTH, bounds.CREDITS_MAX + MILLIONTH],
    ),
    "cost": (
        CostUsd, [0, FINEST_USD, bounds.COST_USD_MAX],
        [-FINEST_USD, FINEST_USD / 10, bounds.COST_USD_MAX + FINEST_USD],
    ),
    "price": (
        PriceUsd, [0, FINEST_USD, bounds.PRICE_USD_MAX], [bounds.PRICE_USD_MAX + FINEST_USD],
    ),
    "user_id": (
        schemas.UserId, ["u", "u" * bounds.ID_CHARACTERS_MAX],
        ["", "u" * (bounds.ID_CHARACTERS_MAX + 1)],
    ),
    "service_type": (
        spending_schemas.ServiceType, ["s" * bounds.SERVICE_TYPE_CHARACTERS_MAX],
        ["", "s" * (bounds.SERVICE_TYPE_CHARACTERS_MAX + 1)],
    ),
    "service_name": (
        spending_schemas.ServiceName, ["", "s" * bounds.SERVICE_NAME_CHARACTERS_MAX],
        ["s" * (bounds.SERVICE_NAME_CHARACTERS_MAX + 1)],
    ),
    "notes": (
        schemas.Notes, ["n" * bounds.NOTE_CHARACTERS_MAX],
        ["n" * (bounds.NOTE_CHARACTERS_MAX + 1)],
    ),
    "ttl_s": (
        spending_schemas.TtlS, [bounds.HOLD_TTL_S_MIN, bounds.HOLD_TTL_S_MAX],
        [bounds.HOLD_TTL_S_MIN - 1, bounds.HOLD_TTL_S_MAX + 1],
    ),
}  # fmt: skip
SOUND: dict[str, Any] = {
    "org_id": str(uuid.uuid4()), "request_key": "k", "user_id": "u", "credits": 1,
    "service_type": "llm", "ttl_s": 60,
}  # fmt: skip


def wide(length: int) -> str:
    """A text of this many characters, which no index could hold if it were much longer."""
    return WIDE[:length]


# A field of an item, in a deduct unless in a reserve; the same.
ITEM_FIELDS: dict[str, tuple[list[Any], list[Any]]] = {
    "credits": (
        [MILLIONTH, bounds.CREDITS_MAX, bounds.CREDITS_BELOW - MILLIONTH],
        [0, MILLIONTH / 10, bounds.CREDITS_BELOW],
    ),
    "api_cost_usd": (
        [0, FINEST_USD, bounds.COST_USD_MAX, bounds.COST_USD_BELOW - FINEST_USD],
        [-FINEST_USD, FINEST_USD / 10, bounds.COST_USD_BELOW],
    ),
    "markup_usd": (
        [bounds.COST_USD_BELOW - FINEST_USD, FINEST_USD - bounds.COST_USD_BELOW],
        [bounds.COST_USD_BELOW, -bounds.COST_USD_BELOW, FINEST_USD / 10],
    ),
    "request_key": (
        ["k", wide(bounds.ID_CHARACTERS_MAX)], ["", wide(bounds.ID_CHARACTERS_MAX + 1)],
    ),
    "user_id": (["u", wide(bounds.ID_CHARACTERS_MAX)], ["", wide(bounds.ID_CHARACTERS_MAX + 1)]),
    "service_type": (
        [wide(bounds.SERVICE_TYPE_CHARACTERS_MAX)], [wide(bounds.SERVICE_TYPE_CHARACTERS_MAX + 1)],
    ),
    "service_name": (
        ["", wide(bounds.SERVICE_NAME_STORED_CHARACTERS_MAX)],
        [wide(bounds.SERVICE_NAME_STORED_CHARACTERS_MAX + 1)],
    ),
    "ttl_s": (
        [bounds.HOLD_TTL_S_MIN, bounds.HOLD_TTL_S_MAX],
        [bounds.HOLD_TTL_S_MIN - 1, bounds.HOLD_TTL_S_MAX + 1],
    ),
}  # fmt: skip
# Columns with a CHECK of their length: the shortest and the longest that the table lets through.
ID, NAME = (1, bounds.ID_CHARACTERS_MAX), (1, bounds.NAME_CHARACTERS_MAX)
KEY_NAME = (1, bounds.KEY_NAME_CHARACTERS_MAX)
EMAIL = (bounds.EMAIL_CHARACTERS_MIN, bounds.EMAIL_CHARACTERS_MAX)
ADDRESS = (1, bounds.SIGN_IN_ADDRESS_CHARACTERS_MAX)
LENGTHS: dict[str, tuple[int, int]] = {
    "users.user_id": ID, "users.name": NAME, "users.email": EMAIL, "users.provider_subject": ID,
    "organizations.name": NAME, "organization_invitations.email": EMAIL,
    "organization_settings.billing_email": EMAIL, "api_keys.name": KEY_NAME,
    "organization_provider_keys.name": KEY_NAME, "organization_provider_keys.dialect": KEY_NAME,
    "organization_provider_keys.base_url": (
        bounds.BASE_URL_CHARACTERS_MIN, bounds.BASE_URL_CHARACTERS_MAX,
    ),
    "model_prices.model": ID, "organization_model_prices.model": ID,
    "upstream_model_prices.model": ID, "upstream_model_prices.upstream": ID,
    "credit_requests.reason": (1, bounds.NOTE_CHARACTERS_MAX),
    "credit_requests.decision_note": (0, bounds.NOTE_CHARACTERS_MAX),
    "identity_provider.issuer": ADDRESS, "sign_in_attempts.return_to": ADDRESS,
    "sessions.provider_session_id": (0, bounds.ID_CHARACTERS_MAX),
    "calendar_stops.resume_reason": (1, bounds.CORRECTION_CHARACTERS_MAX),
}  # fmt: skip
PLANS = ["p", "p" * bounds.PLAN_CHARACTERS_MAX]
MADE_BY_US = {
    "api_keys.key_hash", "organization_provider_keys.nonce", "organization_provider_keys.hint",
    "organization_audit_seals.hash", "sessions.token_hash", "organization_invitations.token_hash",
}  # fmt: skip
"""Columns with such a CHECK that nobody fills with what they please."""
AMOUNTS: dict[str, list[Decimal]] = {
    "credit_amount": [MILLIONTH, bounds.CREDITS_MAX, bounds.CREDITS_BELOW - MILLIONTH],
    "usd_amount": [
        FINEST_USD, bounds.COST_USD_MAX, bounds.COST_USD_BELOW - FINEST_USD,
        FINEST_USD - bounds.COST_USD_BELOW,
    ],
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_schema_admits_up_to_its_bound_and_no_more(field: str) -> None:
    kind, admitted, refused = FIELDS[field]
    asked: TypeAdapter[Any] = TypeAdapter(kind)
    for value in admitted:
        assert asked.validate_python(value) == value
    for value in refused:
        with pytest.raises(ValidationError):
            asked.validate_python(value)


def test_the_amounts_of_the_table_are_exact_where_they_go() -> None:
    """A double counts the millionths, and SQL is never narrower than a schema."""
    assert bounds.CREDITS_MAX / MILLIONTH < 2**53
    assert bounds.CREDITS_MAX < bounds.CREDITS_BELOW
    assert bounds.COST_USD_MAX < bounds.COST_USD_BELOW
    assert bounds.SERVICE_NAME_CHARACTERS_MAX <= bounds.SERVICE_NAME_STORED_CHARACTERS_MAX


@pytest.mark.parametrize("field", ITEM_FIELDS)
def test_an_item_is_malformed_past_its_bound_and_not_before(
    owner: OwnerConnection, field: str
) -> None:
    admitted, refused = ITEM_FIELDS[field]

    def malformed(value: Any) -> Any:
        item = SOUND | {"verb": "reserve" if field == "ttl_s" else "deduct", field: value}
        text = json.dumps(item, default=str)
        if isinstance(value, Decimal):
            # As a number, with all its decimals.
            text = text.replace(f'"{value}"', f"{value:f}")
        row = owner.execute(
            """select malformed_field(jsonb_populate_record(null::spend_item, %s::jsonb))
               as field""",
            [text],
        ).fetchone()
        assert row is not None
        return row["field"]

    assert [malformed(value) for value in admitted] == [None] * len(admitted)
    told = "request_id" if field == "request_key" else field
    assert [malformed(value) for value in refused] == [told] * len(refused)


def test_an_amount_is_refused_past_its_bound_and_not_before(owner: OwnerConnection) -> None:
    def checked(amount: Decimal) -> Any:
        return owner.execute("select checked_amount(%s, 'x') as amount", [amount]).fetchone()

    admitted, refused = ITEM_FIELDS["credits"]
    assert [checked(amount) for amount in admitted] == [{"amount": amount} for amount in admitted]
    for amount in refused:
        with pytest.raises(psycopg.Error, match=f"below {bounds.CREDITS_BELOW:,}") as raised:
            checked(amount)
        assert raised.value.sqlstate == "OB002"


def test_a_plan_asks_no_function_for_a_bound(owner: OwnerConnection) -> None:
    """Items are looked at in the statement that spends them: the look is part of its plan."""
    plan = owner.execute(
        "explain (verbose, costs off)"
        " select malformed_field(i) from unnest(array[]::spend_item[]) as i"
    ).fetchall()
    text = "\n".join(row["QUERY PLAN"] for row in plan)
    assert "malformed_field" not in text
    assert f"'{bounds.CREDITS_BELOW}'::numeric" in text
    asked = set(re.findall(r"\b(\w+)\(", text))
    assert asked <= {"COALESCE", "length", "scale", "trim_scale", "unnest"}


@pytest.fixture
def copies(owner: OwnerConnection) -> Callable[[str], str]:
    """The name of an empty copy of a table with the CHECKs of one column each; any may be null."""

    def copy(table: str) -> str:
        name = f"checked_{table}"
        owner.execute(
            sql.SQL("create temp table {} (like {} including constraints) on commit drop").format(
                sql.Identifier(name), sql.Identifier(table)
            )
        )
        changes = owner.execute(
            """select format('alter column %%I drop not null', a.attname) as change
               from pg_attribute as a
               where a.attrelid = %(table)s::regclass and a.attnum > 0 and a.attnotnull
               union all
               select format('drop constraint %%I', k.conname) from pg_constraint as k
               where k.conrelid = %(table)s::regclass and cardinality(k.conkey) > 1""",
            {"table": name},
        ).fetchall()
        for row in changes:
            owner.execute(f"alter table {name} {row['change']}".encode())
        return name

    return copy


def test_a_check_of_a_table_admits_what_the_bounds_admit(
    owner: OwnerConnection, copies: Callable[[str], str]
) -> None:
    values: dict[str, list[Any]] = {
        column: [WIDE[:shortest], WIDE[:longest]] for column, (shortest, longest) in LENGTHS.items()
    }
    values["plans.plan"] = list(PLANS)
    prices = [
        f"{kind}_usd_per_million"
        for kind in (
            "input",
            "output",
            "cached_input",
            "cache_write",
            "audio_input",
            "audio_output",
        )
    ]
    for table in ("model_prices", "organization_model_prices", "upstream_model_prices"):
        values |= {f"{table}.{column}": [0, bounds.PRICE_USD_MAX] for column in prices}
    values["ledger_settings.credits_per_usd"] = [MILLIONTH, bounds.CREDITS_PER_USD_MAX]
    with owner.transaction(force_rollback=True):
        names = {column.partition(".")[0] for column in values}
        copied = {table: copies(table) for table in names}
        for column, edges in values.items():
            table, _, name = column.partition(".")
            insert = sql.SQL("insert into {} ({}) values (%s)").format(
                sql.Identifier(copied[table]), sql.Identifier(name)
            )
            for value in edges:
                owner.execute(insert, [value])


def test_the_domains_of_amounts_admit_what_the_bounds_admit(owner: OwnerConnection) -> None:
    for domain, edges in AMOUNTS.items():
        for value in edges:
            kind = sql.Identifier(domain)
            row = owner.execute(sql.SQL("select %s::{} as value").format(kind), [value]).fetchone()
            assert row == {"value": value}


def test_every_check_of_a_length_is_known(owner: OwnerConnection) -> None:
    rows = owner.execute(
        r"""select distinct c.relname || '.' || a.attname as name
            from pg_constraint as k
            inner join pg_class as c on c.oid = k.conrelid and not c.relispartition
            inner join pg_attribute as a on a.attrelid = c.oid and a.attnum = any(k.conkey)
            where k.contype = 'c' and c.relnamespace = 'public'::regnamespace
            and pg_get_constraintdef(k.oid) ~ ('length\([^=<>]*\m' || a.attname || '\M')"""
    ).fetchall()
    found = {row["name"] for row in rows}
    assert len(found) > 15
    assert found - MADE_BY_US == set(LENGTHS)
