"""Who pays for a call: an organization and its member, never named by the request itself.

LiteLLM authenticates the virtual key before the plugin is asked, and hands over what it knows of
it. The team is made by an admin, so that its metadata may name the organization; the key's
`user_id` is LiteLLM's own. A key's metadata are written by whoever makes the key, which LiteLLM
lets its internal users do: they count only where `trust_key_metadata` says that none but admins
make keys. What the body or the headers say (`user`, `metadata`) never counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from orgbilling.integrations.litellm.settings import PluginSettings

ORG_FIELD: Final = "orgbilling_org_id"
USER_FIELD: Final = "orgbilling_user_id"


@dataclass(frozen=True)
class Payer:
    """The organization that pays, and the member whose allocation it is."""

    org_id: UUID
    user_id: str


class PayerUnknown(Exception):
    """Nobody, or nobody who may be believed, says who pays. The text says what is missing."""


def payer_of(key: Any, settings: PluginSettings) -> Payer:
    """Return who pays for the calls of an authenticated key (LiteLLM's `UserAPIKeyAuth`).

    Raises:
        PayerUnknown: the organization or the member is not named, or it has no service key here.
    """
    team = _metadata(key, "team_metadata")
    own = _metadata(key, "metadata") if settings.trust_key_metadata else {}
    named = {text for source in (team, own) if (text := _text(source.get(ORG_FIELD)))}
    if not named:
        where = "its team's or its own" if settings.trust_key_metadata else "its team's"
        raise PayerUnknown(
            f"This key names no paying organization: {where} metadata lack {ORG_FIELD}."
        )
    if len(named) > 1:
        raise PayerUnknown("This key and its team name different paying organizations.")
    try:
        org_id = UUID(named.pop())
    except ValueError:
        raise PayerUnknown(f"{ORG_FIELD} of this key is no organization's id.") from None
    if org_id not in settings.service_keys:
        raise PayerUnknown("This proxy holds no service key of the key's paying organization.")
    user_id = _text(own.get(USER_FIELD)) or _text(getattr(key, "user_id", None))
    if not user_id:
        raise PayerUnknown("This key belongs to nobody: it has no user_id.")
    return Payer(org_id, user_id)


def _metadata(key: Any, name: str) -> Mapping[str, Any]:
    found = getattr(key, name, None)
    return found if isinstance(found, Mapping) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
