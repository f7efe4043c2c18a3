"""Calls that run, by the organization that pays for them: none has all of a process."""

from collections import Counter
from typing import Final
from uuid import UUID

from orgbilling.kernel.errors import DomainError

_RETRY_AFTER_S: Final = 1


class Places:
    """How many calls each organization runs. `places_max` is how many it may."""

    def __init__(self, places_max: int) -> None:
        self._places_max = places_max
        self._taken: Counter[UUID] = Counter()

    def take(self, org_id: UUID) -> None:
        """Note that a call begins.

        Raises:
            DomainError: 429 `too_many_calls`.
        """
        if self._taken[org_id] >= self._places_max:
            raise DomainError(
                f"This organization runs {self._places_max} calls to models at a time already. "
                "Nothing was charged; try again when one of them has ended.",
                status=429,
                code="too_many_calls",
                fields={"retry_after_s": _RETRY_AFTER_S},
            )
        self._taken[org_id] += 1

    def give_back(self, org_id: UUID) -> None:
        """Note that a call has ended."""
        self._taken[org_id] -= 1
        if not self._taken[org_id]:
            del self._taken[org_id]
