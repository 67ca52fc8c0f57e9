"""The variables and types of CSL 1.0.2, and what the library makes of types that it has not."""

from cms.references.choices import CslType
from cms.references.importing.variables import (
    DATES,
    IDENTIFIERS,
    LEFT_OUT,
    NAMES,
    NEAREST_TYPE,
    TEXTS,
    TITLES,
    nearest_type,
)


def test_a_variable_is_of_one_kind() -> None:
    kinds = [NAMES, DATES, TITLES, IDENTIFIERS, TEXTS, LEFT_OUT]
    assert len(frozenset().union(*kinds)) == sum(map(len, kinds))


def test_every_type_of_csl_is_one_of_the_librarys_or_near_one() -> None:
    assert not set(NEAREST_TYPE) & set(CslType.values)
    # CSL 1.0.2 has 45 types.
    assert len({*CslType.values, *NEAREST_TYPE}) == 45


def test_a_type_is_itself_or_the_nearest() -> None:
    assert nearest_type("book") == CslType.BOOK
    assert nearest_type("manuscript") == CslType.DOCUMENT
    assert nearest_type("no-type") is None
