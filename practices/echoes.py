"""Who hears of what is said of a practice: listeners, which a worker calls."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.notices import tell, untranslated
from hubs.models import Country
from outbox.events import on
from outbox.models import Event
from practices import transferability
from practices.custodians import custodians_of, speakers_of
from practices.models import (
    Assessment,
    Feedback,
    Lineage,
    Practice,
    Reply,
    Translation,
    TranslationRequest,
)


@on("practice.published", "practice.revised", "practice.restored")
def list_what_must_be_there(event: Event) -> None:
    """Bring the list for taking over to what the summary says; safe to run twice."""
    transferability.derive(Practice.objects.filter(pk=event.subject_id))


# --- feedback -------------------------------------------------------------------------


@on("feedback.given", "feedback.changed")
def tell_custodians_of_feedback(event: Event) -> None:
    """Tell who answers for the practice; the database keeps one notice a person."""
    row = feedback_of(event)
    tell(
        event,
        custodians_of(row.practice),
        url=address_of(row),
        title=row.practice.title,
        place=row.place.every_name if row.place else "–",
        useful=untranslated(Feedback.Useful(row.useful).label),
        tried=untranslated(Feedback.Tried(row.tried).label),
        words="\n\n".join(text for text in (row.change, row.question) if text),
    )


@on("feedback.replied")
def tell_author_of_the_reply(event: Event) -> None:
    """Tell whoever gave the feedback; safe to run twice."""
    row = feedback_of(event)
    words = Reply.objects.get(feedback=row).text
    tell(
        event, [row.author], url=address_of(row), title=row.practice.title, words=words
    )


@on("feedback.hidden", "feedback.shown")
def tell_author_of_moderation(event: Event) -> None:
    """Tell whoever gave the feedback why it was hidden, or shown again; safe to run twice."""
    row = feedback_of(event)
    tell(
        event,
        [row.author],
        url=address_of(row),
        title=row.practice.title,
        reason=event.facts["reason"],
    )


def feedback_of(event: Event) -> Feedback:
    rows = Feedback.objects.with_people().select_related("practice__hub")
    return rows.get(pk=event.subject_id)


def address_of(row: Feedback) -> str:
    return (
        f"{reverse('practices:feedback', args=[row.practice.slug])}#feedback-{row.pk}"
    )


# --- lineage --------------------------------------------------------------------------


@on("lineage.stated", "lineage.confirmed", "lineage.disputed", "lineage.withdrawn")
def tell_the_other_side(event: Event) -> None:
    """Tell the side that did not act; safe to run twice."""
    link = link_of(event)
    practice = link.source or link.learner
    facts = {
        "learner": link.learner_country.every_name,
        "source": link.source_country.every_name,
        "aspect": link.aspect,
        "changed": link.changed or "–",
        "evidence": link.evidence or "–",
        "reason": event.facts.get("reason", ""),
    }
    page = reverse("practices:lineage", args=[practice.slug]) if practice else "/"
    tell(event, people_of(link, event), url=f"{page}#link-{link.pk}", **facts)


def link_of(event: Event) -> Lineage:
    rows = Lineage.objects.with_ends().select_related(
        "source__hub", "learner__hub", "stated_by"
    )
    return rows.get(pk=event.subject_id)


def people_of(link: Lineage, event: Event) -> list[User]:
    """Return who is to hear: who stated it, or else the side that did not."""
    if event.kind in ("lineage.confirmed", "lineage.disputed"):
        stated = [link.stated_by] if link.stated_by else []
        return [*stated, *side_of(link, link.stated_side or Lineage.Side.LEARNER)]
    other = {Lineage.Side.SOURCE: "learner", Lineage.Side.LEARNER: "source"}
    return side_of(link, other[Lineage.Side(link.stated_side)])


def side_of(link: Lineage, side: str) -> list[User]:
    """Return who speaks for one end: its custodians, its country's officials."""
    practice = link.source if side == Lineage.Side.SOURCE else link.learner
    country: Country = getattr(link, f"{side}_country")
    keepers = custodians_of(practice) if practice else []
    return [*keepers, *speakers_of(country)]


# --- would it work elsewhere ----------------------------------------------------------


@on("assessment.shared")
def tell_custodians_of_an_assessment(event: Event) -> None:
    """Tell who answers for the practice what is missing elsewhere; safe to run twice."""
    sheet = (
        Assessment.objects.with_people()
        .select_related("practice__hub")
        .prefetch_related("judgements")
        .get(pk=event.subject_id)
    )
    if not sheet.shared:
        return
    rows = transferability.compared(sheet.practice.elements.in_order(), sheet)
    tell(
        event,
        custodians_of(sheet.practice),
        url=reverse("practices:assessment", args=[sheet.practice.slug, sheet.pk]),
        title=sheet.practice.title,
        place=sheet.country.every_name,
        missing="; ".join(row.element.text for row in rows.missing) or "–",
        words=sheet.conclusion,
    )


# --- in other languages ---------------------------------------------------------------


@on("translation.written")
def tell_custodians_of_a_draft(event: Event) -> None:
    """Tell who may publish it, once a draft; safe to run twice."""
    row = translation_of(event)
    is_new = event.facts.get("version", 1) == 1
    if row is None or row.is_published or not is_new:
        return
    tell(
        event,
        custodians_of(row.practice),
        url=reverse("practices:translation", args=[row.practice.slug, row.language]),
        title=row.practice.title,
        language=row.language,
    )


@on("translation.published")
def tell_who_asked_for_it(event: Event) -> None:
    """Tell its author, and the people who asked for this language; safe to run twice."""
    row = translation_of(event)
    if row is None or not row.is_published:
        return
    asked = TranslationRequest.objects.filter(
        practice=row.practice, language=row.language, person__isnull=False
    )
    people = User.objects.filter(
        Q(pk__in=asked.values("person")) | Q(pk__in=[row.author_id or 0])
    )
    tell(
        event,
        people,
        url=row.practice.get_absolute_url(),
        title=row.practice.title,
        translated_title=row.title,
        language=row.language,
    )


@on("translation.taken_down")
def tell_its_translator(event: Event) -> None:
    """Tell who wrote it why it is a draft again; safe to run twice."""
    row = translation_of(event)
    if row is None or row.author is None:
        return
    tell(
        event,
        [row.author],
        url=reverse("practices:translation", args=[row.practice.slug, row.language]),
        title=row.practice.title,
        language=row.language,
        reason=event.facts["reason"],
    )


def translation_of(event: Event) -> Translation | None:
    """Return the translation; nothing where it was thrown away since."""
    rows = Translation.objects.select_related("practice__hub", "author")
    return rows.filter(pk=event.subject_id).first()


# --- freshness ------------------------------------------------------------------------

WHEN = {
    "ahead": gettext_noop("A review is due within thirty days"),
    "due": gettext_noop("A review is due"),
    "overdue": gettext_noop("A review is overdue by thirty days"),
}


@on("practice.review_due")
def tell_who_confirms(event: Event) -> None:
    """Tell owner and hub; nobody where the review was done meanwhile. Safe to run twice."""
    practice = Practice.objects.select_related("hub").get(pk=event.subject_id)
    if str(practice.review_by) != event.facts["review_by"]:
        return
    tell(
        event,
        custodians_of(practice),
        url=practice.get_absolute_url(),
        title=practice.title,
        when=WHEN[event.facts["stage"]],
        review_by=event.facts["review_by"],
    )
