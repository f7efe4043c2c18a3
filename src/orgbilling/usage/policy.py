"""Who sees whose usage."""

from typing import Annotated

from fastapi import Depends, Query

from orgbilling.kernel.errors import Forbidden
from orgbilling.kernel.identifiers import UserId
from orgbilling.organizations.policy import Viewable, ViewableOrganization


def whose_usage(organization: Viewable) -> str | None:
    """Return the one member whose figures the caller may see; None for everybody's.

    Admins see everybody's, and so do the organization's service keys, which spend for everybody.
    """
    if organization.is_managed or organization.actor.kind == "service_key":
        return None
    return organization.actor.user_id


async def asked_usage(
    organization: ViewableOrganization,
    user_id: Annotated[
        UserId | None,
        Query(description="Only of this member; whoever sees only their own may name themselves."),
    ] = None,
) -> str | None:
    """Return the one member whose figures are asked for; None for everybody's.

    Raises:
        Forbidden: `forbidden`: another's than the caller may see.
    """
    own = whose_usage(organization)
    if own is not None and user_id not in (None, own):
        raise Forbidden("Only admins of the organization see what others used.")
    return own or user_id


UsageOf = Annotated[str | None, Depends(asked_usage)]
"""The one member whose usage is asked for, and may be seen; None for everybody's."""
