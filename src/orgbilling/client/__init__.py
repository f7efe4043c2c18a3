"""Spending from programs of others: hold before the work, capture after it.

    client = OrgBilling("http://localhost:8084", service_key)
    with client.hold(org_id, user_id, 40, service_type="image") as hold:
        picture = paint(prompt)
        hold.capture(32.5, metadata={"size": "1024x1024"})

`AsyncOrgBilling` is the same with `async with` and `await`. What is not captured is released: after
an exception silently, else with `NotCaptured`, because work that costs nothing by accident is a
mistake. Needs nothing of the server's code but HTTP.
"""

from orgbilling.client.asynchronous import AsyncHold, AsyncOrgBilling
from orgbilling.client.blocking import Hold, OrgBilling
from orgbilling.client.errors import (
    InsufficientCredits,
    NotCaptured,
    OrgBillingError,
    ServerUnavailable,
)
from orgbilling.client.messages import Captured, Check, Deducted

__all__ = [
    "AsyncHold",
    "AsyncOrgBilling",
    "Captured",
    "Check",
    "Deducted",
    "Hold",
    "InsufficientCredits",
    "NotCaptured",
    "OrgBilling",
    "OrgBillingError",
    "ServerUnavailable",
]
