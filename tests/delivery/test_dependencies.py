"""What an answer was made from."""

import datetime

from django.test import RequestFactory

from cms.delivery.dependencies import NAME, Dependencies, of_request

NOON = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(hours=1)


def test_nothing_is_declared_at_first() -> None:
    assert not Dependencies().declared


def test_keys_add_up() -> None:
    dependencies = Dependencies()
    dependencies.declare(["page:1", "site"])
    dependencies.declare(key for key in ["page:2", "site"])
    assert dependencies.keys == {"page:1", "page:2", "site"}
    assert dependencies.valid_until is None


def test_declaring_nothing_is_declaring_too() -> None:
    dependencies = Dependencies()
    dependencies.declare([])
    assert dependencies.declared


def test_the_earliest_moment_counts() -> None:
    dependencies = Dependencies()
    found = []
    for moment in (None, LATER, NOON, LATER, None):
        dependencies.declare([], moment)
        found.append(dependencies.valid_until)
    assert found == [None, LATER, NOON, NOON, NOON]


def test_a_request_carries_them(rf: RequestFactory) -> None:
    dependencies = Dependencies()
    request = rf.get("/")
    request.META[NAME] = dependencies
    of_request(request).declare(["page:1"])
    assert dependencies.keys == {"page:1"}


def test_a_request_that_nobody_keeps_the_answer_of_can_declare_all_the_same(
    rf: RequestFactory,
) -> None:
    of_request(rf.get("/")).declare(["page:1"])
