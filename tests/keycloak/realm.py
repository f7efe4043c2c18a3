"""The realm `orgbilling` of a running Keycloak, as its administrator changes it."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.browser.people import Person

ADMIN_ROLE = "orgbilling-admin"
KEYS = "org.keycloak.keys.KeyProvider"


@dataclass(frozen=True)
class Account(Person):
    """Somebody in Keycloak, and the password that opens its login page for them."""

    username: str
    password: str
    temporary_password: str | None = None
    """What they have to change when they first sign in, to `password`."""


class Realm:
    """Keycloak's admin REST API, for one realm."""

    def __init__(self, url: str, admin_password: str) -> None:
        self.issuer = f"{url}/realms/orgbilling"
        self._admin_password = admin_password
        self._client = httpx2.Client(base_url=url, timeout=60)

    def close(self) -> None:
        self._client.close()

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Ask the admin API about this realm; returns the body, None where there is none."""
        answer = self._client.request(
            method,
            f"/admin/realms/orgbilling{path}",
            headers={"authorization": f"Bearer {self._token()}"},
            **options,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def add(self, name: str, *, is_admin: bool = False) -> Account:
        """Make somebody with a name like `Petra Paul`, and a password that stays."""
        first, last = name.split()
        username = f"{first.lower()}-{secrets.token_hex(4)}"
        password = secrets.token_urlsafe(16)
        person = {
            "username": username,
            "email": f"{username}@example.com",
            "emailVerified": True,
            "firstName": first,
            "lastName": last,
            "enabled": True,
            "credentials": [{"type": "password", "value": password}],
        }
        self.ask("POST", "/users", json=person)
        account = Account(person["email"], name, username, password)
        if is_admin:
            self.give_admin_role(account)
        return account

    def id_of(self, account: Account) -> str:
        """The id of a person there, which is the `sub` claim."""
        [found] = self.ask("GET", "/users", params={"username": account.username, "exact": "true"})
        return str(found["id"])

    def give_admin_role(self, account: Account) -> None:
        self.ask("POST", self._roles_of(account), json=[self._admin_role()])

    def take_admin_role(self, account: Account) -> None:
        self.ask("DELETE", self._roles_of(account), json=[self._admin_role()])

    def set_enabled(self, account: Account, *, is_enabled: bool) -> None:
        self.ask("PUT", f"/users/{self.id_of(account)}", json={"enabled": is_enabled})

    def sessions(self, account: Account) -> list[dict[str, Any]]:
        """The sessions of a person in Keycloak."""
        found: list[dict[str, Any]] = self.ask("GET", f"/users/{self.id_of(account)}/sessions")
        return found

    def sign_out(self, account: Account) -> None:
        """What the console's button *Sign out* does: Keycloak tells every client."""
        self.ask("POST", f"/users/{self.id_of(account)}/logout")

    def end_session(self, session_id: str) -> None:
        """End one session there, and leave the person's others."""
        self.ask("DELETE", f"/sessions/{session_id}")

    def key_ids(self) -> set[str]:
        """The ids of the keys that Keycloak publishes for signatures."""
        published = self._client.get(f"{self.issuer}/protocol/openid-connect/certs")
        keys = published.raise_for_status().json()["keys"]
        return {key["kid"] for key in keys if key["use"] == "sig"}

    def rotate_keys(self) -> None:
        """Sign with a new key from now on, and forget the old ones."""
        before = self.ask("GET", "/components", params={"type": KEYS})
        signing = [one for one in before if one["providerId"] == "rsa-generated"]
        priority = 1 + max(int(one["config"].get("priority", ["0"])[0]) for one in signing)
        new = {
            "name": f"rsa-{priority}",
            "providerId": "rsa-generated",
            "providerType": KEYS,
            "config": {"priority": [str(priority)], "algorithm": ["RS256"]},
        }
        self.ask("POST", "/components", json=new)
        for one in signing:
            self.ask("DELETE", f"/components/{one['id']}")

    def _token(self) -> str:
        # Keycloak's tokens live for a minute, so each request gets its own.
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin"}
        answer = self._client.post(
            "/realms/master/protocol/openid-connect/token",
            data={**form, "password": self._admin_password},
        )
        return str(answer.raise_for_status().json()["access_token"])

    def _admin_role(self) -> dict[str, Any]:
        role: dict[str, Any] = self.ask("GET", f"/roles/{ADMIN_ROLE}")
        return role

    def _roles_of(self, account: Account) -> str:
        return f"/users/{self.id_of(account)}/role-mappings/realm"
