"""Which practice a page about one means."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from practices.models import Practice


def practice_for(
    request: HttpRequest, slug: str, *, beside: str = "translations"
) -> Practice:
    """Return the practice and what is fetched beside it, or 404 where it is not hers to see."""
    if isinstance(request.user, User) and request.method in ("GET", "HEAD"):
        request.user.remember_roles()
    visible = Practice.objects.visible_to(request.user)
    with_ends = visible.select_related("country", "hub", "owner", "author")
    return get_object_or_404(with_ends.prefetch_related(beside), slug=slug)


def practice_with_writers(request: HttpRequest, slug: str) -> Practice:
    """Return the practice with those who write it, or 404 where it is not hers to see."""
    return practice_for(request, slug, beside="co_authors__person")
