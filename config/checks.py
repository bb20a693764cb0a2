"""Checks that need Django: migrations, settings for production, the API's schema."""

import os
import sys
import tempfile
from pathlib import Path

from django.core.management import execute_from_command_line

from config.embedded import services
from config.places import local_dir

PRODUCTION = {
    "HTTPS": "true",
    "SECRET_KEY": "k" * 10 + "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "counterpart.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.update(PRODUCTION)
    with (
        services(local_dir() / "check", durable=False),
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ["LOCAL_DIR"] = str(local_dir() / "check")
        schema = str(Path(folder) / "schema.yml")
        for command in (
            ["makemigrations", "--check", "--dry-run"],
            ["check", "--deploy", "--fail-level", "WARNING"],
            ["spectacular", "--fail-on-warn", "--validate", "--file", schema],
        ):
            execute_from_command_line(["manage.py", *command])
    sys.stdout.write("Migrations, settings and schema are in order.\n")


if __name__ == "__main__":
    main()
