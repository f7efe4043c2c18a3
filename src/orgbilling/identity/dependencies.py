"""What a route asks for to know who is calling."""

from typing import Annotated

from fastapi import Depends, Request

from orgbilling.identity.actor import Actor, Scope, SignedIn
from orgbilling.identity.known_caller import KnownCaller, known_caller_of
from orgbilling.kernel.errors import Forbidden


async def current_caller(request: Request) -> KnownCaller:
    """Return who is calling, and what they are in the organization of the path.

    Raises:
        Unauthorized: `unauthenticated` without a credential, `credential_invalid` for one that is
            not valid (any more).
    """
    return await known_caller_of(request)


CurrentCaller = Annotated[KnownCaller, Depends(current_caller)]
"""Whoever is calling, and what they are in the organization of the path."""


async def current_actor(caller: CurrentCaller) -> Actor:
    """Return whoever presented this request's credential."""
    return caller.actor


CurrentActor = Annotated[Actor, Depends(current_actor)]
"""Whoever is calling: a person in a session, or a key."""


def require_scope(actor: Actor, scope: Scope) -> None:
    """Check that whoever is calling may do a kind of thing at all: a session always may.

    Raises:
        Forbidden: `scope_missing`: a key that was made without this scope.
    """
    if scope not in actor.scopes:
        raise Forbidden(f"This key was not made to {scope}.", code="scope_missing")


async def signed_in_user(actor: CurrentActor) -> SignedIn:
    """Return the person who is signed in.

    Raises:
        Forbidden: `session_required`: a key was presented.
    """
    if actor.kind != "session" or actor.user_id is None:
        raise Forbidden("This needs a person who is signed in, not a key.", code="session_required")
    return SignedIn(
        user_id=actor.user_id,
        email=actor.email or "",
        name=actor.name or "",
        is_system_admin=actor.is_system_admin,
        actor=actor,
    )


SignedInUser = Annotated[SignedIn, Depends(signed_in_user)]
"""The person who is signed in; keys are refused."""


async def system_admin(actor: CurrentActor) -> SignedIn:
    """Return the person who is signed in and runs the platform.

    Raises:
        Forbidden: `forbidden`: anybody else.
    """
    if not actor.is_system_admin:
        raise Forbidden("Only a system admin may do this.")
    return await signed_in_user(actor)


SystemAdmin = Annotated[SignedIn, Depends(system_admin)]
"""A signed-in person who runs the platform."""
