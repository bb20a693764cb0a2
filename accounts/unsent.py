"""What was sent from a form after its session had ended: kept for an hour, to be sent again."""

import time
from dataclasses import asdict, dataclass

from django.http import HttpRequest

from accounts.models import User

KEPT = "unsent"
KEPT_FOR = 60 * 60  # seconds
LONGEST = 100_000  # characters, all fields together
OURS = ("csrfmiddlewaretoken",)
SECRETIVE = "/accounts/"  # passwords are typed there, and never kept


@dataclass(frozen=True)
class Unsent:
    """A form as it was sent: whose it is, where that is known; where it goes; what was typed."""

    person: int | None
    path: str
    sent_at: float
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def texts(self) -> list[str]:
        """Return what she will know again as her own words: lines with spaces in them."""
        return [value for _name, value in self.fields if " " in value.strip()]


def keep(request: HttpRequest, person: User | None) -> bool:
    """
    Keep a form in this browser's session; tell whether it is one that can be kept.

    Whose session ran out over night is not known any more; the form then waits for whoever
    signs in here within the hour, and who had the page before her in any case.
    """
    if request.path.startswith(SECRETIVE):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OURS
        for value in values
    ]
    if sum(len(value) for _name, value in fields) > LONGEST:
        return False
    files = [getattr(file, "name", "") for file in request.FILES.values()]
    whose = person.pk if person else None
    sent = Unsent(whose, request.get_full_path(), time.time(), fields, files)
    request.session[KEPT] = asdict(sent)
    request.session.set_expiry(KEPT_FOR)  # until somebody signs in
    return True


def of(request: HttpRequest) -> Unsent | None:
    """Return the form that waits for this person in this browser, for an hour."""
    if not (found := request.session.get(KEPT)):
        return None
    sent = Unsent(**found)
    in_time = time.time() - sent.sent_at < KEPT_FOR
    return sent if in_time and sent.person in (None, request.user.pk) else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def forget_what_is_sent(request: HttpRequest) -> None:
    """Keep a form no longer once it is sent again, whatever comes of it."""
    if request.method == "POST" and request.user.is_authenticated:
        kept = request.session.get(KEPT)
        if kept and kept["path"] == request.get_full_path():
            forget(request)
