"""What is sent as PostgreSQL's text of a value comes back as that value, whatever it holds."""

import uuid
from decimal import Decimal
from typing import Final

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import tuple_row

from orgbilling.database.literals import composite_array, text_array

# As in a request: any text but that with character 0, often of what has a meaning in a literal.
TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
    st.text("\\\"(),{} x\t\n'", max_size=8),
    st.sampled_from(["", "null", "NULL", "\\\\\\\\x00", "\\x00", '""', "()", "a,b", "{}"]),
)
COSTS = st.decimals(0, 10**6, places=6)
# Fields of `spend_item` by their places: a text, a number, a UUID and bytes among others.
ROWS = st.tuples(
    st.one_of(st.none(), st.uuids()),
    st.one_of(st.none(), TEXTS),
    st.one_of(st.none(), TEXTS),
    st.one_of(st.none(), TEXTS),
    st.one_of(st.none(), COSTS),
    st.one_of(st.none(), st.binary(max_size=40)),
)
Row = tuple[uuid.UUID | None, str | None, str | None, str | None, Decimal | None, bytes | None]
READ: Final = (
    "select i.org_id, i.verb, i.request_key, i.user_id, i.credits, i.credential_hash"
    " from unnest(%s::spend_item[]) with ordinality as i order by i.ordinality"
)


@settings(max_examples=300)
@given(rows=st.lists(ROWS, max_size=6))
def test_items_are_read_as_they_were_written(
    owner_connection: psycopg.Connection[dict[str, object]], rows: list[Row]
) -> None:
    text = composite_array(
        (org_id, verb, key, user, credits, *[None] * 7, digest, *[None] * 4)
        for org_id, verb, key, user, credits, digest in rows
    )
    with owner_connection.cursor(row_factory=tuple_row) as cursor:
        assert cursor.execute(READ, [text]).fetchall() == rows


@settings(max_examples=100)
@given(values=st.lists(st.one_of(st.none(), TEXTS), max_size=6))
def test_texts_are_read_as_they_were_written(
    owner_connection: psycopg.Connection[dict[str, object]], values: list[str | None]
) -> None:
    with owner_connection.cursor(row_factory=tuple_row) as cursor:
        (read,) = cursor.execute("select %s::text[]", [text_array(values)]).fetchone() or ()
    assert read == values
