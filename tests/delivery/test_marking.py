"""What marks documents, and what does not: every way of changing the library, one by one."""

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Site

from cms.delivery import maintenance, reading
from cms.delivery.models import Document
from cms.delivery.touching import number_now
from tests.api_client import ApiClient
from tests.delivery.changes import CHANGES
from tests.delivery.rich import RichLibrary, settle
from tests.documents import source_of


def mistakes() -> list[maintenance.Mistake]:
    return list(maintenance.check(timezone.now()))


def version() -> int:
    """Return the content version, with what this transaction has touched."""
    number_now()
    return reading.content_version()


@pytest.mark.parametrize("name", CHANGES)
def test_change_marks_what_shows_it_and_nothing_where_readers_see_nothing(
    rich: RichLibrary,
    name: str,
    fast_citations: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    change = CHANGES[name]
    steps = change.steps(rich)
    next(steps)
    number_now()
    settle()
    before = version()
    with django_capture_on_commit_callbacks(execute=True):
        shown = next(steps)
    if not change.is_public:
        assert version() == before
    else:
        assert version() > before
        wanted = {found if isinstance(found, str) else source_of(found) for found in shown}
        marked = set(Document.objects.filter(marked__gt=0).values_list("source", flat=True))
        assert wanted <= marked
    assert mistakes() == []
    settle()
    assert mistakes() == []


@pytest.mark.parametrize("address", ["pages", "topics"])
def test_paths_are_right_when_another_process_has_moved_the_root(
    rich: RichLibrary, api: ApiClient, address: str
) -> None:
    """Each process has a cache of its own, in which Wagtail keeps where sites begin."""
    assert rich.cancer.url == "/exosome-therapy/cancer/"
    Site.objects.update(root_page=rich.therapy)
    assert api.json(f"{address}/{rich.cancer.translation_key}/")["path"] == "/cancer/"
