"""What is hidden can't be guessed by filters, orders, ids, conditions or error messages.

Named after the rows of the list of known weaknesses that they are about.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.content.wagtail_api import PublicPagesAPIViewSet
from cms.delivery import registry
from cms.delivery.resources import ROOT
from cms.urls import content_api
from tests.api_client import ApiClient, openapi
from tests.delivery.test_reading import statements
from tests.leaks.asking import Ask, ask, is_of_content_api, lasting
from tests.leaks.channels import wagtail_apis
from tests.leaks.channels.content_api import NEVER, id_of
from tests.leaks.channels.site import WAYS_TO_ASK
from tests.leaks.conftest import Readers
from tests.leaks.control import LOGIN, Control
from tests.leaks.ways import WAYS
from tests.leaks.world import World, fresh
from tests.page_types import PAGE_TYPES

RESOURCES = [resource.name for resource in content_api.resources]


# Row 4: filters and orders


def _totals(readers: Readers, query: dict[str, Any]) -> list[Any]:
    """Return how many pages Wagtail's APIs find."""
    answers = [ask(readers.plain, Ask(f"/api/{version}/pages/?{urlencode(query)}"))
               for version in ("v2", "v3")]  # fmt: skip
    return [
        (answer.status, answer.json.get("count", answer.json.get("meta", {}).get("total_count")))
        for answer in answers
    ]


def test_4_no_page_is_found_by_what_stands_in_a_hidden_one(
    library: World, readers: Readers
) -> None:
    filters = list(wagtail_apis.field_filters(library))
    before = [_totals(readers, query) for query in filters]
    WAYS["for members"].show(library)
    WAYS["for members"].hide(library)
    assert [_totals(readers, query) for query in filters] == before


def test_4_who_names_a_hidden_object_can_not_be_asked(library: World, readers: Readers) -> None:
    hidden = {"content.Image": library.image.pk}
    hidden |= {page._meta.label: page.pk for page in library.hidden}
    asked = 0
    for model in PAGE_TYPES:
        for name in PublicPagesAPIViewSet.get_available_fields(model, db_fields_only=True):
            related = model._meta.get_field(name).related_model
            key = related and hidden.get(related._meta.label)
            if key:
                asked += 1
                query = {"type": model._meta.label, name: key}
                never = {"type": model._meta.label, name: wagtail_apis.NEVER}
                assert _totals(readers, query) == _totals(readers, never), query
    assert asked > len(PAGE_TYPES)


# Row 5: strict parameters, and nothing asked of the database for others

HOSTILE = [
    "'; DROP TABLE articles_topicpage; --", "\" OR \"1\"=\"1", "%", "\\", "{{7*7}}", "${jndi}",
    "1 UNION SELECT password FROM auth_user", "../../etc/passwd", "\u202e", "\U0001f600",
]  # fmt: skip
HOSTILE_NAMES = [
    "page_ptr__owner__password__startswith", "id__in", "pk", "live", "title__icontains",
    "order_key", "limit__gte", "fields[]", "__proto__", "abstract", "note", "account", *HOSTILE,
]  # fmt: skip


#: Filters by texts that could be any: what is asked is compared, and read as nothing else.
FREE_TEXTS = {"city", "container_title", "registry_id", "tag"}


