"""What people of other countries say of a practice, and what its custodian replies."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import IllegalMove, Membership, User
from hubs.models import Country, Hub
from practices.models.practice import Practice

LONGEST_WORDS = 4_000  # characters of what somebody says

MODERATORS = (
    Membership.Role.DESK_OFFICER,
    Membership.Role.ADMINISTRATOR,
    Membership.Role.AUDITOR,
)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def shown(self) -> Self:
        return self.filter(status=Feedback.Status.SHOWN)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """
        Return what everybody may read; her own besides, and what she moderates.

        Whether the practice may be read is another question, and asked first.
        """
        if not user.is_authenticated:
            return self.shown()
        roles = user.memberships.in_force()
        managed = roles.filter(role=Membership.Role.HUB_MANAGER).values("hub")
        return self.filter(
            Q(status=Feedback.Status.SHOWN)
            | Q(author=user)
            | Q(practice__hub__in=managed)
            | Exists(roles.filter(role__in=MODERATORS))
        )

    def with_people(self) -> Self:
        return self.select_related("author", "country", "hub", "reply__by")

    def latest_first(self) -> Self:
        return self.order_by("-given_at", "-pk")


class Feedback(models.Model):
    """What one person says of a practice for her country or hub; one a person, editable."""

    class Useful(models.TextChoices):
        YES = "yes", _("useful")
        PARTLY = "partly", _("useful in part")
        NO = "no", _("not useful to us")

    class Tried(models.TextChoices):
        YES = "yes", _("tried it")
        PLANNED = "planned", _("mean to try it")
        NO = "no", _("have not tried it")

    class Status(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="feedback"
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="feedback_given"
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    useful = models.CharField(max_length=8, choices=Useful.choices)
    tried = models.CharField(max_length=8, choices=Tried.choices, default=Tried.NO)
    change = models.TextField(blank=True)
    question = models.TextField(blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.SHOWN
    )
    status_reason = models.TextField(blank=True)

    objects = FeedbackQuerySet.as_manager()

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.SHOWN: {Status.HIDDEN},
        Status.HIDDEN: {Status.SHOWN},
    }

    class Meta:
        verbose_name_plural = "feedback"
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("practice", "author"), name="feedback_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(country=None, hub__isnull=False)
                | Q(country__isnull=False, hub=None),
                name="feedback_speaks_for_one",
            ),
            models.CheckConstraint(
                condition=~Q(status="hidden") | ~Q(status_reason=""),
                name="feedback_hidden_has_a_reason",
            ),
        )
        indexes: ClassVar[Any] = (
            models.Index(
                fields=("practice", "-given_at", "-id"), name="feedback_by_practice"
            ),
            models.Index(fields=("author", "given_at"), name="feedback_by_author"),
        )

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.useful}, {self.tried}"

    @property
    def is_hidden(self) -> bool:
        return self.status == self.Status.HIDDEN

    @property
    def place(self) -> Country | Hub | None:
        """For whom she speaks."""
        return self.country or self.hub

    def move_to(self, status: str, *, reason: str) -> None:
        """
        Hide it, or show it again. Nothing else writes ``status``.

        :raises IllegalMove: where it is so already.
        """
        if status not in self.MOVES.get(self.status, ()):
            now = self.get_status_display()
            raise IllegalMove(gettext("Not possible now: the feedback is “%s”.") % now)
        self.status, self.status_reason = status, reason
        self.save(update_fields=["status", "status_reason"])


class Reply(models.Model):
    """What the custodian of a practice replies to feedback."""

    feedback = models.OneToOneField(
        Feedback, on_delete=models.CASCADE, related_name="reply"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return self.text[:60]
