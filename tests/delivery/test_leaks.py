"""Nothing that is not public is in any answer, whatever is asked."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.delivery import registry
from cms.delivery.resources import ROOT
from cms.urls import content_api
from home.models import FeaturedPage
from tests.api_client import ApiClient, openapi
from tests.conftest import Library
from tests.factories.trials import TrialPageFactory
from trials.models import TrialPage

CANARY = "Canary-7f3a"
CANARY_LINK = "the words of a link"
Hide = Callable[[Page], None]


def _unpublish(page: Page) -> None:
    page.unpublish()


def _restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")


def _restrict_to_logged_in(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def _restrict_above(page: Page) -> None:
    _restrict(page.get_parent())


def _expire(page: Page) -> None:
    """Only the clock: no command has run."""
    Page.objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - datetime.timedelta(minutes=1), expired=False
    )


HIDDEN = [_unpublish, _restrict, _restrict_to_logged_in, _restrict_above, _expire]


def every_address(library: Library) -> list[str]:
    """Return every address of the API, with an id where one is needed."""
    addresses = []
    for path in openapi()["paths"]:
        if path == "/pages/find/":
            continue
        if "{id}" not in path:
            addresses.append(path[1:])
        else:
            addresses += [path[1:].replace("{id}", str(found)) for found in
                          (library.home.translation_key, library.lung_trial.translation_key,
                           library.melanoma_trial.translation_key, library.escudier.uuid,
                           library.trial_index.translation_key, library.cancer.translation_key,
                           library.melanoma.uuid)]  # fmt: skip
    return addresses


def name_everywhere(library: Library, trial: TrialPage) -> None:
    """Publish pages that name a trial in every way there is."""
    link = f'<a linktype="page" id="{trial.pk}">{CANARY_LINK}</a>'
    library.home.body = [
        ("text", f"<p>{link}</p>"),
        ("callout", {"kind": "note", "title": "", "text": f"<p>{link}</p>"}),
        ("trial_list", {"title": "By hand", "trials": [trial]}),
        ("trial_list", {"title": "By topic", "topic": library.cancer}),
        ("page_cards", {"title": "", "pages": [trial]}),
        ("call_to_action", {"title": "Ask", "text": "", "label": "Open", "page": trial}),
    ]
    library.home.featured_pages = [FeaturedPage(featured=trial)]
    library.home.save_revision().publish()
    library.lung_trial.part_of = trial
    library.lung_trial.save_revision().publish()


@pytest.mark.parametrize("hide", HIDDEN)
def test_hidden_page_is_in_no_answer(api: ApiClient, library: Library, hide: Hide) -> None:
    trial = library.melanoma_trial
    trial.title = CANARY
    trial.show_in_menus = True
    trial.save_revision().publish()
    name_everywhere(library, trial)
    key = str(trial.translation_key)
    home = api.get(f"pages/{library.home.translation_key}/").content.decode()
    assert home.count(key) > 5
    assert CANARY in api.get("navigation/").content.decode()
    path = "/exosome-therapy/cancer/trials/dexosomes-in-melanoma/"
    assert api.get(f"trials/{key}/").status_code == 200
    assert api.get("pages/find/", f"?path={path}").status_code == 200
    hide(trial)
    missing = api.get(f"trials/{uuid.uuid4()}/")
    for found in (f"trials/{key}/", f"pages/{key}/", "trials/no-id/", f"topics/{key}/"):
        response = api.get(found)
        assert response.status_code == 404
        assert response.content == missing.content
        assert response["ETag"] == missing["ETag"]
    assert api.get("pages/find/", f"?path={path}").status_code == 404
    for address in every_address(library):
        for query in ("", "?fields=cited_by,children,breadcrumbs,part_of,body"):
            content = api.get(address, query).content.decode()
            assert CANARY not in content, address
            assert key not in content, address
    assert api.json("trials/")["total"] == (0 if hide is _restrict_above else 1)
    for query in ("?phase=PHASE2", "?condition=melanoma", "?topic=cancer&phase=PHASE2"):
        assert api.json("trials/", query)["total"] == 0


def test_hidden_pages_do_not_show_by_the_clock(api: ApiClient, library: Library) -> None:
    """A page that expires in a moment is still there; one that is to go live is not yet."""
    Page.objects.filter(pk=library.melanoma_trial.pk).update(
        expire_at=timezone.now() + datetime.timedelta(hours=1)
    )
    assert api.json("trials/")["total"] == 2
    later = TrialPageFactory(
        parent=library.trial_index, title=CANARY, published=False,
        go_live_at=timezone.now() + datetime.timedelta(hours=1), reference=library.morse,
    )  # fmt: skip
    later.get_latest_revision().publish()
    assert api.json("trials/")["total"] == 2


def test_drafts_are_in_no_answer(api: ApiClient, library: Library) -> None:
    """Neither a page that was never published nor a draft over a public one."""
    before = {address: api.get(address).content for address in every_address(library)}
    TrialPageFactory(
        parent=library.trial_index, title=CANARY, summary=CANARY, published=False,
        conditions=[library.melanoma], reference=library.escudier, part_of=library.lung_trial,
    )  # fmt: skip
    for page in (library.melanoma_trial, library.cancer, library.trial_index, library.home):
        page.title = CANARY
        page.summary = CANARY
        page.save_revision()
    for address, content in before.items():
        assert api.get(address).content == content, address


def test_unpublished_parent_is_not_named_by_its_public_child(
    api: ApiClient, library: Library
) -> None:
    library.trial_index.title = CANARY
    library.trial_index.save_revision()
    library.trial_index.unpublish()
    library.cancer.title = CANARY
    library.cancer.save_revision().publish()
    library.cancer.unpublish()
    path = f"trials/{library.melanoma_trial.translation_key}/"
    assert CANARY not in api.get(path).content.decode()


def _resources() -> list[str]:
    return [path.strip("/") for path in openapi()["paths"]
            if f"{path}{{id}}/" in openapi()["paths"]]  # fmt: skip


@pytest.mark.parametrize("name", _resources())
@pytest.mark.parametrize(
    "identifier", ["1", "0", "-1", "abc", "None", "%00", "a" * 300, "ö", "1%27%20OR%201=1", "..%2f",
                   str(uuid.UUID(int=0)), "6029db4e3cf35ddc91e3c120a014914e"],
)  # fmt: skip
def test_what_is_no_id_is_as_unknown_as_any_other(
    api: ApiClient, db: None, name: str, identifier: str
) -> None:
    response = api.client.get(f"{ROOT}{name}/{identifier}/")
    assert response.status_code == 404
    assert response.content == api.client.get(f"{ROOT}{name}/{uuid.uuid4()}/").content


@pytest.mark.parametrize("name", _resources())
def test_ids_of_other_types_are_unknown(api: ApiClient, library: Library, name: str) -> None:
    own = {item["id"] for item in api.json(f"{name}/", "?limit=100")["items"]}
    for other in (library.cancer.translation_key, library.escudier.uuid, library.melanoma.uuid):
        expected = 200 if str(other) in own else 404
        assert api.get(f"{name}/{other}/").status_code == expected


def test_every_registered_type_has_an_address(api: ApiClient, db: None) -> None:
    addresses = set(content_api.links)
    resources = {name for name in addresses if f"/{name}/{{id}}/" in openapi()["paths"]}
    assert {"site", "navigation", "vocabularies"} <= addresses
    delivered = {name for resource in content_api.resources if resource.name in resources
                 for name in resource.types}  # fmt: skip
    assert delivered | {"site", "navigation", "vocabularies"} == set(registry.all_types())


HOSTILE = [
    "'; DROP TABLE articles_topicpage; --", "\" OR \"1\"=\"1", "%", "\\", "{{7*7}}", "${jndi}",
    "1 UNION SELECT password FROM auth_user", "../../etc/passwd", "\u202e", "\U0001f600",
]  # fmt: skip


@pytest.mark.parametrize("name", _resources())
def test_hostile_values_are_refused_before_any_query(
    api: ApiClient, library: Library, name: str, django_assert_num_queries: Any
) -> None:
    described = openapi()["paths"][f"/{name}/"]["get"]["parameters"]
    for parameter in (found["name"] for found in described):
        for value in HOSTILE:
            # That of `Content-Version`.
            with django_assert_num_queries(1):
                response = api.client.get(f"{ROOT}{name}/", {parameter: value})
            assert response.status_code == 400, (parameter, value)


@pytest.mark.parametrize("name", _resources())
def test_hostile_names_are_refused_before_any_query(
    api: ApiClient, library: Library, name: str, django_assert_num_queries: Any
) -> None:
    names = ["page_ptr__owner__password__startswith", "id__in", "pk", "live", "title__icontains",
             "order_key", "limit__gte", "fields[]", "__proto__", *HOSTILE]  # fmt: skip
    for hostile in names:
        with django_assert_num_queries(1):
            response = api.client.get(f"{ROOT}{name}/", {hostile: "x"})
        assert response.status_code == 400, hostile
