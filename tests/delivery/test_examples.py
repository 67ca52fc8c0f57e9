"""The examples of the OpenAPI description are what the API answers about the starter content.

One that differs is written anew by `pytest --update tests/delivery/test_examples.py`; then
`manage.py export_openapi` puts it into the description.
"""

import uuid
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.test import Client

from cms.content.models import Withdrawal
from cms.delivery.models import Lineage, State, new_nonce
from cms.delivery.problems import PROBLEM_TYPES, Problem
from cms.delivery.resources import ROOT
from cms.delivery.touching import number_now
from cms.editorial.actions import WithdrawPageAction
from tests.api_client import ApiClient, openapi
from tests.factories.content import PersonFactory
from tests.golden import MOMENT, compare, stable
from trials.models import TrialPage

COMMITTED = settings.BASE_DIR / "docs" / "reference" / "examples.json"
#: What an address is asked with, where it has to be asked with something.
QUERIES = {
    "/pages/find/": "?path=/exosome-therapy/cancer/",
    "/sync/": "?types=home,person",
    "/search/": "?q=dexosomes melanoma&facets=type&limit=2",
}
ANOTHER_ID = uuid.UUID(int=1)


def shortened(value: Any) -> Any:
    """Return an answer with less of the same: of each list the first of each type, or two."""
    if isinstance(value, dict):
        return {key: shortened(member) for key, member in value.items()}
    if not isinstance(value, list):
        return value
    first: dict[Any, Any] = {}
    for place, member in enumerate(value):
        kind = member.get("type", place > 0) if isinstance(member, dict) else place > 0
        first.setdefault(kind, member)
    return [shortened(member) for member in first.values()]


def answer_to(api: ApiClient, path: str) -> Any:
    """Return an answer to a path of the description."""
    if "{id}" in path:
        resource = path.removesuffix("{id}/").lstrip("/")
        newest = api.ids(resource, "?limit=1")[0]
        return api.json(path.lstrip("/").replace("{id}", newest))
    return api.json(path.lstrip("/"), QUERIES.get(path, ""))


def problems(api: ApiClient, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return an answer of each type of problem, really given where the API gives it itself."""
    trial = TrialPage.objects.order_by("title")[0]
    WithdrawPageAction(trial, reason="The dose in the table was ten times too high.").execute()
    Withdrawal.objects.update(withdrawn_at=MOMENT)
    number_now()
    kept = api.json("sync/", "?types=site")["sync"]
    quiet = Client(raise_request_exception=False)
    given = [
        api.get("trials/", "?phase=phase1&limt=5"),
        api.get(f"topics/{ANOTHER_ID}/"),
        api.get(f"trials/{trial.translation_key}/"),
        api.get("topics/", Authorization="Bearer abc"),
        quiet.post(f"{ROOT}topics/"),
    ]
    # As if the library had been put back to a time before the token.
    Lineage.objects.all().delete()
    State.objects.update(nonce=new_nonce())
    given.append(api.get("sync/", "?" + kept.partition("?")[2]))
    with patch.context() as broken:
        broken.setattr("cms.delivery.lists.part_of", lambda *arguments: 1 // 0)
        given.append(quiet.get(f"{ROOT}topics/"))
    found = {answer.json()["type"].split("/")[-2]: answer.json() for answer in given}
    # It is for servers in front of the library to count requests.
    found["too-many-requests"] = Problem("too-many-requests").document().model_dump(by_alias=True)
    return {code: found[code] for code in PROBLEM_TYPES}


def test_examples_are_real_answers(
    api: ApiClient, starter: None, update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The starter content has no people: those who write for a clinic are its own.
    PersonFactory(uuid=ANOTHER_ID, name="Ada Example", orcid="0000-0002-1825-0097")
    number_now()
    answers = {path: answer_to(api, path) for path in openapi()["paths"]}
    examples = {
        "answers": shortened(stable(answers)),
        "problems": stable(problems(api, monkeypatch)),
    }
    compare(COMMITTED, examples, update=update)


def test_every_answer_has_an_example_that_is_one() -> None:
    for path, methods in openapi()["paths"].items():
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        schema = {"components": openapi()["components"], **content["schema"]}
        jsonschema.Draft202012Validator(schema).validate(content["example"])
        assert content["example"], path


def test_examples_show_every_kind_of_block_that_the_starter_content_has() -> None:
    found = openapi()["paths"]["/pages/find/"]["get"]["responses"]["200"]
    body = found["content"]["application/json"]["example"]["body"]
    assert len(body) == len({block["type"] for block in body}) > 4


def test_headers_have_examples_that_are_such() -> None:
    for header in openapi()["components"]["headers"].values():
        jsonschema.Draft202012Validator(header["schema"]).validate(header["example"])
        assert header["description"]
