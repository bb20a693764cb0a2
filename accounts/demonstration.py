"""Accounts of the demonstration: at least one for every role, none of a real person."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import tokens
from accounts.models import Membership, PersonalToken, User
from hubs.models import Country, Hub

Role = Membership.Role
ISSUED_BY_US = "demonstration"  # the name of the token that each start issues anew

# (name before the @, role or None, country, hub)
PEOPLE: tuple[tuple[str, Role | None, str | None, str | None], ...] = (
    ("official.sle", Role.OFFICIAL, "SLE", None),
    ("official.rwa", Role.OFFICIAL, "RWA", None),
    ("focal.sle", Role.FOCAL_POINT, "SLE", None),
    ("focal.rwa", Role.FOCAL_POINT, "RWA", None),
    ("focal.col", Role.FOCAL_POINT, "COL", None),
    ("facilitator.bra", Role.FACILITATOR, "BRA", None),
    ("curator.one", Role.CURATOR, None, "first"),
    ("curator.two", Role.CURATOR, None, "second"),
    ("reviewer.one", Role.REVIEWER, None, "first"),
    ("manager.one", Role.HUB_MANAGER, None, "first"),
    ("desk", Role.DESK_OFFICER, None, None),
    ("fund.manager", Role.FUND_MANAGER, None, None),
    ("fund.approver", Role.FUND_APPROVER, None, None),
    ("auditor", Role.AUDITOR, None, None),
    ("administrator", Role.ADMINISTRATOR, None, None),
    ("nobody", None, None, None),
)


@transaction.atomic
def make_accounts(password: str) -> list[dict[str, Any]]:
    """Make the accounts, or give them this password; return how to sign in to each."""
    busiest = Hub.objects.alias(kept=Count("practices")).order_by("-kept", "name")
    hubs = dict(zip(("first", "second"), busiest[:2], strict=False))
    return [
        make_account(
            f"{name}@counterpart.example", role, country, hubs.get(hub or ""), password
        )
        for name, role, country, hub in PEOPLE
        if hub is None or hub in hubs
    ]


def make_account(
    email: str, role: Role | None, country: str | None, hub: Hub | None, password: str
) -> dict[str, Any]:
    operator = role == Role.ADMINISTRATOR
    user, _ = User.objects.get_or_create(
        email=email,
        defaults={
            "name": name_for(role, country, hub),
            "country_id": country,
            "is_staff": operator,
            "is_superuser": operator,
        },
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    if role is not None:
        Membership.objects.get_or_create(
            person=user,
            role=role,
            country_id=country,
            hub=hub,
            defaults={"status": Membership.Status.GRANTED},
        )
    return {
        "role": role.value if role else None,
        "email": email,
        "password": password,
        "country": country,
        "hub": hub.slug if hub else None,
        "api_token": fresh_token(user),
    }


def name_for(role: Role | None, iso3: str | None, hub: Hub | None) -> str:
    """Return a name that nobody could take for a person's."""
    if role is None:
        return "Somebody without a role"
    place = Country.objects.get(pk=iso3).name if iso3 else str(hub or "")
    return ", ".join(part for part in (role.label.capitalize(), place) if part)


def fresh_token(user: User) -> str:
    """Issue a token that may write; the one of the last start opens nothing any longer."""
    for old in user.tokens.filter(name=ISSUED_BY_US, revoked_at=None):
        tokens.revoke(old, by=user)
    _token, secret = tokens.issue(
        user,
        name=ISSUED_BY_US,
        scope=PersonalToken.Scope.WRITE,
        expires_at=timezone.now() + timedelta(days=30),
        by=user,
    )
    return secret
