#!/usr/bin/env python
"""Commands; with no DATABASE_URL they start the embedded services for as long as they run."""

import os
import sys

from django.core.management import execute_from_command_line

from config.embedded import ServiceFailed, services
from config.places import local_dir


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if os.environ.get("DATABASE_URL"):
        execute_from_command_line(sys.argv)
        return
    try:
        with services(local_dir()):
            execute_from_command_line(sys.argv)
    except ServiceFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
