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
    rows = Practice.objects.visible_to(request.user).with_everything()
    return get_object_or_404(rows.select_related("author", "owner"), slug=slug)
