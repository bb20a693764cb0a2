"""Load countries, statuses, groups and themes; repeatable."""

from typing import Any

from django.core.management.base import BaseCommand

from hubs import reference


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        reference.load()
