"""Tokens that no honest provider makes, built by hand where a library would refuse to."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from tests.identity.oidc.provider import (
    ALL_ALGORITHMS,
    CLIENT_SECRET,
    Claims,
    ProviderServer,
    new_key,
)


def encoded(content: Any) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unsigned(claims: Claims, **header: Any) -> str:
    return f"{encoded({'alg': 'none', **header})}.{encoded(claims)}."


def by_shared_secret(claims: Claims, secret: bytes, **header: Any) -> str:
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', **header})}.{encoded(claims)}"
    return f"{signed}.{encoded(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def by_public_key(provider: ProviderServer, claims: Claims, **header: Any) -> str:
    """The old trick: the public key, as everybody has it, taken for a shared secret."""
    public = provider.keys[-1].as_pem(private=False)
    return by_shared_secret(claims, public, kid=provider.keys[-1].kid, **header)


def by_client_secret(provider: ProviderServer, claims: Claims, **header: Any) -> str:
    return by_shared_secret(claims, CLIENT_SECRET.encode(), kid=provider.keys[-1].kid, **header)


def by_stranger(claims: Claims, kid: str) -> str:
    """Signed well, with a key that is not the provider's."""
    header = {"alg": "RS256", "typ": "JWT", "kid": kid}
    return jwt.encode(header, claims, new_key("stranger"), registry=ALL_ALGORITHMS)


def by_its_own_key(claims: Claims) -> str:
    """Signed well, with a key that the token itself brings along."""
    key = new_key("own", ECKey)
    header = {"alg": "ES256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, registry=ALL_ALGORITHMS)


def by_hand(provider: ProviderServer, claims: Claims, **header: Any) -> str:
    """Signed with the provider's key, under a header that a library would not write."""
    key = provider.keys[-1]
    full = {"alg": "RS256", "typ": "JWT", "kid": key.kid, **header}
    signed = f"{encoded(full)}.{encoded(claims)}"
    private = load_pem_private_key(key.as_pem(private=True), None)
    assert isinstance(private, RSAPrivateKey)
    digest = hashes.SHA512() if full["alg"] == "RS512" else hashes.SHA256()
    return f"{signed}.{encoded(private.sign(signed.encode(), PKCS1v15(), digest))}"


def altered(token: str, **changes: Any) -> str:
    """A token whose claims were changed after it was signed."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{header}.{encoded(claims | changes)}.{signature}"


def raw_payload(provider: ProviderServer, payload: bytes) -> str:
    """Signed by the provider, whatever it is that is signed."""
    key = provider.keys[-1]
    header = {"alg": "RS256", "kid": key.kid}
    return jws.serialize_compact(header, payload, key, registry=ALL_ALGORITHMS)
