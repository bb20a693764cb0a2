"""Wait for what happens in other processes."""

import time
from collections.abc import Callable


def until(happened: Callable[[], object], *, patience: float = 15) -> None:
    """
    Ask again and again, a few times a second, until the answer is yes.

    :raises AssertionError: when patience, in seconds, is at its end.
    """
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.05)
