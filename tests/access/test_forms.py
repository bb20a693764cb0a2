"""Every form of every page takes whatever is typed: with a sentence, and never with a fault."""

import pytest

from tests.access.forms import Form, forms_of
from tests.access.matrix import each
from tests.access.tables import Row
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

SCRIPT = "'\"><svg onload=alert(1)>"
TEXTS = [
    SCRIPT,
    "nul \0 and \x1b",
    "{{ 7*7 }} {% now %} ${7*7}",
    "=cmd|' /C calc'!A0",
    "-1",
    "1e400",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "99999999999999999999",
    "\u202eright to left\u2066 \ud83d\ude00".encode("utf-16", "surrogatepass").decode(
        "utf-16"
    ),
    "word " * 20_000,
    "",
]
PASSES = range(0, len(TEXTS), 4)
FIRST = ("focal_point", "official", "desk_officer", "hub_manager", "curator")


@each(api=False)
def test_a_form_takes_whatever_is_typed(world, route, row):
    caller = who_opens(row)
    if caller is None:
        return
    path = route.path(world.arguments(row.arguments, caller))
    with world.undone(caller) as client:
        page = client.get(path)
    if "text/html" not in page.headers.get("Content-Type", ""):
        return
    forms = [form for form in forms_of(path, page.text) if form.fields]
    assert [
        f"{form.method} {form.action} from {begin}: {fault}"
        for form in forms
        for begin in PASSES
        if (fault := fault_of(world, caller, form, begin))
    ] == []


def who_opens(row: Row) -> str | None:
    """Return somebody for whom the page opens, whoever may do the most first."""
    for caller in (*FIRST, "administrator", "nobody", "visitor"):
        if row.expected("GET", caller, api=False) == "open":
            return caller
    return None


def fault_of(world: World, caller: str, form: Form, begin: int) -> str:
    """Send a form; return what is wrong with the answer, if anything is."""
    if "//" in form.action:
        return ""
    with world.undone(caller) as client:
        send = client.post if form.method == "post" else client.get
        answer = send(form.action, form.filled(TEXTS, begin))
        if answer.status_code >= 500:
            return str(answer.status_code)
        said = "" if answer.streaming else answer.content.decode(errors="replace")
    return "a script" if "<svg onload" in said else ""
