"""`trial_list`: a live list of trials in any body."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail import blocks

from articles.documents import topic_document
from articles.models import TopicPage
from cms.delivery.registry import Outlet
from tests.conftest import Library
from trials.blocks import TrialListBlock

MELANOMA, LUNG = "Dexosomes in melanoma", "Dexosomes in lung cancer"


def stored(**choices: Any) -> dict[str, Any]:
    """Return a block's value as it is stored."""
    nothing: dict[str, Any] = {
        "title": "Trials", "trials": [], "topic": None, "phases": [], "statuses": [],
    }  # fmt: skip
    return {**nothing, **choices}


def delivered(library: Library, **choices: Any) -> Any:
    """Return the block on the cancer topic, as its document holds it."""
    page = library.cancer
    raw = [{"type": "trial_list", "value": stored(**choices), "id": str(uuid.uuid4())}]
    page.body = blocks.StreamValue(page.body.stream_block, raw, is_lazy=True)
    page.save_revision().publish()
    return now_delivered(page)


def now_delivered(page: TopicPage) -> Any:
    """Return the block as the published page's document holds it now."""
    live = TopicPage.objects.get(pk=page.pk)
    return topic_document(live, Outlet(base_url="", now=timezone.now())).body[0]


def test_it_delivers_cards_and_words_for_who_can_t_show_it(library: Library) -> None:
    block = delivered(library, title="Early trials")
    assert block.type == "trial_list"
    assert block.fallback == f"Early trials\n{LUNG}\n{MELANOMA}"
    card = block.value.model_dump()["trials"][1]
    assert card == {
        "id": library.melanoma_trial.translation_key,
        "type": "trial",
        "title": MELANOMA,
        "path": library.melanoma_trial.url,
        "summary": library.melanoma_trial.summary,
        "phases": ["PHASE1", "PHASE2"],
        "overall_status": None,
        "enrollment": {"count": 15, "type": "ACTUAL"},
    }


def test_it_keeps_the_order_in_which_trials_were_picked(library: Library) -> None:
    picked = [library.melanoma_trial.pk, library.lung_trial.pk]
    for order in (picked, picked[::-1]):
        titles = [card.title for card in delivered(library, trials=order).value.trials]
        assert titles == ([MELANOMA, LUNG] if order == picked else [LUNG, MELANOMA])


def test_it_is_up_to_date_without_another_publication(library: Library) -> None:
    assert len(delivered(library).value.trials) == 2
    library.lung_trial.unpublish()
    assert [card.title for card in now_delivered(library.cancer).value.trials] == [MELANOMA]


def test_a_picked_trial_that_is_gone_leaves_the_others(library: Library) -> None:
    picked = [library.lung_trial.pk, library.melanoma_trial.pk]
    assert len(delivered(library, trials=picked).value.trials) == 2
    library.lung_trial.delete()
    assert [card.title for card in now_delivered(library.cancer).value.trials] == [MELANOMA]


def test_when_every_picked_trial_is_gone_the_list_is_empty(library: Library) -> None:
    delivered(library, trials=[library.lung_trial.pk])
    library.lung_trial.delete()
    assert now_delivered(library.cancer).value.trials == []


def test_a_topic_and_choices_narrow_it(library: Library) -> None:
    titles = [
        [card.title for card in delivered(library, **choices).value.trials]
        for choices in (
            {"topic": library.cancer.pk, "phases": ["PHASE2"]},
            {"topic": library.trial_index.pk, "statuses": ["COMPLETED"]},
            {"phases": ["PHASE3"]},
        )
    ]
    assert titles == [[MELANOMA], [LUNG], []]


def test_readers_see_it(library: Library, client: Client) -> None:
    delivered(library, title="Early trials")
    words = client.get(library.cancer.url).content.decode()
    assert "Early trials" in words
    assert f'href="{library.melanoma_trial.url}"' in words


@pytest.mark.parametrize(
    ("name", "value"), [("phases", ["PHASE9"]), ("statuses", ["open"]), ("title", "x" * 121)]
)
def test_a_choice_outside_the_vocabulary_is_refused(name: str, value: Any) -> None:
    block = TrialListBlock()
    block.clean(block.to_python(stored()))
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        block.clean(block.to_python(stored(**{name: value})))
    assert set(caught.value.block_errors) == {name}
