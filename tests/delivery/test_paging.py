"""A walk along cursors sees every item once."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.references.models import Reference
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory
from tests.factories.trials import ConditionFactory

ROOT = "http://localhost:8000/api/content/v1/"
pytestmark = pytest.mark.django_db


def walk(api: ApiClient, path: str, query: str) -> list[dict[str, Any]]:
    """Return the items of a whole list, part by part."""
    items: list[dict[str, Any]] = []
    while True:
        found = api.json(path, query)
        items += found["items"]
        if found["next"] is None:
            return items
        query = found["next"].removeprefix(ROOT + path)


@pytest.mark.parametrize("order", ["", "-published_at", "published_at", "year", "-year", "title",
                                   "-title", "updated_at", "-updated_at"])  # fmt: skip
@pytest.mark.parametrize("limit", [1, 4, 7])
def test_every_order_is_walked_whole(api: ApiClient, order: str, limit: int) -> None:
    for number in range(7):
        year = {"issued": {"date-parts": [[2000 + number % 3]]}} if number else {}
        ReferenceFactory(csl={"type": "book", "title": f"Title {number % 2} é", **year})
    items = walk(api, "references/", f"?limit={limit}" + (f"&order={order}" if order else ""))
    assert len({item["id"] for item in items}) == len(items) == 7
    key = order.lstrip("-") or "published_at"
    keys = [(item[key] or 0) if key == "year" else str(item[key]) for item in items]
    assert keys == sorted(keys, reverse=not order or order.startswith("-"))
    for one, other in pairwise(items):
        if one[key] == other[key]:
            assert one["id"] < other["id"]


def test_pages_of_all_types_are_walked_whole(api: ApiClient, library: Library) -> None:
    for order in ("published_at", "-title", "updated_at"):
        items = walk(api, "pages/", f"?limit=2&order={order}")
        assert len({item["id"] for item in items}) == len(items) == 7


def test_next_keeps_filters_fields_and_limit(api: ApiClient) -> None:
    for _ in range(3):
        ReferenceFactory(year=2021)
    query = "?year=2021&year=2022&order=-year&limit=2&fields=title,year"
    following = api.json("references/", query)["next"].removeprefix(f"{ROOT}references/")
    for part in query[1:].split("&"):
        assert part in following
    found = api.json("references/", following)
    assert found["total"] == 3
    assert found["next"] is None
    assert [set(item) for item in found["items"]] == [{"id", "type", "title", "year"}]


def test_what_is_added_meanwhile_moves_nothing(api: ApiClient) -> None:
    for _ in range(4):
        ReferenceFactory()
    first = api.json("references/", "?limit=2")
    ReferenceFactory()
    second = api.json("references/", first["next"].removeprefix(f"{ROOT}references/"))
    seen = [item["id"] for item in first["items"] + second["items"]]
    assert len(set(seen)) == 4
    assert second["total"] == 5


def _cursor(api: ApiClient, path: str, query: str) -> str:
    cursor: str = api.json(path, query)["next"].rsplit("cursor=", 1)[1]
    return cursor


def test_cursor_fits_one_list_only(api: ApiClient) -> None:
    for _ in range(3):
        ReferenceFactory(year=2021)
        ConditionFactory()
    cursor = _cursor(api, "references/", "?year=2021&limit=1")
    assert api.json("references/", f"?year=2021&cursor={cursor}")["items"]
    assert api.json("references/", f"?year=2021&limit=2&fields=title&cursor={cursor}")["items"]
    for path, query in (
        ("references/", "?"),
        ("references/", "?year=2022&"),
        ("references/", "?year__gte=2021&"),
        ("references/", "?year=2021&order=-year&"),
        ("references/", "?year=2021&csl_type=book&"),
        ("conditions/", "?"),
    ):
        error = api.errors(path, f"{query}cursor={cursor}")["cursor"]
        assert "another list" in error["detail"]


def test_order_of_repeated_filters_does_not_matter_to_a_cursor(api: ApiClient) -> None:
    for year in (2020, 2021, 2021):
        ReferenceFactory(year=year)
    cursor = _cursor(api, "references/", "?year=2021&year=2020&limit=1")
    assert api.json("references/", f"?year=2020&year=2021&cursor={cursor}")["items"]


def test_damaged_cursor_is_invalid(api: ApiClient) -> None:
    for _ in range(2):
        ReferenceFactory()
    cursor = _cursor(api, "references/", "?limit=1")
    damaged = [
        cursor[:-1], cursor[1:], cursor + "A", cursor.swapcase(), cursor.split(".")[0], ".",
        "eyJhIjoxfQ", "%F0%9F%92%A5", "%00", "a" * 5000, "0", "null", "..",
    ]  # fmt: skip
    for text in damaged:
        assert "cursor" in api.errors("references/", f"?cursor={text}"), text


def test_last_part_has_no_next_even_when_it_is_full(api: ApiClient) -> None:
    for _ in range(2):
        ReferenceFactory()
    assert api.json("references/", "?limit=2")["next"] is None


class Walker:
    """Walks a list while others publish."""

    def __init__(self, api: ApiClient, order: str) -> None:
        self.api = api
        self.order = order
        #: What was there when the walk began, and has kept its key: by id.
        self.kept: dict[str, Reference] = {}
        self.seen: list[str] = []
        self.query: str | None = f"?order={order}&limit=2"

    def step(self) -> None:
        """Read the next part."""
        if self.query is not None:
            found = self.api.json("references/", self.query)
            self.seen += [item["id"] for item in found["items"]]
            following = found["next"]
            self.query = following and following.removeprefix(f"{ROOT}references/")

    def edit(self, choice: str, number: int) -> None:
        """Add something, or change what has not lost its place yet."""
        if choice == "add":
            ReferenceFactory(csl=_record(number))
            return
        if not self.kept:
            return
        reference = list(self.kept.values())[number % len(self.kept)]
        if choice == "delete":
            del self.kept[str(reference.uuid)]
            reference.delete()
        elif choice == "move":
            del self.kept[str(reference.uuid)]
            reference.csl = _record(number)
            reference.save()
        else:
            # Its place in the list stays.
            reference.notice = f"Corrected {number}."
            reference.save()


def _record(number: int) -> dict[str, Any]:
    return {
        "type": "book",
        "title": f"Title {number % 5}",
        "issued": {"date-parts": [[2000 + number % 3]]},
    }


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "delete", "move", "edit", "step"]), st.integers(0, 30)),
    max_size=12,
)


@pytest.mark.usefixtures("fast_citations")
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(order=st.sampled_from(["title", "-title", "year", "-year"]), steps=STEPS)
def test_a_walk_repeats_and_skips_nothing_that_keeps_its_key(
    db: None, order: str, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        walker = Walker(ApiClient(), order)
        for number in range(7):
            reference = ReferenceFactory(csl=_record(number))
            walker.kept[str(reference.uuid)] = reference
        walker.step()
        for choice, number in steps:
            walker.step() if choice == "step" else walker.edit(choice, number)
        while walker.query is not None:
            walker.step()
        for public_id in walker.kept:
            assert walker.seen.count(public_id) == 1
        transaction.set_rollback(True)
