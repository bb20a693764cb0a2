"""Who a request is of."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, Notice, User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Brings with a person what every page shows of her, so that none asks for it again."""

    def get_user(self, user_id: Any) -> User | None:
        unread = Notice.objects.unread().filter(recipient=OuterRef("pk"))
        counted = unread.order_by().values("recipient").values(number=Count("pk"))
        desk = Membership.objects.in_force().filter(role__in=Membership.AT_THE_DESK)
        people = User.objects.annotate(
            unread=Coalesce(Subquery(counted), 0),
            at_the_desk=Exists(desk.filter(person=OuterRef("pk"))),
        )
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
