"""The admin's pages of saved searches, and of what they have found."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.editorial.groups import GroupName
from cms.references import saving
from cms.references.models import FoundPublication, FoundState, Reference, SavedSearch
from cms.references.searches import views
from cms.references.searches.running import run_search
from tests.conftest import Library
from tests.factories.references import ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.lookup.server import Reply, Server, as_json
from tests.references.searches.results import SEARCH, find, result

HOME = "/admin/"
NEW = "/admin/new-publications/"


def client_of(group: GroupName) -> Client:
    client = Client()
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return the browser of an editor."""
    monkeypatch.setattr(saving, "format_in_all_styles", format_at_once)
    return client_of(GroupName.EDITOR)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def searches_of(page: Page) -> str:
    return f"/admin/saved-searches/{page.pk}/"


def found(server: Server, library: Library, *numbers: int) -> list[FoundPublication]:
    """Return what a search of a topic has found."""
    find(server, *map(result, numbers))
    saved = SavedSearch.objects.create(page=library.cancer, query=f"exosome {numbers}")
    run_search(saved)
    return list(saved.found.order_by("pk"))


def test_a_search_is_saved_from_its_topic_and_run_at_once(
    library: Library, editor: Client, server: Server
) -> None:
    find(server, result(1))
    address = searches_of(library.cancer)
    assert address in text_of(editor, f"/admin/pages/{library.cancer.pk}/edit/")
    assert "keeps no search yet" in text_of(editor, address)
    editor.post(address, {"query": "  exosome \n AND cancer"})
    saved = SavedSearch.objects.get()
    assert (saved.page_id, saved.query) == (library.cancer.pk, "exosome AND cancer")
    assert saved.found.count() == 1
    assert "exosome AND cancer" in text_of(editor, address)
    assert "exosome AND cancer" in text_of(editor, f"/admin/pages/{library.cancer.pk}/edit/")


@pytest.mark.parametrize(
    ("query", "words"), [(" ", "Write what to search for"), ("exosome", "the same search already")]
)
def test_what_is_no_search_is_refused(
    library: Library, editor: Client, query: str, words: str
) -> None:
    SavedSearch.objects.create(page=library.cancer, query="exosome")
    response = editor.post(searches_of(library.cancer), {"query": query})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert SavedSearch.objects.count() == 1


def test_a_search_is_deleted_and_what_was_decided_stays(
    library: Library, editor: Client, server: Server
) -> None:
    first, _ = found(server, library, 1, 2)
    editor.post(NEW, {"dismiss": first.pk})
    saved = SavedSearch.objects.get()
    editor.post(searches_of(library.therapy), {"delete": saved.pk})
    assert SavedSearch.objects.exists(), "deleted from the page of another topic"
    editor.post(searches_of(library.cancer), {"delete": saved.pk})
    editor.post(searches_of(library.cancer), {"delete": "9" * 30})
    assert not SavedSearch.objects.exists()
    assert list(FoundPublication.objects.all()) == [first]
    assert "New publications" not in text_of(editor, HOME)


def test_the_home_page_shows_what_is_new(library: Library, editor: Client, server: Server) -> None:
    assert "New publications" not in text_of(editor, HOME), "nobody has saved a search"
    found(server, library)
    assert "Nothing new: the saved searches" in text_of(editor, HOME)
    found(server, library, 1)
    shown = text_of(editor, HOME)
    assert "What vesicles of the kind 1 carry to tumours" in shown
    assert "https://europepmc.org/article/MED/40000001" in shown
    assert f'Found for <a href="{searches_of(library.cancer)}">{library.cancer.title}</a>' in shown


def test_the_home_page_says_that_a_search_could_not_be_run(
    library: Library, editor: Client, server: Server
) -> None:
    server.on(SEARCH, Reply(status=503))
    run_search(SavedSearch.objects.create(page=library.cancer, query="<b>exosome"))
    shown = text_of(editor, HOME)
    assert "“&lt;b&gt;exosome” could not be run: Europe PMC asks us to wait" in shown
    assert "Nothing new" not in shown
    assert "Europe PMC asks us to wait" in text_of(editor, searches_of(library.cancer))


