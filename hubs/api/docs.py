"""The API's own description, for programs and for people."""

import base64
import hashlib
import re
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils.csp import CSP, build_policy
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from hubs.api.views import OpenView

RENDERERS = {known.format: known for known in SpectacularAPIView.renderer_classes}


class SchemaView(OpenView, SpectacularAPIView):
    """OpenAPI 3.1 as YAML, or as JSON by ``?format=json``."""

    renderer_classes = SpectacularAPIView.renderer_classes

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Negotiate the form and the language as elsewhere, whatever the query says."""
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        filename = f"{spectacular_settings.TITLE}.{renderer.format}"
        return HttpResponse(
            described(renderer.format, get_language()),
            content_type=f"{renderer.media_type}{charset}",
            headers={"Content-Disposition": f'inline; filename="{filename}"'},
        )


@cache
def described(form: str, _language: str) -> bytes:
    """Describe the API in the language spoken now; once a process: it takes seconds."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return cast("bytes", RENDERERS[form]().render(schema))


class DocsView(OpenView, SpectacularSwaggerSplitView):
    """Pages on which people read the API and try it; no script stands in the page."""

    renderer_classes = SpectacularSwaggerSplitView.renderer_classes
    url_name = "schema"

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(*args, **kwargs)
        policy: dict[str, Any] = dict(settings.SECURE_CSP)
        policy["style-src"] = [*policy["style-src"], *own_styles(self.template_name)]
        answer.headers[str(CSP.HEADER_ENFORCE)] = build_policy(policy)
        return answer


@cache
def own_styles(template: str) -> tuple[str, ...]:
    """Return the hashes of the style sheets inside the page, as CSP names them."""
    source = get_template(template).template.source  # type: ignore[attr-defined]
    sheets = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    digests = (hashlib.sha256(sheet.encode()).digest() for sheet in sheets)
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
