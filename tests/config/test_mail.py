import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.apps import mail_goes_somewhere
from config.mail import SMTP, mailers


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in ("HOST", "BACKEND", "PORT", "SSL", "TLS", "USER", "PASSWORD"):
        monkeypatch.delenv(f"EMAIL_{name}", raising=False)


def test_without_a_server_everything_becomes_a_letter_and_stays():
    assert list(mailers()) == ["default"]


def test_a_server_is_spoken_to_over_tls(monkeypatch):
    monkeypatch.setenv("EMAIL_HOST", "mail.example")

    post = mailers()["post"]

    assert post["BACKEND"] == SMTP
    assert (post["OPTIONS"]["host"], post["OPTIONS"]["port"]) == ("mail.example", 25)
    assert (post["OPTIONS"]["use_tls"], post["OPTIONS"]["use_ssl"]) == (True, False)


def test_tls_from_the_first_byte_has_its_own_port(monkeypatch):
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    monkeypatch.setenv("EMAIL_SSL", "true")

    options = mailers()["post"]["OPTIONS"]

    assert (options["port"], options["use_tls"], options["use_ssl"]) == (
        465,
        False,
        True,
    )


def test_a_password_may_stand_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "password"
    file.write_text("secret")
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    monkeypatch.setenv("EMAIL_PASSWORD_FILE", str(file))

    assert mailers()["post"]["OPTIONS"]["password"] == "secret"


def test_a_mistyped_flag_stops_the_start(monkeypatch):
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    monkeypatch.setenv("EMAIL_TLS", "ture")

    with pytest.raises(ImproperlyConfigured, match="ture"):
        mailers()


def test_a_start_for_real_without_a_server_is_warned_of(settings):
    settings.MAILERS = mailers()

    (warning,) = mail_goes_somewhere(None)

    assert "EMAIL_HOST" in warning.hint
