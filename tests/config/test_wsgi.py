"""The door of the web server refuses to trip over what callers make up."""

from io import BytesIO

import pytest

from config.wsgi import application


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "no-such-thing", "utf-8", ""])
def test_a_made_up_charset_is_answered_like_any_other(charset):
    answered = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/livez",
        "QUERY_STRING": "a=b",
        "CONTENT_TYPE": f"text/plain; charset={charset}",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }

    list(application(environ, lambda status, headers: answered.append(status)))

    assert answered == ["200 OK"]
