"""What stands above: a hidden page is not told by those below it, nor are they by a hidden one."""

from dataclasses import replace

from cms.delivery.resources import ROOT
from tests.hiding import HIDE
from tests.leaks.asking import Ask, ask_all, is_marked
from tests.leaks.channels.content_api import id_of
from tests.leaks.conftest import Readers
from tests.leaks.control import BY_ROWS, Control
from tests.leaks.filling import MARK
from tests.leaks.world import PLAIN, World, fill, fresh, publish

PARENT = "Parent-9c1e"


def test_an_unpublished_parent_is_not_told_by_its_public_children(
    library: World, readers: Readers, control: Control
) -> None:
    """Its slug is in their addresses, so it has none to hide."""
    words = replace(library.marked, words=PARENT)
    fill(fresh(library.branch), words, slug="branch").save_revision().publish()
    for page in library.inside:
        publish(page)
    below = [Ask(fresh(page).get_url_parts()[2]) for page in library.inside]
    kept = [*control.kept_asks, *below]
    before = ask_all(readers.cached, kept)
    assert sum(is_marked(asked, answer, PARENT) for asked, answer in before.items()) > 5
    fresh(library.branch).unpublish()
    by_rows = [Ask(f"{api}pages/{page.pk}/") for api in BY_ROWS for page in library.inside]
    plain = ask_all(readers.plain, [*control.asks(0, 8), *below, *by_rows])
    for answers in (plain, ask_all(readers.cached, kept)):
        told = [str(asked) for asked, answer in answers.items() if is_marked(asked, answer, PARENT)]
        assert told == []
        for page in library.inside:
            assert answers[Ask(f"{ROOT}pages/{id_of(page)}/")].status == 200
        assert {answers[asked].status for asked in below} == {200}


def test_behind_a_private_home_page_nothing_is_told(
    library: World, readers: Readers, control: Control
) -> None:
    """Not even of what was public: no page in any answer, no mention on any library item."""
    before = ask_all(readers.cached, control.kept_asks)
    assert sum(is_marked(asked, answer, PLAIN) for asked, answer in before.items()) > 20
    HIDE["for members"](fresh(library.home))
    # Descriptions have examples in plain words.
    asks = [asked for asked in control.asks(0, 8)
            if not asked.path.endswith(("openapi.json", "docs/"))]  # fmt: skip
    for reader, asked_of_it in ((readers.plain, asks), (readers.cached, control.kept_asks)):
        answers = ask_all(reader, asked_of_it)
        told = [str(asked) for asked, answer in answers.items()
                if is_marked(asked, answer, PLAIN, MARK)]  # fmt: skip
        assert told == []
