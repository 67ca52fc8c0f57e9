"""What is kept of rankings: the same as would be found anew, of one content version only."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.delivery import maintenance
from cms.delivery.models import EVERYTHING
from cms.delivery.response_cache.versions import Version
from cms.delivery.search import matching
from cms.delivery.search.kept import MOST, Counted, Kept
from cms.delivery.search.matching import rank
from cms.delivery.search.planning import plan
from cms.delivery.touching import number_now, touch
from tests.conftest import Library

NOW, LATER = Version(7, 70), Version(8, 80)
FOUND = Counted(((3, 900), (1, 20)), {"trial": 2})


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep nothing from one test to the next."""
    monkeypatch.setattr(matching, "_kept", Kept())


@pytest.fixture
def settled(library: Library) -> Library:
    """Return the small library with every document rendered."""
    number_now()
    while maintenance.render_ahead(timezone.now()):
        pass
    return library


def test_what_was_kept_comes_back_as_it_was() -> None:
    kept = Kept()
    kept.put(NOW, "melanoma", FOUND)
    assert kept.get(NOW, "melanoma") == FOUND
    assert kept.get(NOW, "wounds") is None


def test_another_version_finds_nothing_of_the_one_before() -> None:
    kept = Kept()
    kept.put(NOW, "melanoma", FOUND)
    assert kept.get(LATER, "melanoma") is None
    kept.put(LATER, "wounds", FOUND)
    assert kept.get(NOW, "melanoma") is None


def test_a_number_that_comes_again_after_a_restore_is_another_version() -> None:
    kept = Kept()
    kept.put(NOW, "melanoma", FOUND)
    assert kept.get(NOW._replace(nonce=71), "melanoma") is None


def test_only_what_was_asked_for_last_is_kept() -> None:
    kept = Kept()
    for number in range(MOST + 1):
        kept.put(NOW, number, FOUND)
        assert kept.get(NOW, 0 if number < MOST else number) == FOUND
    assert kept.get(NOW, 1) is None
    assert kept.get(NOW, 0) == FOUND


def test_the_same_search_is_counted_once_while_nothing_changes(settled: Library) -> None:
    first = rank(plan("melanoma", timezone.now()))
    asked = plan("melanoma", timezone.now())
    with CaptureQueriesContext(connection) as queries:
        again = rank(asked)
    assert len(queries) == 0
    assert first.total > 0
    assert (again.hits, again.counts, again.total) == (first.hits, first.counts, first.total)


def test_a_change_is_counted_at_once(settled: Library) -> None:
    before = rank(plan("melanoma", timezone.now()))
    settled.lung_trial.title = "Dexosomes in melanoma"
    settled.lung_trial.save_revision().publish()
    after = rank(plan("melanoma", timezone.now()))
    assert after.total == before.total + 1


def test_nothing_is_kept_of_a_ranking_that_came_after_a_change(settled: Library) -> None:
    asked = plan("melanoma", timezone.now())
    assert asked.version is not None
    touch(EVERYTHING, own=True)
    number_now()
    rank(asked)
    changed = plan("melanoma", timezone.now())
    for version in (asked.version, changed.version):
        with CaptureQueriesContext(connection) as queries:
            rank(replace(asked, version=version))
        assert len(queries) == 1


def test_part_of_a_list_is_never_kept(settled: Library) -> None:
    asked = plan("melanoma", timezone.now())
    rows = [row for row, _ in rank(asked).hits]
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            rank(asked, only=rows)
        assert len(queries) == 1
