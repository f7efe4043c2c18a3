"""What a request that spends says, and by whom: its path, its credential, its body.

The credential travels with the item and is checked in the statement that spends it; only where a
request is wrong before it comes to that is it looked up alone.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from orgbilling.edge.runtime import runtime_of
from orgbilling.identity.credential import Credential, presented_credential
from orgbilling.identity.sessions import resolve_actor
from orgbilling.kernel.errors import DomainError, Invalid, NotFound, Unauthorized
from orgbilling.kernel.identifiers import organization_id_of
from orgbilling.organizations.policy import check_viewable

_Body = TypeVar("_Body", bound=BaseModel)
_Made = TypeVar("_Made")


def addressed(request: Request) -> tuple[UUID, Credential]:
    """Return the organization of the path and the credential; a key of another one sees nothing.

    Raises:
        Unauthorized: nothing that could be a credential of ours.
        NotFound: `organization_not_found`.
    """
    credential = presented_credential(request)
    if credential is None:
        raise Unauthorized(
            "This session or key is not valid (any more). Sign in again, or use another key.",
            code="credential_invalid",
        )
    org_id = _uuid(request.path_params["org_id"], "org_id", organization_id_of)
    if credential.org_id is not None and credential.org_id != org_id:
        raise NotFound(
            "There is no such organization, or not for you.", code="organization_not_found"
        )
    return org_id, credential


def _uuid(text: str, name: str, read: Callable[[str], UUID] = UUID) -> UUID:
    try:
        return read(text)
    except ValueError:
        raise Invalid(
            "Part of the request is not what it must be.",
            code="invalid_request",
            fields={"errors": [{"field": name, "message": "must be a UUID"}]},
        ) from None


def hold_id_of(request: Request) -> UUID:
    """Return the hold of the path.

    Raises:
        Invalid: `invalid_request`: it is no id.
    """
    return _uuid(request.path_params["hold_id"], "hold_id")


async def read_body(
    request: Request,
    org_id: UUID,
    credential: Credential,
    model: type[_Body],
    make: Callable[[_Body], _Made],
) -> _Made:
    """Return what `make` makes of the body. Where either is wrong, the caller is identified first:
    a stranger is told nothing but that he is one.

    Raises:
        RequestValidationError: the body is not what it must be.
        DomainError: nor is what it says, the credential is invalid, or the organization is not the
            caller's.
    """
    try:
        return make(model.model_validate(await request.json()))
    except (ValidationError, DomainError) as error:
        await require_known(request, org_id, credential)
        if isinstance(error, ValidationError):
            raise RequestValidationError(error.errors()) from None
        raise


async def require_known(request: Request, org_id: UUID, credential: Credential) -> None:
    """Pass who may see the organization.

    Raises:
        DomainError: the credential is invalid, or the organization is not the caller's.
    """
    runtime = runtime_of(request)
    async with runtime.database.transaction() as tx:
        actor = await resolve_actor(tx, credential, runtime.settings, runtime.clock.now())
        await check_viewable(tx, actor, org_id)
