"""Whether a client has an answer already."""

from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.response_cache.conditions import is_known

OURS = ('"abc"', '"abc-gzip"', '"abc-br"')
opaque = st.text(st.sampled_from("abc-gzipr0"), max_size=8).map(lambda tag: f'"{tag}"')
tags = st.one_of(opaque, st.sampled_from(OURS))
sent = st.lists(st.tuples(st.sampled_from(["", "W/"]), tags), min_size=1, max_size=5)


@given(sent, st.sampled_from([",", ", ", " , "]))
def test_a_client_has_it_exactly_if_one_of_its_tags_is_one_of_ours(
    found: list[tuple[str, str]], separator: str
) -> None:
    header = separator.join(weak + tag for weak, tag in found)
    assert is_known(header, OURS) is any(tag in OURS for _, tag in found)


@given(st.text(max_size=30))
def test_nonsense_is_no_tag(header: str) -> None:
    if is_known(header, OURS):
        assert header.strip() == "*" or any(tag in header for tag in OURS)
