"""Transports for whom the operator has named: through a proxy, where the environment says so."""

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from orgbilling.outbound.connecting import Connector, Transport


def transport_to(
    address: str, context: ssl.SSLContext, connector: Connector
) -> httpx2.AsyncBaseTransport:
    """Return what carries a request to an address: to itself, or to the proxy that `HTTPS_PROXY`,
    `HTTP_PROXY` and `NO_PROXY` say. A proxy looks names up by itself."""
    parts = urlsplit(address)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not proxy_bypass(parts.hostname or ""):
        return httpx2.AsyncHTTPTransport(verify=context, proxy=proxy)
    return Transport(context, connector)
