"""How the library's account pages fit this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.permissions import SECOND_FACTOR_WANTED


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail is in our look; who signs in is led on to what her roles ask of her."""

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMultiAlternatives:
        """Show the library's text in our look, too."""
        message: EmailMultiAlternatives = super().render_mail(*args, **kwargs)
        words = {"subject": message.subject, "text": message.body}
        html = render_to_string("emails/account.html", words)
        message.attach_alternative(html, "text/html")
        return message

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as a new account does, so that the clock tells nobody who has one."""
        make_password(get_random_string(20))
        super().send_account_already_exists_mail(email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever needs a second factor to where she sets it up, and say why."""
        if isinstance(request.user, User) and request.user.lacks_second_factor():
            messages.warning(request, SECOND_FACTOR_WANTED)
            return reverse("mfa_index")
        return super().get_login_redirect_url(request)  # type: ignore[no-any-return]


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A person who comes from her ministry's own sign-on brings her name with her."""

    def populate_user(
        self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:150]
        user.email = user.email.lower()
        return user
