"""Settings: from the environment, and a wrong value names its variable."""

import pytest

from orgbilling.settings import SettingsError, load_settings


def test_the_environment_is_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGBILLING_PORT", "9000")
    monkeypatch.setenv("ORGBILLING_POSTGRES_VERSION", "16")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@db/shop")
    settings = load_settings(host="0.0.0.0", port=None)
    assert (settings.host, settings.port, settings.postgres_version) == ("0.0.0.0", 9000, 16)
    assert not settings.uses_embedded_database
    assert "hunter2" not in repr(settings)
    assert load_settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("variable", "given", "allowed"),
    [
        ("ORGBILLING_PORT", "99999", "less than or equal to 65535"),
        ("ORGBILLING_PORT", "abc", "valid integer"),
        ("ORGBILLING_ORGANIZATION_CREATION", "nobody", "'anyone' or 'admin'"),
        ("ORGBILLING_POSTGRES_VERSION", "15", "16 or 18"),
        ("ORGBILLING_CREDITS_PER_USD", "0", "greater than 0"),
        ("ORGBILLING_ENABLED", "perhaps", "boolean"),
        # A provider that cannot be trusted.
        ("ORGBILLING_OIDC_ISSUER", "http://id.example", "must be https"),
        ("ORGBILLING_OIDC_ISSUER", "ftp://id.example", "begins with https://"),
        ("ORGBILLING_OIDC_ISSUER", "id.example", "begins with https://"),
        ("ORGBILLING_OIDC_ISSUER", "https://u:p@id.example", "without user name"),
        ("ORGBILLING_OIDC_ISSUER", "https://id.example?x=1", "without user name"),
        ("ORGBILLING_OIDC_ISSUER", "http://localhost.evil.example", "must be https"),
        ("ORGBILLING_OIDC_ISSUER", "http://127.0.0.1.evil.example", "must be https"),
        ("ORGBILLING_PUBLIC_URL", "http://billing.example", "must be https"),
        ("ORGBILLING_OIDC_ALGORITHMS", "HS256", "some of RS256"),
        ("ORGBILLING_OIDC_ALGORITHMS", "RS256 none", "some of RS256"),
        ("ORGBILLING_OIDC_ALGORITHMS", ",", "some of RS256"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, given: str, allowed: str
) -> None:
    monkeypatch.setenv("ORGBILLING_OIDC_CLIENT_ID", "orgbilling")
    monkeypatch.setenv(variable, given)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{variable}={given} is not allowed: ")
    assert allowed in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_provider_needs_the_name_it_calls_us_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGBILLING_OIDC_ISSUER", "https://id.example/realms/company")
    monkeypatch.setenv("ORGBILLING_OIDC_CLIENT_SECRET", "hunter2")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "ORGBILLING_OIDC_ISSUER needs ORGBILLING_OIDC_CLIENT_ID: what the provider calls this "
        "application."
    )
    settings = load_settings(oidc_client_id="orgbilling")
    assert settings.oidc_scopes == ("openid", "email", "profile")
    assert "hunter2" not in repr(settings)


def test_lists_are_written_with_spaces_or_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGBILLING_OIDC_SCOPES", "openid, email roles")
    monkeypatch.setenv("ORGBILLING_OIDC_ALGORITHMS", "ES256,EdDSA")
    monkeypatch.setenv("ORGBILLING_OIDC_ISSUER", "http://localhost:8080/realms/company")
    settings = load_settings(oidc_client_id="orgbilling")
    assert settings.oidc_scopes == ("openid", "email", "roles")
    assert settings.oidc_algorithms == ("ES256", "EdDSA")
