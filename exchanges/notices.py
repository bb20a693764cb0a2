"""
What people are told when a request or an invitation moves on.

A notice says the thing itself: the words that were said, who has the ball, until when.
Countries and days are kept as codes, and read in the reader's language.
"""

import json
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.notices import Text, Topic, day_in_words, wording
from hubs.models import Country

NOTHING = "–"

# What a person is asked to do next; kept as a fact, and told in the reader's language.
FINISH = gettext_noop("Finish it and submit it, or withdraw it.")
MEND = gettext_noop("Change what was asked for and submit it again, or withdraw it.")
CHOOSE = gettext_noop(
    "Answer the open questions, or choose among the countries that said yes."
)
ENDORSE = gettext_noop("Endorse it, or send it back with a reason.")
HEAR_FIRST = gettext_noop(
    "Others of your country are asked first whether they object; you are told what they "
    "say. Then endorse it, or send it back with a reason."
)
NOBODY_OBJECTED = gettext_noop("Nobody objected; who said nothing agreed.")
SOMEBODY_OBJECTED = gettext_noop(
    "There is an objection. The focal point endorses it with words that say why, or sends "
    "it back."
)
LOOK_THROUGH = gettext_noop(
    "See whether anything is missing, and decide which countries are asked."
)
ANSWER = gettext_noop(
    "Say yes, say no with a reason, or ask a question: it stops the clock."
)
REMINDER = gettext_noop("A reminder")
LAST_REMINDER = gettext_noop("The last reminder")

OF_REQUESTS = (
    (
        "changed",
        _("Changed: %(request)s"),
        _("%(who)s changed it. Look at it before it is submitted."),
    ),
    (
        "acknowledged",
        _("Received: %(request)s"),
        _(
            "Your receipt number is %(reference)s.\n\nIt lies with %(holder)s, until "
            "%(due)s. Its page always shows who has it, and since when."
        ),
    ),
    (
        "submitted",
        _("%(country)s asks: %(request)s"),
        _("%(todo)s Please do so by %(due)s.\n\n%(words)s"),
    ),
    (
        "endorsed",
        _("Endorsed: %(request)s"),
        _(
            "The focal point of %(country)s endorsed it. %(words)s\n\n"
            "The coordination desk looks through it by %(due)s."
        ),
    ),
    (
        "sent_back",
        _("Sent back to be completed: %(request)s"),
        _(
            "What is missing: %(reason)s\n\nPlease change it and submit it again by %(due)s."
        ),
    ),
    (
        "found_complete",
        _("Nothing is missing: %(request)s"),
        _("The coordination desk decides by %(due)s which countries are asked."),
    ),
    (
        "triaged",
        _("Looked through: %(request)s"),
        _("In the care of: %(care)s. Countries that will be asked: %(countries)s."),
    ),
    (
        "reassigned",
        _("%(officer)s takes care of %(request)s"),
        _(
            "Turn to %(officer)s with every question about it. It lies with %(holder)s, "
            "until %(due)s."
        ),
    ),
    (
        "help_offered",
        _("%(provider)s offers its help: %(request)s"),
        _(
            "%(words)s\n\nIt stands first on the page where the desk decides on whom to "
            "ask. Where the request has ended, write to who asked: it can be begun anew."
        ),
    ),
    (
        "offered",
        _("Put to %(asked)s: %(request)s"),
        _("They answer by %(due)s. You are told of each answer and of each question."),
    ),
    (
        "choice_opened",
        _("Yours to choose: %(request)s"),
        _(
            "These countries said yes: %(accepted)s. Compare what they offer, and choose "
            "by %(due)s."
        ),
    ),
    (
        "passed_by",
        _("%(provider)s is not asked now: %(request)s"),
        _("%(provider)s has paused since it was named. The reason: %(reason)s"),
    ),
    (
        "unanswered",
        _("No country said yes: %(request)s"),
        _("%(answers)s\n\nThe coordination desk looks for other countries by %(due)s."),
    ),
    (
        "accepted",
        _("%(provider)s shares with %(country)s: %(request)s"),
        _(
            "%(provider)s said yes and was chosen. %(reason)s\n\n"
            "What it can share: %(offer)s"
        ),
    ),
    (
        "declined",
        _("Not taken further: %(request)s"),
        _("The coordination desk ended it. The reason: %(reason)s"),
    ),
    (
        "withdrawn",
        _("Withdrawn: %(request)s"),
        _("%(country)s took it back. The reason: %(reason)s"),
    ),
    (
        "reminded",
        _("%(reminder)s: %(request)s"),
        _("It has lain with you since %(since)s, and was due on %(due)s. %(todo)s"),
    ),
    (
        "escalated",
        _("Overdue at the desk: %(request)s"),
        _(
            "It has lain at the coordination desk since %(since)s, and was due on %(due)s. "
            "In charge: %(officer)s. The administrators are told, so that it goes on."
        ),
    ),
    (
        "lapsed",
        _("Ended without a result: %(request)s"),
        _("%(reason)s You can ask again at any time."),
    ),
)
OF_INVITATIONS = (
    (
        "sent",
        _("%(asking)s asks %(country)s: %(request)s"),
        _("%(words)s\n\n%(todo)s Please do so by %(due)s."),
    ),
    (
        "accepted",
        _("%(country)s says yes: %(request)s"),
        _(
            "What it can share: %(offer)s\nPossible from: %(possible_from)s\n"
            "What it bears itself: %(bears)s\nWhat it needs: %(needs)s"
        ),
    ),
    (
        "declined",
        _("%(country)s says no: %(request)s"),
        _("The reason: %(reason)s"),
    ),
    (
        "asked",
        _("%(country)s has a question: %(request)s"),
        _("%(question)s\n\nThe clock of %(country)s stands until it is answered."),
    ),
    (
        "clarified",
        _("%(country)s has an answer to its question: %(request)s"),
        _("%(question)s\n\n%(answer)s\n\n%(country)s answers by %(due)s."),
    ),
    (
        "unheard",
        _("Nobody answers for %(country)s: %(request)s"),
        _(
            "%(country)s is asked, and nobody here answers for it yet. Find its focal "
            "point, write to the country, or ask another by %(due)s."
        ),
    ),
    (
        "thanked",
        _("Thank you, %(country)s: %(request)s"),
        _("You are not asked any more. %(reason)s"),
    ),
    (
        "reminded",
        _("%(reminder)s: %(request)s"),
        _(
            "%(asking)s waits for the answer of %(country)s, by %(due)s. A no helps, too: "
            "another country can be asked then.\n\n%(words)s\n\n%(todo)s"
        ),
    ),
    (
        "lapsed",
        _("No answer of %(country)s: %(request)s"),
        _("%(reason)s Another country is asked, or the desk looks for one."),
    ),
)
OF_CONSULTATIONS = (
    (
        "opened",
        _("Do you object? %(request)s"),
        _(
            "%(country)s consults you before its focal point endorses it. Say by %(due)s "
            "whether you object; who says nothing by then agrees.\n\n%(words)s"
        ),
    ),
    (
        "closed",
        _("The consultation is over: %(request)s"),
        _(
            "%(todo)s\n\n%(objections)s\n\nThe focal point of %(country)s decides by %(due)s."
        ),
    ),
    (
        "called_off",
        _("No answer is needed any more: %(request)s"),
        _("The request itself moved on, so the consultation was called off."),
    ),
)
OF_MEMBERS = (
    (
        "appointed",
        _("%(country)s consults you"),
        _(
            "%(who)s appointed you for %(institution)s. You are asked whether you object "
            "before a request of %(country)s is endorsed."
        ),
    ),
)
OURS = ("todo", "reminder", "holder", "reason")  # facts that may be messages of ours


