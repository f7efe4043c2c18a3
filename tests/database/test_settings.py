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
    ],
)
def test_a_wrong_value_names_the_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, given: str, allowed: str
) -> None:
    monkeypatch.setenv(variable, given)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{variable}={given} is not allowed: ")
    assert allowed in str(caught.value)
    assert "\n" not in str(caught.value)
