"""Conversations about a request: which there are, what was said, and saying something."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Membership, User
from accounts.pages import ON_A_PAGE, PersonRequest, status_of, verb, went_through
from exchanges import questions, replies, speaking, threads
from exchanges.models import ExchangeRequest, Message
from exchanges.pages.finding import request_for
from exchanges.pages.papers import takes_files
from exchanges.permissions import asks, attends
from exchanges.talk_forms import MessageForm
from exchanges.threads import Conversation, Seen


@require_safe
@never_cache
@login_required
def conversations(request: PersonRequest, reference: str) -> HttpResponse:
    """Show with whom it is spoken of, and where something new was said."""
    exchange_request = request_for(request, reference)
    lines = threads.lines_of(exchange_request, request.user)
    if not lines:
        raise Http404
    context = {
        "exchange_request": exchange_request,
        "lines": lines,
        "may_clarify": may_clarify(request, exchange_request),
    }
    return render(request, "exchanges/conversations.html", context)


@require_safe
@never_cache
@login_required
def conversation(request: PersonRequest, reference: str, key: str) -> HttpResponse:
    """Show what was said, the latest page first; what is shown counts as read."""
    return show(request, conversation_for(request, reference, key), MessageForm())


@takes_files
@verb
def write(request: PersonRequest, reference: str, key: str) -> HttpResponse:
    found = conversation_for(request, reference, key)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid() and went_through(
        form, lambda: threads.write(found, by=request.user, **form.said())
    ):
        messages.success(request, _("Sent. Whoever takes part has been told."))
        return redirect(f"{found.get_absolute_url()}#latest")
    return show(request, found, form)


def conversation_for(request: HttpRequest, reference: str, key: str) -> Conversation:
    """Return the conversation, or 404 where it is not this person's to know of."""
    exchange_request = request_for(request, reference)
    found = threads.find(exchange_request, key, request.user)
    if found is None:
        raise Http404
    return found


def show(
    request: PersonRequest, found: Conversation, form: MessageForm
) -> HttpResponse:
    page = page_of(request, found)
    shown: list[Message] = list(page)
    seen = threads.seen_by(found, shown, request.user)
    why_not = why_not_write(request, found)
    context: dict[str, Any] = {
        "exchange_request": found.exchange_request,
        "conversation": found,
        "page": page,
        "question": questions.open_in(found.invitation),
        "may_clarify": may_clarify(request, found.exchange_request),
        "form": form,
        "why_not": why_not,
        "other": other_in(shown, found, request.user),
        "seen": seen,
        "reply_to": "" if why_not else replies.address_for(request.user, found),
    }
    if shown and not why_not:
        note(request, found, seen, shown[-1].at)
    return render(
        request, "exchanges/conversation.html", context, status=status_of(form)
    )


def may_clarify(request: PersonRequest, exchange_request: ExchangeRequest) -> bool:
    person = request.user
    return asks(person, exchange_request) or attends(person, exchange_request)


def page_of(request: HttpRequest, found: Conversation) -> Page[Any]:
    """Return the page that is asked for; the last, where none is."""
    pages = Paginator(found.messages().with_people().oldest_first(), ON_A_PAGE)
    return pages.get_page(request.GET.get("page") or pages.num_pages)


def why_not_write(request: PersonRequest, found: Conversation) -> str:
    """Say why she may only read; whoever reads it and audits nothing takes part in it."""
    if not request.user.acts_as(Membership.Role.AUDITOR):
        return ""
    return speaking.why_not_talk(request.user, found.exchange_request, found.invitation)


def note(
    request: PersonRequest, found: Conversation, seen: Seen, until: datetime
) -> None:
    """Remember what she reads now; a page that is fetched ahead is not read."""
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if not fetched_ahead and (seen.mine is None or seen.mine < until):
        threads.read(found, by=request.user, until=until)


def other_in(shown: list[Message], found: Conversation, reader: User) -> User | None:
    """Return whose clock stands beside the reader's: who spoke latest, or whoever will."""
    for message in reversed(shown):
        if message.author_id != reader.pk:
            return message.author
    return threads.other_side(found, reader)
