"""What must hold of a trial, of its registry ids, and of what trials are about."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from cms.content.models.page import NotReadyToPublish
from tests.conftest import Library
from tests.factories.references import cite
from tests.factories.trials import ConditionFactory, InterventionFactory, TrialPageFactory
from trials.choices import REGISTRY_ID_PATTERNS, REGISTRY_URLS, Registry
from trials.models import Condition, TrialCondition, TrialPage, TrialRegistryId

VERIFIED = datetime.date(2026, 11, 1)

# A trial


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"overall_status": "COMPLETED", "status_verified_on": None}, "status_verified_on"),
        ({"overall_status": "", "status_verified_on": VERIFIED}, "overall_status"),
        ({"enrollment_count": 15, "enrollment_type": ""}, "enrollment_type"),
        ({"enrollment_count": None, "enrollment_type": "ACTUAL"}, "enrollment_type"),
        ({"overall_status": "Published", "status_verified_on": VERIFIED}, "overall_status"),
        ({"start_date": "February 2005"}, "start_date"),
        ({"completion_date": "2005-13"}, "completion_date"),
        ({"phases": ["PHASE1", "PHASE1"]}, "phases"),
        ({"phases": ["Phase 1"]}, "phases"),
        ({"countries": ["XX"]}, "countries"),
        ({"collaborators": "one"}, "collaborators"),
        ({"enrollment_count": -1}, "enrollment_count"),
        ({"product_source": "magic"}, "product_source"),
    ],
)
def test_a_record_that_can_t_be_is_refused(
    library: Library, values: dict[str, Any], field: str
) -> None:
    trial = library.melanoma_trial
    for name, value in values.items():
        setattr(trial, name, value)
    with pytest.raises(ValidationError) as caught:
        trial.full_clean()
    assert list(caught.value.message_dict) == [field]


@pytest.mark.parametrize(
    "values",
    [
        {"overall_status": "COMPLETED", "status_verified_on": VERIFIED},
        {"overall_status": "", "status_verified_on": None},
        {"enrollment_count": 0, "enrollment_type": "ACTUAL"},
        {"enrollment_count": None, "enrollment_type": ""},
        {"start_date": "", "completion_date": "2005", "primary_completion_date": "2005-02"},
        {"phases": []},
        {"phases": ["NA"]},
    ],
)
def test_what_is_not_known_stays_empty(library: Library, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(library.melanoma_trial, name, value)
    library.melanoma_trial.full_clean()


def test_a_trial_is_no_part_of_itself(library: Library) -> None:
    library.melanoma_trial.part_of = library.melanoma_trial
    with pytest.raises(ValidationError) as caught:
        library.melanoma_trial.full_clean()
    assert "part_of" in caught.value.message_dict


def test_a_status_is_a_registry_s(library: Library) -> None:
    trial = library.lung_trial
    trial.registry_ids = []
    with pytest.raises(NotReadyToPublish) as caught:
        trial.save_revision(clean=False).publish()
    assert list(caught.value.message_dict) == ["overall_status"]
    trial.registry_ids = [TrialRegistryId(registry="NCT", identifier="NCT01159288")]
    trial.save_revision(clean=False).publish()


def test_a_sub_study_outlives_its_trial(library: Library) -> None:
    part = TrialPageFactory(parent=library.trial_index, part_of=library.melanoma_trial)
    library.melanoma_trial.delete()
    part.refresh_from_db()
    assert part.part_of is None


# Registry ids


@pytest.mark.parametrize(
    ("registry", "written", "kept"),
    [
        ("NCT", "NCT01159288", "NCT01159288"),
        ("NCT", " nct01159288 ", "NCT01159288"),
        ("EUDRACT", "2009-012345-12", "2009-012345-12"),
        ("CTIS", "2023-501234-12-00", "2023-501234-12-00"),
        ("ISRCTN", "isrctn12345678", "ISRCTN12345678"),
        ("UMIN", "UMIN000012345", "UMIN000012345"),
        ("CHICTR", "ChiCTR2000030261", "ChiCTR2000030261"),
        ("CHICTR", "chictr2000030261", "ChiCTR2000030261"),
        ("CHICTR", "ChiCTR-OPC-16009770", "ChiCTR-OPC-16009770"),
        ("ANZCTR", "ACTRN12620000012345", "ACTRN12620000012345"),
        ("IRAS", "268143", "268143"),
        ("OTHER", "A-17/b", "A-17/B"),
    ],
)
def test_an_id_has_the_form_of_its_registry(registry: str, written: str, kept: str) -> None:
    found = TrialRegistryId(registry=registry, identifier=written)
    found.clean()
    assert found.identifier == kept


@pytest.mark.parametrize(
    ("registry", "written"),
    [
        ("NCT", "NCT1159288"), ("NCT", "NCT011592880"), ("NCT", "01159288"), ("NCT", ""),
        ("NCT", "NCT０1159288"), ("EUDRACT", "2009-012345"), ("ISRCTN", "12345678"),
        ("UMIN", "UMIN12345"), ("CHICTR", "2000030261"), ("ANZCTR", "ACTRN1"),
        ("IRAS", "IRAS 268143"), ("CTIS", "2009-012345-12"),
        ("NCT", "NCT01159288?redirect=https://example.org"),
    ],
)  # fmt: skip
def test_an_id_of_another_form_is_refused(registry: str, written: str) -> None:
    with pytest.raises(ValidationError, match="This is no id of"):
        TrialRegistryId(registry=registry, identifier=written).clean()


@given(st.sampled_from(Registry.values), st.text(max_size=30))
def test_whatever_is_typed_is_an_id_or_a_validation_error(registry: str, written: str) -> None:
    found = TrialRegistryId(registry=registry, identifier=written)
    try:
        found.clean()
    except ValidationError:
        return
    assert found.identifier == found.identifier.strip()


def test_a_registry_with_addresses_has_a_form_of_ids() -> None:
    assert set(REGISTRY_URLS) <= set(REGISTRY_ID_PATTERNS)
    assert set(REGISTRY_ID_PATTERNS) == set(Registry) - {Registry.OTHER}


def test_an_id_leads_to_its_record_where_the_registry_has_one() -> None:
    def address(registry: str, identifier: str) -> str:
        return TrialRegistryId(registry=registry, identifier=identifier).url

    assert address("NCT", "NCT01159288") == "https://clinicaltrials.gov/study/NCT01159288"
    assert address("UMIN", "UMIN000012345") == ""
    assert address("OTHER", "A-17") == ""


def test_an_id_belongs_to_one_trial(library: Library) -> None:
    TrialRegistryId.objects.create(
        page=library.melanoma_trial, registry="NCT", identifier="NCT01159288"
    )
    second = TrialRegistryId(page=library.lung_trial, registry="NCT", identifier="NCT01159288")
    with pytest.raises(ValidationError, match="Another trial has this registry id already"):
        second.full_clean()
    with pytest.raises(IntegrityError):
        second.save()


def test_a_registry_that_is_not_known_is_a_message_beside_the_field(library: Library) -> None:
    found = TrialRegistryId(page=library.lung_trial, registry="WHO", identifier="1")
    with pytest.raises(ValidationError) as caught:
        found.full_clean()
    assert "registry" in caught.value.message_dict


# What trials are about


@pytest.mark.django_db
def test_a_slug_is_made_once_and_stays() -> None:
    condition = ConditionFactory(name="Non-small cell lung cancer")
    assert condition.slug == "non-small-cell-lung-cancer"
    condition.name = "NSCLC"
    condition.save()
    assert Condition.objects.get(pk=condition.pk).slug == "non-small-cell-lung-cancer"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Melanoma", "melanoma?", "Melanoma!"], ["melanoma", "melanoma-2", "melanoma-3"]),
        (["中文", "日本"], ["item", "item-2"]),
        (["x" * 200, "x" * 199], ["x" * 190, f"{'x' * 190}-2"]),
    ],
)
def test_slugs_are_unique(names: list[str], slugs: list[str]) -> None:
    assert [ConditionFactory(name=name).slug for name in names] == slugs


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [ConditionFactory, InterventionFactory])
def test_a_name_is_in_the_library_once(factory: Any) -> None:
    factory(name="The same")
    with pytest.raises(ValidationError) as caught:
        factory.build(name="The same").full_clean(exclude=["slug"])
    assert list(caught.value.message_dict) == ["name"]


@pytest.mark.django_db
@pytest.mark.parametrize("mesh_id", ["008545", "M008545", "D12", "d008545", "D00854X"])
def test_a_mesh_id_is_a_letter_and_digits(mesh_id: str) -> None:
    condition = ConditionFactory.build(mesh_id=mesh_id)
    with pytest.raises(ValidationError) as caught:
        condition.full_clean(exclude=["slug"])
    assert list(caught.value.message_dict) == ["mesh_id"]


def test_a_condition_that_a_trial_has_is_not_deleted(library: Library) -> None:
    with pytest.raises(IntegrityError):
        library.melanoma.delete()


def test_a_trial_has_each_condition_once(library: Library) -> None:
    again = TrialCondition(page=library.melanoma_trial, condition=library.melanoma)
    with pytest.raises(IntegrityError):
        again.save()


def test_a_trial_s_parts_may_cite(library: Library) -> None:
    trial = TrialPage.objects.get(pk=library.melanoma_trial.pk)
    trial.part_why = f"<p>New{cite(library.morse)}.</p>"
    trial.save_revision().publish()
    assert TrialPage.objects.get(pk=trial.pk).part_why == trial.part_why
