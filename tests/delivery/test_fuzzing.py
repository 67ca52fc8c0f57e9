"""Schemathesis asks what the description allows, and what it does not.

Whatever it makes up, the API answers as it describes itself: never with a mistake of its own, each
answer in the form and with the headers that are described, nothing undescribed taken.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api_client import ApiClient, openapi
from tests.conftest import Library

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
#: Enough to ask for each parameter, and little enough to be done soon.
TIMES = 20

schema = schemathesis.openapi.from_dict(openapi())
schema.app = WSGIHandler()
OPERATIONS: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # a description that can't be read fails here
QUESTIONS = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    # There is no wrong value where there is no parameter.
    if mode.is_positive or len(operation.query) or len(operation.path_parameters)
]


@pytest.fixture(autouse=True)
def _one_transaction() -> Iterator[None]:
    """Keep the test's transaction open: a request closes connections when it begins and ends."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("operation", "mode"), QUESTIONS)
def test_whatever_is_asked_is_answered_as_described(
    library: Library, operation: Any, mode: GenerationMode
) -> None:
    # The same questions each time: what fails once fails again.
    @settings(
        max_examples=TIMES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


def test_no_address_takes_a_parameter_that_is_not_described(
    api: ApiClient, library: Library
) -> None:
    for path in openapi()["paths"]:
        asked = path.lstrip("/").replace("{id}", str(library.cancer.translation_key))
        errors = api.errors(asked, "?limt=5")
        assert errors["limt"]["detail"] == "There is no such parameter here.", path
