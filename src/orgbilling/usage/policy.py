"""Who sees whose usage."""

from orgbilling.organizations.policy import Viewable


def whose_usage(organization: Viewable) -> str | None:
    """Return the one member whose figures the caller may see; None for everybody's.

    Admins see everybody's, and so do the organization's service keys, which spend for everybody.
    """
    if organization.is_managed or organization.actor.kind == "service_key":
        return None
    return organization.actor.user_id
