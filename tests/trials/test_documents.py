"""The public form of a trial and of its index."""

from typing import Any

import pytest
from django.utils import timezone

from cms.delivery.registry import Outlet
from tests.conftest import Library
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import InterventionFactory, TrialPageFactory
from tests.hiding import HIDE
from trials.documents import trial_document, trial_index_document
from trials.models import TrialIndexPage, TrialLocation, TrialPage, TrialPublication


def document_of(trial: TrialPage) -> dict[str, Any]:
    outlet = Outlet(base_url="", now=timezone.now())
    return trial_document(TrialPage.objects.get(pk=trial.pk), outlet).model_dump(mode="json")


def test_a_trial_s_record_is_delivered_in_the_registry_s_words(library: Library) -> None:
    drug = InterventionFactory(name="Dex2", type="BIOLOGICAL")
    trial = TrialPageFactory(
        parent=library.trial_index, overall_status="COMPLETED", conditions=[library.melanoma],
        interventions=[drug], phases=["PHASE1", "PHASE2"], product_source="plant",
        product_route="By mouth", sponsor="A university", collaborators=["One", "Two"],
        eligibility_criteria="Adults", sex="ALL", minimum_age="18 Years", countries=["FR", "US"],
        locations=[TrialLocation(facility="A", city="Villejuif", country="FR", status="COMPLETED")],
    )  # fmt: skip
    found = document_of(trial)
    assert found["phases"] == ["PHASE1", "PHASE2"]
    assert (found["overall_status"], found["status_verified_on"]) == ("COMPLETED", "2026-11-01")
    assert found["start_date"] == "2005-02"
    assert found["enrollment"] == {"count": 15, "type": "ACTUAL"}
    assert found["countries"] == ["FR", "US"]
    assert found["collaborators"] == ["One", "Two"]
    assert found["product"]["source"] == "plant"
    assert found["product"]["route"] == "By mouth"
    assert found["locations"] == [
        {"facility": "A", "city": "Villejuif", "country": "FR", "status": "COMPLETED"}
    ]
    assert found["eligibility"]["text"]["text"] == "Adults with advanced disease."
    assert found["eligibility"]["minimum_age"] == "18 Years"
    assert [condition["slug"] for condition in found["conditions"]] == ["melanoma"]
    assert found["interventions"][0]["type"] == "BIOLOGICAL"
    number = trial.registry_ids.get().identifier
    assert found["registry_ids"] == [
        {"registry": "NCT", "id": number, "url": f"https://clinicaltrials.gov/study/{number}"}
    ]
    assert found["topic"]["path"] == "/exosome-therapy/cancer/"


def test_what_is_not_known_is_null_and_never_zero(library: Library) -> None:
    trial = TrialPageFactory(
        parent=library.trial_index, enrollment_count=None, enrollment_type="", start_date="",
        phases=[], publications=[], locations=[], registry_ids=[], countries=[],
        eligibility_text="",
    )  # fmt: skip
    found = document_of(trial)
    unknown = (
        "enrollment", "overall_status", "status_verified_on", "start_date", "completion_date",
        "study_type", "allocation", "masking", "primary_purpose", "intervention_model", "results",
        "part_of", "results_first_posted_date", "primary_completion_date",
    )  # fmt: skip
    assert {name: found[name] for name in unknown} == dict.fromkeys(unknown)
    assert found["product"]["source"] is None
    assert found["eligibility"]["sex"] is None
    assert found["open_to_patients"] == {"value": "unknown", "as_of": None}
    assert found["has_results"] is False
    for name in ("phases", "arms", "outcomes", "publications", "locations", "registry_ids"):
        assert found[name] == []


def test_the_five_parts_are_cited_in_the_order_of_reading(library: Library) -> None:
    references = [ReferenceFactory() for _ in range(5)]
    names = ["why", "what_was_done", "what_was_found", "what_it_means", "limitations"]
    texts = {
        f"part_{name}": f"<p>{name}{cite(reference)}</p>"
        for name, reference in zip(names, references, strict=True)
    }
    found = document_of(TrialPageFactory(parent=library.trial_index, **texts))
    for number, name in enumerate(names, start=1):
        assert f">[{number}]<" in found["parts"][name]["html"]
        assert found["parts"][name]["text"] == name


def test_publications_are_listed_with_their_role_and_take_no_number(library: Library) -> None:
    cited, listed = ReferenceFactory(), ReferenceFactory()
    trial = TrialPageFactory(
        parent=library.trial_index,
        publications=[
            TrialPublication(reference=cited, role="primary_results", sort_order=0),
            TrialPublication(reference=listed, role="commentary", sort_order=1),
        ],
    )
    found = document_of(trial)
    assert found["publications"] == [
        {"reference": str(cited.uuid), "role": "primary_results"},
        {"reference": str(listed.uuid), "role": "commentary"},
    ]
    assert [citation["reference"] for citation in found["citations"]] == [str(cited.uuid)]


def test_where_sources_disagree_each_is_cited(library: Library) -> None:
    reference = ReferenceFactory()
    trial = library.melanoma_trial
    value = {"field": "people", "ours": "13, by the paper",
             "values": [{"value": "4", "reference": reference.pk, "note": "A table"},
                        {"value": "13", "reference": None, "note": ""}]}  # fmt: skip
    block = trial.discrepancies.stream_block.child_blocks["discrepancy"]
    trial.discrepancies = [("discrepancy", block.to_python(value))]
    trial.save_revision().publish()
    found = document_of(trial)
    assert found["discrepancies"] == [
        {"field": "people", "ours": "13, by the paper", "values": [
            {"value": "4", "reference": str(reference.uuid), "note": "A table"},
            {"value": "13", "reference": None, "note": ""}]},
    ]  # fmt: skip
    assert [citation["number"] for citation in found["citations"]] == [1, 2]
    outlet = Outlet(base_url="", now=timezone.now())
    document = trial_document(TrialPage.objects.get(pk=trial.pk), outlet)
    assert document.citations[1].uses == ["cite-discrepancy-1"]


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"below a private page", "deleted"}))
def test_a_hidden_trial_has_no_parts(library: Library, how: str) -> None:
    part = TrialPageFactory(parent=library.trial_index, part_of=library.melanoma_trial)
    assert document_of(part)["part_of"]["title"] == "Dexosomes in melanoma"
    HIDE[how](library.melanoma_trial)
    assert document_of(part)["part_of"] is None


def test_a_topic_that_is_not_public_is_not_named(library: Library) -> None:
    library.cancer.unpublish()
    assert document_of(library.melanoma_trial)["topic"] is None


def test_an_index_has_its_three_texts(library: Library) -> None:
    index = TrialIndexPage.objects.get(pk=library.trial_index.pk)
    index.reading_guide = f"<p>Read{cite(library.morse)}.</p>"
    index.save_revision().publish()
    document = trial_index_document(
        TrialIndexPage.objects.get(pk=index.pk), Outlet(base_url="", now=timezone.now())
    )
    assert document.introduction.text == "These trials tested exosomes in people."
    assert ">[1]<" in document.reading_guide.html
    assert document.conclusion.text == "They are small."
    assert document.body == []
