"""The people."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Country, Hub

if TYPE_CHECKING:
    from accounts.models.memberships import Membership

SECOND_FACTORS = ("totp", "webauthn")  # recovery codes stand in for one that is away


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
    roles_remembered: "list[Membership] | None" = None

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
        """
        Tell whether one of these roles is hers: of this hub or country, if one is given.

        A role of the staff counts only with a second factor (``SECOND_FACTOR_REQUIRED``).
        """
        if self.roles_remembered is not None:
            return self.is_active and any(
                row.role in roles
                and (hub is None or row.hub_id == hub.pk)
                and (country is None or row.country_id == country.pk)
                for row in self.roles_remembered
            )
        rows = self.memberships.in_force().filter(role__in=roles)
        if hub is not None:
            rows = rows.filter(hub=hub)
        if country is not None:
            rows = rows.filter(country=country)
        return self.is_active and rows.exists()

    def remember_roles(self) -> None:
        """
        Load her roles once, for a page that asks of them again and again.

        What is granted or ended meanwhile counts from the next request on; a verb, which
        changes something, asks anew.
        """
        self.roles_remembered = self.roles_in_force()

    def roles_in_force(self) -> "list[Membership]":
        """Return the roles with which she may act, with their countries and hubs."""
        if self.roles_remembered is not None:
            return self.roles_remembered
        rows = self.memberships.in_force().select_related("country", "hub")
        return list(rows.order_by("pk"))

    def has_second_factor(self) -> bool:
        """Tell whether an authenticator app or a passkey guards her account."""
        mine = type(self).objects.filter(pk=self.pk)
        return mine.filter(authenticator__type__in=SECOND_FACTORS).exists()

    def is_secured(self) -> bool:
        """Tell whether her account is guarded as well as staff's must be."""
        return not settings.SECOND_FACTOR_REQUIRED or self.has_second_factor()

    def is_operator(self) -> bool:
        """Tell whether she runs the platform, and may do what administrators do."""
        return self.is_active and self.is_superuser and self.is_secured()

    def is_of_the_staff(self) -> bool:
        """Tell whether she has been granted a role that asks for a second factor."""
        return self.is_staff or self.memberships.granted().of_staff().exists()

    def lacks_second_factor(self) -> bool:
        """Tell whether roles of hers wait for a second factor before she may act."""
        return (
            settings.SECOND_FACTOR_REQUIRED
            and self.is_of_the_staff()
            and not self.has_second_factor()
        )
