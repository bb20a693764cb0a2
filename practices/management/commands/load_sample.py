"""Load the sample world: hubs, practices, problems, lineage, with their vectors."""

from typing import Any

from django.core.management.base import BaseCommand

from practices import sample
from practices.management.commands.load_practices import embed_all


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sample.load()
        embed_all()
