"""The API against its own description: every operation, with data good and bad."""

import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from accounts import tokens
from accounts.forms import in_days
from config.wsgi import application

# Codes of countries and themes are data, so the description cannot list them: a code
# that nobody bears fits it and is refused all the same, with 400; and what fits may not be
# possible now (409).
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", 400, 404, 406, 409, 412, 428]
            }
        }
    }
)


schema = schemathesis.openapi.from_wsgi(
    "/api/v1/schema?format=json", application, config=CONFIG
)


@pytest.fixture
def one_connection():
    """Keep the test's own connection, and its transaction, when a request ends."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def shown(person_with) -> dict[str, str]:
    """The headers of an administrator's program."""
    person = person_with("administrator")
    _token, secret = tokens.issue(
        person, name="fuzz", scope="write", expires_at=in_days(1), by=person
    )
    return {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


def tried(operation):
    """Return the test of one operation."""
    alone = schema.include(path=operation.path, method=operation.method)

    @alone.parametrize()
    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,  # a gate fails for a change, not by luck
        suppress_health_check=list(HealthCheck),  # one practice serves all examples
    )
    @pytest.mark.timeout(300)
    def test(case, practice, shown, one_connection):
        case.call_and_validate(headers=shown)

    return test


# One function an operation: with pytest 9.2 all cases of one function bear one name, and
# pytest-xdist would run only one of them, without a word.
OPERATIONS = [found.ok() for found in schema.get_all_operations()]
for operation in OPERATIONS:
    words = re.sub(r"\W+", "_", operation.path.removeprefix("/api/v1")).strip("_")
    name = f"test_{operation.method}_{words}_does_what_its_description_says"
    globals()[name] = tried(operation)


def test_no_operation_was_left_out():
    made = [name for name in globals() if name.endswith("_its_description_says")]

    assert len(made) == len(OPERATIONS) >= 10
