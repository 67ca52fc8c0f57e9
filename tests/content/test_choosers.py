"""Choosers of library items: search, choose one or several, add what is missing."""

import json
from typing import Any

import pytest
from django import forms
from django.db.models import Model
from wagtail.admin.panels import MultipleChooserPanel
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import AdminPageChooser

from articles.models import TopicPage
from cms.content.choosers import glossary_term_chooser, person_chooser
from cms.content.models import PageAuthor, Person
from cms.editorial.groups import GroupName
from cms.references.choosers import reference_chooser
from cms.references.models import Reference
from home.models import HomePage
from tests.admin_client import AdminClient, client_of
from tests.factories.content import GlossaryTermFactory, PersonFactory
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.factories.trials import ConditionFactory, InterventionFactory
from tests.factories.users import UserFactory
from trials.choosers import condition_chooser, intervention_chooser
from trials.models import TrialPage

CHOOSERS: dict[str, tuple[ChooserViewSet, Any, dict[str, str]]] = {
    "reference": (reference_chooser, ReferenceFactory, {"type": "book", "title": "A new one"}),
    "person": (person_chooser, PersonFactory, {"name": "A new one"}),
    "condition": (condition_chooser, ConditionFactory, {"name": "A new one"}),
    "intervention": (
        intervention_chooser, InterventionFactory, {"name": "A new one", "type": "DRUG"},
    ),
    "term": (
        glossary_term_chooser, GlossaryTermFactory, {"term": "A new one", "definition": "New."},
    ),
}  # fmt: skip


@pytest.fixture(params=CHOOSERS)
def chooser(request: pytest.FixtureRequest) -> tuple[ChooserViewSet, Any, dict[str, str]]:
    return CHOOSERS[request.param]


@pytest.fixture
def client(db: None, fast_citations: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


def address(viewset: ChooserViewSet, view: str, *args: str) -> str:
    return f"/admin/{viewset.url_prefix}/" + {
        "choose": "", "results": "results/", "chosen": f"chosen/{''.join(args)}/",
        "chosen_multiple": "chosen-multiple/", "create": "create/",
    }[view]  # fmt: skip


def test_item_is_found_and_chosen(client: AdminClient, chooser: Any) -> None:
    viewset, factory, data = chooser
    name = next(field for field in data if field in {"title", "name", "term"})
    item: Model = factory(**({"csl": MORSE_2005} if name == "title" else {name: "Unusual words"}))
    factory()
    assert json.loads(client.open(address(viewset, "choose")).content)["step"] == "choose"
    found = client.get(address(viewset, "results"), {"q": str(item)[:200]})
    assert [row.pk for row in found.context["results"]] == [item.pk]
    assert not client.get(address(viewset, "results"), {"q": "zebra"}).context["results"]
    chosen = json.loads(client.open(address(viewset, "chosen", str(item.pk))).content)
    assert (chosen["result"]["id"], chosen["result"]["title"]) == (str(item.pk), str(item))


def test_several_are_chosen_in_their_order(client: AdminClient, chooser: Any) -> None:
    viewset, factory, _ = chooser
    keys = [str(factory().pk) for _ in range(3)][::-1]
    response = client.get(address(viewset, "chosen_multiple"), {"id": [*keys, "x", "999"]})
    assert [item["id"] for item in json.loads(response.content)["result"]] == keys


@pytest.mark.parametrize("key", ["999999", "x", "-1"])
def test_wrong_key_is_not_found(client: AdminClient, chooser: Any, key: str) -> None:
    assert client.get(address(chooser[0], "chosen", key)).status_code == 404


def test_missing_item_is_added(client: AdminClient, chooser: Any) -> None:
    viewset, factory, data = chooser
    assert "Add" in json.loads(client.open(address(viewset, "choose")).content)["html"]
    answer = json.loads(client.post(address(viewset, "create"), data).content)
    assert "A new one" in answer["result"]["title"]
    model = factory._meta.model
    assert model.objects.count() == 1


def test_wrong_item_is_shown_again_with_what_was_typed(client: AdminClient, chooser: Any) -> None:
    viewset, _, data = chooser
    wrong = {**data, next(name for name in data if name in {"title", "name", "term"}): ""}
    answer = json.loads(client.post(address(viewset, "create"), wrong).content)
    assert answer["step"] == "reshow_creation_form"
    assert "This field is required" in answer["htmlFragment"]


@pytest.mark.parametrize("group", [GroupName.AUTHOR, GroupName.MEDICAL_REVIEWER])
def test_who_may_not_add_may_still_choose(db: None, chooser: Any, group: GroupName) -> None:
    viewset, factory, data = chooser
    client = client_of(UserFactory(group=group))
    item = factory()
    html = json.loads(client.open(address(viewset, "choose")).content)["html"]
    assert "data-chooser-modal-creation-form" not in html
    client.open(address(viewset, "chosen", str(item.pk)))
    response = client.post(address(viewset, "create"), data)
    assert response.status_code == 302
    assert factory._meta.model.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    ["dexosome morse", "(Morse, 2005)", "Morse et al. 2005", "MORSE 2005", "10.1186/1479-5876-3-9", "https://doi.org/10.1186/1479-5876-3-9",
     "doi:10.1186/1479-5876-3-9.", "15723705", "pmid:15723705",
     "https://pubmed.ncbi.nlm.nih.gov/15723705/", "translational lung"],
)  # fmt: skip
def test_reference_is_found_by_whatever_is_remembered(client: AdminClient, query: str) -> None:
    morse = ReferenceFactory(csl=MORSE_2005)
    ReferenceFactory()
    for found in (
        client.get("/admin/reference/chooser/results/", {"q": query}).context["results"],
        client.get("/admin/references/reference/", {"q": query}).context["object_list"],
    ):
        assert list(found) == [morse]


