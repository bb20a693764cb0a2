import re

import pytest

PATHS = ["/livez", "/no/such/page", "/api/v1/no/such/thing", "/accounts/login/"]

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PATHS)
def answer(request, client):
    return client.get(request.param)


def test_scripts_and_styles_come_from_here_alone(answer):
    policy = answer["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert not re.search(r"unsafe-inline|unsafe-eval|https?:|\*", policy)
    assert "frame-ancestors 'none'" in policy


def test_the_browser_does_not_guess_types(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_page_may_be_framed(answer):
    assert answer["X-Frame-Options"] == "DENY"


def test_other_sites_do_not_learn_where_a_reader_came_from(answer):
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pages_need_none_of_the_devices(answer):
    assert answer["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


def test_pages_hold_no_inline_script_or_style(answer):
    page = answer.content.decode()

    assert not re.search(
        r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|\son\w+=|\sstyle=|<style",
        page,
    )


def test_no_script_can_read_the_session_and_no_other_site_can_use_it(
    client, admin_user
):
    admin_user.emailaddress_set.create(
        email=admin_user.email, verified=True, primary=True
    )
    form = {"login": admin_user.email, "password": "password"}
    cookie = client.post("/accounts/login/", form).cookies["session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
