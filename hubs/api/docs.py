"""The API's own description, for programs and for people."""

import base64
import hashlib
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.csp import CSP, build_policy
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from hubs.api.views import OpenView


class SchemaView(OpenView, SpectacularAPIView):
    """OpenAPI 3.1 as YAML, or as JSON by ``?format=json``."""

    renderer_classes = SpectacularAPIView.renderer_classes

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Leave ``lang`` aside: the language is negotiated as it is elsewhere."""
        return self._get_schema_response(request)  # type: ignore[no-untyped-call]

    def _get_version_parameter(self, request: Request) -> None:
        """Leave ``version`` aside too: there is one."""


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
