"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Give base.html its languages, its address, and whether the content is a sample."""
    return {
        "languages": settings.LANGUAGES,
        "canonical": settings.BASE_URL + request.path,
        "sample_content": settings.SAMPLE_CONTENT,
        "single_sign_on": settings.OIDC_PROVIDERS,
    }
