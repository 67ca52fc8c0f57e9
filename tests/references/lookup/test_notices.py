"""What has become of a publication: the worst of what is said."""

from cms.references.choices import ReferenceStatus
from cms.references.lookup.notices import SEVERITY, Notice, standing, worst_of


def test_nothing_said_is_normal() -> None:
    assert standing([]) == (ReferenceStatus.NORMAL, "")
    assert worst_of([]) == ReferenceStatus.NORMAL


def test_every_status_has_its_place() -> None:
    assert set(SEVERITY) == set(ReferenceStatus)


def test_a_new_version_changes_nothing() -> None:
    assert standing([Notice("new_version", "10.1/x")]) == (ReferenceStatus.NORMAL, "")


def test_the_worst_comes_first_and_says_where_it_is() -> None:
    status, notice = standing(
        [
            Notice("erratum", "10.1/e", "2004"),
            Notice("retraction", "10.1/r", "2010-02-06", "retraction-watch"),
            Notice("expression_of_concern", "10.1/c"),
        ]
    )
    assert status == ReferenceStatus.RETRACTED
    assert notice.splitlines() == [
        "Retraction, 2010-02-06: https://doi.org/10.1/r (Retraction Watch)",
        "Expression of concern: https://doi.org/10.1/c",
        "Erratum, 2004: https://doi.org/10.1/e",
    ]


def test_one_notice_told_twice_is_one() -> None:
    _, notice = standing(
        [
            Notice("retraction", "10.1/r", told_by="retraction-watch"),
            Notice("withdrawal", "10.1/r", told_by="publisher"),
        ]
    )
    assert notice == "Withdrawal: https://doi.org/10.1/r"