def _parameters(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the parameters of a list, and whether each takes any text."""
    # What `q` makes of any text is asked in `tests.delivery.search`.
    for described in openapi()["paths"][f"/{name}/"]["get"]["parameters"]:
        if described["in"] == "query" and described["name"] != "q":
            yield described["name"], described["name"].partition("__")[0] in FREE_TEXTS


@pytest.mark.parametrize("name", RESOURCES)
def test_5_hostile_values_of_texts_find_nothing_in_as_many_queries(
    api: ApiClient, library: Any, name: str
) -> None:
    total = api.json(f"{name}/")["total"]
    for parameter in (found for found, is_free in _parameters(name) if is_free):
        for value in HOSTILE:
            with CaptureQueriesContext(connection) as queries:
                answer = api.client.get(f"{ROOT}{name}/", {parameter: value}).json()
            assert answer["total"] == (total if parameter.endswith("__not") else 0), value
            assert len(statements(queries)) == 3


@pytest.mark.parametrize("name", RESOURCES)
def test_5_hostile_values_are_refused_before_any_query(
    api: ApiClient, db: None, name: str, django_assert_num_queries: Any
) -> None:
    for parameter in (found for found, is_free in _parameters(name) if not is_free):
        for value in HOSTILE:
            # That of `Content-Version`.
            with django_assert_num_queries(1):
                response = api.client.get(f"{ROOT}{name}/", {parameter: value})
            assert response.status_code == 400, (parameter, value)


@pytest.mark.parametrize("name", RESOURCES)
def test_5_hostile_names_are_refused_before_any_query(
    api: ApiClient, db: None, name: str, django_assert_num_queries: Any
) -> None:
    for hostile in HOSTILE_NAMES:
        with django_assert_num_queries(1):
            response = api.client.get(f"{ROOT}{name}/", {hostile: "x"})
        assert response.status_code == 400, hostile


@pytest.mark.parametrize("name", RESOURCES)
def test_5_doubled_and_miscased_parameters_never_widen_a_list(
    api: ApiClient, db: None, name: str
) -> None:
    for query in ("limit=1&limit=2", "Limit=1", "order=title&order=-title", "limit=", "=1", "&x",
                  "fields=Title", "order=-Published_at", "rich_text=HTML"):  # fmt: skip
        assert api.client.get(f"{ROOT}{name}/?{query}").status_code == 400, query


# Row 7: private files


def test_7_private_files_are_as_unknown_as_any_other(control: Control) -> None:
    """However they are asked for: the check of rights comes before names, hashes and ranges."""
    files = [asked for asked in control.answers if asked.path.startswith("/media/images/")]
    world = control.world
    private = [asked for asked in files if world.image.filename.split(".")[0] in asked.path]
    assert len(private) > len(WAYS_TO_ASK)
    for asked in private:
        unknown = replace(asked, path="/media/images/none.webp")
        assert control.answers[asked].status == 404
        assert lasting(asked, control.answers[asked]) == lasting(unknown, control.answers[unknown])


def test_7_a_private_document_asks_for_an_account_whatever_is_known_of_it(
    control: Control,
) -> None:
    document = control.world.document
    path = f"/documents/{document.pk}/{document.filename}"
    answers = {asked: answer for asked, answer in control.answers.items() if asked.path == path}
    assert any(document.get_file_hash() in str(asked) for asked in answers)
    for asked, answer in answers.items():
        assert (answer.status, answer.header("location")) == (302, LOGIN + path), asked
        assert answer.body == b"", asked


# Row 13: enumeration


def _missing(world: World, asked: Ask) -> Ask | None:
    """Return a request that asks in the same way for what never was, where one names a page."""
    path = asked.path
    for page in world.secret_pages:
        if is_of_content_api(asked):
            found = path.replace(f"/{id_of(page)}/", f"/{NEVER}/")
        else:
            found = re.sub(
                rf"^(/api/v[23]/pages/){page.pk}/$", rf"\g<1>{wagtail_apis.NEVER}/", path
            )
        if found != path:
            return replace(asked, path=found)
    return None


def test_13_hidden_and_missing_are_one_answer(control: Control) -> None:
    pairs = [(asked, _missing(control.world, asked)) for asked in control.plain_asks]
    named = [(asked, missing) for asked, missing in pairs if missing is not None]
    assert len(named) > 3 * len(control.world.secret_pages)
    for asked, missing in named:
        told = lasting(asked, control.answers[asked])
        assert told == lasting(missing, control.answers[missing]), asked


def test_13_hidden_and_missing_paths_are_one_page(
    library: World, readers: Readers, control: Control
) -> None:
    for path in control.paths:
        if control.answers[Ask(path)].status == 404:
            beside = re.sub(r"[^/]+/$", "nothing-here/", path)
            hidden, missing = (ask(readers.plain, Ask(one)) for one in (path, beside))
            assert lasting(Ask(path), hidden) == lasting(Ask(beside), missing), path


def test_13_ids_of_other_types_are_unknown(library: World, readers: Readers) -> None:
    things = [*library, *(items[0] for items in library.items.values())]
    for resource in content_api.resources:
        for thing in things:
            is_its_own = thing.api_type in resource.types and thing not in library.secret_pages
            answer = ask(readers.plain, Ask(f"{ROOT}{resource.name}/{id_of(thing)}/"))
            assert answer.status == (200 if is_its_own else 404), (resource.name, thing)


@pytest.mark.parametrize("name", RESOURCES)
@pytest.mark.parametrize(
    "identifier", ["1", "0", "-1", "abc", "None", "%00", "a" * 300, "ö", "1%27%20OR%201=1", "..%2f",
                   str(uuid.UUID(int=0)), "6029db4e3cf35ddc91e3c120a014914e"],
)  # fmt: skip
def test_13_what_is_no_id_is_as_unknown_as_any_other(
    api: ApiClient, db: None, name: str, identifier: str
) -> None:
    response = api.client.get(f"{ROOT}{name}/{identifier}/")
    assert response.status_code == 404
    assert response.content == api.client.get(f"{ROOT}{name}/{uuid.uuid4()}/").content


# The lists that all this is generated from


def test_every_registered_type_has_an_address() -> None:
    single = {"site", "navigation", "vocabularies"}
    assert single <= set(content_api.links)
    delivered = {name for resource in content_api.resources for name in resource.types}
    assert delivered | single == set(registry.all_types())


def test_the_library_has_what_can_be_hidden_in_every_type(control: Control) -> None:
    world = control.world
    assert {type(page) for page in world.public} == set(PAGE_TYPES)
    assert {type(page) for page in world.hidden} == {type(page) for page in world.inside}
    assert set(PAGE_TYPES) - {type(page) for page in world.hidden} == {type(world.home)}


def test_every_filter_was_really_asked(control: Control) -> None:
    """A filter of which every value is refused would tell nothing here."""
    answered = {
        (urlsplit(asked.path).path, part.split("=")[0])
        for asked, answer in control.answers.items()
        if is_of_content_api(asked) and answer.status == 200
        for part in urlsplit(asked.path).query.split("&")
    }
    for resource in content_api.resources:
        for parameter in resource.filter_parameters:
            assert (f"{ROOT}{resource.name}/", parameter.name) in answered, parameter.name


def test_hidden_pages_are_really_hidden(library: World) -> None:
    assert not any(fresh(page).live for page in library.secret_pages)
    assert all(fresh(page).live for page in library.public)
