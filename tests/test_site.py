"""The site: every page is whole, accessible, safe, and leads nowhere that is not there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.template.loader import render_to_string
from django.test import Client
from lxml import html
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page, PageViewRestriction

from cms.content.middleware import ContentSecurityPolicy
from cms.editorial.actions import WithdrawPageAction
from tests import markup
from tests.conftest import Library
from tests.databases import databases
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory
from tests.hiding import HIDE
from tests.page_types import PAGE_TYPES

# One worker reads the whole site, once.
pytestmark = pytest.mark.xdist_group("site")

Answers = dict[str, Any]
CANCER = "/exosome-therapy/cancer/"
TRIALS = f"{CANCER}trials/"


@pytest.fixture(scope="module")
def answers(starter_database: str, django_db_blocker: DjangoDbBlocker) -> Answers:
    """Return the answer of every address that can be reached from the home page."""
    client = Client()
    found: Answers = {}
    with django_db_blocker.unblock():
        before = databases.used()
        databases.use(starter_database)
        for cache in caches.all():
            cache.clear()
        waiting = ["/", "/no-such-page/"]
        while waiting:
            path = waiting.pop()
            found[path] = answer = client.get(path)
            if is_page(answer):
                new = markup.internal_paths(markup.tree_of(answer.content.decode()))
                waiting += sorted(new - set(found) - set(waiting))
        databases.use(before)
    return found


def is_page(answer: Any) -> bool:
    return bool(answer["Content-Type"].startswith("text/html"))


@pytest.fixture
def pages(answers: Answers) -> dict[str, html.HtmlElement]:
    """Return every HTML page of the site, parsed, by its address."""
    return {
        path: markup.tree_of(answer.content.decode())
        for path, answer in answers.items()
        if is_page(answer)
    }


def test_every_kind_of_page_can_be_reached(answers: Answers) -> None:
    shown = {type(answer.context["page"]) for answer in answers.values()
             if is_page(answer) and "page" in (answer.context or {})}  # fmt: skip
    assert set(PAGE_TYPES) <= shown
    assert "/glossary/" in answers
    assert sum(path.startswith("/library/") for path in answers) >= 50
    assert sum(path.startswith("/media/") for path in answers) > 2
    assert any(path.startswith("/static/css/") for path in answers)


def test_no_link_is_dead(answers: Answers) -> None:
    dead = {path: answer.status_code for path, answer in answers.items()
            if answer.status_code != (404 if path == "/no-such-page/" else 200)}  # fmt: skip
    assert dead == {}


CHECKS: list[Callable[[html.HtmlElement], list[str]]] = [
    markup.doubled_ids,
    markup.dangling,
    markup.inline_code,
    markup.third_parties,
    markup.skipped_levels,
    markup.without_alt,
    markup.nameless,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_markup_is_sound(
    pages: dict[str, html.HtmlElement], check: Callable[[html.HtmlElement], list[str]]
) -> None:
    assert {path: found for path, tree in pages.items() if (found := check(tree))} == {}


def test_html_is_valid(answers: Answers) -> None:
    # References are all made by one template: a few of them do.
    some = [path for path in answers if path.startswith("/library/")][5:]
    texts = {
        path: answer.content.decode()
        for path, answer in answers.items()
        if is_page(answer) and path not in some and "?" not in path
    }
    assert {
        path: found for path, text in texts.items() if (found := markup.parse_errors(text))
    } == {}


ONCE = {
    "one main heading": "//h1",
    "one main part": "//main[@id='main']",
    "a header": "//body/header",
    "a footer": "//body/footer",
    "a skip link, before all else": "//body/*[1][self::a][@href='#main']",
    "a title": "//head/title[normalize-space()]",
    "a language": "//html[@lang='en-gb']",
    "a viewport": "//meta[@name='viewport']",
}


@pytest.mark.parametrize("name", ONCE)
def test_every_page_has(pages: dict[str, html.HtmlElement], name: str) -> None:
    assert [path for path, tree in pages.items() if len(tree.xpath(ONCE[name])) != 1] == []


def test_titles_tell_pages_apart(pages: dict[str, html.HtmlElement]) -> None:
    titles = {path: tree.findtext(".//title") for path, tree in pages.items()
              if not path.startswith("/library/") and "?" not in path}  # fmt: skip
    assert len(set(titles.values())) == len(titles)


def test_navigation_and_footer_are_on_every_page(pages: dict[str, html.HtmlElement]) -> None:
    for path, tree in pages.items():
        assert tree.xpath("//nav[@aria-label='Main']//a[@href='/exosome-therapy/cancer/']"), path
        assert "does not give medical advice" in tree.xpath("string(//footer)"), path


def test_outside_production_no_page_is_indexed(pages: dict[str, html.HtmlElement]) -> None:
    for path, tree in pages.items():
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"], path


def test_every_page_has_a_strict_policy(answers: Answers) -> None:
    for path, answer in answers.items():
        if is_page(answer):
            policy = answer["Content-Security-Policy"]
            assert "default-src 'self'" in policy, path
            assert "unsafe" not in policy, path
            assert "object-src 'none'" in policy, path
            assert answer["X-Content-Type-Options"] == "nosniff", path
            assert "Set-Cookie" not in answer, path


def test_the_admin_s_policy_is_its_own(client: Client, db: None) -> None:
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    middleware = "cms.content.middleware.ContentSecurityPolicy"
    assert middleware in settings.MIDDLEWARE
    assert ContentSecurityPolicy.__module__ == "cms.content.middleware"


def test_every_citation_mark_leads_to_its_reference_and_back(
    pages: dict[str, html.HtmlElement],
) -> None:
    marks = 0
    for path, tree in pages.items():
        ids = set(tree.xpath("//@id"))
        for mark in tree.xpath("//a[contains(concat(' ', @class, ' '), ' citation ')]"):
            marks += 1
            assert mark.get("href")[1:] in ids, path
        for item in tree.xpath("//ol[contains(@class, 'x-reference-list__items')]/li"):
            assert item.xpath(".//a[starts-with(@href, '#cite-')]"), f"{path} {item.get('id')}"
    assert marks > 100


def test_references_are_numbered_from_one_without_a_gap(
    pages: dict[str, html.HtmlElement],
) -> None:
    for path, tree in pages.items():
        numbers = tree.xpath("//ol[contains(@class, 'x-reference-list__items')]/li/@value")
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)], path


# What visitors may not see


@pytest.mark.parametrize("how", sorted(set(HIDE) - {"with a password"}))
def test_a_hidden_page_is_not_shown(client: Client, library: Library, how: str) -> None:
    path = library.lung_trial.get_url_parts()[2]
    assert client.get(path).status_code == 200
    HIDE[how](library.lung_trial)
    answer = client.get(path)
    assert answer.status_code in ({410} if how == "withdrawn" else {302, 404})
    assert library.lung_trial.summary not in answer.content.decode()


def test_a_page_with_a_password_shows_only_the_question(client: Client, library: Library) -> None:
    path = library.lung_trial.get_url_parts()[2]
    HIDE["with a password"](library.lung_trial)
    asked = client.get(path)
    text = asked.content.decode()
    assert "Nobody was harmed" not in text
    assert markup.inline_code(markup.tree_of(text)) == []
    restriction = PageViewRestriction.objects.get()
    address = f"/_util/authenticate_with_password/{restriction.pk}/{library.lung_trial.pk}/"
    answer = client.post(address, {"password": "open", "return_url": path}, follow=True)
    assert "Nobody was harmed" in answer.content.decode()


def test_a_draft_is_not_shown(client: Client, library: Library) -> None:
    draft = TopicPageFactory(parent=library.home, title="Canary", slug="canary", published=False)
    assert client.get("/canary/").status_code == 404
    library.cancer.title = "Canary"
    library.cancer.save_revision()
    for path in ("/", "/exosome-therapy/", CANCER, TRIALS, "/glossary/"):
        assert "Canary" not in client.get(path).content.decode()
    assert draft.pk


def test_nobody_previews_a_draft_without_an_account(client: Client, library: Library) -> None:
    draft = TopicPageFactory(parent=library.home, title="Canary", published=False)
    for address in (
        f"/admin/pages/{draft.pk}/edit/preview/",
        f"/admin/pages/{draft.pk}/edit/preview/?in_preview_panel=true",
        f"/admin/pages/{draft.pk}/view_draft/",
        f"/admin/pages/{draft.pk}/revisions/{draft.latest_revision_id}/view/",
        f"/admin/pages/{draft.pk}/edit/",
        f"/admin/pages/preview/{draft.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 404}, address
        assert "Canary" not in answer.content.decode()
        if answer.status_code == 302:
            assert answer["Location"].startswith("/admin/login/")


def test_the_userbar_is_for_editors_only(
    client: Client, admin_client: Client, library: Library
) -> None:
    assert "wagtail-userbar" not in client.get(CANCER).content.decode()
    assert "wagtail-userbar" in admin_client.get(CANCER).content.decode()


# Addresses


def test_an_address_without_its_slash_leads_to_the_page(client: Client, library: Library) -> None:
    answer = client.get("/exosome-therapy")
    assert (answer.status_code, answer["Location"]) == (301, "/exosome-therapy/")


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page/",
        "/exosome-therapy/none/",
        "/library/x/",
        "/people/1/",
        "/library/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_an_unknown_address_is_a_page_that_leads_on(
    client: Client, library: Library, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    tree = markup.tree_of(answer.content.decode())
    assert tree.findtext(".//h1") == "We could not find this page"
    assert {"/", "/exosome-therapy/", "/glossary/"} <= set(tree.xpath("//main//a/@href"))


def test_a_withdrawn_page_leaves_a_whole_page_in_its_place(
    client: Client, library: Library
) -> None:
    WithdrawPageAction(
        library.cancer, reason="One number\n\nwas <wrong>.", replacement=library.therapy
    ).execute()
    answer = client.get(CANCER)
    text = answer.content.decode()
    tree = markup.tree_of(text)
    assert answer.status_code == 410
    assert markup.parse_errors(text) == []
    assert {check.__name__: found for check in CHECKS if (found := check(tree))} == {}
    assert [name for name, path in ONCE.items() if len(tree.xpath(path)) != 1] == []
    assert tree.xpath("//nav[@aria-label='Main']//a[@href='/exosome-therapy/']")


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_pages_need_neither_context_nor_database(name: str) -> None:
    text = render_to_string(name)
    tree = markup.tree_of(text)
    assert len(tree.xpath("//h1")) == 1
    assert markup.parse_errors(text) == []
    assert markup.inline_code(tree) == []
    assert markup.third_parties(tree) == []


def test_a_fault_of_ours_is_a_page_that_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret of the code")

    monkeypatch.setattr("articles.models.topic_page.TopicPage.get_context", fail)
    answer = Client(raise_request_exception=False).get(CANCER)
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side" in text
    assert "secret" not in text


def test_a_host_that_is_not_ours_is_refused(client: Client, library: Library) -> None:
    answer = client.get("/", headers={"host": "evil.example.org"})
    assert answer.status_code == 400
    assert "evil.example.org" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/", CANCER, "/glossary/", "/robots.txt"])
def test_pages_are_read_only(client: Client, library: Library, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path, {"title": "x"}).status_code in {200, 403, 405}
    assert Page.objects.filter(title="x").count() == 0


# The list of trials


def trial_titles(answer: Any) -> list[str]:
    tree = markup.tree_of(answer.content.decode())
    return [link.text_content().strip() for link in tree.xpath("//table//th[@scope='row']/a")]


def test_the_list_of_trials_is_filtered_by_a_plain_form(client: Client, library: Library) -> None:
    answer = client.get(f"{TRIALS}?condition=melanoma&phase=&overall_status=")
    assert trial_titles(answer) == ["Dexosomes in melanoma"]
    tree = markup.tree_of(answer.content.decode())
    form = tree.xpath("//form[@action]")[0]
    assert form.get("method") == "get"
    assert tree.xpath("//select[@name='condition']/option[@selected]/@value") == ["melanoma"]


def test_filters_that_leave_nothing_say_so_and_lead_back(client: Client, library: Library) -> None:
    answer = client.get(f"{TRIALS}?condition=melanoma&overall_status=COMPLETED")
    text = answer.content.decode()
    assert "No trial matches these filters" in text
    assert markup.tree_of(text).xpath(f"//a[@href='{TRIALS}']")


@pytest.mark.parametrize(
    "query",
    ["phase=nonsense", "phase=<script>alert(1)</script>", "condition=%00%ff", "x=1&x=2",
     "phase=PHASE1&phase=PHASE2", "condition=" + "x" * 4000, "%", "=&=", "page=-1"],
)  # fmt: skip
def test_nonsense_in_the_query_changes_nothing(
    client: Client, library: Library, query: str
) -> None:
    answer = client.get(f"{TRIALS}?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    if "PHASE2" not in query:
        assert len(trial_titles(answer)) == 2


# People and words


def test_a_person_has_a_page(client: Client, library: Library) -> None:
    person = PersonFactory(name="Ada Example", interests="Shares in a company.")
    text = client.get(f"/people/{person.uuid}/").content.decode()
    assert "Ada Example" in text
    assert "Shares in a company." in text


def test_robots_are_told_to_stay_away_outside_production(client: Client, settings: Any) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.SITE_ENVIRONMENT = "production"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == ["User-agent: *", "Disallow: /admin/", "Disallow: /api/"]


# Stored scripts


def test_titles_and_names_are_shown_as_text(client: Client, library: Library) -> None:
    hostile = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    page = library.cancer
    page.title = page.summary = page.seo_title = page.funding = hostile
    page.save_revision().publish()
    for path in ("/", "/exosome-therapy/", CANCER, TRIALS, "/no-such-page/"):
        tree = markup.tree_of(client.get(path).content.decode())
        assert markup.inline_code(tree) == [], path
        assert not tree.xpath("//img[@src='x']"), path


def test_an_organisation_is_named_as_the_author_of_a_featured_article(
    client: Client, library: Library
) -> None:
    page = library.cancer
    page.featured_reference = ReferenceFactory(
        csl={"type": "report", "title": "Advice", "author": [{"literal": "The Working Group"}]}
    )
    page.featured_reference_why = "<p>It is short.</p>"
    page.save_revision().publish()
    assert "The Working Group" in client.get(page.url).content.decode()