def test_synonyms_are_searched_whatever_their_letters(client: AdminClient) -> None:
    glioma = ConditionFactory(name="Glioma", synonyms=["Gliome cérébral"])
    ConditionFactory()
    found = client.get("/admin/condition/chooser/results/", {"q": "cérébral"})
    assert list(found.context["results"]) == [glioma]


def test_adding_is_in_the_items_history(client: AdminClient) -> None:
    client.post("/admin/person/chooser/create/", {"name": "A new one"})
    person = Person.objects.get()
    assert b"Ada Example" in client.open(f"/admin/content/person/history/{person.pk}/").content


def test_duplicate_in_the_chooser_says_which_record_has_it(client: AdminClient) -> None:
    morse = ReferenceFactory(csl=MORSE_2005)
    data = {"type": "book", "title": "X", "doi": morse.doi}
    answer = json.loads(client.post("/admin/reference/chooser/create/", data).content)
    assert f"/admin/references/reference/edit/{morse.pk}/" in answer["htmlFragment"]
    assert Reference.objects.count() == 1


def widget_of(form: Any, field: str) -> forms.Widget:
    found: forms.Widget = form.base_fields[field].widget
    return found


def test_pages_use_the_choosers() -> None:
    form = TopicPage.get_edit_handler().get_form_class()
    assert isinstance(widget_of(form, "featured_reference"), reference_chooser.widget_class)
    for name, viewset in {"page_authors": person_chooser, "page_reviewers": person_chooser}.items():
        part = form.formsets[name].form
        assert isinstance(widget_of(part, "person"), viewset.widget_class)
    form = TrialPage.get_edit_handler().get_form_class()
    for name, field, viewset in (
        ("trial_conditions", "condition", condition_chooser),
        ("trial_interventions", "intervention", intervention_chooser),
        ("publications", "reference", reference_chooser),
    ):
        assert isinstance(widget_of(form.formsets[name].form, field), viewset.widget_class)
    form = HomePage.get_edit_handler().get_form_class()
    assert isinstance(widget_of(form.formsets["featured_pages"].form, "featured"), AdminPageChooser)


def test_several_authors_are_chosen_at_once() -> None:
    panels = [panel for panel in TopicPage.about_panels if isinstance(panel, MultipleChooserPanel)]
    assert [panel.relation_name for panel in panels] == ["page_authors"]
    assert PageAuthor._meta.get_field("person").related_model is Person
