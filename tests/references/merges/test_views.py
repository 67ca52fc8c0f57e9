"""The admin's pages of merging: the other one is chosen, the two compared, and merged."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.editorial.groups import GroupName
from cms.references import models
from cms.references.actions import GONE, MergeReferencesAction
from cms.references.formatting import FormattingError
from cms.references.merges import views
from cms.references.models import MergedReference, Reference
from tests.admin_client import AdminClient, client_of
from tests.conftest import Library
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.record_variants import bare


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.reference, "format_in_all_styles", format_at_once)


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.EDITOR))


@pytest.fixture
def double(library: Library) -> Reference:
    """Return a second reference of what `library.morse` is."""
    reference: Reference = ReferenceFactory(csl=bare(MORSE_2005, page="9-17", publisher="BMC"))
    return reference


def address(kept: Reference, other: Reference | None = None) -> str:
    query = f"?other={other.pk}" if other else ""
    return f"/admin/reference-merges/{kept.pk}/{query}"


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def merge(client: Client, kept: Reference, other: Reference, **changes: str) -> Any:
    """Compare two and confirm, as the page does it."""
    page = client.get(address(kept, other))
    data = {"other": other.pk, "seen": page.context["seen"], **changes}
    return client.post(address(kept), data, follow=True)


def test_references_that_are_alike_are_offered(
    client: AdminClient, library: Library, double: Reference
) -> None:
    shown = words(client.open(address(library.morse)))
    assert f'<a href="?other={double.pk}">' in shown
    assert f'<a href="?other={library.escudier.pk}">' not in shown
    assert f'<a href="?other={library.morse.pk}">' not in shown


def test_the_two_are_compared_and_what_uses_them_is_said(
    client: AdminClient, library: Library, double: Reference
) -> None:
    shown = words(client.open(address(library.morse, double)))
    assert "9-17" in shown
    assert "From the one that goes; what the other says is left out" in shown
    assert library.lung_trial.title in shown
    assert "Nothing uses it." in shown
    assert f'href="{address(double, library.morse)}"' in shown
    assert Reference.objects.filter(pk=double.pk).exists()


def test_two_that_have_other_identifiers_are_doubted(client: AdminClient, library: Library) -> None:
    shown = words(client.open(address(library.morse, library.escudier)))
    assert "They may be two publications:" in shown
    assert "DOI differs." in shown


def test_confirmed_they_are_one(client: AdminClient, library: Library, double: Reference) -> None:
    title = str(double)
    response = merge(client, library.morse, double)
    assert response.redirect_chain == [
        (f"/admin/references/reference/edit/{library.morse.pk}/", 302)
    ]
    assert f"Merged. Whatever named “{title}” names" in words(response)
    assert not Reference.objects.filter(pk=double.pk).exists()
    assert Reference.objects.get(pk=library.morse.pk).csl["page"] == "9-17"
    assert MergedReference.objects.get(uuid=double.uuid).into == library.morse


def test_what_was_changed_meanwhile_is_shown_again_first(
    client: AdminClient, library: Library, double: Reference
) -> None:
    seen = client.get(address(library.morse, double)).context["seen"]
    double.csl["publisher"] = "Elsewhere"
    double.save()
    response = merge(client, library.morse, double, seen=seen)
    assert response.status_code == 409
    assert views.CHANGED in words(response)
    assert "Elsewhere" in words(response)
    assert Reference.objects.filter(pk=double.pk).exists()


def test_a_record_that_can_not_be_formatted_changes_nothing(
    client: AdminClient, library: Library, double: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: Any) -> Any:
        raise FormattingError("pandoc says no")

    monkeypatch.setattr(models.reference, "format_in_all_styles", fail)
    response = merge(client, library.morse, double)
    assert response.status_code == 422
    assert views.NOT_FORMATTED.partition(" so ")[2] in words(response)
    assert Reference.objects.filter(pk=double.pk).exists()


def test_one_that_goes_at_the_same_moment_is_told(
    client: AdminClient, library: Library, double: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(action: Any, **options: Any) -> Any:
        raise ValidationError(GONE)

    monkeypatch.setattr(MergeReferencesAction, "execute", gone)
    response = merge(client, library.morse, double)
    assert response.redirect_chain == [("/admin/references/reference/", 302)]
    assert GONE in words(response)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ("", "Choose the other reference."),
        ("itself", "This is the same reference. Choose the other one."),
        ("999999", GONE),
        ("x", GONE),
        (str(10**30), GONE),
    ],
)
def test_what_is_no_other_reference_is_refused(
    client: AdminClient, library: Library, other: str, message: str
) -> None:
    other = str(library.morse.pk) if other == "itself" else other
    for response in (
        client.get(address(library.morse), {"other": other}),
        client.post(address(library.morse), {"other": other}),
    ):
        assert response.status_code == 422
        assert message in words(response)


def test_one_that_was_merged_leads_to_what_it_is_now(
    client: AdminClient, library: Library, double: Reference
) -> None:
    gone = address(double)
    merge(client, library.morse, double)
    response = client.get(gone, follow=True)
    assert response.redirect_chain == [
        (f"/admin/references/reference/edit/{library.morse.pk}/", 302)
    ]
    assert "is not in the library any more" in words(response)


@pytest.mark.parametrize("key", ["0", "999999", str(10**30)])
def test_one_that_never_was_is_not_found(client: AdminClient, key: str) -> None:
    assert client.get(f"/admin/reference-merges/{key}/").status_code == 404


@pytest.mark.parametrize("missing", ["change_reference", "delete_reference"])
def test_only_those_merge_who_may_change_and_delete(
    library: Library, double: Reference, missing: str
) -> None:
    user = UserFactory()
    names = {"access_admin", "add_reference", "change_reference", "delete_reference"}
    rights = Permission.objects.filter(codename__in=names)
    user.user_permissions.set(rights.exclude(codename=missing))
    client = client_of(user)
    for response in (
        Client().get(address(library.morse)),
        client.get(address(library.morse)),
        client.get(address(library.morse, double)),
        client.post(address(library.morse), {"other": double.pk}),
    ):
        assert response.status_code == 302
    assert Reference.objects.filter(pk=double.pk).exists()
    page = "edit" if missing == "delete_reference" else "inspect"
    shown = client.get(f"/admin/references/reference/{page}/{library.morse.pk}/")
    assert "Merge with another" not in shown.content.decode()


@pytest.mark.parametrize("page", ["edit", "inspect"])
def test_the_pages_of_a_reference_lead_there(
    client: AdminClient, library: Library, page: str
) -> None:
    html = client.open(f"/admin/references/reference/{page}/{library.morse.pk}/").content.decode()
    assert f'href="{address(library.morse)}"' in html


def test_markup_in_a_record_is_shown_as_text(client: AdminClient, library: Library) -> None:
    script = "<script>alert(1)</script>"
    other = ReferenceFactory(csl=bare(MORSE_2005, publisher=script, title=script), note=script)
    assert "<script>alert(1)" not in client.open(address(library.morse, other)).content.decode()
    assert "<script>alert(1)" not in client.open(address(library.morse)).content.decode()


def test_comparing_asks_no_more_for_longer_records(client: AdminClient, library: Library) -> None:
    short = ReferenceFactory(csl={"type": "book", "title": "Vesicles"})
    long = ReferenceFactory(csl=MORSE_2005 | {"DOI": "", "PMID": "", "note": "x" * 1000})
    counts = []
    for other in (short, short, long):
        with CaptureQueriesContext(connection) as queries:
            client.open(address(library.escudier, other))
        counts.append(len(queries))
    assert counts[1] == counts[2]
