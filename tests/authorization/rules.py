"""Who may call each operation of the API: one line an operation, one column a caller.

A column says what the caller gets in their own organization: `+` is the operation's own success,
a number is a refusal. What they get elsewhere follows from it (`expected`).
"""

from typing import Final, Literal

Place = Literal["own", "other", "absent"]
Cell = int | Literal["+"]

CALLERS: Final = (
    "anonymous", "member", "ex_member", "admin", "billing_admin", "owner", "system_admin",
    "service_key", "member_key", "ex_member_key",
)  # fmt: skip


def _row(text: str) -> dict[str, Cell]:
    cells: list[Cell] = ["+" if cell == "+" else int(cell) for cell in text.split()]
    return dict(zip(CALLERS, cells, strict=True))


# In the order of CALLERS:          nobody mem  ex  adm bill own root svc  key  old key
ROWS: Final[dict[str, dict[str, Cell]]] = {
    "public": _row("                +   +   +   +   +   +   +   +   +   +"),
    "anybody": _row("               401 +   +   +   +   +   +   +   +   401"),
    "somebody": _row("              401 +   +   +   +   +   +   403 +   401"),
    "person": _row("                401 +   +   +   +   +   +   403 403 401"),
    "platform": _row("              401 403 403 403 403 403 +   403 403 401"),
    "view": _row("                  401 +   404 +   +   +   +   +   +   401"),
    "join": _row("                  401 +   404 +   +   +   +   403 +   401"),
    "manage": _row("                401 403 404 +   +   +   +   403 403 401"),
    "own": _row("                   401 403 404 403 403 +   +   403 403 401"),
    "platform_here": _row("         401 403 404 403 403 403 +   403 403 401"),
    # For oneself as a member, which a system admin from outside is not.
    "for_oneself": _row("           401 +   404 +   +   +   404 403 403 401"),
    # What belongs to the member alone: of other members' there is none to be seen.
    "own_request": _row("           401 +   404 404 404 404 404 403 403 401"),
    # The member's own key, or any for who administers.
    "own_key": _row("               401 +   404 +   +   +   +   403 403 401"),
    # Of the member's allocation; nobody else spends it, except by the organization's service key.
    "check": _row("                 401 +   404 403 403 403 403 +   +   401"),
    "spend": _row("                 401 +   404 403 403 403 404 +   +   401"),
    # Only the credential that made a hold resolves it.
    "own_hold": _row("              401 +   404 403 403 403 404 403 403 401"),
    # A member's own key says who pays.
    "model": _row("                 401 403 403 403 403 403 403 403 +   401"),
}

_BILLING: Final = "/api/v1/org-billing"
_ORGANIZATIONS: Final = "/api/v1/organizations"
_CREDITS: Final = f"{_BILLING}/credits/{{org_id}}"
_SUBSCRIPTION: Final = f"{_BILLING}/subscriptions/{{org_id}}"
_ORGANIZATION: Final = f"{_ORGANIZATIONS}/{{org_id}}"

