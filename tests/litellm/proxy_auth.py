"""The keys of the proxy under test, in a file instead of LiteLLM's database.

LiteLLM loads this as its `custom_auth`: what it returns is what the proxy knows of an authenticated
key, in the same object that the database's keys become.
"""

import json
import os
from pathlib import Path
from typing import Any

from fastapi import Request
from litellm.proxy._types import UserAPIKeyAuth


def accepted_keys() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(Path(os.environ["TEST_PROXY_KEYS"]).read_text())
    return known


async def authenticate(request: Request, api_key: str) -> UserAPIKeyAuth:
    del request
    known = accepted_keys()
    if api_key not in known:
        raise PermissionError("This key is not known.")
    return UserAPIKeyAuth(api_key=api_key, **known[api_key])
