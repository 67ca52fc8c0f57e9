"""Merging two references: nothing names the one that is gone, and its id leads to the other."""

import datetime
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, ReferenceIndex, Revision

from articles.models import ReviewListEntry, ReviewListPage, TopicPage
from cms.content.usage import usages_of
from cms.editorial.groups import GroupName
from cms.references.actions import MergeReferencesAction
from cms.references.citations import CitedItem, stored_citation
from cms.references.duplicates import find_duplicates
from cms.references.match_keys import Work
from cms.references.models import MergedReference, Reference
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.references import MORSE_2005, ReferenceFactory, cite
from tests.factories.users import UserFactory
from tests.references.imported import format_at_once
from tests.references.record_variants import bare
from trials.models import TrialPage


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.references.models.reference.format_in_all_styles", format_at_once)


@pytest.fixture
def double(library: Library) -> Reference:
    """Return a second reference of what `library.morse` is."""
    csl = bare(MORSE_2005, publisher="BioMed Central", page="9-17")
    return ReferenceFactory(csl={**csl, "PMCID": "PMC1063975"})


def merge(kept: Reference, merged: Reference, **options: Any) -> Reference:
    return MergeReferencesAction(kept, merged=merged, **options).execute()


def stored_everywhere() -> str:
    """Return all that the database holds of pages and their versions, as text."""
    names = ["content", "harms_text", "key_points", "body", "annotation", "reference"]
    parts: list[str] = []
    for model in (TopicPage, ReviewListPage, TrialPage, ReviewListEntry, Revision):
        fields = {field.name for field in model._meta.concrete_fields}
        columns = {f"{name}_": Cast(name, TextField()) for name in names if name in fields}
        parts.extend(str(row) for row in model._default_manager.values_list(*columns.values()))
    return "\n".join(parts)


BODY = "<p>So it is said{}.</p>"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def edited_next(page: Page) -> Any:
    """Return the version of a page that an editor opens."""
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def item(reference: Reference) -> dict[str, Any]:
    return {"type": "item", "id": str(uuid.uuid4()), "value": reference.pk}


def page_with(library: Library, reference: Reference, **values: Any) -> TopicPage:
    """Return a page that names a reference in every way that a topic can."""
    references = [item(reference)]
    table = {
        "columns": [{"type": "text", "heading": "Trial"}],
        "rows": [{"values": [f"<p>One{cite(reference)}</p>"]}],
        "caption": "Trials",
    }
    body = [
        block("text", BODY.format(cite(reference))),
        block("quote", {"text": "<p>So.</p>", "attribution": "They", "reference": reference.pk}),
        block("evidence", {"statement": "<p>It.</p>", "certainty": "high", "reason": "",
                           "study_kind": "Trials", "references": references}),
        block("reference_list", {"title": "More", "references": references}),
        block("table", {"table": table, "header_column": False}),
    ]  # fmt: skip
    page: TopicPage = TopicPageFactory(
        parent=library.therapy, title="Everywhere", reference=reference, **values
    )
    page.body = page._meta.get_field("body").to_python(json.dumps(body))
    page.save_revision().publish()
    # The one from before: older versions keep what they said.
    page.revisions.exclude(pk=page.latest_revision_id).delete()
    return TopicPage.objects.get(pk=page.pk)


def test_every_use_on_a_live_page_is_moved(library: Library, double: Reference) -> None:
    page = page_with(library, double)
    library.lung_trial.publications.update(reference=double)
    before = ApiClient().get(f"pages/{page.translation_key}/").json()
    merge(library.morse, double)
    assert str(double.uuid) not in stored_everywhere()
    after = ApiClient().get(f"pages/{page.translation_key}/").json()
    said = json.dumps(before["body"]).replace(str(double.uuid), str(library.morse.uuid))
    anchors = said.replace(f"ref-{double.uuid.hex[:8]}", library.morse.anchor)
    assert json.dumps(after["body"]) == anchors
    assert [each["reference"] for each in after["citations"]] == [str(library.morse.uuid)]
    trial = TrialPage.objects.get(pk=library.lung_trial.pk)
    assert [each.reference for each in trial.publications.all()] == [library.morse]
    assert TopicPage.objects.get(pk=page.pk).featured_reference == library.morse


def test_version_that_is_edited_next_names_the_other(library: Library, double: Reference) -> None:
    page = page_with(library, double)
    merge(library.morse, double)
    edited = edited_next(page)
    assert edited.featured_reference == library.morse
    assert edited.body[1].value["reference"] == library.morse
    assert edited.body[2].value["references"][0] == library.morse
    assert str(library.morse.uuid) in edited.body[0].value.source
    edited.save_revision().publish()
    assert TopicPage.objects.get(pk=page.pk).featured_reference == library.morse


