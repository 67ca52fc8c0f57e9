"""Names of people and groups as reference files write them, as CSL names."""

import pytest

from cms.references.importing.names import group, is_et_al, person, person_with_initials


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Long, Vicky", {"family": "Long", "given": "Vicky"}),
        ("van Raaij, M J", {"family": "van Raaij", "given": "M J"}),
        ("Selvamani", {"family": "Selvamani"}),
        ("Jacobs, William R Jr", {"family": "Jacobs", "given": "William R", "suffix": "Jr"}),
        ("King, Martin, Jr.", {"family": "King", "given": "Martin", "suffix": "Jr."}),
        ("Bailey, John I 3rd", {"family": "Bailey", "given": "John I", "suffix": "3rd"}),
        ("Smith, III", {"family": "Smith", "given": "III"}),
        ("Petrov, Ivan V", {"family": "Petrov", "given": "Ivan V"}),
    ],
)
def test_a_person_has_a_family_name_and_given_names(written: str, name: dict[str, str]) -> None:
    assert person(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Booker GW", {"family": "Booker", "given": "GW"}),
        ("van Raaij MJ", {"family": "van Raaij", "given": "MJ"}),
        ("Jacobs WR Jr", {"family": "Jacobs", "given": "WR", "suffix": "Jr"}),
        ("van Groen, Maaike M.", {"family": "van Groen", "given": "Maaike M."}),
        ("Petrov IV", {"family": "Petrov", "given": "IV"}),
        ("Ford HB 3rd", {"family": "Ford", "given": "HB", "suffix": "3rd"}),
        ("Selvamani", {"family": "Selvamani"}),
        ("World Health", {"family": "World Health"}),
    ],
)
def test_initials_behind_a_family_name_are_its_given_names(
    written: str, name: dict[str, str]
) -> None:
    assert person_with_initials(written) == name


def test_a_group_is_kept_as_it_is() -> None:
    assert group("Group, The") == {"literal": "Group, The"}


@pytest.mark.parametrize("written", ["et al.", "et al", "Et al.,", "others", "and others"])
def test_et_al_is_nobody(written: str) -> None:
    assert is_et_al(written)
    assert not is_et_al("Al, Et")
