"""Sign-in through an identity provider, by OpenID Connect; Authlib and joserfc do the protocol."""