def test_a_publication_is_added_with_what_the_services_know_and_then_edited(
    library: Library, editor: Client, server: Server
) -> None:
    (row,) = found(server, library, 1)
    work = {
        "DOI": "10.5555/new.1", "type": "journal-article", "volume": "7",
        "title": ["What vesicles of the kind 1 carry to tumours"],
    }  # fmt: skip
    server.on("/crossref/works/10.5555%2Fnew.1", as_json({"message": work}))
    response = editor.post(NEW, {"add": row.pk})
    reference = Reference.objects.get(doi="10.5555/new.1")
    assert response["Location"] == f"/admin/references/reference/edit/{reference.pk}/"
    assert (reference.csl["volume"], reference.pmid) == ("7", "40000001")
    row.refresh_from_db()
    assert (row.state, row.reference) == (FoundState.ADDED, reference)
    assert "Nothing new" in text_of(editor, NEW)


def test_offline_a_publication_is_added_with_what_is_known(
    library: Library, editor: Client, server: Server
) -> None:
    (row,) = found(server, library, 1)
    server.on(SEARCH, Reply(status=503))
    editor.post(NEW, {"add": row.pk})
    reference = Reference.objects.get(doi="10.5555/new.1")
    assert reference.title == "What vesicles of the kind 1 carry to tumours"


def test_what_the_library_has_by_now_is_not_added_a_second_time(
    library: Library, editor: Client, server: Server
) -> None:
    (row,) = found(server, library, 1)
    reference = ReferenceFactory(
        csl={"type": "article-journal", "title": "Known", "DOI": "10.5555/new.1"}
    )
    response = editor.post(NEW, {"add": row.pk})
    assert response["Location"] == f"/admin/references/reference/edit/{reference.pk}/"
    assert Reference.objects.filter(doi="10.5555/new.1").count() == 1


@pytest.mark.parametrize("button", ["add", "dismiss"])
def test_a_publication_is_decided_about_once(
    library: Library, editor: Client, server: Server, button: str
) -> None:
    (row,) = found(server, library, 1)
    response = editor.post(NEW, {"dismiss": row.pk, "next": "home"})
    assert response["Location"] == HOME
    response = editor.post(NEW, {button: row.pk}, follow=True)
    assert "added or dismissed this publication already" in response.content.decode()
    row.refresh_from_db()
    assert row.state == FoundState.DISMISSED
    assert not Reference.objects.filter(doi="10.5555/new.1").exists()


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_a_publication_that_is_not_there_is_not_found(editor: Client, key: str) -> None:
    assert editor.post(NEW, {"add": key}).status_code == 404


def test_many_are_several_pages_in_as_many_queries(
    library: Library, editor: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PUBLICATIONS_A_PAGE", 4)
    found(server, library, 1)
    text_of(editor, NEW)
    with CaptureQueriesContext(connection) as one:
        text_of(editor, NEW)
    found(server, library, *range(2, 7))
    with CaptureQueriesContext(connection) as many:
        assert "Page 1 of 2" in text_of(editor, NEW)
    assert len(many) == len(one)


def test_who_may_not_add_references_is_shown_none_of_it(library: Library, server: Server) -> None:
    (row,) = found(server, library, 1)
    author = client_of(GroupName.AUTHOR)
    assert "New publications" not in text_of(author, HOME)
    assert author.get(NEW).status_code == 302
    assert author.post(NEW, {"dismiss": row.pk}).status_code == 302
    row.refresh_from_db()
    assert row.state == FoundState.NEW
    assert text_of(author, searches_of(library.cancer)), "may edit the page"
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(searches_of(library.cancer)).status_code == 302
