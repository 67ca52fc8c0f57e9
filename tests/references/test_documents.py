"""The public form of references, and which pages cite them."""

from typing import Any

import pytest

from articles.models import ReviewListPage
from cms.references.documents import named_references, references_by_id
from cms.references.models import Reference
from tests.conftest import Library
from tests.documents import document_of
from tests.factories.articles import TopicPageFactory
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import TrialPageFactory
from tests.hiding import HIDE


def citing(reference: Reference) -> list[str]:
    """Return the titles of the public pages that cite a reference."""
    return [page.title for page in document_of(reference).cited_by]


def test_a_reference_is_cited_by_the_pages_that_name_it(library: Library) -> None:
    assert citing(library.escudier) == [
        "Dexosomes in melanoma", "Exosome therapy", "Exosomes in the treatment of cancer",
        "Review articles",
    ]  # fmt: skip
    assert citing(library.morse) == ["Dexosomes in lung cancer", "Review articles"]


@pytest.mark.parametrize("how", HIDE)
def test_a_hidden_page_cites_nothing(library: Library, how: str) -> None:
    HIDE[how](library.lung_trial)
    assert citing(library.morse) == ["Review articles"]


def test_a_draft_cites_nothing(library: Library) -> None:
    TopicPageFactory(parent=library.home, title="Canary", reference=library.morse, published=False)
    assert "Canary" not in citing(library.morse)


def test_a_draft_over_a_live_page_cites_nothing_yet(library: Library) -> None:
    page = library.trial_index
    page.introduction = f"<p>a{cite(library.morse)}</p>"
    page.save_revision()
    assert page.title not in citing(library.morse)
    page.get_latest_revision().publish()
    assert page.title in citing(library.morse)


def test_a_page_that_names_a_reference_no_more_does_not_cite_it(library: Library) -> None:
    page = ReviewListPage.objects.get(pk=library.review_list.pk)
    page.entries = [entry for entry in page.entries.all() if entry.reference != library.morse]
    page.save_revision().publish()
    assert citing(library.morse) == ["Dexosomes in lung cancer"]


def test_references_cited_in_blocks_and_discrepancies_are_found(library: Library) -> None:
    reference = ReferenceFactory()
    discrepancy = {"field": "people", "ours": "", "values": [
        {"value": "4", "note": "", "reference": reference.pk}]}  # fmt: skip
    page = TrialPageFactory(parent=library.trial_index, title="Differs")
    block = page.discrepancies.stream_block.child_blocks["discrepancy"]
    page.discrepancies = [("discrepancy", block.to_python(discrepancy))]
    page.save_revision().publish()
    assert citing(reference) == ["Differs"]


def test_a_document_has_what_the_record_says(library: Library) -> None:
    reference = ReferenceFactory(
        csl={
            "type": "article-journal",
            "title": "Exosomes <i>in vivo</i><script>x</script>",
            "author": [{"family": "Es", "non-dropping-particle": "van", "given": "J"},
                       {"literal": "The Group"}],
            "container-title": "Current Nanoscience", "volume": 16, "issue": "1", "page": "15-26",
            "issued": {"date-parts": [[2020]]},
        }
    )  # fmt: skip
    found = document_of(reference, "https://x.org").model_dump(mode="json")
    assert found["title"] == "Exosomes in vivo<script>x</script>"
    assert found["title_html"] == "Exosomes <i>in vivo</i>&lt;script&gt;x&lt;/script&gt;"
    assert found["authors"] == [{"family": "van Es", "given": "J"}, {"literal": "The Group"}]
    assert (found["volume"], found["issue"], found["pages"]) == ("16", "1", "15-26")
    assert (found["doi"], found["pmid"], found["pmcid"]) == (None, None, None)
    assert found["url"] == f"https://x.org/library/{reference.uuid}/"
    assert found["citation"]["style"] == "nlm"


def test_abstract_and_notes_are_never_delivered(library: Library) -> None:
    canary = "Canary-2b8f"
    reference = ReferenceFactory(
        abstract=canary,
        note=canary,
        csl={"type": "book", "title": "a", "abstract": canary, "annote": canary,
             "custom": {"note": canary}},
    )  # fmt: skip
    assert canary not in document_of(reference, "https://x.org").model_dump_json()


def test_tags_stand_in_order_of_the_alphabet(library: Library) -> None:
    library.morse.tags.add("trial", "lung")
    assert document_of(library.morse).tags == ["lung", "trial"]


def test_a_document_names_references_wherever_they_stand(library: Library) -> None:
    one, two = library.morse.uuid, library.escudier.uuid
    data: dict[str, Any] = {
        "body": [{"value": {"references": [one]}}], "reference": two, "id": one, "x": {"y": [two]},
    }  # fmt: skip
    assert list(named_references(data)) == [one, two]


def test_references_of_a_page_come_by_id_with_their_numbers(library: Library) -> None:
    gone = ReferenceFactory()
    numbers = {library.morse.uuid: 1, library.escudier.uuid: None, gone.uuid: 2}
    gone.delete()
    found = references_by_id(numbers)
    assert set(found) == {library.morse.uuid, library.escudier.uuid}
    assert (found[library.morse.uuid].number, found[library.escudier.uuid].number) == (1, None)
    assert found[library.morse.uuid].anchor == library.morse.anchor
