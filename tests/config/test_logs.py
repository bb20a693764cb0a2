"""What a log may not tell."""

import pytest

from config.logs import without_keys


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("GET /calendar/Yx_9-z.ics", "GET /calendar/….ics"),
        ("Not Found: /calendar/Yx_9-z.ics", "Not Found: /calendar/….ics"),
        ("POST /unsubscribe/7:1vK:x-Y/", "POST /unsubscribe/…/"),
        (
            "GET /accounts/confirm-email/MQ:1vK:x/",
            "GET /accounts/confirm-email/…/",
        ),
        (
            "GET /accounts/password/reset/key/1-d4x/",
            "GET /accounts/password/reset/key/…/",
        ),
        ("GET /practices/rwa-insurance/", "GET /practices/rwa-insurance/"),
    ],
)
def test_whoever_reads_a_log_opens_no_door_with_it(said, logged):
    assert without_keys(said) == logged
