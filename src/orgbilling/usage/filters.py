"""Calls by what they say of themselves: for whom, with which tags, with which metadata."""

import json
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import Field

from orgbilling.bounds import (
    END_USER_CHARACTERS_MAX,
    METADATA_NAME_CHARACTERS_MAX,
    METADATA_PAIRS_MAX,
    METADATA_VALUE_CHARACTERS_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
)
from orgbilling.edge.bodies import is_storable
from orgbilling.kernel.errors import Invalid
from orgbilling.usage.shown import UPSTREAM

_PAIR_CHARACTERS_MAX = METADATA_NAME_CHARACTERS_MAX + 1 + METADATA_VALUE_CHARACTERS_MAX
_Tag = Annotated[str, Field(min_length=1, max_length=TAG_CHARACTERS_MAX)]
_Pair = Annotated[str, Field(min_length=1, max_length=_PAIR_CHARACTERS_MAX)]


async def told_by_calls(
    end_user: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=END_USER_CHARACTERS_MAX,
            description="Only calls that were made for it.",
        ),
    ] = None,
    tag: Annotated[
        list[_Tag] | None,
        Query(max_length=TAGS_MAX, description="Only calls that have each of these tags."),
    ] = None,
    metadata: Annotated[
        list[_Pair] | None,
        Query(
            max_length=METADATA_PAIRS_MAX,
            description="Only calls whose metadata have each of these, as name:value; values are "
            "texts.",
            examples=["ticket:OPS-7"],
        ),
    ] = None,
) -> list[str] | None:
    """Return what the metadata of a call must have all of, as JSON: one of these; none of them
    where no call can be meant, None where any is.

    Raises:
        Invalid: `invalid_argument`: what is asked for cannot stand in metadata.
    """
    for field, texts in (("end_user", [end_user or ""]), ("tag", tag), ("metadata", metadata)):
        if not all(map(is_storable, texts or ())):
            raise Invalid(
                f"{field} holds a character that cannot be stored.",
                code="invalid_argument",
                fields={"field": field},
            )
    common: dict[str, Any] = {
        **({"end_user": end_user} if end_user else {}),
        **({"tags": tag} if tag else {}),
    }
    if not metadata:
        return [json.dumps(common)] if common else None
    pairs = dict(_pair(text) for text in metadata)
    if len(pairs) < len(set(metadata)):
        # One name has two values, which no call says.
        return []
    # Of a call through the gateway they are among its own; what is deducted says all by itself.
    told = [{**common, "metadata": pairs}]
    is_one = all(pairs.get(name, value) == value for name, value in common.items())
    # By its name, which is not shown, nobody finds out an upstream of ours.
    if is_one and UPSTREAM not in pairs:
        told.append({**pairs, **common})
    return [json.dumps(each) for each in told]


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (name and colon):
        raise Invalid(
            "metadata must be name:value.", code="invalid_argument", fields={"field": "metadata"}
        )
    return name, value


ToldByCalls = Annotated[list[str] | None, Depends(told_by_calls)]
"""What the query asks of the metadata of calls."""
