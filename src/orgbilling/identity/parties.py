"""For whom a large body is read: found out before it is, and remembered for a minute.

Whoever sends large bodies sends many; a look-up before each would be one more a call. What is
remembered lets a body be read and nothing else: whose the credential is, and whether it still is,
is asked for again where it is used.
"""

from collections import OrderedDict
from time import monotonic
from typing import Final

from fastapi import Request

from orgbilling.edge.gate import is_private, path_of
from orgbilling.edge.large_bodies import Party
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.known_caller import known_caller_of
from orgbilling.kernel.errors import DomainError

_REMEMBERED_S: Final = 60.0
_REMEMBERED_MAX: Final = 10_000


class Parties:
    """Finds out who sent a request, in one application."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, tuple[float, Party]] = OrderedDict()

    async def of(self, request: Request) -> Party:
        """Return who sent a request; asks the database where the credential was not seen lately.

        Raises:
            DomainError: `body_too_large` (413): at an address that is for everybody.
            Unauthorized: `unauthenticated` without a credential, `credential_invalid` for one that
                is not valid (any more).
        """
        if not is_private(path_of(request.scope)):
            raise DomainError(
                "The body is larger than this address reads.", code="body_too_large", status=413
            )
        credential = presented_credential(request)
        key = b"" if credential is None else credential.secret_hash
        until_s, party = self._seen.get(key, (0.0, None))
        if party is not None and until_s > monotonic():
            return party
        actor = (await known_caller_of(request)).actor
        member = actor.user_id or actor.credential_id
        # A person in a session may belong to many organizations: they count as one of their own.
        party = Party(f"person {member}" if actor.org_id is None else str(actor.org_id), member)
        self._seen[key] = (monotonic() + _REMEMBERED_S, party)
        if len(self._seen) > _REMEMBERED_MAX:
            self._seen.popitem(last=False)
        return party