# --- how each reader is shown a fact --------------------------------------------------


@cache
def countries() -> dict[str, Country]:
    """Return all countries by their codes; they are reference data."""
    return Country.objects.in_bulk()


def country_in_words(iso3: str) -> str:
    return str(countries().get(iso3, iso3))


def countries_in_words(codes: str) -> str:
    """Name the countries of a list of codes."""
    return ", ".join(map(country_in_words, codes.split()))


def answers_in_words(answers: str) -> str:
    """Write what each country answered, a line for each."""
    return "\n".join(
        f"{country_in_words(iso3)}: {gettext(reason) if reason else NOTHING}"
        for iso3, reason in json.loads(answers)
    )


def day_or_nothing(day: str) -> str:
    return day if day == NOTHING else day_in_words(day)


SHOWN = {
    **dict.fromkeys(("country", "asking", "provider"), country_in_words),
    **dict.fromkeys(("countries", "asked", "accepted"), countries_in_words),
    **dict.fromkeys(("due", "since", "possible_from"), day_or_nothing),
    "answers": answers_in_words,
}


def register(things: str, words: Iterable[tuple[str, Text, Text]]) -> None:
    for verb, subject, text in words:
        wording(
            f"{things}.{verb}",
            topic=Topic.REQUESTS,
            subject=subject,
            text=text,
            translated=OURS,
            shown=SHOWN,
        )


register("exchange_request", OF_REQUESTS)
register("invitation", OF_INVITATIONS)
register("consultation", OF_CONSULTATIONS)
register("body_member", OF_MEMBERS)
