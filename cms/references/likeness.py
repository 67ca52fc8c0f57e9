"""Whether two records are of one publication: a score, and a reason that an editor can check.

Every part of a record that both have speaks for or against it, in points; `SAME` of them are
needed. The title counts most, but nothing is the same by its title alone: another part has to agree
with it, and no part may disagree that a source does not get wrong. What tells publications of one
name apart (a number, a part, a reply, a protocol, a preprint) is no matter of points: see
`_is_another`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from cms.references.match_keys import Author, Work
from cms.references.signs import SILENT, Sign
from cms.references.title_likeness import compare_titles

#: As many points as two records of one publication have at least.
SAME = 75
#: Only the same identifier makes it certain.
MOST_BY_WORDS = 99
CERTAIN = 100

IDENTIFIERS = {"DOI": "DOI", "PMID": "PubMed id", "PMCID": "PubMed Central id"}
#: Types whose editions look the same a year later.
YEARLY = {
    "book", "dataset", "document", "entry", "entry-encyclopedia", "legislation", "regulation",
    "report", "software", "standard", "webpage",
}  # fmt: skip


@dataclass(frozen=True)
class Likeness:
    """How sure it is that two records are of one publication.

    Args:
        score: from 0 to 100.
        reason: a sentence.
    """

    score: int
    reason: str

    @property
    def is_same(self) -> bool:
        """Whether they are taken for one publication."""
        return self.score >= SAME


def same_identifier(one: Mapping[str, str], other: Mapping[str, str]) -> Likeness | None:
    """Return the likeness of two records that share an identifier, None if they share none.

    Args:
        one: its identifiers in their one form.
        other: the other's.
    """
    for field, name in IDENTIFIERS.items():
        if field in one and one[field] == other.get(field):
            return Likeness(CERTAIN, f"Same {name}.")
    return None


def likeness(one: Work, other: Work) -> Likeness:
    """Return how sure it is that two records are of one publication."""
    identifiers, others = one.identifiers, other.identifiers
    if shared := same_identifier(identifiers, others):
        return shared
    if _is_another(one, other):
        return Likeness(0, "Another publication.")
    title = compare_titles(one.title, other.title)
    signs = [title, _first_author(one, other), _year(one, other), *_place(one, other)]
    if title.points < 0 or _identifiers_forbid(identifiers, others, signs):
        return Likeness(0, "Another publication.")
    score = sum(sign.points for sign in signs)
    return Likeness(max(0, min(score, MOST_BY_WORDS)), _reason(signs))


def _reason(signs: list[Sign]) -> str:
    agrees = [sign.agrees for sign in signs if sign.agrees]
    differs = [sign.differs for sign in signs if sign.differs]
    listed = " and ".join(part for part in (", ".join(agrees[:-1]), *agrees[-1:]) if part)
    return "; ".join([f"Same {listed}", *differs]) + "."


# What makes another publication


def _is_another(one: Work, other: Work) -> bool:
    """Return whether two records say of themselves that they are not the same publication."""
    return (
        one.is_preprint != other.is_preprint
        or _differ(one, other, "edition")
        or _differ(one, other, "number", types=YEARLY | {"patent"})
        or _differ(one, other, "version")
        or _is_part_of_other(one, other)
    )


def _differ(one: Work, other: Work, field: str, *, types: set[str] | None = None) -> bool:
    """Return whether both have a field, and not the same in it."""
    if types is not None and not types >= {one.csl.get("type"), other.csl.get("type")}:
        return False
    values = {str(work.csl.get(field) or "").strip().casefold() for work in (one, other)}
    return len(values) == 2 and "" not in values


def _is_part_of_other(one: Work, other: Work) -> bool:
    """Return whether one is a chapter and the other the whole book."""
    types = {one.csl.get("type"), other.csl.get("type")}
    return "chapter" in types and "book" in types


def _identifiers_forbid(
    one: Mapping[str, str], other: Mapping[str, str], signs: list[Sign]
) -> bool:
    """Return whether both have an identifier of one kind, and not the same.

    A DOI may be mistyped: where all else agrees, it is no more than a doubt.
    """
    differing = {field for field in one if field in other}
    if not differing:
        return False
    all_agree = all(sign.agrees for sign in signs) and not any(sign.differs for sign in signs)
    return not (differing == {"DOI"} and all_agree and OSA.distance(one["DOI"], other["DOI"]) <= 2)


# Authors


def _first_author(one: Work, other: Work) -> Sign:
    if not one.authors or not other.authors:
        return SILENT
    first, other_first = one.authors[0], other.authors[0]
    if _same_author(first, other_first):
        return Sign(20, "first author")
    # Some sources name the group first, and some leave the first author out.
    if any(_same_author(first, author) for author in other.authors) or any(
        _same_author(other_first, author) for author in one.authors
    ):
        return Sign(5, differs="the authors are in another order")
    if first.is_literal != other_first.is_literal:
        return Sign(-10, differs="the first author differs")
    return Sign(-40, differs="the first author differs")


def _same_author(one: Author, other: Author) -> bool:
    if one.is_literal or other.is_literal:
        return _same_literal(one, other)
    if _same_family(one.family, other.family):
        return not (one.given and other.given) or one.given[0][0] == other.given[0][0]
    # Family and given names may be the wrong way round.
    return (
        bool(one.given and other.given) and one.family == other.given and other.family == one.given
    )


def _same_family(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two family names are one; of a double name one part may be missing."""
    if "".join(one) == "".join(other) or set(one) <= set(other) or set(other) <= set(one):
        return True
    written, other_written = "".join(one), "".join(other)
    return min(len(written), len(other_written)) >= 5 and OSA.distance(written, other_written) <= 1


