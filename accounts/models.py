"""The people, and what they may act for."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Country, Hub


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the name."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person; people are anonymised, not deleted, because history names them."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    unit = models.CharField(_("unit"), max_length=150, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    language = models.CharField(
        _("language of pages and mail"),
        max_length=8,
        blank=True,
        choices=settings.LANGUAGES,
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_staff = models.BooleanField(_("may open the operators' pages"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def acts_as(
        self, *roles: str, hub: Hub | None = None, country: Country | None = None
    ) -> bool:
        """Tell whether one of these roles is hers: of this hub or country, if one is given."""
        rows = self.memberships.granted().filter(role__in=roles)
        if hub is not None:
            rows = rows.filter(hub=hub)
        if country is not None:
            rows = rows.filter(country=country)
        return self.is_active and rows.exists()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def granted(self) -> Self:
        return self.filter(status=Membership.Status.GRANTED)


class Membership(models.Model):
    """A role that a person has, or asks for: of a country, of a hub, or of the platform."""

    class Role(models.TextChoices):
        OFFICIAL = "official", _("official")
        FOCAL_POINT = "focal_point", _("focal point")
        FACILITATOR = "facilitator", _("facilitator")
        CURATOR = "curator", _("curator")
        REVIEWER = "reviewer", _("reviewer")
        HUB_MANAGER = "hub_manager", _("hub manager")
        DESK_OFFICER = "desk_officer", _("desk officer")
        FUND_MANAGER = "fund_manager", _("fund manager")
        FUND_APPROVER = "fund_approver", _("fund approver")
        AUDITOR = "auditor", _("auditor")
        ADMINISTRATOR = "administrator", _("administrator")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("requested")
        GRANTED = "granted", _("granted")
        ENDED = "ended", _("ended")

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.REQUESTED
    )
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    OF_A_COUNTRY = (Role.OFFICIAL, Role.FOCAL_POINT, Role.FACILITATOR)
    OF_A_HUB = (Role.CURATOR, Role.REVIEWER, Role.HUB_MANAGER)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_has_its_place",
                condition=models.Q(
                    role__in=("official", "focal_point", "facilitator"),
                    country__isnull=False,
                )
                | models.Q(role="facilitator", hub__isnull=False)
                | models.Q(
                    role__in=("curator", "reviewer", "hub_manager"), hub__isnull=False
                )
                | models.Q(
                    role__in=(
                        "desk_officer",
                        "fund_manager",
                        "fund_approver",
                        "auditor",
                        "administrator",
                    ),
                    country__isnull=True,
                    hub__isnull=True,
                ),
            ),
            models.UniqueConstraint(
                fields=("person", "role", "country", "hub"),
                condition=~models.Q(status="ended"),
                nulls_distinct=False,
                name="membership_once",
            ),
        )

    def __str__(self) -> str:
        place = self.hub or self.country or _("the platform")
        return f"{self.person}: {self.get_role_display()}, {place}"
