"""Pages on which a person reads her notices and says how soon she wants mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import preferences, unsubscribing
from accounts.forms import PacesForm
from accounts.models import Notice, NoticeQuerySet, Pace, Topic
from accounts.notices import read as mark_read
from accounts.notices import told
from accounts.pages import PersonRequest

ROWS = 20


@require_safe
@login_required
def notices(request: PersonRequest) -> HttpResponse:
    """Show a person's notices, unread ones first."""
    unread_alone = "unread" in request.GET
    hers = Notice.objects.visible_to(request.user)
    found = hers.unread() if unread_alone else hers
    page = Paginator(found.unread_first(), ROWS).get_page(request.GET.get("page"))
    latest = hers.unread().order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page": page,
        "lines": [told(notice) for notice in page],
        "latest": latest,
        "unread_alone": unread_alone,
    }
    return render(request, "accounts/notices.html", context)


@require_safe
@login_required
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Lead to what a notice is about; going there is reading it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        mark_read(only(request, notice))
    return redirect(notice.url)


@require_POST
@login_required
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark one notice as read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(only(request, notice))
    return redirect("accounts:notices")


@require_POST
@login_required
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark as read what the page showed; what has come since stays unread."""
    hers = Notice.objects.visible_to(request.user)
    latest = request.POST.get("latest", "")
    if latest.isascii() and latest.isdigit():
        hers = hers.filter(pk__lte=min(int(latest), 2**63 - 1))
    count = mark_read(hers)
    text = ngettext(
        "%d notice is marked as read.", "%d notices are marked as read.", count
    )
    messages.success(request, text % count)
    return redirect("accounts:notices")


def only(request: PersonRequest, notice: Notice) -> NoticeQuerySet:
    return Notice.objects.visible_to(request.user).filter(pk=notice.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notice_preferences(request: PersonRequest) -> HttpResponse:
    """Let a person choose for each topic how soon she is mailed."""
    chosen = preferences.paces_of(request.user)
    form = PacesForm(
        wanted(request) if request.method == "POST" else None, initial=chosen
    )
    if form.is_bound and form.is_valid():
        preferences.choose(request.user, form.cleaned_data, by=request.user)
        messages.success(request, _("Your choice holds from now on."))
        return redirect("accounts:preferences")
    context = {"form": form, "morning": preferences.MORNING}
    status = 422 if form.errors else 200
    return render(request, "accounts/preferences.html", context, status=status)


def wanted(request: HttpRequest) -> Any:
    """Return what the form says; one button turns all mail off."""
    return (
        dict.fromkeys(Topic.values, Pace.OFF) if "off" in request.POST else request.POST
    )


@csrf_exempt  # a mail program presses the button, and it has no page of ours
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail by a link of that mail, without signing in. Reading the page changes nothing."""
    subscription = unsubscribing.read(token)
    if subscription is None:
        return render(request, "accounts/unsubscribe.html", status=404)
    context: dict[str, Any] = {"subscription": subscription}
    if request.method == "POST":
        everything = "everything" in request.POST
        unsubscribing.unsubscribe(subscription, everything=everything)
        context |= {"done": True, "everything": everything}
    return render(request, "accounts/unsubscribe.html", context)
