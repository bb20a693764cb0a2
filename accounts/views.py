"""Pages about oneself, and the page of those who decide about roles."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ConfirmEmailView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import memberships as roles
from accounts import talent
from accounts import tokens as keys
from accounts import unsent as left_behind
from accounts.forms import (
    DecisionFilter,
    EntryForm,
    NominationForm,
    ProfileForm,
    ReasonForm,
    RoleForm,
    TokenForm,
)
from accounts.models import Membership, MembershipQuerySet, PersonalToken, User
from accounts.pages import (
    PersonRequest,
    page_only,
    page_or_form,
    status_of,
    verb,
    went_through,
)
from accounts.permissions import may_decide_any, why_not

ON_A_PAGE = 25


class ConfirmAddress(ConfirmEmailView):  # type: ignore[misc]
    """The library's page; a link that was used meanwhile gets a sentence, and no 404."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(*args, **kwargs)
        except Http404:
            answer = self.get(*args, **kwargs)
        return answer


@login_required
@page_or_form
def profile(request: PersonRequest) -> HttpResponse:
    person = User.objects.select_related("country").get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@page_or_form
def memberships(request: PersonRequest) -> HttpResponse:
    """Show one's roles and where they stand; take the request for another."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and asked(form, request.user):
        messages.success(
            request, _("Your request is on its way. You see here where it stands.")
        )
        return redirect("accounts:memberships")
    own = request.user.memberships.with_people().order_by("-since", "-pk")
    context = {
        "form": form,
        "memberships": own[:100],
        "second_factor_missing": request.user.lacks_second_factor(),
        "may_decide": may_decide_any(request.user),
    }
    return render(request, "accounts/memberships.html", context, status=status_of(form))


def asked(form: RoleForm, person: User) -> bool:
    """Ask for the role; tell whether it went through, and if not, let the form say why."""
    said = form.cleaned_data
    return went_through(form, lambda: roles.request(person, **said, by=person))


@login_required
@page_or_form
def unsent(request: PersonRequest) -> HttpResponse:
    """Show what she sent when her session was over, to be sent again or forgotten."""
    sent = left_behind.of(request)
    if request.method == "POST" or sent is None:
        left_behind.forget(request)
        return redirect("insights:me")
    return render(request, "accounts/unsent.html", {"sent": sent})


@login_required
@page_only
def decide(request: PersonRequest) -> HttpResponse:
    """Show what waits for this person's decision, longest first; and who has a role."""
    if not may_decide_any(request.user):
        raise PermissionDenied(why_not(request.user, *DECIDING))
    form = DecisionFilter(request.GET)
    rows = found(form, Membership.objects.decided_by(request.user))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "shown": shown(form)}
    return render(request, "accounts/decide.html", context)


DECIDING = (
    Membership.Role.ADMINISTRATOR,
    Membership.Role.HUB_MANAGER,
    Membership.Role.FOCAL_POINT,
)


def shown(form: DecisionFilter) -> str:
    """Return the status that is asked for; what waits, without a word."""
    form.is_valid()
    return form.cleaned_data.get("status") or Membership.Status.REQUESTED


def found(form: DecisionFilter, rows: MembershipQuerySet) -> MembershipQuerySet:
    words = (form.cleaned_data.get("q") or "") if form.is_valid() else ""
    if words:
        named = Q(person__name__icontains=words) | Q(person__email__icontains=words)
        rows = rows.filter(named)
    return rows.filter(status=shown(form)).with_people().longest_waiting_first()


@require_POST
@login_required
def grant(request: PersonRequest, pk: int) -> HttpResponse:
    membership = membership_for(request, pk)
    given = roles.grant(membership, by=request.user, reason=reason_of(request))
    messages.success(request, _("Granted: %(role)s.") % {"role": given})
    return redirect("accounts:decide")


@require_POST
@login_required
def end(request: PersonRequest, pk: int) -> HttpResponse:
    membership = membership_for(request, pk)
    ended = roles.end(membership, by=request.user, reason=reason_of(request))
    messages.success(request, _("Ended: %(role)s.") % {"role": ended})
    own = ended.person_id == request.user.pk
    return redirect("accounts:memberships" if own else "accounts:decide")


def membership_for(request: PersonRequest, pk: int) -> Membership:
    """Return the role, or 404 where it is not this person's to see."""
    visible = Membership.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=pk)


def reason_of(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("A reason has 2,000 characters at most."))
    return str(form.cleaned_data["reason"])


@never_cache
@login_required
@page_or_form
def tokens(request: PersonRequest) -> HttpResponse:
    """Show one's tokens; make a new one, and show its secret this once."""
    return make(request) if request.method == "POST" else show(request, TokenForm())


@reauthentication_required  # type: ignore[untyped-decorator]
def make(request: PersonRequest) -> HttpResponse:
    form, secret = TokenForm(request.POST), ""
    if form.is_valid():
        try:
            _token, secret = keys.issue(request.user, **form.asked(), by=request.user)
            form = TokenForm()
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return show(request, form, secret)


def show(request: PersonRequest, form: TokenForm, secret: str = "") -> HttpResponse:
    mine = request.user.tokens.newest_first()[:100]
    context = {"form": form, "tokens": mine, "secret": secret}
    return render(request, "accounts/tokens.html", context, status=status_of(form))


@require_POST
@login_required
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    mine = PersonalToken.objects.filter(person=request.user)
    keys.revoke(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("The token is revoked: it opens nothing any longer."))
    return redirect("accounts:tokens")


# --- the talent bank --------------------------------------------------------------------


@login_required
@page_or_form
def expert(request: PersonRequest) -> HttpResponse:
    """Show what one would share; take what one writes."""
    entry = talent.entry_of(request.user)
    form = EntryForm.of(request.user, entry, request.POST or None)
    if request.method == "POST" and form.is_valid() and offered(form, request.user):
        messages.success(request, _("Saved. You can be found by what you know."))
        return redirect("accounts:expert")
    context = {
        "form": form,
        "entry": entry,
        "may_nominate": talent.may_nominate_any(request.user),
    }
    return render(request, "accounts/expert.html", context, status=status_of(form))


def offered(form: EntryForm, person: User) -> bool:
    written = form.written()
    return went_through(form, lambda: talent.offer(person, by=person, **written))


@verb
def expert_confirm(request: PersonRequest) -> HttpResponse:
    talent.confirm(request.user, by=request.user)
    messages.success(request, _("Confirmed: it counts for a year."))
    return redirect("accounts:expert")


@verb
def expert_withdraw(request: PersonRequest) -> HttpResponse:
    talent.withdraw(request.user, by=request.user)
    messages.success(request, _("Nobody finds you any more. You can come back."))
    return redirect("accounts:expert")


@login_required
@page_or_form
def nominate(request: PersonRequest) -> HttpResponse:
    """Name somebody for the talent bank; she is asked, and decides."""
    if not talent.may_nominate_any(request.user):
        raise PermissionDenied(why_not(request.user, *talent.NOMINATING))
    form = NominationForm(
        request.POST or None, initial={"country": request.user.country_id}
    )
    if request.method == "POST" and form.is_valid() and nominated(form, request.user):
        messages.success(request, _("She is asked, and decides herself."))
        return redirect("accounts:nominate")
    return render(
        request, "accounts/nominate.html", {"form": form}, status=status_of(form)
    )


def nominated(form: NominationForm, person: User) -> bool:
    said = form.cleaned_data
    return went_through(form, lambda: talent.nominate(by=person, **said))
