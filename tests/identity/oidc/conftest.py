"""One provider a test process, because a database knows one; it behaves before every test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.identity.oidc.browser import Office
from tests.identity.oidc.provider import CLIENT_ID, CLIENT_SECRET, ProviderServer


@pytest.fixture(scope="session")
def provider_server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def provider(provider_server: ProviderServer) -> ProviderServer:
    provider_server.reset()
    return provider_server


@pytest.fixture
async def office(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> AsyncIterator[Office]:
    """The application with the provider, on this test process's database."""
    made = make_api(
        db,
        owner,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )
    yield Office(made, provider)
    for client in made.clients:
        await client.aclose()
