"""Every way for content not to be public, on every channel: it is as if it had never been there."""

import json
from typing import Any

import pytest

from cms.delivery.models import GoneReason
from tests.leaks.asking import Ask, ask, ask_all, exact, is_marked, is_of_content_api
from tests.leaks.channels.content_api import copy_after, id_of, sync_from, walks
from tests.leaks.channels.site import unasked_addresses
from tests.leaks.conftest import Readers
from tests.leaks.control import SYNC, Comparison, Control, tells_what_became
from tests.leaks.filling import MARK
from tests.leaks.ways import FILES, NEVER_PUBLIC, PAGES, WAYS
from tests.leaks.world import World

#: The rest of all questions is asked in so many parts, another one of each way.
PARTS = 12
NAMES = sorted(WAYS)


def test_nothing_hidden_is_told_from_the_beginning(control: Control) -> None:
    told = [str(asked) for asked, answer in control.answers.items() if is_marked(asked, answer)]
    assert told == []
    assert MARK not in json.dumps(control.copy)


def test_every_address_of_the_site_is_asked() -> None:
    assert unasked_addresses() == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_hidden_is_as_if_it_had_never_been(
    library: World, readers: Readers, control: Control, name: str
) -> None:
    way = WAYS[name]
    comparison = Comparison(control, library, way)
    way.show(library)
    shown = ask_all(readers.cached, control.kept_asks)
    assert sum(is_marked(asked, answer) for asked, answer in shown.items()) > 2
    items, later = sync_from(readers.plain, SYNC)
    copy = copy_after({}, items)
    assert MARK in json.dumps(copy)

    way.hide(library)
    asks = control.asks(NAMES.index(name), PARTS, files=name in FILES)
    assert comparison.faults(ask_all(readers.plain, asks)) == []
    assert comparison.faults_from_memory(ask_all(readers.cached, control.kept_asks)) == []
    for item in library.shown:
        _is_gone(readers, item)

    assert copy_after({}, sync_from(readers.plain, SYNC)[0]) == control.copy
    changes, _ = sync_from(readers.plain, later)
    assert MARK not in json.dumps(changes)
    assert copy_after(copy, changes) == control.copy
    assert {item["reason"] for item in changes if item["op"] == "delete"} <= set(GoneReason)
    if name in PAGES:
        assert list(walks(readers.plain)) == control.walks


def _is_gone(readers: Readers, item: Any) -> None:
    """Check that a library item that was deleted is gone everywhere."""
    for resource in ("people", "conditions", "interventions", "glossary", "references"):
        asked = Ask(f"/api/content/v1/{resource}/{id_of(item)}/")
        answer = ask(readers.plain, asked)
        assert answer.status == 404 or tells_what_became(asked, answer, "deleted")
        assert not is_marked(asked, answer)


@pytest.mark.parametrize("name", sorted(NEVER_PUBLIC))
def test_what_was_never_public_moves_nothing(
    library: World, readers: Readers, control: Control, name: str
) -> None:
    """Not even the content version."""
    before = ask(readers.plain, Ask("/api/content/v1/")).header("content-version")
    NEVER_PUBLIC[name](library)
    number = sorted(NEVER_PUBLIC).index(name)
    asks = control.asks(number, len(NEVER_PUBLIC))
    answers = ask_all(readers.plain, asks)
    assert [str(asked) for asked, answer in answers.items() if is_marked(asked, answer)] == []
    changed = [
        str(asked)
        for asked, answer in answers.items()
        if exact(asked, answer) != exact(asked, control.answers[asked])
    ]
    assert changed == []
    versions = {answer.header("content-version") for asked, answer in answers.items()
                if is_of_content_api(asked)}  # fmt: skip
    assert versions == {before}
