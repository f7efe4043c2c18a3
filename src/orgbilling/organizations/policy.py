"""Permission as a type: a route that names one of these has been checked, or was never called.

`ViewableOrganization`  any active member, a key of the organization that may read, a system admin
`SpendableOrganization` the same with a key that may spend
`JoinedOrganization`    the same without service keys
`ManagedOrganization`   owner, admin, billing_admin in a session, a system admin
`OwnedOrganization`     owner in a session, a system admin
`ManagedPurchaser`      as `ManagedOrganization`, of the organization whose purchase it is

Foreign and unknown organizations are both 404; who belongs there without the right gets 403.
"""

from dataclasses import InitVar, dataclass
from typing import Annotated, Final, Literal, TypeVar, cast
from uuid import UUID

from fastapi import Depends, Path

from orgbilling.database import Executor
from orgbilling.identity.actor import Actor
from orgbilling.identity.dependencies import CurrentCaller, require_scope
from orgbilling.identity.known_caller import FoundOrganization, KnownCaller
from orgbilling.identity.schemas import Role
from orgbilling.kernel.errors import Forbidden, NotFound
from orgbilling.organizations import queries_policy as queries

OrganizationStatus = Literal["active", "suspended", "closed"]
MANAGING_ROLES: Final[frozenset[str]] = frozenset({"owner", "admin", "billing_admin"})


class _Seal:
    """What only this module can put on a permission."""


_SEAL: Final = _Seal()


@dataclass(frozen=True, kw_only=True)
class Viewable:
    """Permission to see an organization. Made by `view_organization` alone.

    `role` is None for a service key, and for a system admin who does not belong to it.
    """

    org_id: UUID
    name: str
    time_zone: str
    status: OrganizationStatus
    role: Role | None
    actor: Actor
    seal: InitVar[_Seal]

    def __post_init__(self, seal: _Seal) -> None:
        if seal is not _SEAL:
            raise TypeError("A permission is made by the policy that checked it.")

    @property
    def is_managed(self) -> bool:
        """Whether the caller also sees what concerns other members (figures of colleagues)."""
        return _manages(self.role, self.actor)


class Spendable(Viewable):
    """Permission to ask about spending in an organization; who may spend is up to the spend."""


class Joined(Viewable):
    """Permission of a person in an organization: a session or a member key, or a system admin."""


class Managed(Joined):
    """Permission to administer an organization."""


class Owned(Managed):
    """Permission to decide what only an owner decides."""


_P = TypeVar("_P", bound=Viewable)


def _manages(role: Role | None, actor: Actor) -> bool:
    return actor.kind == "session" and (actor.is_system_admin or role in MANAGING_ROLES)


async def check_viewable(executor: Executor, actor: Actor, org_id: UUID) -> Viewable:
    """Return the permission of `actor` to see an organization.

    Raises:
        NotFound: `organization_not_found`: it does not exist, or not for this caller.
    """
    row = None
    if actor.org_id is None or actor.org_id == org_id:
        row = await executor.fetch_one(
            queries.find_organization(org_id=org_id, user_id=actor.user_id)
        )
    return _viewable(actor, row)


def _viewable(
    actor: Actor, found: FoundOrganization | queries.FindOrganizationRow | None
) -> Viewable:
    if found is None or not (
        found.role is not None or actor.is_system_admin or actor.kind == "service_key"
    ):
        raise NotFound(
            "There is no such organization, or not for you.", code="organization_not_found"
        )
    return Viewable(
        org_id=found.org_id,
        name=found.name,
        time_zone=found.time_zone,
        status=cast("OrganizationStatus", found.status),
        role=cast("Role | None", found.role),
        actor=actor,
        seal=_SEAL,
    )


def check_managed(organization: Viewable) -> Managed:
    """Return the permission to administer an organization that may be seen.

    Raises:
        Forbidden: `forbidden`: the caller is neither owner, admin, billing_admin nor system admin,
            or presented a key.
    """
    if not organization.is_managed:
        raise Forbidden("Only admins of the organization may do this.")
    return _promote(organization, Managed)


def _seen_organization(caller: KnownCaller, org_id: UUID) -> Viewable:
    organization = caller.organization
    is_asked = organization is not None and organization.org_id == org_id
    return _viewable(caller.actor, organization if is_asked else None)


async def view_organization(
    org_id: Annotated[UUID, Path(description="The organization.")],
    caller: CurrentCaller,
) -> Viewable:
    """Check that the caller may see the organization of the path.

    Raises:
        NotFound: `organization_not_found`.
        Forbidden: `scope_missing`: a key that was not made for reading.
    """
    organization = _seen_organization(caller, org_id)
    require_scope(caller.actor, "read")
    return organization


ViewableOrganization = Annotated[Viewable, Depends(view_organization)]


async def spend_in_organization(
    org_id: Annotated[UUID, Path(description="The organization.")],
    caller: CurrentCaller,
) -> Spendable:
    """Check that the caller belongs to the organization of the path, with a key that may spend.

    Raises:
        NotFound: `organization_not_found`.
        Forbidden: `scope_missing`: a key that was not made for spending.
    """
    organization = _seen_organization(caller, org_id)
    require_scope(caller.actor, "spend")
    return _promote(organization, Spendable)


SpendableOrganization = Annotated[Spendable, Depends(spend_in_organization)]


async def join_organization(organization: ViewableOrganization) -> Joined:
    """Check that the caller belongs to the organization in person.

    Raises:
        Forbidden: `forbidden`: a service key was presented.
    """
    if organization.actor.kind == "service_key":
        raise Forbidden("A service key spends, and reads the pool and usage; nothing else.")
    return _promote(organization, Joined)


JoinedOrganization = Annotated[Joined, Depends(join_organization)]


async def manage_organization(organization: ViewableOrganization) -> Managed:
    """Check that the caller may administer the organization."""
    return check_managed(organization)


ManagedOrganization = Annotated[Managed, Depends(manage_organization)]


async def manage_purchaser(
    _: Annotated[UUID, Path(alias="purchase_id", description="The purchase.")],
    caller: CurrentCaller,
) -> Managed:
    """Check that the caller may administer the organization whose purchase the path names.

    Raises:
        NotFound: `purchase_not_found`: there is none, or not for this caller.
    """
    # Who identifies the caller looks the organization up by the purchase.
    try:
        organization = _viewable(caller.actor, caller.organization)
    except NotFound:
        raise NotFound(
            "There is no such purchase, or not for you.", code="purchase_not_found"
        ) from None
    require_scope(caller.actor, "read")
    return check_managed(organization)


ManagedPurchaser = Annotated[Managed, Depends(manage_purchaser)]


async def own_organization(organization: ManagedOrganization) -> Owned:
    """Check that the caller owns the organization.

    Raises:
        Forbidden: `forbidden`: neither owner nor system admin.
    """
    if organization.role != "owner" and not organization.actor.is_system_admin:
        raise Forbidden("Only an owner of the organization may do this.")
    return _promote(organization, Owned)


OwnedOrganization = Annotated[Owned, Depends(own_organization)]


def _promote(organization: Viewable, permission: type[_P]) -> _P:
    return permission(
        org_id=organization.org_id,
        name=organization.name,
        time_zone=organization.time_zone,
        status=organization.status,
        role=organization.role,
        actor=organization.actor,
        seal=_SEAL,
    )
