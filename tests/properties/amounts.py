"""Amounts that are worth trying: whole ones, six decimals, and just around a limit."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

SMALLEST = Decimal("0.000001")

amounts = st.one_of(
    st.integers(1, 200).map(Decimal),
    st.integers(1, 200_000_000).map(lambda millionths: millionths * SMALLEST),
    st.sampled_from([SMALLEST, Decimal("0.1"), Decimal("999999.999999")]),
)


@dataclass(frozen=True)
class AmountNear:
    """An amount: as it is, or a share of the limit that matters, or one step around it."""

    credits: Decimal
    share: int | None
    step: int

    def near(self, limit: Decimal, zero: bool = False) -> Decimal:
        if self.share is None:
            return self.credits
        found = (limit * self.share / 4).quantize(SMALLEST) + self.step * SMALLEST
        return found if found > 0 or (zero and found == 0) else self.credits


amounts_near = st.builds(
    AmountNear,
    amounts,
    st.sampled_from([None, 1, 1, 2, 2, 4]),
    st.sampled_from([0, 0, 1, -1]),
)
