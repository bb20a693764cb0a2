"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.notices import unread_of
from accounts.pages import page_of


def house(request: HttpRequest) -> dict[str, Any]:
    """Give base.html its languages, its address, and whether the content is a sample."""
    return {
        "languages": settings.LANGUAGES,
        "here": page_of(request),
        "canonical": settings.BASE_URL + request.path,
        "sample_content": settings.SAMPLE_CONTENT,
        "unread_notices": lambda: unread_of(request.user),
        "single_sign_on": settings.OIDC_PROVIDERS,
    }
