"""Errors that a caller can be told about: an HTTP status, a stable code, a sentence, fields.

Every domain raises these or a subclass of its own; the edge turns them into RFC 9457 problem
details. Codes are a contract, sentences are for people.
"""

from collections.abc import Mapping
from typing import ClassVar, Self


class DomainError(Exception):
    """A failure with a stable code.

    `status` is the HTTP status, `code` what programs compare, `title` the short name of the
    kind of failure, `detail` a sentence about this one, `fields` further JSON members.
    """

    default_status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal_error"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        status: int | None = None,
        title: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> None:
        self.status: int = self.default_status if status is None else status
        self.code: str = self.default_code if code is None else code
        self.title: str = title or self.code.replace("_", " ").capitalize()
        self.detail: str = detail or f"{self.title}."
        self.fields: dict[str, object] = dict(fields or {})
        super().__init__(self.detail)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status}, {self.code!r}, {self.detail!r})"

    def again(self) -> Self:
        """Return the same failure for another caller: one object would collect the tracebacks of
        all that it is raised for."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.args = self.args
        return other


class Invalid(DomainError):
    """The request is well formed, and asks for what cannot be."""

    default_status = 422
    default_code = "invalid_value"


class Unauthorized(DomainError):
    """No credential, or one that is not valid (any more)."""

    default_status = 401
    default_code = "unauthorized"


class Forbidden(DomainError):
    """Known, and not allowed."""

    default_status = 403
    default_code = "forbidden"


class NotFound(DomainError):
    """It does not exist, or not for this caller."""

    default_status = 404
    default_code = "not_found"


class Conflict(DomainError):
    """It contradicts the present state."""

    default_status = 409
    default_code = "conflict"


class Unavailable(DomainError):
    """Not now; the same request may succeed after `retry_after_s` seconds."""

    default_status = 503
    default_code = "unavailable"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        retry_after_s: int = 1,
        fields: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail, code=code, fields=fields)
        self.retry_after_s: int = retry_after_s


class StoreUnavailable(Unavailable):
    """The database cannot be reached, or has no connection left."""

    default_code = "store_unavailable"


class StoreBusy(Unavailable):
    """The database gave up waiting (lock, deadlock, time limit); nothing was written."""

    default_code = "store_busy"


_BY_STATUS: dict[int, type[DomainError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
}


def error_for_status(
    status: int, code: str, detail: str = "", fields: Mapping[str, object] | None = None
) -> DomainError:
    """Make the subclass that belongs to `status`, or a plain `DomainError` where none does."""
    kind = _BY_STATUS.get(status, DomainError)
    return kind(detail, code=code, status=status, fields=fields)
