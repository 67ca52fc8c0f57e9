"""Languages as reference files write them, as BCP 47 has them: `eng`, `English`, `en_US` → `en`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.references.importing.languages import language_of


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("eng", "en"), ("ger", "de"), ("deu", "de"), ("en", "en"), ("English", "en"),
        ("en_us", "en-US"), ("zh-hans-cn", "zh-Hans-CN"), ("grc", "grc"), ("und", ""), ("mul", ""),
        ("Englisch", ""), ("xx", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_language_has_the_shortest_code_there_is(written: str, language: str) -> None:
    assert language_of(written) == language


@given(st.text())
def test_any_text_is_a_language_or_none(text: str) -> None:
    assert language_of(language_of(text)) == language_of(text)
