import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import flag, secret
from config.places import ROOT


@pytest.mark.parametrize("text", ["true", "True", "1", "yes", " on "])
def test_yes_has_many_spellings(monkeypatch, text):
    monkeypatch.setenv("DEBUG", text)

    assert flag("DEBUG", default=False) is True


@pytest.mark.parametrize("text", ["false", "0", "no", "OFF", ""])
def test_no_has_many_spellings(monkeypatch, text):
    monkeypatch.setenv("DEBUG", text)

    assert flag("DEBUG", default=True) is False


def test_a_mistyped_flag_is_not_quietly_no(monkeypatch):
    monkeypatch.setenv("HTTPS", "ture")

    with pytest.raises(
        ImproperlyConfigured, match="HTTPS is “ture”: write true or false"
    ):
        flag("HTTPS", default=False)


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert secret("SECRET_KEY", fallback=None) == "from the file"


def test_a_secret_that_is_missing_is_named():
    with pytest.raises(ImproperlyConfigured, match="NO_SUCH_KEY is not set"):
        secret("NO_SUCH_KEY", fallback=None)


def start_with(**environment: str) -> subprocess.CompletedProcess[str]:
    """Start the site's settings in a process that has nothing else in its environment."""
    read = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(
        read, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_with_a_database_of_its_own_the_site_does_not_start_without_a_key():
    start = start_with(DATABASE_URL="postgres://db/counterpart")

    assert start.returncode != 0
    assert "SECRET_KEY is not set: give it, or SECRET_KEY_FILE" in start.stderr


def test_with_the_embedded_services_the_site_starts_with_nothing():
    assert start_with().returncode == 0
