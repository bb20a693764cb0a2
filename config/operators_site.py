"""Operators' pages: the same doors as everybody's, and a second factor behind them."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class OperatorsSite(AdminSite):
    """
    Django's admin without a sign-in of its own.

    That one asks for a password alone; ours asks for the second factor, counts tries,
    and knows passkeys and single sign-on.
    """

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        return super().has_permission(request) and (
            person.is_authenticated and person.is_secured()
        )

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Lead to the door of all; who is in already and may not go on is told why."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(
                _("These pages are for operators, who have set up a second factor.")
                if settings.SECOND_FACTOR_REQUIRED
                else _("These pages are for operators.")
            )
        back = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
        return redirect_to_login(back if safe else "/admin/")
