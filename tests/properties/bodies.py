"""Bodies of requests to try: what may be said, just more than that, and anything else."""

import random
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from orgbilling import bounds

# Four bytes each, in no order that could be made shorter.
WIDE = "".join(chr(0x20000 + random.Random(number).randrange(40_000)) for number in range(2_010))
Fields = dict[str, st.SearchStrategy[Any]]


def amounts(largest: Decimal, decimals: int) -> st.SearchStrategy[Any]:
    """Amounts of a body: what may be said, just more than that, and anything else."""
    step = Decimal(1).scaleb(-decimals)
    edges = [step, step / 10, largest, largest - step, largest + step, Decimal("1.10").scaleb(5)]
    return st.one_of(
        st.sampled_from([*edges, 0, Decimal("1.5000000000000000"), Decimal("1E+3")]),
        st.decimals(0, largest, places=decimals),
        st.decimals(allow_nan=True),
        st.integers(-1, int(largest) + 1),
    )


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts of a body up to a length, the longest one, and one that is longer."""
    # Bodies hold neither NUL nor half a pair of surrogates.
    any_text = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)
    edges = [WIDE[:longest], WIDE[: longest + 1], "", " ", '"', "\\", "{,}", "()", "null", "\n"]
    return st.one_of(any_text, st.sampled_from(edges))


CREDITS = amounts(bounds.CREDITS_MAX, bounds.CREDIT_DECIMALS_MAX)
COSTS = amounts(bounds.COST_USD_MAX, bounds.USD_DECIMALS_MAX)
IDS = texts(bounds.ID_CHARACTERS_MAX)
SERVICE_TYPES = texts(bounds.SERVICE_TYPE_CHARACTERS_MAX)
SERVICE_NAMES = texts(bounds.SERVICE_NAME_CHARACTERS_MAX)
TTLS_S = st.integers(bounds.HOLD_TTL_S_MIN - 1, bounds.HOLD_TTL_S_MAX + 1)
REASONS = texts(bounds.NOTE_CHARACTERS_MAX)
NOTES = st.none() | REASONS


def admitted(
    model: type[BaseModel], fields: Fields, sound: dict[str, Any]
) -> st.SearchStrategy[BaseModel]:
    """Bodies that a schema admits; each field is chosen by itself, or few would be left."""
    base = {name: value for name, value in sound.items() if name in fields}

    def is_admitted(name: str, value: Any) -> bool:
        try:
            model.model_validate({**base, name: value})
        except ValidationError:
            return False
        return True

    values = {
        name: strategy.filter(lambda value, name=name: is_admitted(name, value))
        for name, strategy in fields.items()
    }
    return st.fixed_dictionaries(values).map(model.model_validate)
