"""What is looked at before a request is handed in: gaps, likeness to others, a flood."""

from datetime import date, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.models import ExchangeRequest
from exchanges.refusals import Missing

MOST_A_DAY = 5  # that one person may submit
ALIKE = 0.6  # likeness of two titles from which they may mean the same


class TooMany(ValidationError):
    """More than one person can mean, or one desk can read."""


class AskedAlready(ValidationError):
    """The country asks the same already; the message names the reference."""


def duplicates_of(exchange_request: ExchangeRequest) -> list[ExchangeRequest]:
    """Return open requests of the same country that may mean the same."""
    others = (
        ExchangeRequest.objects.open()
        .exclude(pk=exchange_request.pk)
        .exclude(submitted_at=None)
        .filter(country=exchange_request.country_id)
        .annotate(likeness=TrigramSimilarity("title", exchange_request.title))
    )
    same = list(others.filter(likeness__gte=ALIKE).order_by("-likeness")[:5])
    if exchange_request.challenge_id:
        by_challenge = others.filter(challenge=exchange_request.challenge_id)[:5]
        same += [row for row in by_challenge if row not in same]
    return same


def refuse_incomplete(
    exchange_request: ExchangeRequest, today: date, *, consents: bool
) -> None:
    missing = []
    if not exchange_request.title.strip():
        missing.append(_("Give it a title: one line that says what you need."))
    if not exchange_request.problem.strip():
        missing.append(_("Say what the problem is."))
    if not (consents or exchange_request.consented_at):
        missing.append(
            _("Agree that the desk and the countries you ask may read your request.")
        )
    closes = exchange_request.window_closes_on
    if closes and closes < today:
        missing.append(
            _("The window closed on %(day)s, in the past: give a day to come, or none.")
            % {"day": date_format(closes)}
        )
    if missing:
        raise Missing(missing)


def refuse_duplicate(exchange_request: ExchangeRequest) -> None:
    if same := duplicates_of(exchange_request):
        raise AskedAlready(
            _(
                "%(country)s asks much the same already in %(references)s. Join that one, "
                "or say that yours is about something else."
            )
            % {
                "country": exchange_request.country,
                "references": ", ".join(row.reference for row in same),
            }
        )


def refuse_flood(person: User) -> None:
    """Hold back whoever hands in more in a day than a desk can read."""
    User.objects.select_for_update().get(pk=person.pk)  # she submits one at a time
    day_ago = timezone.now() - timedelta(days=1)
    recent = ExchangeRequest.objects.filter(author=person, submitted_at__gte=day_ago)
    if recent.count() >= MOST_A_DAY:
        raise TooMany(
            _(
                "At most %(most)d requests can be submitted within a day, and you submitted "
                "as many. This one is kept as a draft: submit it tomorrow."
            )
            % {"most": MOST_A_DAY}
        )
