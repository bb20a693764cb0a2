"""What requests and invitations look like. These describe; ``rows`` makes them."""

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import CountryField, PersonRef
from exchanges.api.described import MeasureRow
from exchanges.directions import Direction
from exchanges.models import ExchangeRequest, Holder, Instrument, Invitation, Sought
from exchanges.sanity import refuse_past
from hubs.api.serializers import CountryRef, HubRef
from hubs.models import Country, Hub
from practices.api.match import Flag, Text, Whole
from practices.models import Practice

LONGEST = 20_000  # characters of one text
NEVER_SHOWN = "Null where it is not yours to read."
KEY = "`desk`, or the code of a country that was asked."
OF_WHICH = f"{KEY} Null for a paper of the request, which all its parties read."


def text(**more: Any) -> Text:
    given = {"required": False, "allow_blank": True, "max_length": LONGEST}
    return Text(**given | more)


def day_to_come(**more: Any) -> serializers.DateField:
    return serializers.DateField(
        required=False, allow_null=True, validators=[refuse_past], **more
    )


def instruments(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=Instrument.choices), **more
    )


def sought(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=Sought.choices), **more
    )


def languages(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.RegexField(r"^[a-z]{2,3}$"), max_length=20, **more
    )


# --- what is read -----------------------------------------------------------------------


class PracticeRef(serializers.Serializer[Any]):
    """A practice, as a request mentions it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()


class RequestRow(serializers.Serializer[Any]):
    """A request: whole for its parties, else the fields that they opened to everybody."""

    reference = serializers.CharField()
    url = serializers.URLField(help_text="The page for people.")
    whole = serializers.BooleanField(help_text="Whether you read all of it.")
    country = CountryRef()
    institution = serializers.CharField(allow_null=True, help_text=NEVER_SHOWN)
    title = serializers.CharField(allow_null=True, help_text=NEVER_SHOWN)
    status = serializers.ChoiceField(choices=ExchangeRequest.Status.choices)
    status_since = serializers.DateTimeField()
    holder = serializers.ChoiceField(choices=Holder.choices)
    held_since = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    hub = HubRef(allow_null=True)
    sought = sought(allow_null=True, help_text=f"What is exchanged. {NEVER_SHOWN}")
    instruments = instruments(allow_null=True, help_text=NEVER_SHOWN)
    submitted_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ClarificationRow(serializers.Serializer[Any]):
    """A question before the answer; the clock stood meanwhile."""

    question = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class InvitationRow(serializers.Serializer[Any]):
    """One country that was asked, and what it said."""

    id = serializers.IntegerField()
    request = serializers.CharField(help_text="Its reference.")
    country = CountryRef()
    direction = serializers.ChoiceField(
        choices=Direction.choices, help_text="From this country to who asks; computed."
    )
    hub = HubRef(allow_null=True)
    status = serializers.ChoiceField(choices=Invitation.Status.choices)
    asked_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    paused = serializers.BooleanField(help_text="A question is open.")
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = PersonRef(allow_null=True)
    reason = serializers.CharField()
    offer = serializers.CharField()
    instruments = instruments()
    languages = languages()
    possible_from = serializers.DateField(allow_null=True)
    bears = serializers.CharField()
    needs = serializers.CharField()
    clarifications = ClarificationRow(many=True)
    version = serializers.IntegerField()


class TimelineRow(serializers.Serializer[Any]):
    """One thing that happened to a request."""

    kind = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class PaperRef(serializers.Serializer[Any]):
    """A file beside a request or a message."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="Such as `pdf`.")
    size = serializers.IntegerField(help_text="Bytes.")
    url = serializers.URLField(help_text="Where people fetch it.")
    content = serializers.URLField(help_text="Where programs fetch it.")


class PaperRow(PaperRef):
    """A paper, with where it belongs and who attached it."""

    conversation = serializers.CharField(allow_null=True, help_text=OF_WHICH)
    sha256 = serializers.CharField(help_text="Of its content, as it is kept.")
    by = PersonRef()
    at = serializers.DateTimeField()


class EndorsementRow(serializers.Serializer[Any]):
    """The word of the country's focal point that the country wants it."""

    by = PersonRef()
    at = serializers.DateTimeField()
    words = serializers.CharField()
    letter = serializers.IntegerField(
        allow_null=True, help_text="Its paper, where there is an official letter."
    )


