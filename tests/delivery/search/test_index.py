"""The rows of the index: in line with documents, and `delivery check` says where they are not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.delivery import maintenance
from cms.delivery.models import (
    Document,
    SearchEntry,
    SearchName,
    SearchPosting,
    SearchWord,
)
from cms.delivery.search import index
from tests.conftest import Library
from tests.delivery.rich import RichLibrary, settle


def mistakes() -> set[str]:
    return {f"{m.source} {m.message}".strip() for m in maintenance.check(timezone.now())}


def damage_weight() -> None:
    row = SearchPosting.objects.filter(term="melanoma").first()
    assert row
    SearchPosting.objects.filter(pk=row.pk).update(weight=F("weight") + 1)


def remove_posting() -> None:
    row = SearchPosting.objects.filter(term="melanoma").first()
    assert row
    row.delete()


def damage_card() -> None:
    row = SearchEntry.objects.first()
    assert row
    SearchEntry.objects.filter(pk=row.pk).update(card="{}")


def remove_name() -> None:
    row = SearchName.objects.first()
    assert row
    row.delete()


DAMAGES = [damage_weight, remove_posting, damage_card, remove_name]


def test_every_document_that_says_how_it_is_found_has_its_rows(rich: RichLibrary) -> None:
    settle()
    assert mistakes() == set()
    found = set(SearchEntry.objects.values_list("document__type", flat=True))
    assert found == {"home", "topic", "review_list", "trial_index", "trial", "reference"}
    assert set(SearchName.objects.values_list("document__type", flat=True)) == {
        "condition", "intervention",
    }  # fmt: skip


@pytest.mark.parametrize("mend", [maintenance.repair, maintenance.rebuild])
@pytest.mark.parametrize("damage", DAMAGES)
def test_check_tells_of_rows_that_are_not_what_they_should_be(
    library: Library, damage: Callable[[], None], mend: Any
) -> None:
    settle()
    assert mistakes() == set()
    damage()
    (mistake,) = mistakes()
    assert "of the search are not what they should be" in mistake
    if mend is maintenance.repair:
        maintenance.repair(mistake.partition(" ")[0], timezone.now())
    else:
        maintenance.rebuild(timezone.now(), resume=False, progress=lambda *_: None)
    assert mistakes() == set()


def rebuild() -> None:
    maintenance.rebuild(timezone.now(), resume=False, progress=lambda *_: None)


def repair_all() -> None:
    now = timezone.now()
    maintenance.repair_all(list(maintenance.check(now)), now)


@pytest.mark.parametrize("mend", [rebuild, repair_all])
def test_check_tells_of_words_that_are_miscounted(
    library: Library, mend: Callable[[], None]
) -> None:
    settle()
    right = set(SearchWord.objects.values_list("word", "term", "documents", "titles"))
    SearchWord.objects.filter(word="melanoma").update(documents=F("documents") + 1)
    assert mistakes() == {"The search does not count melanoma as often as documents have it."}
    mend()
    assert mistakes() == set()
    assert set(SearchWord.objects.values_list("word", "term", "documents", "titles")) == right


def test_rendering_again_writes_no_rows_where_nothing_has_changed(library: Library) -> None:
    settle()
    document = Document.objects.get(source=f"page:{library.cancer.pk}")
    with CaptureQueriesContext(connection) as queries:
        index.write(document)
    assert len(queries) == 1
