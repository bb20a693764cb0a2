"""How the library's account pages fit this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Addresses are lower case; sign-up is by e-mail alone."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()  # type: ignore[no-any-return]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
