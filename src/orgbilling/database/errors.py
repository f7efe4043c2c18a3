"""What PostgreSQL refuses, as errors with codes of ours. SQLSTATEs decide, never message text."""

import json
from decimal import Decimal
from typing import NamedTuple

import psycopg
import psycopg_pool
import structlog

from orgbilling.kernel.errors import (
    Conflict,
    DomainError,
    Invalid,
    StoreBusy,
    StoreUnavailable,
    error_for_status,
)

_logger = structlog.get_logger(__name__)


class DatabaseUnavailable(Exception):
    """The server cannot be started, reached or migrated. The text is one line for the user."""


class MigrationFailed(Exception):
    """A migration or an object's file failed, or the schema is newer. One line for the user."""


class OurState(NamedTuple):
    """What one of our SQLSTATEs means over HTTP."""

    code: str
    status: int


OUR_STATES: dict[str, OurState] = {
    "OB001": OurState("invalid_argument", 422),
    "OB002": OurState("invalid_amount", 422),
    "OB003": OurState("idempotency_key_reused", 409),
    "OB004": OurState("organization_not_found", 404),
    "OB005": OurState("member_not_found", 404),
    "OB006": OurState("pool_insufficient", 409),
    "OB007": OurState("reclaim_exceeds_remaining", 409),
    "OB008": OurState("hold_not_found", 404),
    "OB009": OurState("hold_already_resolved", 409),
    "OB010": OurState("hold_of_another_credential", 403),
    "OB011": OurState("subscription_exists", 409),
    "OB012": OurState("unsupported_isolation", 500),
    "OB013": OurState("refund_exceeds_usage", 409),
    "OB014": OurState("price_changed", 409),
    "OB015": OurState("purchase_not_pending", 409),
    "OB016": OurState("last_owner", 409),
    "OB017": OurState("not_found", 404),
    "OB018": OurState("organization_closed", 409),
    "OB019": OurState("credential_invalid", 401),
    "OB020": OurState("forbidden", 403),
    "OB021": OurState("quota_exceeded", 409),
    "OB022": OurState("subscription_not_live", 409),
    "OB023": OurState("invitation_invalid", 409),
    "OB024": OurState("credit_request_pending", 409),
    "OB025": OurState("credit_request_decided", 409),
    "OB026": OurState("invoice_void", 409),
    "OB027": OurState("nothing_to_take_back", 409),
    "OB028": OurState("plan_not_hybrid", 409),
    "OB029": OurState("access_expired", 403),
    "OB030": OurState("model_not_allowed", 403),
    "OB031": OurState("rate_limited", 429),
}

# Locks and time limits: nothing was written, and the same request may well succeed.
_BUSY = frozenset({"40001", "40P01", "55P03", "57014"})
# 08 connection, 53 resources, 28 login, 58 the server's own input and output.
_UNAVAILABLE_CLASSES = frozenset({"08", "28", "53", "58"})
# 25006 is what a standby answers to a write after a fail-over; 57P0x a server that stops.
_UNAVAILABLE = frozenset({"25006", "57P01", "57P02", "57P03", "57P04", "57P05", "3D000"})
_CONFLICT = frozenset({"23505", "23503", "23001", "23P01"})
_INVALID = frozenset({"23502", "23000", "44000"})
_CHECK = "23514"
# What people type is written down here as it came, so that a CHECK of these tables may refuse it.
# Anywhere else it stops figures that we got wrong, or a row whose partition is another by now:
# whoever asked can do nothing about it, and nothing was written.
TYPED_BY_PEOPLE = frozenset(
    {
        "api_keys",
        "credit_requests",
        "model_prices",
        "organization_invitations",
        "organization_members",
        "organization_model_prices",
        "organization_provider_keys",
        "organization_settings",
        "organizations",
        "plans",
        "users",
    }
)

_UNKNOWN_ORGANIZATION = "OB004"
_UNKNOWN_ORGANIZATION_TEXT = "There is no such organization, or not for you."
_UNAVAILABLE_TEXT = "The database does not answer. Nothing was written; try again."
_BUSY_TEXT = "The database is busy. Nothing was written; try again."
_INVALID_TEXT = "A value is not one that can be stored."


def translate(error: Exception) -> DomainError:
    """Turn an error of the driver into one with a status and a code; texts of SQL stay behind.

    What has no meaning for the caller (a syntax error, a missing right) becomes a 500
    `internal_error`; raise the result `from` the original, so that logs show both.
    """
    if isinstance(error, UnicodeEncodeError):
        return Invalid(_INVALID_TEXT)
    if isinstance(error, psycopg_pool.PoolTimeout | psycopg_pool.PoolClosed):
        return StoreUnavailable(_UNAVAILABLE_TEXT)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _by_state(state, error)
    if isinstance(error, psycopg.DataError):
        return Invalid(_INVALID_TEXT)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return StoreUnavailable(_UNAVAILABLE_TEXT)
    return DomainError("The server failed on this request.")


def _by_state(state: str, error: Exception) -> DomainError:
    if state.startswith("OB"):
        return _ours(state, error)
    if state in _BUSY:
        return StoreBusy(_BUSY_TEXT)
    if state in _UNAVAILABLE or state[:2] in _UNAVAILABLE_CLASSES:
        return StoreUnavailable(_UNAVAILABLE_TEXT)
    if state in _CONFLICT:
        return Conflict("It contradicts what is stored.")
    if state == _CHECK:
        return _by_check(error)
    if state in _INVALID or state.startswith("22"):
        return Invalid(_INVALID_TEXT)
    return DomainError("The server failed on this request.")


def _by_check(error: Exception) -> DomainError:
    diagnostics = error.diag if isinstance(error, psycopg.Error) else None
    # The bounds of a partition have no name, those of a type no table.
    if diagnostics and diagnostics.constraint_name and diagnostics.table_name in TYPED_BY_PEOPLE:
        return Invalid(_INVALID_TEXT)
    _logger.error(
        "check_broken",
        table=diagnostics.table_name if diagnostics else None,
        constraint=diagnostics.constraint_name if diagnostics else None,
    )
    return StoreBusy(_BUSY_TEXT)


def _ours(state: str, error: Exception) -> DomainError:
    known = OUR_STATES.get(state)
    if known is None:
        return DomainError(f"The server failed on this request ({state}).")
    if state == _UNKNOWN_ORGANIZATION:
        # To a stranger an unknown organization and a foreign one are the same, word for word.
        return error_for_status(known.status, known.code, _UNKNOWN_ORGANIZATION_TEXT)
    diagnostics = error.diag if isinstance(error, psycopg.Error) else None
    fields = _fields(diagnostics.message_detail if diagnostics else None)
    detail = diagnostics.message_primary if diagnostics else None
    # Our functions write their message for people, without names of tables or functions.
    return error_for_status(known.status, known.code, _sentence(detail or ""), fields)


def _sentence(message: str) -> str:
    """Write a message as a sentence; functions begin small and end without a stop."""
    if not message or "_" in message.split(" ", 1)[0]:
        # A name at the beginning stays as it is written.
        return message and message.removesuffix(".") + "."
    return message[0].upper() + message[1:].removesuffix(".") + "."


def _fields(detail: str | None) -> dict[str, object]:
    if not detail:
        return {}
    try:
        fields = json.loads(detail, parse_float=Decimal)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
