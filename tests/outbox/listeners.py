"""Listeners that a worker in another process knows as well as the tests do."""

import os
import time
from pathlib import Path

from hubs.models import Theme
from outbox.events import on
from outbox.models import Event


@on("tests.theme_wanted")
def make_theme(event: Event) -> None:
    Theme.objects.create(
        code=event.facts["code"], kind=Theme.Kind.MANAGEMENT, labels={}
    )
    if halting := os.environ.get("HALT_HALFWAY"):
        halt_once(Path(halting))


def halt_once(noted: Path) -> None:
    """Stay for a minute between the writing and the commit, and note who does; once."""
    if not noted.exists():
        noted.write_text(str(os.getpid()))
        time.sleep(60)
