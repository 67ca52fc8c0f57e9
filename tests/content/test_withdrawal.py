"""A withdrawn page is nowhere, says why at its address, and comes back only through a review."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import timezone
from lxml import html
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from articles.models import TopicPage
from cms.content.models import PageReviewer, Withdrawal, public_withdrawal_of, withdrawal_of
from cms.content.models.page import NotReadyToPublish
from cms.editorial.actions import WithdrawPageAction
from tests import markup
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.users import UserFactory
from tests.hiding import HIDE

CANCER = "/exosome-therapy/cancer/"
REASON = "The dose in the table was ten times too high."
WITHDRAWN_AT = datetime.datetime(2026, 10, 3, 12, tzinfo=datetime.UTC)


def withdraw(page: Page, at: datetime.datetime = WITHDRAWN_AT, **values: Any) -> None:
    """Withdraw a page, at a moment in the past."""
    WithdrawPageAction(page, reason=REASON, **values).execute()
    Withdrawal.objects.update(withdrawn_at=at)


def review(page: Page, reviewed_on: datetime.date | None, *, reviewers: int = 1) -> Any:
    """Return a draft of a page that says when it was reviewed."""
    draft = page.specific_class.objects.get(pk=page.pk)
    draft.reviewed_on = reviewed_on
    draft.page_reviewers = [PageReviewer(person=PersonFactory()) for _ in range(reviewers)]
    return draft.save_revision(clean=False)


def is_live(page: Page) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


def shown(client: Client, path: str = CANCER) -> html.HtmlElement:
    """Return the main part of the page that stands in the place of a withdrawn one."""
    answer = client.get(path)
    assert answer.status_code == 410
    return markup.tree_of(answer.content.decode()).find(".//main")


# What a withdrawal is


def test_a_page_that_is_not_withdrawn_has_no_withdrawal(library: Library) -> None:
    assert withdrawal_of(library.cancer) is None
    assert withdrawal_of(TopicPage()) is None
    assert public_withdrawal_of(library.cancer, now=timezone.now()) is None


def test_a_withdrawal_says_when_why_and_what_to_read_instead(library: Library) -> None:
    withdraw(library.cancer, replacement=library.therapy)
    page = Page.objects.get(pk=library.cancer.pk)
    found = public_withdrawal_of(page, now=timezone.now())
    assert found is not None
    assert (found.at, found.reason) == (WITHDRAWN_AT, REASON)
    assert found.replacement == Page.objects.get(pk=library.therapy.pk)
    assert str(withdrawal_of(page)) == f"Withdrawal of {page}"


@pytest.mark.parametrize("how", HIDE)
def test_what_is_not_public_is_not_named_instead(library: Library, how: str) -> None:
    withdraw(library.review_list, replacement=library.lung_trial)
    HIDE[how](library.lung_trial)
    page = Page.objects.get(pk=library.review_list.pk)
    found = public_withdrawal_of(page, now=timezone.now())
    assert found is not None
    assert found.replacement is None


def test_what_is_to_be_read_instead_may_expire(library: Library) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    Page.objects.filter(pk=library.therapy.pk).update(expire_at=tomorrow)
    withdraw(library.cancer, replacement=library.therapy)
    withdrawal = Withdrawal.objects.get()
    assert withdrawal.public(now=tomorrow - datetime.timedelta(seconds=1)).replacement
    assert withdrawal.public(now=tomorrow).replacement is None


@pytest.mark.parametrize("reason", ["", "x" * 1001])
def test_a_reason_has_between_1_and_1000_characters(library: Library, reason: str) -> None:
    Withdrawal(page=library.cancer, reason="x" * 1000).full_clean()
    with pytest.raises(ValidationError) as caught:
        Withdrawal(page=library.cancer, reason=reason).full_clean()
    assert list(caught.value.message_dict) == ["reason"]


def test_nothing_is_said_of_the_withdrawal_of_a_private_page(library: Library) -> None:
    withdraw(library.cancer)
    HIDE["below a private page"](library.cancer)
    page = Page.objects.get(pk=library.cancer.pk)
    assert withdrawal_of(page) is not None
    assert public_withdrawal_of(page, now=timezone.now()) is None


def test_a_copy_is_not_withdrawn(library: Library) -> None:
    withdraw(library.lung_trial)
    copy = library.lung_trial.copy(update_attrs={"slug": "copy"})
    assert withdrawal_of(copy) is None
    assert Withdrawal.objects.count() == 1


def test_a_withdrawal_goes_with_its_page(library: Library) -> None:
    withdraw(library.lung_trial)
    Page.objects.get(pk=library.lung_trial.pk).delete()
    assert not Withdrawal.objects.exists()


def test_a_withdrawal_outlives_what_it_names(library: Library) -> None:
    user = UserFactory()
    withdraw(library.cancer, replacement=library.lung_trial)
    Withdrawal.objects.update(withdrawn_by=user)
    Page.objects.get(pk=library.lung_trial.pk).delete()
    user.delete()
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.replacement, withdrawal.withdrawn_by) == (None, None)


# The way back


@pytest.mark.parametrize(
    ("reviewed_on", "reviewers", "ready"),
    [("2026-10-03", 1, True), ("2026-10-04", 2, True), ("2026-10-02", 1, False),
     ("2026-10-03", 0, False), (None, 1, False), (None, 0, False)],
)  # fmt: skip
def test_a_withdrawn_page_is_published_only_after_a_review(
    library: Library, reviewed_on: str | None, reviewers: int, *, ready: bool
) -> None:
    withdraw(library.cancer)
    date = datetime.date.fromisoformat(reviewed_on) if reviewed_on else None
    revision = review(library.cancer, date, reviewers=reviewers)
    if ready:
        revision.publish()
    else:
        with pytest.raises(NotReadyToPublish) as caught:
            revision.publish()
        [message] = caught.value.message_dict["reviewed_on"]
        assert message.startswith("This page was withdrawn on 3 October 2026. It can be published ")
    assert is_live(library.cancer) == ready
    assert Withdrawal.objects.exists() != ready


def test_the_day_of_a_withdrawal_is_the_library_s(library: Library, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    withdraw(library.cancer, datetime.datetime(2026, 10, 2, 23, tzinfo=datetime.UTC))
    assert Withdrawal.objects.get().day == datetime.date(2026, 10, 3)


def test_a_review_from_before_does_not_count(library: Library) -> None:
    review(library.cancer, datetime.date(2026, 1, 1)).publish()
    withdraw(library.cancer)
    with pytest.raises(NotReadyToPublish):
        TopicPage.objects.get(pk=library.cancer.pk).save_revision().publish()


def test_a_page_that_waits_for_its_day_is_withdrawn_until_then(library: Library) -> None:
    withdraw(library.cancer)
    draft = TopicPage.objects.get(pk=library.cancer.pk)
    draft.go_live_at = timezone.now() + datetime.timedelta(days=1)
    draft.reviewed_on = WITHDRAWN_AT.date()
    draft.page_reviewers = [PageReviewer(person=PersonFactory())]
    revision = draft.save_revision(clean=False)
    revision.publish()
    assert not is_live(library.cancer)
    assert Withdrawal.objects.exists()
    revision.content["go_live_at"] = None
    revision.save()
    revision.publish()
    assert is_live(library.cancer)
    assert not Withdrawal.objects.exists()


def test_a_publication_that_fails_leaves_the_page_withdrawn(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise RuntimeError

    withdraw(library.cancer)
    revision = review(library.cancer, WITHDRAWN_AT.date())
    monkeypatch.setattr("wagtail.actions.publish_revision.log", fail)
    with pytest.raises(RuntimeError):
        revision.publish()
    assert not is_live(library.cancer)
    assert Withdrawal.objects.exists()


def test_a_page_that_came_back_is_unpublished_as_any_other(
    client: Client, library: Library
) -> None:
    withdraw(library.cancer)
    review(library.cancer, WITHDRAWN_AT.date()).publish()
    assert client.get(CANCER).status_code == 200
    TopicPage.objects.get(pk=library.cancer.pk).unpublish()
    assert client.get(CANCER).status_code == 404


# Its address


def test_the_address_of_a_withdrawn_page_says_when_and_why(
    client: Client, library: Library
) -> None:
    withdraw(library.cancer, replacement=library.therapy)
    main = shown(client)
    words = " ".join(main.text_content().split())
    assert "This page was withdrawn" in words
    assert "Withdrawn on 3 October 2026" in words
    assert REASON in words
    assert library.cancer.title not in words
    links = {link.get("href"): link.text_content() for link in main.iter("a")}
    assert links == {"/exosome-therapy/": "Exosome therapy", "/": "Home page"}


def test_without_another_page_only_the_way_home_is_shown(client: Client, library: Library) -> None:
    withdraw(library.cancer, replacement=library.therapy)
    library.therapy.unpublish()
    main = shown(client)
    assert main.xpath(".//a/@href") == ["/"]
    assert "instead" not in main.text_content()


def test_a_reason_is_text(client: Client, library: Library) -> None:
    withdraw(library.cancer)
    Withdrawal.objects.update(reason="<script>x</script>\n\nSecond paragraph.")
    main = shown(client)
    assert not list(main.iter("script"))
    assert "<script>x</script>" in main.text_content()
    assert main.xpath("count(.//p[.='Second paragraph.'])") == 1


def test_head_answers_as_get_does(client: Client, library: Library) -> None:
    withdraw(library.cancer)
    got, head = client.get(CANCER), client.head(CANCER)
    assert (head.status_code, head.content) == (410, b"")
    assert head.headers == got.headers


def test_no_search_engine_keeps_it(client: Client, library: Library) -> None:
    withdraw(library.cancer)
    assert client.get(CANCER)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/")


def test_everybody_reads_the_same(client: Client, admin_client: Client, library: Library) -> None:
    withdraw(library.cancer)
    assert admin_client.get(CANCER).status_code == client.get(CANCER).status_code == 410


def test_what_is_below_a_withdrawn_page_stays(client: Client, library: Library) -> None:
    withdraw(library.cancer)
    for page in (library.trial_index, library.lung_trial):
        answer = client.get(page.get_url_parts()[2])
        assert answer.status_code == 200
        assert library.cancer.title not in answer.content.decode()
    assert client.get(f"{CANCER}none/").status_code == 404


@pytest.mark.parametrize(
    "how", ["for members", "for a group", "with a password", "below a private page"]
)
def test_nobody_learns_that_a_private_page_was_withdrawn(
    client: Client, admin_client: Client, library: Library, how: str
) -> None:
    withdraw(library.cancer)
    HIDE[how](library.cancer)
    for asker in (client, admin_client):
        answer = asker.get(CANCER)
        assert answer.status_code == 404
        assert REASON not in answer.content.decode()


def test_a_redirect_does_not_lead_away_from_it(client: Client, library: Library) -> None:
    Redirect.objects.create(old_path=CANCER.rstrip("/"), redirect_page=library.therapy)
    withdraw(library.cancer)
    assert client.get(CANCER).status_code == 410


def test_its_old_address_leads_to_it(client: Client, library: Library) -> None:
    Redirect.objects.create(old_path="/old", redirect_page=library.cancer)
    withdraw(library.cancer)
    answer = client.get("/old/", follow=True)
    assert [address for address, _ in answer.redirect_chain] == [CANCER]
    assert answer.status_code == 410


def test_a_withdrawn_page_takes_its_address_along(client: Client, library: Library) -> None:
    withdraw(library.lung_trial)
    page = Page.objects.get(pk=library.lung_trial.pk)
    page.move(TopicPageFactory(parent=library.home, slug="elsewhere"), pos="last-child")
    assert client.get(f"/elsewhere/{page.slug}/").status_code == 410


def test_an_unknown_address_costs_nothing_more(
    library: Library, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    # The one query looks for the page.
    with django_assert_num_queries(1), pytest.raises(Http404):
        library.home.route(rf.get("/no-such-page/"), ["no-such-page"])


def test_the_address_of_a_draft_costs_one_query_more(
    library: Library, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    draft = TopicPageFactory(parent=library.home, slug="draft", published=False)
    with django_assert_num_queries(1), pytest.raises(Http404):
        draft.route(rf.get("/draft/"), [])


# Nowhere else


def test_a_withdrawn_page_is_in_no_list(client: Client, library: Library) -> None:
    title = library.lung_trial.title
    addresses = ["/", CANCER, f"{CANCER}trials/", "/api/v2/pages/", "/api/v3/pages/",
                 "/api/content/v1/trials/", "/api/content/v1/pages/",
                 "/api/content/v1/navigation/"]  # fmt: skip
    library.lung_trial.show_in_menus = True
    library.lung_trial.save_revision().publish()
    for address in addresses:
        if address not in {CANCER, "/"}:
            assert title in client.get(address).content.decode(), address
    withdraw(library.lung_trial)
    for address in addresses:
        assert title not in client.get(address).content.decode(), address
