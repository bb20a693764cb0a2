"""A program shows a person's token, and acts for her as far as the token goes."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts import tokens
from accounts.models import PersonalToken, User


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer kx_…``; a token with scope ``read`` changes nothing."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, PersonalToken] | None:
        """
        Return the person and her token; nothing where no token is shown.

        :raises AuthenticationFailed: for one that opens nothing (any longer).
        :raises PermissionDenied: for one that may only read, where something would change.
        """
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != self.keyword:
            return None
        token = tokens.find(secret.strip().decode("ascii", "replace"))
        if token is None:
            raise AuthenticationFailed(
                _("This token is not known here, has expired, or was revoked.")
            )
        if request.method not in SAFE_METHODS and not token.may_write:
            raise PermissionDenied(
                _("This token may only read. Make one that may write, at /me/tokens/.")
            )
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Return what makes a refusal 401, and says how to do better."""
        return 'Bearer realm="Counterpart"'


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description names it."""

    target_class = BearerAuthentication
    name = "personalToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token (`kx_…`), made at /me/tokens/.",
        }
