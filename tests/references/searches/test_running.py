"""Running saved searches: what is new is kept once."""

import datetime

import pytest
from django.utils import timezone

from cms.references.jobs import search
from cms.references.models import FoundPublication, FoundState, SavedSearch
from cms.references.searches import running
from cms.references.searches.actions import DismissFoundPublicationAction
from cms.references.searches.running import run_search
from tests.conftest import Library
from tests.factories.references import ReferenceFactory
from tests.references.lookup.server import Reply, Server
from tests.references.lookup.services import Clock
from tests.references.searches.results import SEARCH, find, page, result


@pytest.fixture
def saved(library: Library) -> SavedSearch:
    """Return the saved search of a topic."""
    made: SavedSearch = library.cancer.saved_searches.create(query="exosome AND cancer")
    return made


def titles(saved: SavedSearch) -> list[str]:
    return sorted(row.title for row in saved.found.filter(state=FoundState.NEW))


def test_what_the_library_has_not_is_kept(server: Server, saved: SavedSearch) -> None:
    ReferenceFactory(csl={"type": "article-journal", "title": "Known", "DOI": "10.5555/new.1"})
    find(server, result(1), result(2))
    assert run_search(saved) == 1
    (found,) = saved.found.all()
    assert (found.key, found.doi) == ("MED:40000002", "10.5555/new.2")
    assert found.csl["author"] == [
        {"family": "Narayanan", "given": "E"},
        {"family": "de la Cruz", "given": "JM"},
        {"literal": "Exosome Working Group"},
    ]
    assert found.source == "Narayanan et al., Current Nanoscience, 2026"
    (request,) = server.asked(SEARCH)
    assert request.query["query"] == "exosome AND cancer"
    assert request.query["sort"] == "P_PDATE_D desc"


def test_what_was_found_before_is_not_found_again_whatever_became_of_it(
    server: Server, saved: SavedSearch, library: Library
) -> None:
    find(server, result(1), result(2), result(3, source="AGR", id="x", doi="10.5555/NEW.1"))
    assert run_search(saved) == 2
    DismissFoundPublicationAction(saved.found.get(doi="10.5555/new.1")).execute()
    other = library.therapy.saved_searches.create(query="exosome")
    assert run_search(other) == 0
    assert run_search(saved) == 0
    assert titles(saved) == ["What vesicles of the kind 2 carry to tumours"]


def test_what_came_into_the_library_by_another_way_is_not_new_any_more(
    server: Server, saved: SavedSearch
) -> None:
    find(server, result(1))
    run_search(saved)
    reference = ReferenceFactory(
        csl={"type": "article-journal", "title": "Known", "DOI": "10.5555/new.1"}
    )
    find(server)
    run_search(saved)
    found = saved.found.get()
    assert (found.state, found.reference) == (FoundState.ADDED, reference)


def test_page_after_page_is_looked_at_up_to_a_limit(
    server: Server, saved: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_FOUND", 3)
    server.on(
        SEARCH, page(result(1), result(2), cursor="next"), page(result(3), result(4), cursor="end"),
        page(),
    )  # fmt: skip
    assert run_search(saved) == 3
    saved.refresh_from_db()
    assert saved.is_cut_off


def test_without_an_answer_the_search_says_why_stays_due_and_keeps_what_it_found(
    server: Server, saved: SavedSearch
) -> None:
    find(server, result(1))
    run_search(saved)
    server.on(SEARCH, Reply(status=503))
    last_run = timezone.now() - datetime.timedelta(days=8)
    SavedSearch.objects.filter(pk=saved.pk).update(last_run_at=last_run, query="exosome")
    search()
    saved.refresh_from_db()
    assert saved.problem == "Europe PMC asks us to wait before we ask again."
    assert saved.last_run_at == last_run
    assert len(titles(saved)) == 1
    find(server, result(2))
    search()
    saved.refresh_from_db()
    assert (saved.problem, len(titles(saved))) == ("", 2)


def test_a_search_is_run_once_a_week(server: Server, saved: SavedSearch) -> None:
    find(server)
    search()
    search()
    assert len(server.requests) == 1


def test_offline_nothing_is_lost(saved: SavedSearch, clock: Clock) -> None:
    search()
    saved.refresh_from_db()
    assert "cannot be reached" in saved.problem
    assert saved.last_run_at is None


@pytest.mark.parametrize("changes", [{"title": ""}, {"id": ""}])
def test_what_says_too_little_is_passed_over(
    server: Server, saved: SavedSearch, changes: dict[str, str]
) -> None:
    find(server, result(1, **changes))
    assert run_search(saved) == 0


def test_a_search_that_is_deleted_meanwhile_leaves_nothing(
    server: Server, saved: SavedSearch
) -> None:
    find(server, result(1))
    SavedSearch.objects.filter(pk=saved.pk).delete()
    run_search(saved)
    assert not FoundPublication.objects.exists()


def test_a_preprint_is_no_journal_article(server: Server, saved: SavedSearch) -> None:
    find(server, result(1, source="PPR", id="PPR1", pmid="", journalTitle=""))
    run_search(saved)
    assert saved.found.get().csl["type"] == "article"


def test_what_was_found_for_a_page_that_is_gone_may_be_found_for_another(
    server: Server, saved: SavedSearch, library: Library
) -> None:
    find(server, result(1))
    run_search(saved)
    library.cancer.delete()
    assert FoundPublication.objects.get().search is None
    other = library.therapy.saved_searches.create(query="exosome")
    assert run_search(other) == 1
