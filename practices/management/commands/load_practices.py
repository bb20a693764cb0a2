"""Load practices from JSON lines, publish them, and embed them."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from practices import embedding, lexemes, loading
from practices.models import SearchEntry


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="JSON lines; sample/README.md lists the fields"
        )
        parser.add_argument(
            "--no-wait", action="store_true", help="leave embedding to the worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = options["file"].read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault}") from fault
        report = loading.load(loading.loaded_rows(with_progress(lines, "loading")))
        lexemes.count()
        for line, reason in report.left_out:
            self.stdout.write(f"line {line} left out: {reason}")
        self.stdout.write(
            f"{report.created} new, {report.updated} changed, {report.unchanged} as before, "
            f"{len(report.left_out)} left out; language inferred for "
            f"{report.inferred['language']}, approach for {report.inferred['approach']}."
        )
        if not options["no_wait"]:
            embed_all()


def embed_all() -> None:
    """Embed what waits, with a progress bar."""
    waiting = SearchEntry.objects.waiting(embedding.recipe()).count()
    with tqdm(total=waiting, desc="embedding", disable=not waiting) as bar:
        while done := embedding.embed_waiting():
            bar.update(done)


def with_progress(lines: list[str], name: str) -> Iterator[str]:
    shown: Iterable[str] = tqdm(lines, desc=name)
    yield from shown
