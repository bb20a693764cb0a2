"""Who a request is of."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Notice, User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Brings with a person how much she has not read, so that no page asks for it again."""

    def get_user(self, user_id: Any) -> User | None:
        unread = Notice.objects.unread().filter(recipient=OuterRef("pk"))
        counted = unread.order_by().values("recipient").values(number=Count("pk"))
        people = User.objects.annotate(unread=Coalesce(Subquery(counted), 0))
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
