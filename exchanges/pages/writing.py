"""Writing a request: begun from a challenge, a practice or nothing; mended; handed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.pages import PersonRequest, page_or_form, status_of, went_through
from accounts.permissions import refuse
from exchanges import checks, lifecycle
from exchanges.checklist import own_checklist
from exchanges.holding import today
from exchanges.models import Challenge, ExchangeRequest
from exchanges.models.requests import SPEAKING
from exchanges.pages.both import marks_of, meet
from exchanges.pages.finding import remember_roles, request_for, sent
from exchanges.permissions import why_not_change, why_not_submit
from exchanges.refusals import Missing
from exchanges.register import iso3_of
from exchanges.request_forms import AT_ONCE, RequestForm, SubmitForm, as_sent
from hubs.models import Country
from practices import asking, guesses
from practices.browsing import legible
from practices.models import Practice, Question

A_TEXT = 30  # signs from which a language can be told
MOST_OFFERED = 20  # practices of interest


@dataclass
class Beginning:
    """What is known of a request before a word of it is written."""

    challenge: Challenge | None = None
    practices: list[Practice] = field(default_factory=list)
    ask: list[str] = field(default_factory=list)
    texts: dict[str, Any] = field(default_factory=dict)


@page_or_form
@login_required
def new(request: PersonRequest) -> HttpResponse:
    """Begin a request; it is a draft that nobody else sees."""
    remember_roles(request)
    countries = countries_of(request)
    if not countries:
        return cannot_ask(request)
    begun = beginning(request)
    form = RequestForm(
        sent(request),
        countries=countries,
        offered=offered(request, begun.practices),
        named=named(request, begun.ask),
        initial=first_texts(request, begun),
    )
    if form.is_valid() and (made := started(request, form, begun, countries)):
        messages.success(request, _("Saved as a draft. Nobody else sees it yet."))
        return redirect(made)
    context = {
        "form": form,
        "challenge": begun.challenge,
        "challenges": own_challenges(request, begun),
    }
    return render(request, "exchanges/edit.html", context, status=status_of(form))


def countries_of(request: PersonRequest) -> list[Country]:
    """Return the countries for which she may ask."""
    rows = [row for row in request.user.roles_in_force() if row.role in SPEAKING]
    return list({row.country_id: row.country for row in rows if row.country}.values())


def cannot_ask(request: PersonRequest) -> HttpResponse:
    """Say why not, and what she can do about it."""
    asked_for = request.user.memberships.requested().filter(role__in=SPEAKING)
    if request.method == "POST":
        raise PermissionDenied(_("Officials and focal points ask for their country."))
    context = {
        "waits": asked_for.exists(),
        "role": Membership.Role.OFFICIAL.label,
    }
    return render(request, "exchanges/cannot_ask.html", context)


def beginning(request: PersonRequest) -> Beginning:
    """Read from the address out of what she begins: a challenge, a practice, a question."""
    query, begun = request.GET, Beginning()
    key = query.get("challenge", "")
    if key.isdecimal():
        visible = Challenge.objects.visible_to(request.user)
        begun.challenge = get_object_or_404(visible, pk=key[:18])
        begun.texts = lifecycle.told_by(begun.challenge)
    slugs = [legible(slug) for slug in query.getlist("practice")[:MOST_OFFERED]]
    if slugs:
        published = Practice.objects.published().filter(slug__in=slugs)
        begun.practices = list(published.with_line())
    if reference := query.get("again"):
        begun.texts |= words_again(request, legible(reference)[:16])
    if token := query.get("question"):
        begun.texts |= words_of(request, legible(token)[:22])
    named = (iso3_of(code) for code in query.getlist("ask")[:MOST_OFFERED])
    begun.ask = [*filter(None, named), *(row.country_id for row in begun.practices)]
    return begun


def words_of(request: PersonRequest, token: str) -> dict[str, Any]:
    """Return the problem that she typed for matching, so that she need not type it again."""
    asker = asking.known_asker(request.COOKIES.get("asker", ""))
    visible = Question.objects.visible_to_asker(asker).filter(token=token)
    question = visible.first()
    return {"problem": question.problem} if question else {}


def words_again(request: PersonRequest, reference: str) -> dict[str, Any]:
    """Return what she wrote in a request that came to nothing."""
    hers = ExchangeRequest.objects.filter(author=request.user, reference=reference)
    earlier = hers.first()
    if earlier is None:
        return {}
    kept = ("title", "problem", "institution", "sought", "instruments", "languages")
    return {name: getattr(earlier, name) for name in (*kept, "plan_alignment")}


def first_texts(request: PersonRequest, begun: Beginning) -> dict[str, Any]:
    person = request.user
    own = {row.pk for row in countries_of(request)}
    asked = [code for code in dict.fromkeys(begun.ask) if code not in own]
    known = {row.pk: row.name for row in Country.objects.filter(pk__in=asked)}
    names = [known[code] for code in asked if code in known]
    return {
        "institution": person.institution,
        "languages": person.languages,
        "practices": [row.slug for row in begun.practices],
        "all_at_once": AT_ONCE,
        **{f"ask_{i}": name for i, name in enumerate(names)},
        **begun.texts,
    }


def own_challenges(request: PersonRequest, begun: Beginning) -> Sequence[Challenge]:
    """Return the challenges that she might begin from instead."""
    if begun.challenge or begun.practices or request.method == "POST":
        return []
    return list(Challenge.objects.visible_to(request.user).open().latest_first()[:5])


def started(
    request: PersonRequest,
    form: RequestForm,
    begun: Beginning,
    countries: Sequence[Country],
) -> ExchangeRequest | None:
    """Begin it; where that is refused, the form says why and keeps what was typed."""
    chosen = form.cleaned_data.get("country", countries[0].pk)
    made: list[ExchangeRequest] = []
    went_through(
        form,
        lambda: made.append(
            lifecycle.start(
                by=request.user,
                country=next(row for row in countries if row.pk == chosen),
                challenge=begun.challenge,
                practices=form.interesting(),
                ask=form.asked(),
                **content_of(form),
            )
        ),
    )
    return made[0] if made else None


def content_of(form: RequestForm) -> dict[str, Any]:
    """Return what was written, and the language that it seems to be in."""
    told = form.content()
    text = f"{told['title']}\n{told['problem']}".strip()
    return told | ({"language": guesses.language(text)} if len(text) > A_TEXT else {})


# --- mending it -------------------------------------------------------------------------


@page_or_form
@login_required
def edit(request: PersonRequest, reference: str) -> HttpResponse:
    """Write on a draft, or on what came back; nothing that another saved is overwritten."""
    exchange_request = request_for(request, reference)
    refuse(why_not_change(request.user, exchange_request))
    attached = list(exchange_request.practices.with_line())
    queued = [row.country for row in queued_of(exchange_request)]
    form = RequestForm(
        sent(request),
        countries=[exchange_request.country],
        offered=offered(request, attached),
        named=named(request, queued),
        initial=texts_of(exchange_request, attached, queued),
    )
    if form.is_valid():
        try:
            return changed(request, exchange_request, form)
        except lifecycle.ChangedMeanwhile as refusal:
            return both(request, reference, form, refusal)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "exchange_request": exchange_request}
    return render(request, "exchanges/edit.html", context, status=status_of(form))


def changed(
    request: PersonRequest, exchange_request: ExchangeRequest, form: RequestForm
) -> HttpResponse:
    lifecycle.change(
        exchange_request,
        by=request.user,
        version=form.cleaned_data["version"] or 0,
        practices=form.interesting(),
        ask=form.asked(),
        **content_of(form),
    )
    messages.success(request, _("Saved."))
    if "submit" in request.POST:
        return redirect("exchanges:request_submit", exchange_request.reference)
    return redirect(exchange_request)


def both(
    request: PersonRequest, reference: str, form: RequestForm, refusal: ValidationError
) -> HttpResponse:
    """Show the text that another saved beside hers, which stays in the form."""
    saved = request_for(request, reference)
    clashes, taken = meet(form, saved)
    context = {
        "form": form,
        "exchange_request": saved,
        "clashes": clashes,
        "taken": taken,
        "reasons": refusal.messages,
    }
    return render(request, "exchanges/edit.html", context, status=409)


def queued_of(exchange_request: ExchangeRequest) -> Any:
    return exchange_request.invitations.queued().in_order().select_related("country")


def texts_of(
    exchange_request: ExchangeRequest,
    attached: Sequence[Practice],
    queued: Sequence[Country],
) -> dict[str, Any]:
    """Return what is saved, as the form shows it."""
    saved = {name: getattr(exchange_request, name) for name in RequestForm.CONTENT}
    return {
        **saved,
        "marks": marks_of(saved),
        "all_at_once": as_sent(exchange_request.all_at_once),
        "practices": [row.slug for row in attached],
        "version": exchange_request.version,
        **{f"ask_{i}": row.name for i, row in enumerate(queued)},
    }


def offered(request: PersonRequest, known: Sequence[Practice]) -> list[Practice]:
    """Return the practices that can be ticked: the known, and those that she sent."""
    there = {row.slug for row in known}
    sent = (legible(slug) for slug in request.POST.getlist("practices"))
    more = [slug for slug in sent if slug not in there]
    if not more:
        return list(known)
    published = Practice.objects.published().filter(slug__in=more[:MOST_OFFERED])
    return [*known, *published.with_line()]


def named(request: PersonRequest, known: Sequence[Any]) -> int:
    """Return how many countries are named already, or were typed."""
    typed = [key for key, said in request.POST.items() if key[:4] == "ask_" and said]
    return max(len(known), len(typed))


# --- handing it in ----------------------------------------------------------------------


@page_or_form
@login_required
def submit(request: PersonRequest, reference: str) -> HttpResponse:
    """Say what happens next, ask for consent, and hand it in; warn of a duplicate."""
    exchange_request = request_for(request, reference)
    refuse(why_not_submit(request.user, exchange_request))
    alike = checks.duplicates_of(exchange_request)
    form = SubmitForm(
        sent(request),
        consented=exchange_request.consented_at is not None,
        alike=bool(alike),
    )
    if form.is_valid() and went_through(
        form,
        lambda: lifecycle.submit(
            exchange_request, by=request.user, **form.cleaned_data
        ),
    ):
        text = _("Submitted. The receipt number is %(reference)s.")
        messages.success(request, text % {"reference": reference})
        return redirect(exchange_request)
    measures = exchange_request.measures()
    practices = exchange_request.practices.all()
    context = {
        "form": form,
        "exchange_request": exchange_request,
        "alike": alike,
        "measures": measures,
        "checklist": own_checklist(exchange_request, measures, practices),
        "missing": missing_in(exchange_request),
        "invitations": queued_of(exchange_request),
        "public_names": [
            ExchangeRequest.Field(name).label for name in exchange_request.public_fields
        ],
        "endorsed_first": lifecycle.wants_endorsement(exchange_request),
    }
    return render(request, "exchanges/submit.html", context, status=status_of(form))


def missing_in(exchange_request: ExchangeRequest) -> list[str]:
    """Return what has to be written before it can be handed in."""
    try:
        checks.refuse_incomplete(exchange_request, today(), consents=True)
    except Missing as refusal:
        return refusal.messages
    return []
