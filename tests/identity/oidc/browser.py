"""A browser that signs in: from the application to the provider, and back with its answer."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.api_client import Api, Client
from tests.identity.oidc.provider import Claims, Person, ProviderServer

LOGIN = "/api/v1/auth/login"
CALLBACK = "/api/v1/auth/callback"
ME = "/api/v1/auth/me"
LOGOUT = "/api/v1/auth/logout"
BACKCHANNEL = "/api/v1/auth/backchannel-logout"


@dataclass
class Office:
    """An application, and the provider that its people sign in through."""

    api: Api
    provider: ProviderServer

    def somebody(self, **claims: Any) -> Person:
        """A new person with an account at the provider, who now sits at the browser."""
        sub = f"sub-{uuid.uuid4().hex[:12]}"
        usual: Claims = {
            "email": f"{sub}@example.org", "email_verified": True, "name": "Ada Lovelace",
            "realm_access": {"roles": ["offline_access"]},
        }  # fmt: skip
        usual |= claims
        person = Person(sub, {name: value for name, value in usual.items() if value is not None})
        self.provider.person = person
        return person

    async def leave(self, client: Client, return_to: str = "/") -> str:
        """Begin to sign in, and let the provider do its part; returns the way back."""
        begun = await client.get(LOGIN, params={"return_to": return_to})
        assert begun.status_code == 303, begun.text
        async with httpx2.AsyncClient() as visit:
            answered = await visit.get(begun.headers["location"])
        assert answered.status_code == 303, answered.text
        return str(answered.headers["location"])

    async def sign_in(
        self, client: Client | None = None, return_to: str = "/"
    ) -> tuple[Client, httpx2.Response]:
        """Sign the person in; returns their browser, and what came last."""
        client = client or self.api.client()
        return client, await client.get(await self.leave(client, return_to))

    async def sign_in_as_new(self) -> tuple[Client, httpx2.Response]:
        """Sign a new person in; returns their browser, and what came last."""
        self.somebody()
        return await self.sign_in()

    async def signed_in(self, **claims: Any) -> Client:
        """The browser of a new person, signed in."""
        person = self.somebody(**claims)
        client, answer = await self.sign_in()
        assert answer.status_code == 303, answer.text
        client.user_id = person.sub
        return client


async def status(client: Client) -> int:
    """Whether a browser is signed in: 200 or 401."""
    return (await client.get(ME)).status_code


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """The status and the code of a problem."""
    if answer.status_code < 400:
        return answer.status_code, ""
    return answer.status_code, answer.json()["code"]
