"""Routes of the pool and its allocations."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from pydantic_core import PydanticCustomError

from orgbilling.bounds import CREDITS_MAX
from orgbilling.credits import queries, service
from orgbilling.credits.previews import (
    AllocationPreview,
    Movement,
    PoolPreview,
    PurchasePreview,
    RefundPreview,
    TransferPreview,
)
from orgbilling.credits.schemas import (
    AddRequest,
    AllocationSort,
    CreditPoolResponse,
    LotResponse,
    MemberTransferResponse,
    PurchaseResponse,
    QuoteResponse,
    ReclaimRequest,
    RefreshRequest,
    RefundRequest,
    RefundResponse,
    SetAllocationRequest,
    TransferRequest,
    TransferResponse,
    UserCreditAllocationCreate,
    UserCreditAllocationResponse,
    UserId,
)
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import OneReading, Tx
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.kernel.errors import Invalid
from orgbilling.kernel.money import parse_credits
from orgbilling.organizations.policy import ManagedOrganization, ViewableOrganization

router = billing_router(prefix="/api/v1/org-billing", tag="credits")
_CREDITS: Final = "/credits/{org_id}"
_lot: Final = AnswerOf(LotResponse, queries.LotsRow)
_transfer: Final = AnswerOf(TransferResponse, queries.TransfersRow)
MemberId = Annotated[UserId, Path(description="The member.")]


async def _quoted_credits(
    credits: Annotated[
        str, Query(description="How many credits.", examples=["5000"], max_length=40)
    ],
) -> Any:
    try:
        return parse_credits(Decimal(credits))
    except (InvalidOperation, PydanticCustomError):
        raise Invalid(
            f"credits is a number above 0, at most {CREDITS_MAX:,}, with at most six decimals.",
            code="invalid_amount",
        ) from None


@router.get(_CREDITS, responses=problem_responses(404))
async def read_pool(organization: ViewableOrganization, reading: OneReading) -> CreditPoolResponse:
    """The organization's pool. Used, held and lifetime figures are for admins."""
    document = await service.read_pool(
        reading, organization.org_id, is_managed=organization.is_managed
    )
    return CreditPoolResponse.model_validate(document)


@router.get(_CREDITS + "/quote", responses=problem_responses(404))
async def quote_credits(
    _: ViewableOrganization, tx: Tx, credits: Annotated[Any, Depends(_quoted_credits)]
) -> QuoteResponse:
    """What credits cost now; send the amount back as `purchase_amount` to buy at that price."""
    amount_usd = await tx.fetch_value(queries.quote(credits=credits))
    return QuoteResponse(credits=credits, amount_usd=amount_usd)


