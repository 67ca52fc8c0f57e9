"""Looking through the library for references of one publication."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.editorial.groups import GroupName
from cms.references import models
from cms.references.actions import MergeReferencesAction
from cms.references.duplicates import Double
from cms.references.jobs import look_for_duplicates
from cms.references.merges import doubles, doubles_views
from cms.references.merges.doubles import look_for_doubles
from cms.references.models import PossibleDuplicate, Reference
from tests.admin_client import AdminClient, client_of
from tests.factories.references import ESCUDIER_2005, MORSE_2005, ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.record_variants import bare

LIST = "/admin/reference-doubles/"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.reference, "format_in_all_styles", format_at_once)


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


@pytest.fixture
def pair(db: None) -> PossibleDuplicate:
    """Return two references of one publication, as they are found among others."""
    ReferenceFactory(csl=MORSE_2005)
    ReferenceFactory(csl=ESCUDIER_2005)
    ReferenceFactory(csl=bare(MORSE_2005))
    look()
    return PossibleDuplicate.objects.get()


def look() -> None:
    """Look through the library as the worker does some time later."""
    later = timezone.now() + datetime.timedelta(minutes=5)
    while look_for_doubles(later):
        pass


def found() -> set[tuple[int, int]]:
    return set(PossibleDuplicate.objects.values_list("one", "other"))


def another(csl: dict[str, Any] = MORSE_2005, **changes: Any) -> Reference:
    reference: Reference = ReferenceFactory(csl=bare(csl, **changes))
    return reference


def test_two_of_one_publication_are_found(pair: PossibleDuplicate) -> None:
    assert pair.one.doi == MORSE_2005["DOI"]
    assert (pair.other.doi, pair.is_dismissed) == (None, False)
    assert pair.score >= 75
    assert pair.reason


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_however_many_are_compared_at_once_the_same_are_found(
    db: None, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(doubles, "BATCH", batch)
    keys = [another().pk for _ in range(3)]
    Reference.objects.update(updated_at=timezone.now())
    another(ESCUDIER_2005)
    look()
    assert found() == {(keys[0], keys[1]), (keys[0], keys[2]), (keys[1], keys[2])}


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_each_is_compared_once_though_many_changed_at_one_moment(
    db: None, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    keys = [ReferenceFactory().pk for _ in range(5)]
    Reference.objects.update(updated_at=timezone.now())
    compared: list[int] = []

    def note(references: list[Reference]) -> list[Double]:
        compared.extend(reference.pk for reference in references)
        return []

    monkeypatch.setattr(doubles, "doubles_of", note)
    monkeypatch.setattr(doubles, "BATCH", batch)
    look()
    assert compared == keys


def test_what_comes_later_is_compared_with_all_that_is_there(pair: PossibleDuplicate) -> None:
    late = another(ESCUDIER_2005)
    assert late.pk not in {key for each in found() for key in each}
    look()
    escudier = Reference.objects.get(doi=ESCUDIER_2005["DOI"])
    assert found() == {(pair.one_id, pair.other_id), (escudier.pk, late.pk)}


def test_nothing_is_compared_twice(
    pair: PossibleDuplicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(references: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(doubles, "doubles_of", fail)
    look()


def test_what_was_written_just_now_waits_until_it_is_surely_there(db: None) -> None:
    another()
    another()
    look_for_duplicates()
    assert not found()
    look()
    assert len(found()) == 1


def test_a_pair_that_is_none_any_more_goes(pair: PossibleDuplicate) -> None:
    pair.other.csl = {**ESCUDIER_2005, "title": "Something else entirely", "DOI": "", "page": "1"}
    pair.other.save()
    look()
    assert not found()


def test_what_somebody_has_said_stays(pair: PossibleDuplicate) -> None:
    PossibleDuplicate.objects.update(is_dismissed=True)
    pair.other.csl = {**pair.other.csl, "publisher": "BMC"}
    pair.other.save()
    look()
    assert list(PossibleDuplicate.objects.values_list("is_dismissed", flat=True)) == [True]


def test_merging_takes_a_pair_away_and_keeps_what_was_said_of_others(
    pair: PossibleDuplicate,
) -> None:
    third = another()
    look()
    PossibleDuplicate.objects.filter(one=pair.other, other=third).update(is_dismissed=True)
    MergeReferencesAction(pair.one, merged=pair.other).execute(skip_permission_checks=True)
    look()
    (left,) = PossibleDuplicate.objects.all()
    assert (left.one, left.other, left.is_dismissed) == (pair.one, third, True)


def test_a_pair_is_listed_merged_or_dismissed(client: AdminClient, pair: PossibleDuplicate) -> None:
    html = client.open(LIST).content.decode()
    assert str(pair.one) in html
    assert f'href="/admin/reference-merges/{pair.one_id}/?other={pair.other_id}"' in html
    response = client.post(f"{LIST}{pair.pk}/", {"dismiss": "1"}, follow=True)
    assert "There are none." in response.content.decode()
    assert str(pair.one) in client.open(f"{LIST}?show=dismissed").content.decode()
    # Who merges is not offered it either.
    choosing = client.open(f"/admin/reference-merges/{pair.one_id}/").content.decode()
    assert f"?other={pair.other_id}" not in choosing
    client.post(f"{LIST}{pair.pk}/", {"dismiss": "0"})
    assert str(pair.one) in client.open(LIST).content.decode()


@pytest.mark.parametrize("path", ["", "999999/"])
def test_only_those_see_pairs_who_may_merge(db: None, path: str) -> None:
    client = client_of(UserFactory(group=GroupName.MEDICAL_REVIEWER))
    assert client.get(LIST + path).status_code == 302
    assert client.post(LIST + path).status_code == 302


def test_an_unknown_pair_is_not_found(client: AdminClient) -> None:
    assert client.post(f"{LIST}999999/", {"dismiss": "1"}).status_code == 404


def test_the_list_asks_no_more_for_more_pairs(
    client: AdminClient, pair: PossibleDuplicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.open(LIST)
        counts.append(len(queries))
        another()
        look()
    assert counts[1] == counts[2]
    monkeypatch.setattr(doubles_views, "PAIRS_A_PAGE", 2)
    assert "Page 2 of" in client.open(f"{LIST}?p=2").content.decode()


def test_searching_asks_no_more_for_more_references(db: None) -> None:
    counts = []
    for number in range(2):
        for _ in range(1 + 5 * number):
            another()
        with CaptureQueriesContext(connection) as queries:
            look()
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1


def test_a_reference_of_a_pair_can_be_deleted(client: AdminClient, pair: PossibleDuplicate) -> None:
    client.post(f"/admin/references/reference/delete/{pair.other_id}/")
    assert not Reference.objects.filter(pk=pair.other_id).exists()
    assert not found()
