"""
Would it work elsewhere? The custodian's list, and beside it how a country judges itself.

The list is made out of a practice's summary, until its hub takes it in hand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from hubs.models import Country
from outbox.events import record
from practices.models import (
    LONGEST_WORDS,
    Assessment,
    Element,
    Judgement,
    Practice,
    Transferability,
)
from practices.speaking import (
    countries_to_judge_for,
    may_arrange,
    may_assess,
    why_not_arrange,
    why_not_assess,
)

MOST = 60  # rows of a list
Kind = Element.Kind
Verdict = Judgement.Verdict
Said = Mapping[int, tuple[str, str]]  # by element: the verdict and a note


class ChangedMeanwhile(ValidationError):
    """Somebody else saved in between; the second one sees both texts."""


class Unfit(ValidationError):
    """A row or a verdict that cannot be kept as it is."""


@dataclass(frozen=True)
class ElementRow:
    """A row of the list as somebody sends it; without a key it is a new one."""

    kind: str
    text: str
    note: str = ""
    key: int | None = None


# --- the custodian's list ---------------------------------------------------------------


def derive(practices: Iterable[Practice]) -> None:
    """
    Make lists out of summaries; those that a hub has taken in hand stay as they are.

    A row whose words are the same stays the same row, with what was judged of it.
    """
    rows = list(practices)
    taken = set(
        Transferability.objects.filter(practice__in=rows, derived=False).values_list(
            "practice_id", flat=True
        )
    )
    open_ones = [row for row in rows if row.pk not in taken]
    Transferability.objects.bulk_create(
        [Transferability(practice=row) for row in open_ones], ignore_conflicts=True
    )
    known: dict[int, list[Element]] = {}
    for element in Element.objects.filter(practice__in=open_ones):
        known.setdefault(element.practice_id, []).append(element)
    fresh = []
    for practice in open_ones:
        wanted = told_by(practice)
        if practice.pk in known:
            write(practice, known[practice.pk], matched(wanted, known[practice.pk]))
        else:
            fresh += [new(practice, place, row) for place, row in enumerate(wanted)]
    Element.objects.bulk_create(fresh)


def told_by(practice: Practice) -> list[ElementRow]:
    """Return the rows that a summary tells of."""
    return [
        ElementRow(kind=kind, text=text)
        for kind, texts in (
            (Kind.PRECONDITION, practice.preconditions),
            (Kind.ADAPTABLE, practice.adaptable),
        )
        for text in dict.fromkeys(texts)
        if text.strip()
    ]


def matched(wanted: Iterable[ElementRow], known: Iterable[Element]) -> list[ElementRow]:
    """Give a row that says what a known one says that one's key."""
    keys = {(row.kind, row.text): row.pk for row in known}
    return [
        ElementRow(row.kind, row.text, row.note, keys.get((row.kind, row.text)))
        for row in wanted
    ]


def new(practice: Practice, place: int, row: ElementRow) -> Element:
    return Element(
        practice=practice, place=place, kind=row.kind, text=row.text, note=row.note
    )


def write(
    practice: Practice, known: Iterable[Element], wanted: Sequence[ElementRow]
) -> None:
    """Bring the list to what is wanted; a row that was judged is retired, not lost."""
    by_key = {row.pk: row for row in known}
    kept = {row.key for row in wanted}
    for place, row in enumerate(wanted):
        element = by_key.get(row.key or 0) or Element(practice=practice)
        element.kind, element.text, element.note = row.kind, row.text, row.note
        element.place, element.retired = place, False
        element.save()
    gone = [row.pk for row in by_key.values() if row.pk not in kept]
    judged = Judgement.objects.filter(element__in=gone).values("element")
    Element.objects.filter(pk__in=gone).exclude(pk__in=judged).delete()
    Element.objects.filter(pk__in=gone).update(retired=True)


@transaction.atomic
def arrange(
    practice: Practice, *, by: User, rows: Sequence[ElementRow], version: int
) -> Transferability:
    """
    Keep the list of what must be there, what is the core, what can be adapted.

    :raises PermissionDenied: unless she keeps the practice.
    :raises ChangedMeanwhile: where somebody else saved since ``version``.
    :raises Unfit: for a row without words, and for more rows than anybody would read.
    """
    if not may_arrange(by, practice):
        raise PermissionDenied(why_not_arrange(by, practice))
    sheet = sheet_of(practice)
    if sheet.version != version:
        raise ChangedMeanwhile(
            _("Somebody else changed this list meanwhile. Both versions are below.")
        )
    known = list(Element.objects.filter(practice=practice))
    check(rows, known)
    write(practice, known, rows)
    sheet.version, sheet.derived = version + 1, False
    sheet.updated_at, sheet.updated_by = timezone.now(), by
    sheet.save()
    record("transferability.arranged", about=practice, by=by, practice=practice.slug)
    return sheet


def sheet_of(practice: Practice) -> Transferability:
    """Return the list as one thing, under a lock; make it where there is none."""
    Transferability.objects.get_or_create(practice=practice)
    return Transferability.objects.select_for_update().get(practice=practice)


def check(rows: Sequence[ElementRow], known: Iterable[Element]) -> None:
    """:raises Unfit: for a row that cannot be kept."""
    keys = {row.pk for row in known}
    if len(rows) > MOST:
        raise Unfit(_("A list has %(most)d rows at most.") % {"most": MOST})
    for row in rows:
        if not row.text.strip():
            raise Unfit(_("Every row says something: fill it in, or take it away."))
        if len(row.text) > LONGEST_WORDS or len(row.note) > LONGEST_WORDS:
            raise Unfit(
                _("A row has at most %(most)d characters.") % {"most": LONGEST_WORDS}
            )
        if row.kind not in Kind.values:
            raise Unfit(_("There is no kind of row “%(kind)s”.") % {"kind": row.kind})
        if row.key is not None and row.key not in keys:
            raise Unfit(_("A row that you changed is not on this list."))