@router.post(
    _CREDITS + "/add",
    response_model=CreditPoolResponse | PurchaseResponse | PoolPreview | PurchasePreview,
    responses={
        **problem_responses(403, 404, 409),
        200: {"description": "A system admin's grant: the new pool.", "model": CreditPoolResponse},
        202: {"description": "An admin's purchase, pending.", "model": PurchaseResponse},
    },
)
async def add_credits(
    organization: ManagedOrganization,
    body: AddRequest,
    movement: Movement,
    response: Response,
) -> Any:
    """Buy credits, or grant them.

    A system admin grants: the credits are there at once. An admin of the organization buys: the
    purchase is pending until it is paid, and its credits land then.
    """
    actor = organization.actor
    if actor.is_system_admin:
        if body.purchase_amount:
            raise Invalid(
                "A grant costs nothing: leave purchase_amount out.", code="invalid_argument"
            )
        return await movement.make(
            CreditPoolResponse,
            PoolPreview,
            organization.org_id,
            queries.add(
                org_id=organization.org_id,
                credits=body.credits,
                reason=body.reason,
                actor_id=actor.audit_id,
                request_key=movement.request_key,
            ),
        )
    response.status_code = 200 if movement.is_preview else 202
    return await movement.make(
        PurchaseResponse,
        PurchasePreview,
        organization.org_id,
        queries.request_purchase(
            org_id=organization.org_id,
            credits=body.credits,
            purchase_amount=body.purchase_amount,
            reason=body.reason,
            actor_id=actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.post(_CREDITS + "/allocate", responses=problem_responses(403, 404, 409))
async def allocate_credits(
    organization: ManagedOrganization, body: UserCreditAllocationCreate, movement: Movement
) -> UserCreditAllocationResponse | AllocationPreview:
    """Give a member more: now, and at each reset. To set an amount instead, PUT it."""
    return await movement.make(
        UserCreditAllocationResponse,
        AllocationPreview,
        organization.org_id,
        queries.allocate(
            org_id=organization.org_id,
            user_id=body.user_id,
            credits=body.allocated_credits,
            reset_period=body.reset_period,
            notes=body.notes,
            actor_id=organization.actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.get(_CREDITS + "/allocations", responses=problem_responses(404))
async def list_allocations(
    organization: ViewableOrganization,
    reading: OneReading,
    page: RequestedPage,
    sort: Annotated[
        AllocationSort,
        Query(description="Largest first, names from A; a leading `-` turns the order round."),
    ] = "user_id",
    search: Annotated[
        str | None, Query(max_length=200, description="A part of the name or the address.")
    ] = None,
) -> list[UserCreditAllocationResponse]:
    """What members have. A member sees their own alone."""
    is_all = organization.is_managed or organization.actor.kind == "service_key"
    documents = await service.list_allocations(
        reading,
        organization.org_id,
        page,
        only_user=None if is_all else organization.actor.user_id,
        sort=sort,
        search=search or None,
    )
    return [UserCreditAllocationResponse.model_validate(document) for document in documents]


@router.put(_CREDITS + "/allocations/{user_id}", responses=problem_responses(403, 404, 409))
async def set_allocation(
    organization: ManagedOrganization,
    user_id: MemberId,
    body: SetAllocationRequest,
    movement: Movement,
) -> UserCreditAllocationResponse | AllocationPreview:
    """Set what a member has, now and after each reset.

    Below what is used and held the target falls at once; the rest returns as holds resolve.
    """
    return await movement.make(
        UserCreditAllocationResponse,
        AllocationPreview,
        organization.org_id,
        queries.set_allocation(
            org_id=organization.org_id,
            user_id=user_id,
            credits=body.allocated_credits,
            reset_period=body.reset_period,
            notes=body.notes,
            actor_id=organization.actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.post(
    _CREDITS + "/allocations/{user_id}/reclaim", responses=problem_responses(403, 404, 409)
)
async def reclaim_credits(
    organization: ManagedOrganization,
    user_id: MemberId,
    body: ReclaimRequest,
    movement: Movement,
) -> UserCreditAllocationResponse | AllocationPreview:
    """Take free credits of a member back into the pool, for good."""
    return await movement.make(
        UserCreditAllocationResponse,
        AllocationPreview,
        organization.org_id,
        queries.reclaim(
            org_id=organization.org_id,
            user_id=user_id,
            credits=body.credits,
            reason=body.reason,
            actor_id=organization.actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.post(
    _CREDITS + "/allocations/{user_id}/transfer", responses=problem_responses(403, 404, 409)
)
async def transfer_credits(
    organization: ManagedOrganization,
    user_id: MemberId,
    body: TransferRequest,
    movement: Movement,
) -> MemberTransferResponse | TransferPreview:
    """Give free credits of a member to another member, for good.

    It is a reclaim and an allocation in one step: both targets move by as much.
    """
    return await movement.make(
        MemberTransferResponse,
        TransferPreview,
        organization.org_id,
        queries.transfer(
            org_id=organization.org_id,
            user_id=user_id,
            to_user_id=body.to_user_id,
            credits=body.credits,
            reason=body.reason,
            actor_id=organization.actor.audit_id,
            request_key=movement.request_key,
        ),
    )


@router.put(_CREDITS + "/refresh", responses=problem_responses(403, 404))
async def configure_refresh(
    admin: SystemAdmin, organization: ManagedOrganization, body: RefreshRequest, tx: Tx
) -> CreditPoolResponse:
    """Set the organization's own monthly grant, beside what its plan includes; 0 ends it.

    It comes at whole months after the day on which it was first set. System admins only.
    """
    document = await service.move_credits(
        tx,
        queries.set_own_grant(
            org_id=organization.org_id, amount=body.own_monthly_credits, actor_id=admin.user_id
        ),
    )
    return CreditPoolResponse.model_validate(document)


@router.post(_CREDITS + "/usage/{usage_id}/refund", responses=problem_responses(403, 404, 409))
async def refund_usage(
    admin: SystemAdmin,
    organization: ManagedOrganization,
    usage_id: UUID,
    body: RefundRequest,
    movement: Movement,
    runtime: AppRuntime,
) -> RefundResponse | RefundPreview:
    """Give charged credits of one usage back, to the lots they were drawn from. System admins
    only."""
    return await movement.make(
        RefundResponse,
        RefundPreview,
        organization.org_id,
        queries.refund_usage(
            org_id=organization.org_id,
            usage_id=usage_id,
            credits=body.credits,
            reason=body.reason,
            actor_id=admin.user_id,
            refund_lot_days=runtime.settings.refund_lot_days,
            request_key=movement.request_key,
        ),
    )


@router.get(_CREDITS + "/lots", responses=problem_responses(403, 404))
async def list_lots(
    organization: ManagedOrganization, tx: Tx, page: RequestedPage
) -> list[LotResponse]:
    """Where the credits came from and what is left of each inflow, newest first."""
    (before,) = page.after(UUID)
    await tx.execute(queries.settle_organization(org_id=organization.org_id))
    rows = await tx.fetch_all(
        queries.lots(org_id=organization.org_id, before=before, limit=page.fetch_limit)
    )
    shown = page.cut(rows, lambda row: (row.lot_id,))
    return [_lot(row) for row in shown]


@router.post(_CREDITS + "/lots/{lot_id}/refund", responses=problem_responses(403, 404, 409))
async def refund_lot(
    admin: SystemAdmin,
    organization: ManagedOrganization,
    lot_id: UUID,
    body: RefundRequest,
    movement: Movement,
) -> CreditPoolResponse | PoolPreview:
    """Take unused credits of one inflow out of the pool, and what was paid for them off the
    lifetime figures. System admins only."""
    return await movement.make(
        CreditPoolResponse,
        PoolPreview,
        organization.org_id,
        queries.refund_lot(
            org_id=organization.org_id,
            lot_id=lot_id,
            credits=body.credits,
            reason=body.reason,
            actor_id=admin.user_id,
            request_key=movement.request_key,
        ),
    )


@router.get(_CREDITS + "/transfers", responses=problem_responses(403, 404))
async def list_transfers(
    organization: ManagedOrganization, tx: Tx, page: RequestedPage
) -> list[TransferResponse]:
    """Every movement of credits but spending, newest first."""
    (before,) = page.after(UUID)
    await tx.execute(queries.settle_organization(org_id=organization.org_id))
    rows = await tx.fetch_all(
        queries.transfers(org_id=organization.org_id, before=before, limit=page.fetch_limit)
    )
    shown = page.cut(rows, lambda row: (row.id,))
    return [_transfer(row) for row in shown]
