"""What runs without a request: settlements that are due, facts that others wait for, tidying up.

A domain that wants to hear of a fact (a row of `outbox`) writes a `FactHandler` in its own
`jobs.py`; `orgbilling.worker` lists it.
"""

from orgbilling.jobs.context import JobContext
from orgbilling.jobs.facts import Fact, FactHandler

__all__ = ["Fact", "FactHandler", "JobContext"]
