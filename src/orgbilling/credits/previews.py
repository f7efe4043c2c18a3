"""Movements of credits that are made, or tried and taken back.

A preview is the verb itself in a savepoint that is rolled back: what it refuses, and what it does
to each balance, cannot differ from what the verb will do.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field

from orgbilling.credits import queries
from orgbilling.credits.schemas import (
    CreditPoolResponse,
    MemberTransferResponse,
    PurchaseResponse,
    RefundResponse,
    UserCreditAllocationResponse,
)
from orgbilling.credits.schemas_requests import CreditRequestResponse
from orgbilling.credits.service import move_credits
from orgbilling.database import Connection, Statement
from orgbilling.edge.previews import KeyUnlessPreview, Preview
from orgbilling.edge.transaction import Tx

Answer = TypeVar("Answer", bound=BaseModel)
Previewed = TypeVar("Previewed", bound=BaseModel)


class BalancesResponse(BaseModel):
    """What an organization, and the members concerned, have at one moment."""

    pool: CreditPoolResponse
    allocation: UserCreditAllocationResponse | None
    to_allocation: UserCreditAllocationResponse | None = Field(
        description="In a transfer, of the member who receives."
    )


class EffectsResponse(BaseModel):
    """What a verb changes: the balances as they are, and as they would be."""

    before: BalancesResponse
    after: BalancesResponse


class PoolPreview(CreditPoolResponse):
    """The pool as it would be."""

    effects: EffectsResponse


class AllocationPreview(UserCreditAllocationResponse):
    """The allocation as it would be."""

    effects: EffectsResponse


class TransferPreview(MemberTransferResponse):
    """The transfer as it would be."""

    effects: EffectsResponse


class PurchasePreview(PurchaseResponse):
    """The purchase as it would be."""

    effects: EffectsResponse


class RefundPreview(RefundResponse):
    """The refund as it would be."""

    effects: EffectsResponse


class CreditRequestPreview(CreditRequestResponse):
    """The request as it would be."""

    effects: EffectsResponse


async def try_verb(
    connection: Connection, org_id: UUID, verb: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Run a verb, take it back, and return its answer with `effects` on the balances.

    What was due anyway is settled first, and stays so: it is no effect of the verb.

    Raises:
        DomainError: whatever the verb raises.
    """
    await connection.execute(queries.settle_organization(org_id=org_id))
    async with connection.taken_back():
        answer = await verb()
        concerned = queries.balances(
            org_id=org_id, user_id=answer.get("user_id"), to_user_id=answer.get("to_user_id")
        )
        after = await connection.fetch_one(concerned)
    before = await connection.fetch_one(concerned)
    assert before is not None
    assert after is not None
    return {**answer, "effects": {"before": before._asdict(), "after": after._asdict()}}


class CreditMovement:
    """The movement that a request asks for, to be made, or only to be tried.

    `request_key` is what its verb is given; None in a preview.
    """

    def __init__(
        self, connection: Connection, request_key: str | None, *, is_preview: bool
    ) -> None:
        self.connection = connection
        self.is_preview = is_preview
        self.request_key = request_key

    async def make(
        self,
        made: type[Answer],
        tried: type[Previewed],
        org_id: UUID,
        verb: Statement[Any, Any],
    ) -> Answer | Previewed:
        """Make the movement (`service.move_credits`) and return it as `made`; in a preview try it,
        and return it as `tried`."""

        async def move() -> dict[str, Any]:
            return await move_credits(self.connection, verb)

        if self.is_preview:
            return tried.model_validate(await try_verb(self.connection, org_id, move))
        return made.model_validate(await move())


async def _movement(
    connection: Tx, request_key: KeyUnlessPreview, preview: Preview = False
) -> CreditMovement:
    return CreditMovement(connection, request_key, is_preview=preview)


Movement = Annotated[CreditMovement, Depends(_movement)]
"""The movement of a request that moves credits."""
