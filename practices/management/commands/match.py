"""Show how five other countries tackled a problem: manage.py match "…" --country SLE."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from hubs.models import Country
from practices.matching import Answer, match


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem")
        parser.add_argument("--country", default="", help="yours, as ISO alpha-3")
        parser.add_argument("--count", type=int, default=5)

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["country"].upper()
        country = Country.objects.filter(pk=code).first()
        if code and country is None:
            raise CommandError(f"“{code}” is not a country’s ISO alpha-3 code.")
        if not 1 <= options["count"] <= 10:
            raise CommandError("--count is a number from 1 to 10.")
        try:
            answer = match(options["problem"], country=country, count=options["count"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(told(answer))


def told(answer: Answer) -> str:
    """Return an answer as lines for a terminal."""
    lines = [answer.message, ""]
    for match_ in answer.matches:
        practice = match_.practice
        lines += [
            f"{match_.rank}. {match_.country.name}: {practice.title}",
            f"   {practice.get_approach_type_display()}; score {match_.score:.2f}; {practice.slug}",
            *(f"   - {reason.text}" for reason in match_.reasons),
            "",
        ]
    if answer.nearest_themes:
        lines.append("Nearest themes: " + "; ".join(map(str, answer.nearest_themes)))
    lines.append(f"{answer.considered} practices considered in {answer.took_ms} ms.")
    return "\n".join(lines)
