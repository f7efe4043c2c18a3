"""A request of each operation that succeeds for whoever may make it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from tests.api_client import Client
from tests.authorization.rules import Place
from tests.authorization.scene import Scene, Site

_CREDITS: Final = "/api/v1/org-billing/credits/{org_id}"
_SUBSCRIPTION: Final = "/api/v1/org-billing/subscriptions/{org_id}"

_PRICE: Final = {"input_usd_per_million": 1, "output_usd_per_million": 2}
_FIXED: Final[dict[str, Any]] = {
    "PUT /api/v1/org-billing/models/prices/{model}": _PRICE,
    "PUT /api/v1/org-billing/{org_id}/models/prices/{model}": _PRICE,
    "PUT /api/v1/org-billing/{org_id}/provider-keys/fall-over": {"falls_over": False},
}
# Where success needs more than a right: what is answered to who has the right alone.
SUCCESSES: Final[dict[str, tuple[int, str]]] = {
    "POST /api/v1/org-billing/{org_id}/provider-keys": (409, "secret_key_missing"),
    "PUT /api/v1/org-billing/{org_id}/models/prices/{model}": (422, "model_not_own"),
    "POST /api/v1/auth/dev/login": (404, "user_not_found"),
    # Without a provider they do not exist.
    "GET /api/v1/auth/login": (404, "route_not_found"),
    "GET /api/v1/auth/callback": (404, "route_not_found"),
    "POST /api/v1/auth/backchannel-logout": (404, "route_not_found"),
    # Each person has sessions of their own, and this is nobody's.
    "DELETE /api/v1/auth/sessions/{session_id}": (404, "session_not_found"),
    "GET /v1/models/{model}": (404, "model_not_found"),
    "POST /v1/chat/completions": (404, "model_not_found"),
    "POST /v1/completions": (404, "model_not_found"),
    "POST /v1/embeddings": (404, "model_not_found"),
    "POST /v1/responses": (404, "model_not_found"),
    "POST /v1/audio/speech": (404, "model_not_found"),
    "POST /v1/audio/transcriptions": (400, "invalid_request"),
    "POST /v1/images/generations": (404, "model_not_found"),
    "POST /v1/moderations": (404, "model_not_found"),
    "POST /v1/rerank": (404, "model_not_found"),
    "POST /v1/messages": (404, "model_not_found"),
    "POST /v1/messages/count_tokens": (404, "model_not_found"),
}


def body_of(operation: str, site: Site, scene: Scene) -> Any:
    """Return the JSON body of an operation at a site; None for none."""
    method, _, path = operation.partition(" ")
    spend = {"user_id": site.member.user_id, "credits": 1}
    keyed = spend | {"service_type": "llm", "request_id": uuid.uuid4().hex}
    newcomer = scene.api.user("new") if operation.endswith("/members") else ""
    bodies: dict[str, Any] = {
        **_FIXED,
        "POST /api/v1/auth/dev/login": {"email": "nobody@example.org"},
        "POST /api/v1/org-billing/subscriptions": {
            "org_id": str(site.org_id), "subscription_plan": "platform",
        },
        f"PUT {_SUBSCRIPTION}/upgrade": {"subscription_plan": "hybrid"},
        f"POST {_SUBSCRIPTION}/upgrade/preview": {"subscription_plan": "hybrid"},
        f"POST {_SUBSCRIPTION}/cancel": {"at": "period_end"},
        f"POST {_SUBSCRIPTION}/invoices/{{invoice_id}}/void": {"reason": "x"},
        f"POST {_SUBSCRIPTION}/months/{{term_id}}/{{month}}/reverse": {"reason": "x"},
        f"POST {_SUBSCRIPTION}/boundaries/move": {
            "kind": "planned_end", "to": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
            "reason": "x",
        },
        "POST /api/v1/org-billing/{org_id}/provider-keys": {
            "name": "theirs", "base_url": "https://provider.example/v1", "api_key": "k",
            "models": {"m": "m"},
        },
        "POST /api/v1/org-billing/purchases/{purchase_id}/cancel": {"reason": "x"},
        "POST /api/v1/org-billing/purchases/{purchase_id}/fail": {"reason": "x"},
        f"POST {_CREDITS}/purchases/{{purchase_id}}/cancel": {"reason": "x"},
        f"POST {_CREDITS}/purchases/{{purchase_id}}/fail": {"reason": "x"},
        f"POST {_CREDITS}/allocate": {"user_id": site.ids["user_id"], "allocated_credits": 1},
        f"PUT {_CREDITS}/allocations/{{user_id}}": {"allocated_credits": 90},
        f"POST {_CREDITS}/allocations/{{user_id}}/transfer": {
            "to_user_id": site.member.user_id, "credits": 1,
        },
        f"PUT {_CREDITS}/refresh": {"own_monthly_credits": 1},
        f"POST {_CREDITS}/requests": {"credits": 1, "reason": "x"},
        f"POST {_CREDITS}/requests/{{request_id}}/decline": {"note": "no"},
        f"POST {_CREDITS}/check": spend,
        f"POST {_CREDITS}/deduct": keyed,
        f"POST {_CREDITS}/deduct/batch": {"items": [keyed]},
        f"POST {_CREDITS}/holds": keyed,
        "POST /api/v1/organizations": {"name": "New"},
        "POST /api/v1/organizations/invitations/accept": {"token": site.invitation_token},
        "POST /api/v1/organizations/invitations/preview": {"token": site.invitation_token},
        "PATCH /api/v1/organizations/{org_id}": {"name": "Renamed"},
        "POST /api/v1/organizations/{org_id}/members": {"user_id": newcomer},
        "PATCH /api/v1/organizations/{org_id}/members/{user_id}": {"role": "billing_admin"},
        "POST /api/v1/organizations/{org_id}/invitations": {"email": "a@example.org"},
        "POST /api/v1/organizations/{org_id}/keys": {"name": "mine"},
        "PUT /api/v1/organizations/{org_id}/limits": {"tags": ["x"]},
        "PUT /api/v1/organizations/{org_id}/members/{user_id}/limits": {"budget_day_credits": 1},
        "PUT /api/v1/organizations/{org_id}/keys/{key_id}/limits": {"requests_per_minute": 1},
    }  # fmt: skip
    if path.startswith("/v1/"):
        return _call_of(path)
    moves = ("/add", "/reclaim", "/capture", "/refund")
    if operation not in bodies and path.endswith(moves):
        return {"credits": 1}
    return bodies.get(operation) if method != "GET" else None


def _call_of(path: str) -> dict[str, Any]:
    model = "nobody-serves-this"
    if not path.startswith("/v1/messages"):
        return {
            "model": model,
            "input": "x",
            "messages": [],
            "prompt": "x",
            "query": "x",
            "documents": ["x"],
        }
    asked = {"model": model, "messages": [{"role": "user", "content": "x"}]}
    return asked if path.endswith("/count_tokens") else {**asked, "max_tokens": 10}


def address_of(operation: str, ids: dict[str, str]) -> str:
    """Return the address of an operation that names these things."""
    path = operation.partition(" ")[2].format_map(ids)
    if operation.startswith("GET") and operation.endswith("/usage/{request_id}"):
        path = path.rpartition("/")[0] + "/used"
    return f"{path}?credits=1" if path.endswith("/quote") else path


async def send(scene: Scene, operation: str, client: Client, place: Place) -> httpx2.Response:
    """Make the request as `client`; `place` is what its address and body point to."""
    ids = scene.ids(place)
    body = body_of(operation, scene.other if place == "other" else scene.own, scene)
    if place == "absent" and isinstance(body, dict) and "org_id" in body:
        body["org_id"] = ids["org_id"]
    return await request_at(client, operation, ids, body)


async def request_at(
    client: Client, operation: str, ids: dict[str, str], body: Any
) -> httpx2.Response:
    """Make a request of an operation, with a key of its own."""
    method = operation.partition(" ")[0]
    keyed = {"idempotency-key": uuid.uuid4().hex} if "request_id" not in str(body) else {}
    return await client.request(method, address_of(operation, ids), json=body, headers=keyed)
