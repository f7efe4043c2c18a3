"""How people sign in to an application: kept beside its runtime, under one name."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from orgbilling.database import Database
from orgbilling.identity.oidc import queries
from orgbilling.identity.oidc.provider import OpenIdProvider
from orgbilling.kernel.errors import NotFound
from orgbilling.settings import PREFIX, Settings, SettingsError


@dataclass(frozen=True)
class SignInMethods:
    """The provider, where there is one; whether development sign-in is part of the application."""

    provider: OpenIdProvider | None
    has_development: bool


def attach_sign_in(app: Any, settings: Settings, *, has_development: bool) -> None:
    """Let requests to `app` (FastAPI) find the provider that the settings name."""
    provider = None
    if settings.oidc_issuer is not None and settings.oidc_client_id is not None:
        provider = OpenIdProvider(settings, settings.oidc_issuer, settings.oidc_client_id)
    app.state.orgbilling_sign_in = SignInMethods(provider, has_development)


def sign_in_methods(request: Request) -> SignInMethods:
    """Return how people sign in to the application that serves this request."""
    methods = getattr(request.app.state, "orgbilling_sign_in", None)
    return methods if isinstance(methods, SignInMethods) else SignInMethods(None, False)


def required_provider(request: Request) -> OpenIdProvider:
    """Return the identity provider.

    Raises:
        NotFound: `route_not_found`: there is none, the same as where no route is.
    """
    provider = sign_in_methods(request).provider
    if provider is None:
        raise NotFound("There is nothing at this address.", code="route_not_found")
    return provider


Provider = Annotated[OpenIdProvider, Depends(required_provider)]
"""The identity provider; without one the route does not exist."""


async def fix_issuer(database: Database, settings: Settings) -> None:
    """Make the provider of the settings the one whose people these are, if none is yet.

    Raises:
        SettingsError: another one is.
        DomainError: the database does not answer.
    """
    if settings.oidc_issuer is None:
        return
    fixed = await database.fetch_value(queries.fix_issuer(issuer=settings.oidc_issuer))
    if fixed != settings.oidc_issuer:
        raise SettingsError(
            f"{PREFIX}OIDC_ISSUER={settings.oidc_issuer} is refused: "
            f"the people of this database are those of {fixed}."
        )
