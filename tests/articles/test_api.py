"""Topics and review lists in the content API."""

import uuid

import pytest

from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.articles import TopicPageFactory
from tests.factories.references import cite


def test_topic_is_the_whole_document(api: ApiClient, library: Library) -> None:
    found = api.json(f"topics/{library.cancer.translation_key}/")
    assert found["path"] == "/exosome-therapy/cancer/"
    assert found["url"] == "http://localhost:8000/exosome-therapy/cancer/"
    assert [crumb["title"] for crumb in found["breadcrumbs"]] == [
        "Exosome library",
        "Exosome therapy",
    ]
    assert {child["type"] for child in found["children"]} == {"review_list", "trial_index"}
    assert found["featured_reference"]["reference"] == str(library.escudier.uuid)
    assert found["at_a_glance"]["approved"]["value"] == "no"
    assert 'class="citation"' in found["key_points"][0]["html"]
    assert found["review"] == {
        "state": "never_reviewed", "reviewed_on": None, "due_on": None, "reviewers": [],
        "independent": None,
    }  # fmt: skip
    assert [citation["number"] for citation in found["citations"]] == [1]


def test_every_block_is_delivered_as_described(api: ApiClient, library: Library) -> None:
    """The client checks each answer against the union of block schemas."""
    mark = cite(library.morse)
    topic = TopicPageFactory(
        parent=library.therapy,
        reference=library.escudier,
        body=[
            ("text", f"<h2>What is known</h2><p>They are small{mark}.</p>"),
            ("callout", {"kind": "caution", "title": "", "text": f"<p>Not a drug{mark}.</p>"}),
            ("evidence", {"statement": "<p>They could be made.</p>", "certainty": "low",
                          "reason": "Small trials.", "study_kind": "Early trials",
                          "references": [library.escudier, library.morse]}),
            ("quote", {"text": "<p>Larger trials are needed.</p>", "attribution": "The authors",
                       "reference": library.morse}),
            ("table", {"table": {"caption": "Two trials",
                                 "columns": [{"type": "text", "heading": "People"}],
                                 "rows": [{"values": [f"<p>15{mark}</p>"]}]},
                       "header_column": False}),
            ("reference_list", {"title": "Read next", "references": [library.morse]}),
            ("trial_list", {"title": "Trials", "trials": [], "topic": library.cancer,
                            "phases": ["PHASE1"], "statuses": []}),
            ("page_cards", {"title": "Pages", "pages": [library.cancer]}),
            ("call_to_action", {"title": "Ask", "text": "", "label": "See the list",
                                "page": library.cancer, "url": ""}),
        ],
    )  # fmt: skip
    blocks = api.json(f"topics/{topic.translation_key}/")["body"]
    assert [block["type"] for block in blocks] == [
        "text", "callout", "evidence", "quote", "table", "reference_list", "trial_list",
        "page_cards", "call_to_action",
    ]  # fmt: skip
    assert all(block["fallback"] for block in blocks)
    by_type = {block["type"]: block["value"] for block in blocks}
    assert by_type["text"]["text"] == "What is known They are small."
    assert 'data-numbers="2">[2]</a>' in by_type["text"]["html"]
    assert len(by_type["trial_list"]["trials"]) == 2
    assert by_type["table"]["rows"][0][0]["text"] == "People"
    assert by_type["call_to_action"]["page"]["path"] == "/exosome-therapy/cancer/"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Exosome therapy", "Exosomes in the treatment of cancer"}),
        ("?parent=exosome-therapy", {"Exosomes in the treatment of cancer"}),
        ("?parent={home}", {"Exosome therapy"}),
        ("?parent__not={home}", {"Exosomes in the treatment of cancer"}),
        (f"?parent={uuid.UUID(int=0)}", set()),
        ("?audience=everyone", {"Exosome therapy", "Exosomes in the treatment of cancer"}),
        ("?audience=patients", set()),
        ("?audience__not=everyone", set()),
    ],
)
def test_topic_filters(api: ApiClient, library: Library, query: str, titles: set[str]) -> None:
    query = query.replace("{home}", str(library.home.translation_key))
    assert {item["title"] for item in api.json("topics/", query)["items"]} == titles


def test_review_lists(api: ApiClient, library: Library) -> None:
    expected = [str(library.review_list.translation_key)]
    assert api.ids("review-lists/") == expected
    assert api.ids("review-lists/", "?parent=cancer&audience=everyone") == expected
    assert api.ids("review-lists/", "?parent=exosome-therapy") == []
    found = api.json(f"review-lists/{expected[0]}/")
    assert [entry["theme"] for entry in found["entries"]] == ["Delivery", "Delivery"]
    assert found["citations"] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?audience=Patients", "audience"),
        ("?audience=", "audience"),
        ("?parent=a/b", "parent"),
        ("?phase=PHASE1", "phase"),
        ("?fields=parts", "fields"),
    ],
)
def test_invalid_parameters(api: ApiClient, query: str, name: str) -> None:
    assert name in api.errors("topics/", query)
    assert name in api.errors("review-lists/", query)


def test_an_edit_is_in_the_next_answer(api: ApiClient, library: Library) -> None:
    path = f"topics/{library.cancer.translation_key}/"
    before = api.get(path)
    library.cancer.title = "Exosomes and cancer, again"
    library.cancer.save_revision()
    assert api.get(path).content == before.content
    library.cancer.save_revision().publish()
    after = api.get(path)
    assert after.json()["title"] == "Exosomes and cancer, again"
    assert after.json()["version"] > before.json()["version"]
    assert after["ETag"] != before["ETag"]
