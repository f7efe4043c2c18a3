"""Whose credits are spent: the organization, its members, its plan, and the key that spends."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from orgbilling.replay.http import Client, ReplayError, require_success

ROOT_EMAIL = "root@example.com"
_BILLING = "/api/v1/org-billing"
_KEYS = {
    "service": re.compile(r"ob_sk_([0-9a-f]{32})_[A-Za-z0-9_-]+"),
    "member": re.compile(r"ob_mk_([0-9a-f]{32})_[A-Za-z0-9_-]+"),
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MARKUP = Decimal("1.5")


@dataclass(frozen=True)
class Target:
    """The organization, and the service key that spends for its members."""

    org_id: str
    org_name: str
    key: str
    markup: Decimal


@dataclass(frozen=True)
class Share:
    """What a member has, and what the next resets fill it up to."""

    user_id: str
    target_credits: Decimal


def target_of_key(key: str, kind: Literal["service", "member"] = "service") -> str:
    """Return the organization that a key belongs to.

    Raises:
        ReplayError: it is not a key of this kind.
    """
    match = _KEYS[kind].fullmatch(key)
    if match is None:
        mark, who = ("ob_sk_", "an admin") if kind == "service" else ("ob_mk_", "the member")
        raise ReplayError(f"The key is not a {kind} key ({mark}...); {who} makes one.")
    return str(UUID(match[1]))


async def target_by_key(
    url: str, key: str, organization: str, *, markup: Decimal | None, patience_s: float
) -> Target:
    """Return the target that a given service key reaches.

    Raises:
        ReplayError: the key is not valid, or of another organization than `organization`.
    """
    org_id = target_of_key(key)
    async with Client(url, key=key, connections=1, patience_s=patience_s) as client:
        pool = await client.get(f"{_BILLING}/credits/{org_id}")
    name: str = pool["org_name"]
    if organization.lower() not in {org_id, name.lower()}:
        raise ReplayError(f"The key belongs to {name} ({org_id}), not to {organization}.")
    # A service key does not read the plan.
    return Target(org_id, name, key, _MARKUP if markup is None else markup)


@asynccontextmanager
async def demonstration_target(
    url: str,
    email: str,
    organization: str,
    *,
    markup: Decimal | None,
    key_lasts: timedelta,
    patience_s: float,
) -> AsyncIterator[Target]:
    """Sign a demonstration person in and make a service key, which is revoked at the end.

    Where nobody lives to revoke it, it expires after `key_lasts`.

    Raises:
        ReplayError: the server is not of this machine, offers no development sign-in, or the
            person does not administer the organization.
    """
    async with _signed_in(url, email, patience_s) as client:
        org_id, name = await _find_organization(client, organization)
        keys = f"/api/v1/organizations/{org_id}/keys"
        expires_at = (datetime.now(UTC) + key_lasts).isoformat()
        wanted = {"name": "Replay", "kind": "service", "expires_at": expires_at}
        made = require_success(await client.send("POST", keys, wanted), "Making a key").body
        try:
            chosen = markup if markup is not None else await plan_markup(client, org_id)
            yield Target(org_id, name, made["key"], chosen)
        finally:
            await client.send("DELETE", f"{keys}/{made['key_id']}")


async def list_members(client: Client, org_id: str) -> list[Share]:
    """Return the members with an active allocation, by user id.

    Raises:
        ReplayError: there is none.
    """
    found = await client.get_all(f"{_BILLING}/credits/{org_id}/allocations?limit=500")
    shares = [
        Share(each["user_id"], Decimal(each["target_credits"]))
        for each in found
        if each["is_active"]
    ]
    if not shares:
        raise ReplayError("No member of the organization has an allocation to spend.")
    return shares


async def read_usage(client: Client, org_id: str, since: str | None = None) -> tuple[Decimal, str]:
    """Return the credits used on the day `since` (ISO; None: today) and later, and that day."""
    usage: dict[str, Any] = await client.get(f"{_BILLING}/credits/{org_id}/usage?days=30")
    first = since or usage["date_range_end"]
    days = [Decimal(day["credits"]) for day in usage["daily"] if day["date"] >= first]
    return sum(days, Decimal(0)), first


@asynccontextmanager
async def funding(
    url: str,
    org_id: str,
    shares: Sequence[Share],
    credits: Sequence[Decimal],
    *,
    run_id: str,
    patience_s: float,
) -> AsyncIterator[None]:
    """Grant an organization what a replay costs, and allocate it; what is left over is taken
    from the members again at the end, and stays in the pool.

    `credits` are one amount a member. Only on a demonstration server: a system admin grants.

    Raises:
        ReplayError: the server refused.
    """
    base = f"{_BILLING}/credits/{org_id}"
    async with _signed_in(url, ROOT_EMAIL, patience_s) as root:
        grant = {"credits": sum(credits, Decimal(0)), "reason": "Funds a replay."}
        require_success(
            await root.send("POST", f"{base}/add", grant, idempotency_key=f"{run_id}-grant"),
            "Granting credits",
        )
        for share, amount in zip(shares, credits, strict=True):
            body = {"user_id": share.user_id, "allocated_credits": amount}
            key = f"{run_id}-allocate-{share.user_id}"
            require_success(
                await root.send("POST", f"{base}/allocate", body, idempotency_key=key),
                "Allocating credits",
            )
        try:
            yield
        finally:
            # The target of the next resets must not stay where only this replay needed it.
            for share in shares:
                await root.send(
                    "PUT",
                    f"{base}/allocations/{share.user_id}",
                    {"allocated_credits": share.target_credits},
                    idempotency_key=f"{run_id}-restore-{share.user_id}",
                )


@asynccontextmanager
async def _signed_in(url: str, email: str, patience_s: float) -> AsyncIterator[Client]:
    if urlsplit(url).hostname not in _LOOPBACK:
        raise ReplayError("--demo and --fund work with a server on this machine only; give --key.")
    async with Client(url, connections=2, patience_s=patience_s) as client:
        answer = await client.send("POST", "/api/v1/auth/dev/login", {"email": email})
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ReplayError(
                f"{url} does not sign {email} in without a password: development sign-in is off, "
                "or the demonstration data are not loaded."
            )
        require_success(answer, "Signing in")
        yield client


async def _find_organization(client: Client, organization: str) -> tuple[str, str]:
    me = await client.get("/api/v1/auth/me")
    wanted = organization.lower()
    found = [
        (each["org_id"], each["org_name"])
        for each in me["organizations"]
        if wanted in {each["org_id"], each["org_name"].lower()}
    ]
    if len(found) != 1:
        names = ", ".join(sorted(each["org_name"] for each in me["organizations"])) or "none"
        raise ReplayError(f"{me['email']} belongs to: {names}; not to one {organization!r}.")
    return found[0]


async def plan_markup(client: Client, org_id: str) -> Decimal:
    """Return the factor of the organization's plan on calls that the platform's own key serves."""
    subscription = await client.send("GET", f"{_BILLING}/subscriptions/{org_id}")
    plans = await client.send("GET", f"{_BILLING}/plans")
    if subscription.status != HTTPStatus.OK or plans.status != HTTPStatus.OK:
        return _MARKUP
    markups = {each["plan"]: Decimal(each["managed_markup"]) for each in plans.body}
    return markups.get(subscription.body["subscription_plan"], _MARKUP)
