"""Which requests ask for the same."""

import random
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.addresses import (
    MAX_LENGTH,
    MAX_PARAMETERS,
    Addresses,
    canonical_query,
)
from tests.delivery.response_cache.fakes import HOST, request_of

text = st.text(st.characters(codec="utf-8"), max_size=8)
queries = st.lists(st.tuples(text, text), max_size=8)


def written(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def meaning(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what a query says: the values of each name, in their order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def canonical(pairs: list[tuple[str, str]]) -> str:
    """Return the canonical form of a query that has one."""
    form = canonical_query(written(pairs))
    assert form is not None
    return form


@given(queries)
def test_the_canonical_form_means_the_same(pairs: list[tuple[str, str]]) -> None:
    assert meaning(parse_qsl(canonical(pairs), keep_blank_values=True)) == meaning(pairs)


@given(queries)
def test_the_canonical_form_is_its_own(pairs: list[tuple[str, str]]) -> None:
    assert canonical_query(canonical(pairs)) == canonical(pairs)


@given(queries, queries)
def test_two_queries_have_one_form_exactly_if_they_mean_the_same(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    assert (canonical(one) == canonical(other)) is (meaning(one) == meaning(other))


@given(queries, st.randoms())
def test_the_order_of_different_names_does_not_matter(
    pairs: list[tuple[str, str]], chance: random.Random
) -> None:
    values = meaning(pairs)
    names = [name for name, _ in pairs]
    chance.shuffle(names)
    left = {name: iter(found) for name, found in values.items()}
    assert canonical([(name, next(left[name])) for name in names]) == canonical(pairs)


@given(queries)
def test_how_characters_are_written_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    plus = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    raw = "&".join(f"{quote(name, safe='ü外')}={quote(value, safe='ü外')}" for name, value in pairs)
    assert canonical_query(plus) == canonical(pairs)
    assert canonical_query(raw.encode().decode("latin-1")) == canonical(pairs)


@pytest.mark.parametrize(
    "raw",
    [
        "a", "a&b=1", "&", "a=1&", "=&a", "a=%ff", "a=\xff", "a=\u20ac",
        "a=" + "1" * MAX_LENGTH, "&".join(["a=1"] * (MAX_PARAMETERS + 1)),
    ],
)  # fmt: skip
def test_what_is_no_query_has_no_form(raw: str) -> None:
    assert canonical_query(raw) is None


@pytest.mark.parametrize("raw", ["a=", "=", "a==", "a=1;b=2", "a=%00", "a=%"])
def test_what_looks_odd_and_is_one_has_a_form(raw: str) -> None:
    assert canonical_query(raw) is not None


# Keys


@given(st.lists(st.tuples(text.map(lambda path: f"/{path}"), queries), min_size=2, max_size=2))
def test_two_addresses_have_one_key_exactly_if_they_ask_for_the_same(
    asked: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    addresses = Addresses(hosts=[HOST])
    keys = set()
    for path, query in asked:
        address = addresses.of(request_of(path, query=written(query)))
        assert address is not None
        keys.add(address.key)
    same = asked[0][0] == asked[1][0] and meaning(asked[0][1]) == meaning(asked[1][1])
    assert len(keys) == (1 if same else 2)


def test_a_very_long_path_is_left_to_django() -> None:
    addresses = Addresses(hosts=[HOST])
    assert addresses.of(request_of("/" + "a" * (MAX_LENGTH - 1)))
    assert not addresses.of(request_of("/" + "a" * MAX_LENGTH))


def test_a_request_without_a_host_is_left_to_django() -> None:
    request = request_of("/")
    del request["HTTP_HOST"]
    assert not Addresses(hosts=[HOST]).of(request)


@pytest.mark.parametrize(
    ("said", "scheme"),
    [
        (None, "http"),
        ("https", "https"),
        ("http", "http"),
        ("https, http", "https"),
        ("HTTPS", "http"),
    ],
)
def test_the_scheme_is_the_one_that_django_sees(
    said: str | None, scheme: str, settings: Any
) -> None:
    secure = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_PROXY_SSL_HEADER = secure
    more = {} if said is None else {"HTTP_X_FORWARDED_PROTO": said}
    request = request_of("/", **more)
    address = Addresses(hosts=[HOST], secure_header=secure).of(request)
    assert address is not None
    assert f" {scheme} " in address.key
    assert WSGIRequest(request).scheme == scheme


@pytest.mark.parametrize(
    "sent", ["sessionid=a", "a=1;sessionid=a", 'a="x; sessionid=1"', "sessionid", "mysessionid=a"]
)
def test_any_cookie_that_may_be_a_session_is_taken_for_one(sent: str) -> None:
    addresses = Addresses(hosts=[HOST], cookies=["sessionid", "csrftoken"])
    assert addresses.of(request_of("/", HTTP_COOKIE=sent)) is None
    assert addresses.of(request_of("/", HTTP_COOKIE="theme=dark")) is not None