RULES: Final[dict[str, str]] = {
    "GET /healthz": "public",
    "GET /readyz": "public",
    "GET /api/v1/system/status": "public",
    "GET /api/v1/auth/me": "somebody",
    "POST /api/v1/auth/logout": "public",
    "GET /api/v1/auth/methods": "public",
    "GET /api/v1/auth/login": "public",
    "GET /api/v1/auth/callback": "public",
    "POST /api/v1/auth/backchannel-logout": "public",
    "GET /api/v1/auth/sessions": "person",
    "DELETE /api/v1/auth/sessions/{session_id}": "person",
    "POST /api/v1/auth/sessions/end-others": "person",
    "GET /api/v1/auth/dev/people": "public",
    "POST /api/v1/auth/dev/login": "public",
    f"GET {_BILLING}/plans": "public",
    f"GET {_BILLING}/billing/user": "person",
    f"GET {_BILLING}/billing/org/{{org_id}}": "join",
    f"GET {_BILLING}/billing/system": "platform",
    f"POST {_BILLING}/subscriptions": "platform",
    f"GET {_SUBSCRIPTION}": "join",
    f"PUT {_SUBSCRIPTION}/upgrade": "manage",
    f"POST {_SUBSCRIPTION}/upgrade/preview": "manage",
    f"POST {_SUBSCRIPTION}/cancel": "manage",
    f"POST {_SUBSCRIPTION}/past-due": "platform",
    f"POST {_SUBSCRIPTION}/pause": "platform",
    f"POST {_SUBSCRIPTION}/reactivate": "platform",
    f"GET {_SUBSCRIPTION}/invoices": "manage",
    f"GET {_SUBSCRIPTION}/calendar": "manage",
    f"POST {_SUBSCRIPTION}/invoices/{{invoice_id}}/mark-paid": "platform",
    f"POST {_SUBSCRIPTION}/invoices/{{invoice_id}}/void": "platform",
    f"POST {_SUBSCRIPTION}/months/{{term_id}}/{{month}}/reverse": "platform",
    f"POST {_SUBSCRIPTION}/boundaries/move": "platform",
    f"GET {_BILLING}/{{org_id}}/history": "manage",
    f"GET {_BILLING}/{{org_id}}/history/export": "manage",
    f"GET {_BILLING}/{{org_id}}/audit": "manage",
    f"GET {_BILLING}/{{org_id}}/audit/export": "manage",
    f"GET {_BILLING}/billing/system/audit": "platform",
    f"GET {_BILLING}/billing/system/audit/export": "platform",
    f"GET {_BILLING}/{{org_id}}/provider-keys": "manage",
    f"POST {_BILLING}/{{org_id}}/provider-keys": "manage",
    f"DELETE {_BILLING}/{{org_id}}/provider-keys/{{provider_key_id}}": "manage",
    f"GET {_BILLING}/{{org_id}}/provider-keys/fall-over": "manage",
    f"PUT {_BILLING}/{{org_id}}/provider-keys/fall-over": "manage",
    f"GET {_BILLING}/models/prices": "anybody",
    f"GET {_BILLING}/models/prices/{{model}}": "anybody",
    f"PUT {_BILLING}/models/prices/{{model}}": "platform",
    f"GET {_BILLING}/models/price-status": "platform",
    f"GET {_BILLING}/{{org_id}}/models/prices": "manage",
    f"PUT {_BILLING}/{{org_id}}/models/prices/{{model}}": "manage",
    f"GET {_BILLING}/billing/system/upstreams": "platform",
    f"POST {_BILLING}/purchases/{{purchase_id}}/mark-paid": "platform",
    f"POST {_BILLING}/purchases/{{purchase_id}}/cancel": "manage",
    f"POST {_BILLING}/purchases/{{purchase_id}}/fail": "platform",
    f"POST {_CREDITS}/purchases/{{purchase_id}}/mark-paid": "platform",
    f"POST {_CREDITS}/purchases/{{purchase_id}}/cancel": "manage",
    f"POST {_CREDITS}/purchases/{{purchase_id}}/fail": "platform",
    f"GET {_CREDITS}": "view",
    f"GET {_CREDITS}/quote": "view",
    f"GET {_CREDITS}/allocations": "view",
    f"GET {_CREDITS}/lots": "manage",
    f"GET {_CREDITS}/transfers": "manage",
    f"GET {_CREDITS}/purchases": "manage",
    f"GET {_CREDITS}/usage": "view",
    f"GET {_CREDITS}/usage/export": "view",
    f"GET {_CREDITS}/usage/calls": "view",
    f"GET {_CREDITS}/usage/{{request_id}}": "view",
    f"POST {_CREDITS}/add": "manage",
    f"POST {_CREDITS}/allocate": "manage",
    f"PUT {_CREDITS}/allocations/{{user_id}}": "manage",
    f"POST {_CREDITS}/allocations/{{user_id}}/reclaim": "manage",
    f"POST {_CREDITS}/allocations/{{user_id}}/transfer": "manage",
    f"PUT {_CREDITS}/refresh": "platform",
    f"POST {_CREDITS}/usage/{{usage_id}}/refund": "platform",
    f"POST {_CREDITS}/lots/{{lot_id}}/refund": "platform",
    f"GET {_CREDITS}/requests": "join",
    f"POST {_CREDITS}/requests": "for_oneself",
    f"POST {_CREDITS}/requests/{{request_id}}/approve": "manage",
    f"POST {_CREDITS}/requests/{{request_id}}/decline": "manage",
    f"POST {_CREDITS}/requests/{{request_id}}/withdraw": "own_request",
    f"POST {_CREDITS}/check": "check",
    f"POST {_CREDITS}/deduct": "spend",
    f"POST {_CREDITS}/deduct/batch": "spend",
    f"POST {_CREDITS}/holds": "spend",
    f"POST {_CREDITS}/holds/{{hold_id}}/capture": "own_hold",
    f"POST {_CREDITS}/holds/{{hold_id}}/release": "own_hold",
    f"GET {_ORGANIZATIONS}": "person",
    f"POST {_ORGANIZATIONS}": "person",
    f"POST {_ORGANIZATIONS}/invitations/accept": "person",
    f"POST {_ORGANIZATIONS}/invitations/preview": "person",
    f"GET {_ORGANIZATION}": "join",
    f"PATCH {_ORGANIZATION}": "manage",
    f"POST {_ORGANIZATION}/suspend": "platform_here",
    f"POST {_ORGANIZATION}/reactivate": "platform_here",
    f"POST {_ORGANIZATION}/close": "own",
    f"GET {_ORGANIZATION}/members": "join",
    f"POST {_ORGANIZATION}/members": "manage",
    f"PATCH {_ORGANIZATION}/members/{{user_id}}": "manage",
    f"DELETE {_ORGANIZATION}/members/{{user_id}}": "manage",
    f"POST {_ORGANIZATION}/leave": "for_oneself",
    f"GET {_ORGANIZATION}/invitations": "manage",
    f"POST {_ORGANIZATION}/invitations": "manage",
    f"DELETE {_ORGANIZATION}/invitations/{{invitation_id}}": "manage",
    f"GET {_ORGANIZATION}/keys": "join",
    f"POST {_ORGANIZATION}/keys": "for_oneself",
    f"DELETE {_ORGANIZATION}/keys/{{key_id}}": "own_key",
    f"GET {_ORGANIZATION}/limits": "join",
    f"PUT {_ORGANIZATION}/limits": "manage",
    f"DELETE {_ORGANIZATION}/limits": "manage",
    # Another member's; one's own is read by tests/organizations/test_limits_api.py.
    f"GET {_ORGANIZATION}/members/{{user_id}}/limits": "manage",
    f"PUT {_ORGANIZATION}/members/{{user_id}}/limits": "manage",
    f"DELETE {_ORGANIZATION}/members/{{user_id}}/limits": "manage",
    # Of the member's own key.
    f"GET {_ORGANIZATION}/keys/{{key_id}}/limits": "join",
    f"PUT {_ORGANIZATION}/keys/{{key_id}}/limits": "manage",
    f"DELETE {_ORGANIZATION}/keys/{{key_id}}/limits": "manage",
    "POST /v1/chat/completions": "model",
    "POST /v1/completions": "model",
    "POST /v1/embeddings": "model",
    "POST /v1/responses": "model",
    "POST /v1/audio/speech": "model",
    "POST /v1/audio/transcriptions": "model",
    "POST /v1/images/generations": "model",
    "POST /v1/moderations": "model",
    "POST /v1/rerank": "model",
    "POST /v1/messages": "model",
    "POST /v1/messages/count_tokens": "model",
    "GET /v1/models": "model",
    "GET /v1/models/{model}": "model",
}
"""The name of a row of `ROWS` for each operation; an operation without one fails the build."""


_NAMED_IN_ITS_BODY: Final = f"POST {_BILLING}/subscriptions"


def expected(operation: str, caller: str, place: Place) -> Cell:
    """Return what a caller gets from an operation: `+`, or the status of the refusal.

    In other organizations everybody but a system admin is a stranger, and to a stranger a foreign
    organization and one that does not exist are the same.
    """
    cell = ROWS[RULES[operation]][caller]
    names_organization = "{org_id}" in operation or operation == _NAMED_IN_ITS_BODY
    # The old addresses of a purchase lead to its organization.
    if place == "own" or not (names_organization or "/purchases/{purchase_id}/" in operation):
        return cell
    if caller == "system_admin":
        return 404 if place == "absent" else cell
    if caller == "ex_member_key":
        # Where it spends, a key says by itself that it is not of this organization.
        return 404 if RULES[operation] in ("spend", "own_hold") else 401
    if caller == "anonymous" or RULES[operation] == "platform":
        return cell
    return 404
