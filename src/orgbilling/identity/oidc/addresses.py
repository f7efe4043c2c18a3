"""Where browsers are sent: to pages of this site, and back to this site, never elsewhere."""

import re
from typing import Final

from fastapi import Request

from orgbilling.bounds import SIGN_IN_ADDRESS_CHARACTERS_MAX
from orgbilling.identity.development import is_local_name
from orgbilling.identity.oidc.errors import PublicUrlMissing, ReturnAddressInvalid
from orgbilling.settings import Settings

_AUTH: Final = "/api/v1/auth/"
CALLBACK: Final = f"{_AUTH}callback"
SIGN_IN_PAGE: Final = "/sign-in"
# Visible ASCII without the backslash, which browsers read as a slash.
_LOCAL: Final = re.compile(r"/[\x21-\x5b\x5d-\x7e]*")


def checked_return_address(address: str) -> str:
    """Return where to go after sign-in, if it is a page of this site.

    Raises:
        ReturnAddressInvalid: anything that a browser could take to another site, or to the API.
    """
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    is_short = len(address) <= SIGN_IN_ADDRESS_CHARACTERS_MAX
    is_local = is_short and _LOCAL.fullmatch(address) is not None
    # Two slashes begin the name of another host; what the API answers is no page.
    if not is_local or "//" in path or path.startswith("/api/"):
        raise ReturnAddressInvalid("return_to is a path of this site that begins with one slash.")
    return address


def public_address(request: Request, settings: Settings) -> str:
    """Return where browsers reach this server, without a slash at the end.

    Raises:
        PublicUrlMissing: it is not set, and the request was not sent to a name of this machine:
            what a request says of its host is no place to send a sign-in to.
    """
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or not is_local_name(hosts[0]):
        raise PublicUrlMissing(
            "Set ORGBILLING_PUBLIC_URL to the address that browsers reach this server at."
        )
    prefix = request.url.path.partition(_AUTH)[0]
    return f"{request.url.scheme}://{hosts[0]}{prefix}"
