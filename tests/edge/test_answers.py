"""An answer is made of a row, and of nothing that the row does not have."""

from decimal import Decimal
from typing import NamedTuple

import pytest
from pydantic import BaseModel, ValidationError

from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.tables import Columns


class Share(NamedTuple):
    name: str
    credits: Decimal
    sort_number: int


class ShareResponse(BaseModel):
    name: str
    credits: Decimal
    role: str | None = None


def test_an_answer_has_the_columns_and_what_is_given_beside_them() -> None:
    answer = AnswerOf(ShareResponse, Share, "role")
    assert answer(Share("Mona", Decimal("1.5"), 7), role="owner") == ShareResponse(
        name="Mona", credits=Decimal("1.5"), role="owner"
    )
    assert answer(Share("Mona", Decimal(1), 7), credits=Decimal(2), role=None).credits == 2


def test_a_field_without_a_column_is_refused_before_there_is_a_row() -> None:
    # Also where the field has a default: it would always be that.
    with pytest.raises(TypeError, match="Share has no role, which ShareResponse asks for"):
        AnswerOf(ShareResponse, Share)


def test_a_value_that_is_not_what_it_must_be_is_refused() -> None:
    with pytest.raises(ValidationError):
        AnswerOf(ShareResponse, Share, "role")(Share(None, Decimal(1), 7))  # type: ignore[arg-type]


def test_a_table_has_columns_of_its_rows_alone() -> None:
    columns = Columns(Share, "credits", "name")
    assert columns.values_of(Share("Mona", Decimal(1), 7)) == (Decimal(1), "Mona")
    with pytest.raises(TypeError, match="Share has no role, email"):
        Columns(Share, "name", "role", "email")