def _same_literal(one: Author, other: Author) -> bool:
    if one.is_literal and other.is_literal:
        return _same_name(one.family, other.family)
    person, piece = (other, one) if one.is_literal else (one, other)
    return set(person.family) <= set(piece.family)


# Years and places


def _year(one: Work, other: Work) -> Sign:
    if one.year is None or other.year is None:
        return SILENT
    difference = abs(one.year - other.year)
    if difference == 0:
        return Sign(10, "year")
    if difference == 1 and not {one.csl.get("type"), other.csl.get("type")} & YEARLY:
        return Sign(4, differs="the year differs by one")
    return Sign(-40, differs="the year differs")


def _place(one: Work, other: Work) -> list[Sign]:
    return [_container(one, other), _volume(one, other), _pages(one, other)]


def _container(one: Work, other: Work) -> Sign:
    if not one.container or not other.container:
        return SILENT
    if _same_name(one.container, other.container):
        return Sign(10, "journal" if one.volume or other.volume else "publication")
    return Sign(-25, differs="where it was published differs")


def _volume(one: Work, other: Work) -> Sign:
    if not one.volume or not other.volume:
        return SILENT
    if one.volume == other.volume:
        return Sign(5, "volume")
    return Sign(-20, differs="the volume differs")


def _pages(one: Work, other: Work) -> Sign:
    first, other_first = one.first_page, other.first_page
    if not first or not other_first:
        return SILENT
    if first == other_first or first.lstrip("e") == other_first.lstrip("e"):
        return Sign(15, "first page")
    if one.is_page_range != other.is_page_range and "1" in (first, other_first):
        # Of an article with a number, some give the pages of the file.
        return SILENT
    return Sign(-50, differs="the pages differ")


#: Words that abbreviations leave out; the country of a journal is left out or in brackets.
LEFT_OUT = {
    "of", "and", "for", "in", "on", "de", "der", "fur", "et", "und", "united", "states", "america",
    "u", "s", "usa",
}  # fmt: skip


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names of a journal or an organisation are one, perhaps abbreviated.

    `Proc Natl Acad Sci` are the Proceedings of the National Academy of Sciences, `NEJM` is the New
    England Journal of Medicine: word for word, or by the initials.
    """
    short, full = sorted(
        ([word for word in name if word not in LEFT_OUT] for name in (one, other)),
        key=lambda words: len("".join(words)),
    )
    if "".join(short) == "".join(full):
        return True
    if len(short) == 1 and len(full) > 1:
        return short[0] == "".join(word[0] for word in full)
    return len(short) == len(full) and all(map(_abbreviates, short, full))


def _abbreviates(short: str, full: str) -> bool:
    """Return whether `short` begins as `full` does and leaves out some of its letters."""
    letters = iter(full)
    return short[0] == full[0] and all(letter in letters for letter in short)
