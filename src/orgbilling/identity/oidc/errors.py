"""Why a sign-in did not happen. The sign-in page explains each code in words of its own."""

from orgbilling.kernel.errors import Conflict, DomainError, Forbidden, Invalid, Unavailable


class ProviderUnavailable(Unavailable):
    """The identity provider does not answer, or not with what it must."""

    default_code = "provider_unavailable"


class SignInInvalid(DomainError):
    """What came back is not what this browser was sent for."""

    default_status = 400
    default_code = "sign_in_invalid"


class SignInExpired(DomainError):
    """The sign-in took too long, or was overtaken."""

    default_status = 400
    default_code = "sign_in_expired"


class SignInRefused(Forbidden):
    """The provider does not let this person in, or does so for somebody whom we cannot."""

    default_code = "sign_in_refused"


class PersonDisabled(Forbidden):
    """The person was disabled here."""

    default_code = "person_disabled"


class SecondIssuer(Conflict):
    """The people of this database are another provider's."""

    default_code = "second_issuer"


class EmailMissing(Forbidden):
    """The provider gives no e-mail address of the person."""

    default_code = "email_missing"


class PublicUrlMissing(Conflict):
    """Nobody can say where the provider should send people back to."""

    default_code = "public_url_missing"


class ReturnAddressInvalid(Invalid):
    """The page to go to afterwards is not a path of this site."""

    default_code = "return_address_invalid"


class LogoutTokenInvalid(DomainError):
    """A logout token is not one, not for us, or was used before."""

    default_status = 400
    default_code = "logout_token_invalid"
