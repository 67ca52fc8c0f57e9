"""`page_cards`: the way to other pages."""

import pytest
from django.core.exceptions import ValidationError

from tests.blocks import check, delivered, value_of
from tests.conftest import Library
from tests.hiding import HIDE


def test_cards_stand_in_the_order_chosen(library: Library) -> None:
    pages = [library.trial_index, library.home, library.cancer]
    value = {"title": "Read on", "pages": [page.pk for page in pages]}
    found = value_of("page_cards", value)
    assert [card["title"] for card in found["pages"]] == [page.title for page in pages]
    assert found["pages"][0]["type"] == "trial_index"
    assert found["pages"][0]["summary"] == library.trial_index.summary
    titles = "\n".join(page.title for page in pages)
    assert delivered(("page_cards", value))[0].fallback == f"Read on\n{titles}"


@pytest.mark.parametrize("how", HIDE)
def test_a_hidden_page_has_no_card(library: Library, how: str) -> None:
    value = {"title": "", "pages": [library.lung_trial.pk, library.home.pk]}
    HIDE[how](library.lung_trial)
    assert [card["type"] for card in value_of("page_cards", value)["pages"]] == ["home"]


@pytest.mark.parametrize("count", [0, 13])
def test_cards_are_between_one_and_twelve(library: Library, count: int) -> None:
    check("page_cards", {"title": "", "pages": [library.home.pk] * 12})
    with pytest.raises(ValidationError):
        check("page_cards", {"title": "", "pages": [library.home.pk] * count})