def test_draft_over_a_live_page_and_page_never_published_are_moved_too(
    library: Library, double: Reference
) -> None:
    library.cancer.harms_text = f"<p>None known{cite(double)}.</p>"
    library.cancer.save_revision()
    draft = TopicPageFactory(
        parent=library.therapy, title="Draft", reference=double, published=False
    )
    merge(library.morse, double)
    assert str(double.uuid) not in stored_everywhere()
    harms = edited_next(library.cancer).harms_text
    assert str(library.morse.uuid) in harms
    assert str(double.uuid) not in TopicPage.objects.get(pk=library.cancer.pk).harms_text
    assert edited_next(draft).featured_reference == library.morse


def test_version_that_waits_for_its_day_is_moved_under_a_newer_draft(
    library: Library, double: Reference
) -> None:
    page = library.cancer
    before = page.harms_text
    page.harms_text = f"<p>None known{cite(double)}.</p>"
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    page.harms_text, page.go_live_at = before, None
    page.save_revision()
    merge(library.morse, double)
    assert str(double.uuid) not in stored_everywhere()


def test_references_cited_together_collapse_into_one(library: Library, double: Reference) -> None:
    both = stored_citation(
        [CitedItem(library.morse.uuid), CitedItem(double.uuid, "p. 4"),
         CitedItem(library.escudier.uuid), CitedItem(double.uuid, "p. 4")]
    )  # fmt: skip
    page = TopicPageFactory(
        parent=library.therapy, title="Together", reference=library.escudier,
        key_points=[("key_point", f"<p>So{both}, and so{cite(double)}{cite(library.morse)}.</p>")],
    )  # fmt: skip
    merge(library.morse, double)
    told = ApiClient().get(f"pages/{page.translation_key}/").json()
    assert {each["reference"] for each in told["citations"]} == {
        str(library.morse.uuid), str(library.escudier.uuid),
    }  # fmt: skip
    assert [each["number"] for each in told["citations"]] == [1, 2]
    stored = TopicPage.objects.get(pk=page.pk).key_points[0].value.source
    together = stored_citation(
        [CitedItem(library.morse.uuid, "p. 4"), CitedItem(library.escudier.uuid)]
    )
    assert stored == f"<p>So{together}, and so{cite(library.morse)}{cite(library.morse)}.</p>"


def test_list_that_had_both_has_one_with_what_either_said(
    library: Library, double: Reference
) -> None:
    page = library.review_list
    mine = page.entries.get(reference=library.morse)
    ReviewListEntry.objects.filter(pk=mine.pk).update(annotation="")
    page = ReviewListPage.objects.get(pk=page.pk)
    page.entries.add(ReviewListEntry(reference=double, annotation="<p>Kept.</p>", theme="Other"))
    page.save_revision().publish()
    merge(library.morse, double)
    page = ReviewListPage.objects.get(pk=page.pk)
    assert [each.reference for each in page.entries.all()] == [library.escudier, library.morse]
    entry = page.entries.get(reference=library.morse)
    assert (entry.annotation, entry.theme) == ("<p>Kept.</p>", "Delivery")
    edited = edited_next(page)
    assert [each.reference for each in edited.entries.all()] == [library.escudier, library.morse]
    assert next(e.annotation for e in edited.entries.all() if e.reference == library.morse) == (
        "<p>Kept.</p>"
    )


def test_block_that_listed_both_lists_one(library: Library, double: Reference) -> None:
    page = page_with(library, double)
    items = [item(each) for each in (double, library.escudier, library.morse)]
    raw = [block("reference_list", {"title": "", "references": items})]
    page.body = page._meta.get_field("body").to_python(json.dumps(raw))
    page.save_revision().publish()
    merge(library.morse, double)
    stored = TopicPage.objects.get(pk=page.pk).body[0].value["references"]
    assert list(stored) == [library.morse, library.escudier]


def test_reference_that_stays_has_the_better_of_both(library: Library, double: Reference) -> None:
    library.morse.tags.add("melanoma")
    double.tags.add("dexosomes", "melanoma")
    kept = merge(library.morse, double)
    kept.refresh_from_db()
    assert (kept.pk, kept.uuid, kept.doi) == (
        library.morse.pk,
        library.morse.uuid,
        MORSE_2005["DOI"],
    )
    assert (kept.pmcid, kept.csl["publisher"]) == ("PMC1063975", "BioMed Central")
    assert kept.csl["page"] == "9-17"
    assert kept.csl.get("id") == library.morse.csl.get("id")
    assert sorted(kept.tags.names()) == ["dexosomes", "melanoma"]
    assert kept.formatted_from == kept.fingerprint()
    assert not Reference.objects.filter(pk=double.pk).exists()


