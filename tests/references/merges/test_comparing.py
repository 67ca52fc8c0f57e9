"""Two references beside each other, with what the merged one will have."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.references import models
from cms.references.actions import MergeReferencesAction
from cms.references.choices import ReferenceStatus
from cms.references.merges.comparing import (
    ComparedField,
    Source,
    compared,
    different_identifiers,
    in_words,
)
from cms.references.models import Reference
from tests.factories.references import MORSE_2005, ReferenceFactory
from tests.references.imported import format_at_once
from tests.references.record_variants import bare


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.reference, "format_in_all_styles", format_at_once)


def by_label(kept: Reference, other: Reference) -> dict[str, ComparedField]:
    return {field.label: field for field in compared(kept, other)}


def double(**more: Any) -> Reference:
    """Return another reference of what `MORSE_2005` is."""
    reference: Reference = ReferenceFactory(csl=bare(MORSE_2005, **more))
    return reference


def test_each_field_says_where_the_merged_one_has_it_from() -> None:
    kept, other = ReferenceFactory(csl=MORSE_2005), double(page="9-17", publisher="BMC")
    kept.tags.add("lung")
    other.tags.add("dexosome")
    fields = by_label(kept, other)
    assert fields["Title"].source == Source.SAME
    assert fields["DOI"] == ComparedField("DOI", MORSE_2005["DOI"], "", MORSE_2005["DOI"])
    assert fields["DOI"].source == Source.KEPT
    assert (fields["Pages"].source, fields["Pages"].loses) == (Source.OTHER, True)
    assert (fields["Publisher"].source, fields["Publisher"].loses) == (Source.OTHER, False)
    assert (fields["Tags"].merged, fields["Tags"].source) == ("dexosome, lung", Source.BOTH)


def test_fields_stand_as_in_the_form_and_others_follow() -> None:
    kept = ReferenceFactory(csl={"custom-part": "x", **MORSE_2005})
    labels = list(by_label(kept, double()))
    assert labels[:4] == ["Type", "Title", "Authors", "Published in"]
    assert labels.index("Custom part") > labels.index("PubMed id")
    assert "Id" not in labels
    assert "Abstract" not in labels, "neither has one"


def test_what_is_no_part_of_the_record_is_compared_too() -> None:
    kept = ReferenceFactory(csl=MORSE_2005, note="Mine.")
    facts = {"status": ReferenceStatus.RETRACTED, "notice": "Withdrawn.", "is_open_access": False}
    other = ReferenceFactory(csl=bare(MORSE_2005), abstract="Short.", **facts)
    fields = by_label(kept, other)
    assert fields["Status"] == ComparedField("Status", "Normal", "Retracted", "Retracted")
    assert fields["Notice"] == ComparedField("Notice", "", "Withdrawn.", "Withdrawn.")
    assert fields["Open access"] == ComparedField("Open access", "", "No", "No")
    assert fields["Abstract"] == ComparedField("Abstract", "", "Short.", "Short.")
    assert fields["Editor’s note"] == ComparedField("Editor’s note", "Mine.", "", "Mine.")


def test_nothing_is_changed_by_comparing() -> None:
    kept, other = ReferenceFactory(csl=MORSE_2005), double(page="9-17")
    before = [dict(each.csl) for each in (kept, other)]
    compared(kept, other)
    assert [each.csl for each in (kept, other)] == before
    assert not kept.tags.exists()


VALUES = st.dictionaries(
    st.sampled_from(["title", "volume", "issue", "page", "publisher", "language", "note"]),
    st.sampled_from(["", "9", "9-17", "DEXOSOMES", "Dexosomes", "Dexosomes: a study", "<i>D</i>"]),
)
#: Columns of a reference that are no part of its record.
COLUMNS = st.fixed_dictionaries(
    {
        "abstract": st.sampled_from(["", "Short.", "A longer one."]),
        "note": st.sampled_from(["", "Mine.", "Yours."]),
        "is_open_access": st.sampled_from([None, True, False]),
    }
)
STATUSES = st.sampled_from(
    [
        {"status": ReferenceStatus.NORMAL, "notice": ""},
        {"status": ReferenceStatus.CORRECTED, "notice": "An erratum."},
        {"status": ReferenceStatus.RETRACTED, "notice": "Withdrawn."},
    ]
)
FACTS = st.tuples(COLUMNS, STATUSES).map(lambda pair: pair[0] | pair[1])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(VALUES, VALUES, FACTS, FACTS)
def test_what_is_announced_is_what_merging_makes(
    one: dict[str, Any], two: dict[str, Any], columns: dict[str, Any], others: dict[str, Any]
) -> None:
    base = {"type": "report", "title": "Vesicles"}
    kept = ReferenceFactory(csl=base | one | {"title": one.get("title") or "Vesicles"}, **columns)
    other = ReferenceFactory(csl=base | two | {"title": two.get("title") or "Vesicles"}, **others)
    announced = {field.label: field.merged for field in compared(kept, other)}
    merged = MergeReferencesAction(kept, merged=other).execute(skip_permission_checks=True)
    stored = Reference.objects.get(pk=merged.pk)
    # Beside itself it says nothing else.
    told = {field.label: field.kept for field in compared(stored, stored)}
    assert {label: words for label, words in announced.items() if words} == told
    stored.delete()


def test_identifiers_that_differ_are_named() -> None:
    kept = ReferenceFactory(csl=MORSE_2005)
    assert different_identifiers(kept, double()) == []
    assert different_identifiers(kept, double(DOI="10.5555/other")) == ["DOI"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("type", "article-journal", "Journal article"),
        ("type", "pamphlet", "pamphlet"),
        ("title", "The <i>BRCA1</i> gene", "The BRCA1 gene"),
        ("author", [{"family": "Beethoven", "given": "L", "non-dropping-particle": "van"},
                    {"literal": "WHO"}], "van Beethoven L; WHO"),
        ("issued", {"date-parts": [[2005, 2]]}, "2005-02"),
        ("issued", {"raw": "spring"}, '{"raw": "spring"}'),
        ("categories", ["a", "b"], "a, b"),
        ("volume", 3, "3"),
        ("volume", None, ""),
    ],
)  # fmt: skip
def test_values_are_said_in_words(key: str, value: Any, words: str) -> None:
    assert in_words(key, value) == words
