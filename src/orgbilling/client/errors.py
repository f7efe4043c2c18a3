"""What a spending call can fail with."""

from collections.abc import Mapping
from typing import Any


class OrgBillingError(Exception):
    """The server refused: `status` and the stable `code` say why, `fields` hold the rest."""

    def __init__(self, status: int, code: str, detail: str, fields: Mapping[str, Any]) -> None:
        super().__init__(f"{detail} ({code})")
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = dict(fields)


class InsufficientCredits(OrgBillingError):
    """402: it does not fit. `blocked_by` says which limit, `resolvable_by` who can lift it."""

    @property
    def blocked_by(self) -> str:
        """allocation, pool, subscription, organization or budget; `fields["limit"]` is it."""
        return str(self.fields["blocked_by"])

    @property
    def resolvable_by(self) -> str:
        """member, org_admin or system_admin."""
        return str(self.fields["resolvable_by"])


class ServerUnavailable(OrgBillingError):
    """The server did not answer, also not after retries with the same key. Whether something was
    spent is unknown; the same `request_id` tells."""


class NotCaptured(Exception):
    """A hold's block ended without `capture` or `release`. It was released."""


def gave_up(error: Exception) -> OrgBillingError:
    """Return what a call fails with after its last attempt: the server's own refusal, or that it
    does not answer."""
    if isinstance(error, OrgBillingError):
        return error
    return ServerUnavailable(
        503, "no_answer", "The server does not answer.", {"cause": repr(error)}
    )
