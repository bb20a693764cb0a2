"""How pages of conversations name people and hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.preferences import zone_of
from exchanges import speaking
from exchanges.models import Message
from exchanges.threads import Seen

register = template.Library()


@register.filter
def called(person: User) -> str:
    return speaking.called(person)


@register.filter
def office_of(person: User) -> str:
    """Write what she is and where, as far as she says it."""
    return speaking.office_of(person)


@register.filter
def hour_of(instant: datetime, person: User) -> str:
    """Write an instant as a person's clock shows it, with the zone named."""
    zone = zone_of(person)
    here = instant.astimezone(zone)
    told = date_format(here, "DATETIME_FORMAT", use_l10n=True)
    return f"{told} ({named(zone, here)})"


@register.filter
def hour_beside(instant: datetime, person: User) -> str:
    """Write the hour of another's clock; the day too, where it is not the reader's."""
    zone = zone_of(person)
    there = instant.astimezone(zone)
    same_day = there.date() == timezone.localtime(instant).date()
    told = date_format(there, "TIME_FORMAT" if same_day else "DATETIME_FORMAT")
    return f"{told} ({named(zone, there)})"


@register.simple_tag
def now() -> datetime:
    return timezone.now()


@register.simple_tag
def reading_zone() -> str:
    """Name the zone in which the times of a page are written."""
    here = timezone.localtime()
    return named(ZoneInfo(timezone.get_current_timezone_name()), here)


@register.filter
def keeps_other_hours(reader: User, other: User | None) -> bool:
    """Tell whether two people's clocks differ, or are set in different places."""
    return other is not None and zone_of(reader).key != zone_of(other).key


@register.filter
def read_by(message: Message, seen: Seen) -> list[str]:
    return seen.by(message)


def named(zone: ZoneInfo, there: datetime) -> str:
    """Name a zone by its place and its distance: “Guayaquil, UTC−05:00”."""
    if zone.key == "UTC":
        return "UTC"
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return _("%(place)s, UTC%(distance)s") % {
        "place": place,
        "distance": distance(there.utcoffset() or timedelta()),
    }


def distance(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    sign = "−" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
