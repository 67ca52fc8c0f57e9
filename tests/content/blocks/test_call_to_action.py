"""`call_to_action`: one thing to do next."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.blocks import check, delivered, value_of
from tests.conftest import Library
from tests.hiding import HIDE

BASE = {"title": "Ask", "text": "<p>Take it with you.</p>", "label": "See the questions"}


def stored(**more: Any) -> dict[str, Any]:
    return {**BASE, "page": None, "url": "", **more}


def test_a_button_leads_to_an_address_outside() -> None:
    found = value_of("call_to_action", stored(url="https://example.org/"), "https://x.org")
    assert (found["url"], found["page"]) == ("https://example.org/", None)
    assert (found["title"], found["label"]) == ("Ask", "See the questions")
    fallback = delivered(("call_to_action", stored()))[0].fallback
    assert fallback == "Ask\nTake it with you.\nSee the questions"


def test_a_button_leads_to_a_page(library: Library) -> None:
    found = value_of("call_to_action", stored(page=library.cancer.pk), "https://x.org")
    assert found["url"] == "https://x.org/exosome-therapy/cancer/"
    assert found["page"]["path"] == "/exosome-therapy/cancer/"


@pytest.mark.parametrize("how", HIDE)
def test_a_button_to_a_hidden_page_leads_nowhere(library: Library, how: str) -> None:
    page = library.lung_trial
    HIDE[how](page)
    found = value_of("call_to_action", stored(page=page.pk))
    assert (found["url"], found["page"]) == ("", None)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "nothing"])
def test_an_address_is_one_of_the_web(url: str) -> None:
    with pytest.raises(ValidationError):
        check("call_to_action", stored(url=url))


def test_a_button_leads_to_one_place(library: Library) -> None:
    check("call_to_action", stored(page=library.cancer.pk))
    with pytest.raises(ValidationError):
        check("call_to_action", stored(page=library.cancer.pk, url="https://example.org/"))
