import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions

from config import errors


def told(refusal: Exception) -> tuple[int, dict]:
    """Return status and body of what a partner system is told."""
    answer = errors.problem(refusal, {})
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)


def test_a_refusal_of_the_domain_is_a_conflict_in_its_own_words():
    status, body = told(ValidationError("Not possible now."))

    assert (status, body["title"], body["detail"]) == (
        409,
        "Conflict",
        "Not possible now.",
    )


def test_bad_input_says_which_field_and_why():
    status, body = told(exceptions.ValidationError({"page": ["“x” is not a number."]}))

    assert (status, body["detail"]) == (400, "page: “x” is not a number.")
    assert body["errors"] == {"page": ["“x” is not a number."]}


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Http404(), 404),
        (PermissionDenied(), 403),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (exceptions.NotAcceptable(), 406),
        (exceptions.ParseError(), 400),
        (exceptions.UnsupportedMediaType("text/plain"), 415),
    ],
)
def test_every_other_refusal_has_words_too(refusal, status):
    answered, body = told(refusal)

    assert answered == status
    assert body["detail"]


def test_a_caller_who_is_throttled_keeps_the_time_to_wait():
    answer = errors.problem(exceptions.Throttled(wait=7), {})

    assert answer["Retry-After"] == "7"


@pytest.mark.parametrize("fault", [OperationalError(), InterfaceError()])
def test_a_database_that_is_away_is_told_calmly(fault):
    answer = errors.problem(fault, {})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_is_left_to_the_one_place_for_faults():
    assert errors.problem(ZeroDivisionError(), {}) is None


def test_the_reader_of_a_page_is_told_why_the_domain_said_no():
    request = RequestFactory().get("/")
    request.user = None
    refusal = ValidationError("The exchange is “declined”.")

    answer = errors.RefusalMiddleware(lambda _: None).process_exception(
        request, refusal
    )

    assert answer.status_code == 409
    assert "The exchange is “declined”." in answer.content.decode()


def test_other_exceptions_pass_the_middleware():
    middleware = errors.RefusalMiddleware(lambda _: None)

    assert middleware.process_exception(RequestFactory().get("/"), KeyError()) is None


@pytest.mark.parametrize(("door", "status"), [("bad_request", 400), ("forbidden", 403)])
@pytest.mark.parametrize("path", ["/page/", "/api/v1/page"])
def test_doors_are_closed_with_a_sentence(door, status, path):
    answer = getattr(errors, door)(RequestFactory().get(path), Exception())

    assert answer.status_code == status
    assert ("json" in answer["Content-Type"]) == path.startswith("/api/")


@pytest.mark.parametrize("path", ["/page/", "/api/v1/page"])
def test_a_fault_of_ours_is_500_and_says_so_in_words(path):
    answer = errors.server_error(RequestFactory().get(path))

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/practices/new/", "/me/profile/", "/accounts/login/"]
)
def test_a_paste_of_five_megabytes_is_refused_in_words(client, user, path):
    client.force_login(user)
    form = "name=" + "word+" * 1_000_000

    answer = client.post(path, form, "application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert "a megabyte at most" in answer.content.decode()
