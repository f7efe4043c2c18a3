"""The API's description, and a page that shows it without fetching anything from elsewhere."""

from typing import Any

from fastapi import FastAPI

from orgbilling.edge.gate import SESSION_COOKIE, is_private
from orgbilling.edge.problems import MEDIA_TYPE

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
}


def describe_api(app: FastAPI) -> None:
    """Let `app` describe its problems and credentials as they are."""
    describe = app.openapi

    def describe_exactly() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _corrected(describe())
        return app.openapi_schema

    app.openapi = describe_exactly  # type: ignore[method-assign]


def _corrected(schema: dict[str, Any]) -> dict[str, Any]:
    schema.setdefault("components", {})["securitySchemes"] = _SECURITY_SCHEMES
    for path, operations in schema.get("paths", {}).items():
        for operation in operations.values():
            if is_private(path):
                operation["security"] = [{"session": []}, {"key": []}]
            for answer in operation.get("responses", {}).values():
                content = answer.get("content", {})
                if MEDIA_TYPE in content:
                    # FastAPI lists a model under the route's media type too; we never send that.
                    content.pop("application/json", None)
    return schema