def test_id_of_the_one_that_is_gone_leads_to_the_other(
    library: Library, double: Reference, client: Client
) -> None:
    api = ApiClient()
    assert api.get(f"references/{double.uuid}/").status_code == 200
    merge(library.morse, double)
    gone = api.get(f"references/{double.uuid}/")
    assert gone.status_code == 410
    assert (gone.json()["reason"], gone.json()["replaced_by"]) == (
        "merged",
        str(library.morse.uuid),
    )
    site = client.get(f"/library/{double.uuid}/")
    assert (site.status_code, site["Location"]) == (301, f"/library/{library.morse.uuid}/")
    # And on, when the other is merged too.
    merge(library.escudier, library.morse)
    assert api.get(f"references/{double.uuid}/").json()["replaced_by"] == str(library.escudier.uuid)
    Page.objects.filter(depth__gt=2).delete()
    TopicPage.objects.update(featured_reference=None)
    Reference.objects.get(pk=library.escudier.pk).delete()
    gone = api.get(f"references/{double.uuid}/")
    assert (gone.json()["reason"], gone.json()["replaced_by"]) == ("deleted", None)
    assert client.get(f"/library/{double.uuid}/").status_code == 404


def test_record_of_the_one_that_is_gone_is_known_again(library: Library) -> None:
    record = {"type": "webpage", "title": "Exosomes"}
    (lonely,) = [ReferenceFactory(csl=record, uuid=Work.of(record).record_id)]
    merge(library.morse, lonely)
    (found,) = find_duplicates([record])
    assert found is not None
    assert found.reference == library.morse.uuid


def test_history_says_who_merged_what(library: Library, double: Reference) -> None:
    user = UserFactory(group=GroupName.EDITOR)
    merge(library.morse, double, user=user)
    entry = ModelLogEntry.objects.for_instance(library.morse).get(action="library.merge")
    assert entry.user == user
    assert entry.data["merged"]["uuid"] == str(double.uuid)
    assert entry.formatter.format_message(entry).startswith("Merged with “A phase I study")
    assert ModelLogEntry.objects.filter(object_id=str(double.pk), deleted=True).exists()


def test_what_uses_it_is_known_at_once(library: Library, double: Reference) -> None:
    page = page_with(library, double)
    merge(library.morse, double)
    user = UserFactory(group=GroupName.ADMINISTRATOR)
    assert page.title in {usage.title for usage in usages_of(library.morse, user=user)}
    assert not ReferenceIndex.objects.filter(to_object_id=str(double.pk)).exists()


# What is refused


def test_reference_is_not_merged_into_itself(library: Library) -> None:
    with pytest.raises(ValidationError, match="into itself"):
        merge(library.morse, library.morse)
    assert Reference.objects.filter(pk=library.morse.pk).exists()


@pytest.mark.parametrize("first", [True, False])
def test_second_of_two_editors_is_told_that_nothing_is_left_to_merge(
    library: Library, double: Reference, *, first: bool
) -> None:
    """Each has both on the screen; they chose the same or the other way round."""
    one, other = Reference.objects.get(pk=library.morse.pk), Reference.objects.get(pk=double.pk)
    merge(library.morse, double)
    with pytest.raises(ValidationError, match="somebody has merged or deleted it"):
        merge(one, other) if first else merge(other, one)
    assert MergedReference.objects.count() == 1
    assert Reference.objects.filter(pk=one.pk).exists()


@pytest.mark.parametrize("group", [*GroupName, None], ids=str)
def test_who_may_delete_references_may_merge_them(
    library: Library, double: Reference, group: GroupName | None
) -> None:
    user = UserFactory(group=group)
    if user.has_perm("references.delete_reference"):
        merge(library.morse, double, user=user)
    else:
        with pytest.raises(PermissionDenied):
            merge(library.morse, double, user=user)
        assert Reference.objects.filter(pk=double.pk).exists()


def test_merge_that_fails_changes_nothing(
    library: Library, double: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_with(library, double)
    before = stored_everywhere()

    def fail(records: Any) -> Any:
        raise RuntimeError("no pandoc")

    monkeypatch.setattr("cms.references.models.reference.format_in_all_styles", fail)
    with pytest.raises(RuntimeError):
        merge(library.morse, double)
    assert stored_everywhere() == before
    assert Reference.objects.filter(pk=double.pk).exists()
    assert not MergedReference.objects.exists()


def test_number_of_queries_does_not_grow_with_pages_that_do_not_name_it(
    library: Library, double: Reference
) -> None:
    other = ReferenceFactory(csl=bare(MORSE_2005))
    with CaptureQueriesContext(connection) as few:
        merge(library.morse, double)
    for number in range(5):
        TopicPageFactory(parent=library.therapy, title=f"T{number}", reference=library.escudier)
    with CaptureQueriesContext(connection) as many:
        merge(library.morse, other)
    assert abs(len(many) - len(few)) <= 6
