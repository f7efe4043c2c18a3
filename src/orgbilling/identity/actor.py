"""The one type that says who is calling."""

from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from orgbilling.identity.credential import CredentialKind

Scope = Literal["read", "spend"]
"""What a key may do; a session may do both."""
ALL_SCOPES: Final[frozenset[Scope]] = frozenset({"read", "spend"})
AuditKind = Literal["user", "member_key", "service_key"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever presented a valid credential.

    `user_id`, `email` and `name` are None for a service key, which belongs to an organization and
    to nobody. `org_id` is what a key is bound to, None for a session. `is_system_admin` is only
    ever true in a session. `credential_id` is safe to store and to show.
    """

    kind: CredentialKind
    user_id: str | None
    org_id: UUID | None
    key_id: UUID | None
    is_system_admin: bool
    email: str | None
    name: str | None
    credential_id: str
    credential_hash: bytes = field(repr=False)
    scopes: frozenset[Scope] = ALL_SCOPES

    @property
    def audit_id(self) -> str:
        """Who is named in the audit log: the person, or the key where there is no person."""
        return self.user_id if self.user_id is not None else self.credential_id

    @property
    def audit_kind(self) -> AuditKind:
        """What the audit log says that `audit_id` is."""
        return "user" if self.kind == "session" else self.kind


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person in a browser, proven by a session."""

    user_id: str
    email: str
    name: str
    is_system_admin: bool
    actor: Actor
