"""Requests for credits over HTTP: a member asks, an admin decides in one step."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Query

from orgbilling.credits import queries_requests as queries
from orgbilling.credits.previews import CreditRequestPreview, Movement
from orgbilling.credits.schemas_requests import (
    CreditRequestApproval,
    CreditRequestCreate,
    CreditRequestDecision,
    CreditRequestResponse,
    CreditRequestStatus,
)
from orgbilling.credits.service import move_credits
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.headers import IdempotencyKey
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser
from orgbilling.organizations.policy import JoinedOrganization, ManagedOrganization

router = billing_router(prefix="/api/v1/org-billing", tag="credit requests")
_REQUESTS: Final = "/credits/{org_id}/requests"
_request: Final = AnswerOf(CreditRequestResponse, queries.ListRequestsRow)
RequestId = Annotated[UUID, Path(description="The request.")]


@router.post(_REQUESTS, status_code=201, responses=problem_responses(403, 404, 409))
async def request_credits(
    organization: JoinedOrganization,
    caller: SignedInUser,
    body: CreditRequestCreate,
    tx: Tx,
    request_key: IdempotencyKey,
) -> CreditRequestResponse:
    """Ask for more credits for oneself.

    While one waits, another is 409 `credit_request_pending`.
    """
    document = await move_credits(
        tx,
        queries.request(
            org_id=organization.org_id,
            user_id=caller.user_id,
            credits=body.credits,
            reason=body.reason,
            request_key=request_key,
        ),
    )
    return CreditRequestResponse.model_validate(document)


@router.get(_REQUESTS, responses=problem_responses(403, 404))
async def list_credit_requests(
    organization: JoinedOrganization,
    tx: Tx,
    page: RequestedPage,
    status: Annotated[
        CreditRequestStatus | None, Query(description="Only requests in this state.")
    ] = None,
) -> list[CreditRequestResponse]:
    """What members asked for and what became of it, newest first. A member sees their own."""
    (after_id,) = page.after(UUID)
    rows = await tx.fetch_all(
        queries.list_requests(
            org_id=organization.org_id,
            only_user=None if organization.is_managed else organization.actor.user_id,
            status=status,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )
    shown = page.cut(rows, lambda row: (row.id,))
    return [_request(row) for row in shown]


@router.post(_REQUESTS + "/{request_id}/approve", responses=problem_responses(403, 404, 409))
async def approve_credit_request(
    organization: ManagedOrganization,
    request_id: RequestId,
    movement: Movement,
    body: CreditRequestApproval | None = None,
) -> CreditRequestResponse | CreditRequestPreview:
    """Allocate what was asked for, or `credits` instead, and tell the member.

    The reset period stays; a first allocation is monthly. When the pool has too little, it is 409
    `pool_insufficient` and the request stays pending.
    """
    given = body or CreditRequestApproval()
    return await movement.make(
        CreditRequestResponse,
        CreditRequestPreview,
        organization.org_id,
        queries.approve(
            org_id=organization.org_id,
            request_id=request_id,
            credits=given.credits,
            note=given.note,
            actor_id=organization.actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.post(_REQUESTS + "/{request_id}/decline", responses=problem_responses(403, 404, 409))
async def decline_credit_request(
    organization: ManagedOrganization,
    request_id: RequestId,
    tx: Tx,
    body: CreditRequestDecision | None = None,
) -> CreditRequestResponse:
    """Give nothing, and tell the member. A second decision is 409 `credit_request_decided`."""
    document = await move_credits(
        tx,
        queries.decline(
            org_id=organization.org_id,
            request_id=request_id,
            note=(body or CreditRequestDecision()).note,
            actor_id=organization.actor.audit_id,
        ),
    )
    return CreditRequestResponse.model_validate(document)


@router.post(_REQUESTS + "/{request_id}/withdraw", responses=problem_responses(403, 404, 409))
async def withdraw_credit_request(
    organization: JoinedOrganization, caller: SignedInUser, request_id: RequestId, tx: Tx
) -> CreditRequestResponse:
    """Take one's own request back."""
    document = await move_credits(
        tx,
        queries.withdraw(org_id=organization.org_id, request_id=request_id, user_id=caller.user_id),
    )
    return CreditRequestResponse.model_validate(document)