# --- how a country judges itself --------------------------------------------------------


@transaction.atomic
def assess(
    practice: Practice,
    *,
    by: User,
    country: Country,
    judgements: Said,
    conclusion: str = "",
) -> Assessment:
    """
    Say row by row what is there in one's country; said before, it is changed.

    It stays within the country until it is shared.

    :raises PermissionDenied: unless she speaks for the country.
    :raises Unfit: for a verdict on what is not on the list.
    """
    if not may_assess(by) or country not in countries_to_judge_for(by):
        raise PermissionDenied(
            why_not_assess(by)
            or _("You do not speak for %(place)s.") % {"place": country}
        )
    elements = {row.pk: row for row in Element.objects.filter(practice=practice)}
    check_judgements(judgements, elements, conclusion)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    sheet, made = Assessment.objects.get_or_create(
        practice=practice, person=by, country=country
    )
    sheet.conclusion, sheet.updated_at = conclusion.strip(), timezone.now()
    sheet.version += not made
    sheet.save()
    judge(sheet, judgements, elements)
    kind = "assessment.made" if made else "assessment.changed"
    record(kind, about=sheet, by=by, practice=practice.slug)
    return sheet


def check_judgements(
    judgements: Said, elements: Mapping[int, Element], conclusion: str
) -> None:
    """:raises Unfit: for what cannot be kept."""
    notes = [note for _verdict, note in judgements.values()]
    if any(len(text) > LONGEST_WORDS for text in (conclusion, *notes)):
        raise Unfit(
            _("A note has at most %(most)d characters.") % {"most": LONGEST_WORDS}
        )
    for key, (verdict, _note) in judgements.items():
        if key not in elements:
            raise Unfit(_("You judged a row that is not on this list."))
        if verdict not in Verdict.values:
            raise Unfit(_("There is no verdict “%(verdict)s”.") % {"verdict": verdict})


def judge(sheet: Assessment, judgements: Said, elements: Mapping[int, Element]) -> None:
    Judgement.objects.bulk_create(
        [
            Judgement(
                assessment=sheet,
                element=elements[key],
                verdict=verdict,
                note=words.strip(),
                of_text=elements[key].text,
            )
            for key, (verdict, words) in judgements.items()
        ],
        update_conflicts=True,
        unique_fields=("assessment", "element"),
        update_fields=("verdict", "note", "of_text"),
    )


@transaction.atomic
def share(assessment: Assessment, *, by: User) -> Assessment:
    """
    Let everybody read it, the custodian first; who made it decides.

    :raises PermissionDenied: for anybody else.
    """
    return handed(assessment, by, shared=True)


@transaction.atomic
def unshare(assessment: Assessment, *, by: User) -> Assessment:
    """
    Keep it within the country again.

    :raises PermissionDenied: for anybody but who made it.
    """
    return handed(assessment, by, shared=False)


def handed(assessment: Assessment, by: User, *, shared: bool) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("practice")
    sheet = rows.get(pk=assessment.pk)
    if sheet.person_id != by.pk or not by.is_active:
        raise PermissionDenied(_("Whoever made an assessment decides who reads it."))
    if sheet.shared != shared:
        sheet.shared = shared
        sheet.save(update_fields=["shared"])
        kind = "assessment.shared" if shared else "assessment.unshared"
        record(kind, about=sheet, by=by, practice=sheet.practice.slug)
    return sheet


# --- side by side -----------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A row of the list, and what was judged of it."""

    element: Element
    judgement: Judgement | None

    @property
    def verdict(self) -> str:
        return self.judgement.verdict if self.judgement else Verdict.UNKNOWN

    @property
    def verdict_name(self) -> str:
        return str(Verdict(self.verdict).label)

    @property
    def note(self) -> str:
        return self.judgement.note if self.judgement else ""

    @property
    def was_reworded(self) -> bool:
        """True where the custodian has changed the row since it was judged."""
        return (
            self.judgement is not None and self.judgement.of_text != self.element.text
        )


@dataclass(frozen=True)
class Comparison:
    """The list beside an assessment, with what is missing."""

    rows: list[Compared]

    @property
    def missing(self) -> list[Compared]:
        return self._of(Verdict.MISSING)

    @property
    def unknown(self) -> list[Compared]:
        return self._of(Verdict.UNKNOWN)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many rows have each verdict: code, name, number."""
        found = Counter(row.verdict for row in self._standing)
        return [(code, str(name), found[code]) for code, name in Verdict.choices]

    @property
    def _standing(self) -> list[Compared]:
        return [row for row in self.rows if not row.element.retired]

    def _of(self, verdict: str) -> list[Compared]:
        return [row for row in self._standing if row.verdict == verdict]


def compared(elements: Iterable[Element], assessment: Assessment | None) -> Comparison:
    """Put the list and an assessment side by side; a retired row stays where it was judged."""
    said = {}
    if assessment is not None:
        said = {row.element_id: row for row in assessment.judgements.all()}
    return Comparison(
        [
            Compared(row, said.get(row.pk))
            for row in elements
            if not row.retired or row.pk in said
        ]
    )
