"""What all pages of curation begin with: a person, and a practice that she may see."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from practices.models import Practice


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


def visible(request: HttpRequest, slug: str) -> Practice:
    """Return a practice, or 404 where it is not this person's to see."""
    rows = Practice.objects.visible_to(request.user).prefetch_related(
        "co_authors__person"
    )
    around = rows.select_related("country", "hub", "author", "owner")
    return get_object_or_404(around, slug=slug)