class RequestDetail(RequestRow):
    """Everything about a request that the caller may read."""

    author = PersonRef(allow_null=True)
    officer = PersonRef(allow_null=True)
    challenge = serializers.IntegerField(allow_null=True)
    measures = MeasureRow(
        many=True,
        allow_null=True,
        help_text=f"What its challenge counts, as it stands now. {NEVER_SHOWN}",
    )
    problem = serializers.CharField(allow_null=True, help_text=NEVER_SHOWN)
    language = serializers.CharField()
    languages = languages(allow_null=True, help_text=NEVER_SHOWN)
    window_closes_on = serializers.DateField(allow_null=True)
    plan_alignment = serializers.CharField(allow_null=True, help_text=NEVER_SHOWN)
    practices = PracticeRef(many=True, allow_null=True)
    all_at_once = serializers.BooleanField(allow_null=True, help_text=NEVER_SHOWN)
    public_fields = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    asked = CountryRef(
        many=True, allow_null=True, help_text="Countries that were named."
    )
    endorsement = EndorsementRow(allow_null=True, help_text=NEVER_SHOWN)
    papers = PaperRow(many=True, help_text="Those that you may read.")
    directions = serializers.ListField(
        child=serializers.ChoiceField(choices=Direction.choices),
        allow_null=True,
        help_text="From the countries that were named to who asks; computed.",
    )
    invitations = InvitationRow(many=True)
    timeline = TimelineRow(many=True)


# --- what is sent -----------------------------------------------------------------------


def countries(**more: Any) -> serializers.ListField:
    child = CountryField(slug_field="iso3", queryset=Country.objects.all())
    return serializers.ListField(child=child, max_length=20, **more)


class RequestChange(serializers.Serializer[Any]):
    """What a request says; fields that are left out stay."""

    title = text(max_length=200)
    problem = text()
    institution = text(max_length=250)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False, allow_blank=True)
    sought = sought(required=False)
    instruments = instruments(required=False)
    languages = languages(required=False)
    window_closes_on = day_to_come(help_text="Today or later.")
    plan_alignment = text()
    all_at_once = Flag(required=False)
    public_fields = serializers.ListField(
        child=serializers.ChoiceField(choices=ExchangeRequest.Field.choices),
        required=False,
    )
    practices = serializers.ListField(
        child=serializers.SlugRelatedField(
            slug_field="slug", queryset=Practice.objects.published()
        ),
        required=False,
        max_length=20,
    )
    ask = countries(required=False, help_text="Countries to ask, in this order.")


class RequestStarted(RequestChange):
    """A request to begin, for a country and perhaps out of a challenge."""

    country = CountryField(slug_field="iso3", queryset=Country.objects.all())
    challenge = Whole(required=False, allow_null=True)


class Submission(serializers.Serializer[Any]):
    consents = Flag(
        default=False, help_text="The desk and the countries asked may read all of it."
    )
    knowingly = Flag(
        default=False, help_text="Similar requests of the country were seen."
    )


class EndorsementSent(serializers.Serializer[Any]):
    """The country's word, and its official letter where it wants one."""

    words = text(default="")
    letter = Whole(
        required=False,
        allow_null=True,
        default=None,
        help_text="The id of a paper of the request.",
    )


class Triage(serializers.Serializer[Any]):
    """Which hub takes care of it, and whom to ask."""

    hub = serializers.SlugRelatedField(
        slug_field="slug", queryset=Hub.objects.all(), required=False, default=None
    )
    ask = countries(required=False, help_text="Countries to ask, in this order.")


class Choice(serializers.Serializer[Any]):
    """The country that is chosen; the others read the reason."""

    invitation = Whole()
    reason = text(default="")


class Yes(serializers.Serializer[Any]):
    """What a country can share."""

    offer = text(default="")
    instruments = instruments(default=[])
    languages = languages(default=[])
    possible_from = day_to_come(default=None, help_text="Today or later.")
    bears = text(default="")
    needs = text(default="")


class HelpSent(serializers.Serializer[Any]):
    """What a country can help with, before it is asked."""

    country = CountryField(
        slug_field="iso3",
        queryset=Country.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Whose help it is; needed where you speak for several.",
    )
    words = serializers.CharField(max_length=2_000, help_text="The desk reads them.")


class Why(serializers.Serializer[Any]):
    reason = Text(max_length=5_000, help_text="Those whom it concerns read it.")


class QuestionSent(serializers.Serializer[Any]):
    question = Text(max_length=LONGEST)


class AnswerSent(serializers.Serializer[Any]):
    answer = Text(max_length=LONGEST)


class PaperSent(serializers.Serializer[Any]):
    """A file, and the conversation that it is of."""

    file = serializers.FileField(
        help_text="PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, CSV, TXT, PNG, JPEG or WebP; "
        "at most 25 MB. It is taken by its content, not by its name."
    )
    conversation = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=8,
        help_text=f"{KEY} Without it, the paper is of the request: all parties read it.",
    )
