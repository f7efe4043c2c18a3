"""What the API's description cannot say of a request: loaded by Schemathesis as its hooks."""

from typing import Any

import schemathesis

KEY = "Idempotency-Key"


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Send the key of a request once: in the header, or in the body that has a place for it."""
    del context
    if not isinstance(case.body, dict) or not case.headers:
        return case
    if case.body.get("request_id") is not None:
        for name in [name for name in case.headers if name.lower() == KEY.lower()]:
            del case.headers[name]
    return case
