"""The API's description, and a page that shows it without fetching anything from elsewhere."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response

from orgbilling.edge.gate import SESSION_COOKIE, is_private
from orgbilling.edge.messages_errors import is_of_messages
from orgbilling.edge.model_api import is_model_api
from orgbilling.edge.problems import MEDIA_TYPE, problem_responses

_SECURITY_SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "A person who is signed in.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A member key (ob_mk_…) or a service key (ob_sk_…) of one organization.",
    },
    "messages_key": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": "A member key, as Anthropic's clients send one.",
    },
}

# What a body can be answered with, whatever it asks: too large, of another type, too many at once.
_OF_BODIES = (413, 415, 429)


def describe_api(app: FastAPI, *, is_shown: bool) -> None:
    """Let `app` describe its problems and credentials as they are, and show it where that is
    wanted: to everybody, at `/docs` and `/openapi.json`."""
    describe = app.openapi

    def describe_exactly() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _corrected(describe())
        return app.openapi_schema

    app.openapi = describe_exactly  # type: ignore[method-assign]
    if not is_shown:
        return
    page = Path(__file__).with_name("docs.html").read_text(encoding="utf-8")
    policy = _policy_for(page)

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> Response:
        return Response(page, media_type="text/html", headers={"content-security-policy": policy})

    @cache
    def describe_in_json() -> bytes:
        # Written once: it takes as long as many requests, and anybody may ask for it.
        return json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()

    @app.get("/openapi.json", include_in_schema=False)
    async def show_description() -> Response:
        return Response(describe_in_json(), media_type="application/json")


def _policy_for(page: str) -> str:
    """Return a content security policy that allows the scripts of `page`, and no others."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{text}'" for text in hashes)
    return (
        f"default-src 'none'; connect-src 'self'; script-src {allowed}; "
        "style-src 'unsafe-inline'; frame-ancestors 'none'"
    )


def _corrected(schema: dict[str, Any]) -> dict[str, Any]:
    schema.setdefault("components", {})["securitySchemes"] = _SECURITY_SCHEMES
    for path, operations in schema.get("paths", {}).items():
        for operation in operations.values():
            if is_model_api(path):
                # Sessions are no payers; Anthropic's clients name their key otherwise.
                names = ("key", "messages_key") if is_of_messages(path) else ("key",)
                operation["security"] = [{name: []} for name in names]
            elif is_private(path):
                operation["security"] = [{"session": []}, {"key": []}]
            answers = operation.get("responses", {})
            if is_model_api(path):
                # OpenAI knows no 422: what FastAPI describes as one is a 400.
                answers.pop("422", None)
            elif "requestBody" in operation:
                for status in _OF_BODIES:
                    answer = problem_responses(status)[status]
                    answer.pop("model")
                    answers.setdefault(str(status), answer)
            for answer in answers.values():
                content = answer.get("content", {})
                if MEDIA_TYPE in content:
                    # FastAPI lists a model under the route's media type too; we never send that.
                    content.pop("application/json", None)
    return schema
