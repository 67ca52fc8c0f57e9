"""Whether two records are of one publication: a score, and a reason that an editor can check.

Every part of a record that both have speaks for or against it, in points; `SAME` of them are
needed. The title counts most, but nothing is the same by its title alone: another part has to agree
with it, and no part may disagree that a source does not get wrong. What tells publications of one
name apart (a number, a part, a reply, a protocol, a preprint) is no matter of points: see
`_is_another`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from cms.references.match_keys import Author, Title, Work

#: As many points as two records of one publication have at least.
SAME = 75
#: Only the same identifier makes it certain.
MOST_BY_WORDS = 99
CERTAIN = 100

IDENTIFIERS = {"DOI": "DOI", "PMID": "PubMed id", "PMCID": "PubMed Central id"}
#: Words that make another publication of a title, in our spelling of titles.
KINDS = {
    "abstract", "addendum", "appendix", "comment", "comments", "commentary", "corrected",
    "correction", "corrections", "corrigenda", "corrigendum", "editorial", "errata", "erratum",
    "extension", "followup", "interim", "interview", "letter", "letters", "poster", "preface",
    "protocol", "re", "rebuttal", "rejoinder", "replication", "reply", "retraction", "revisited",
    "rezponse", "supplement", "suplement", "supplementary", "suplementary", "sumary", "update",
    "updated", "erata",
}  # fmt: skip
#: `Response to …` is one of them, `immune response to …` is not.
AT_EITHER_END = {"re", "rezponse", "response", "letter", "letters", "comment", "comments"}
#: Beginnings of words that differ in a letter or two and say the opposite.
OPPOSITES = (("hyper", "hypo"), ("inter", "intra"), ("micro", "macro"))
#: After one of these a title goes on as that of another publication.
COUNTED = {"part", "section", "volume", "year", "years", "month", "months", "week", "weeks"}
NUMBER = re.compile(r"\d+")
#: Types whose editions look the same a year later.
YEARLY = {
    "book", "dataset", "document", "entry", "entry-encyclopedia", "legislation", "regulation",
    "report", "software", "standard", "webpage",
}  # fmt: skip
#: Letters of a title: up to here it says little, from here on it says much.
SHORT_TITLE, LONG_TITLE = 20, 40
#: Some lists have no more letters of a title.
LONGEST_IN_LISTS = 80
#: A shorter word that is mistyped is as often another word.
SHORTEST_MISTYPED = 5


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


@dataclass(frozen=True)
class Sign:
    """What one part of two records says.

    Args:
        points: for or against.
        agrees: what is the same, as it goes on after `Same`.
        differs: what is not, as a clause.
    """

    points: int
    agrees: str = ""
    differs: str = ""


SILENT = Sign(0)


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
    title = _title(one, other)
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


# Titles


def _title(one: Work, other: Work) -> Sign:
    """Return what the titles say; points below 0 mean that they are of two publications."""
    a, b = one.title, other.title
    if not a.letters or not b.letters:
        return Sign(-1)
    if a.letters == b.letters:
        return Sign(_by_length(a.letters, 35, 65, 65), "title")
    shorter, longer = sorted((a, b), key=lambda title: len(title.letters))
    if shorter.letters == longer.main_letters or _is_cut_off(shorter, longer):
        return _beginning(shorter, longer)
    return _nearly(a, b)


def _by_length(letters: str, short: int, middling: int, long: int) -> int:
    """Return the points of a title: the longer it is, the less it is the same by chance."""
    return short if len(letters) <= SHORT_TITLE else middling if len(letters) < LONG_TITLE else long


def _is_cut_off(shorter: Title, longer: Title) -> bool:
    """Return whether one title is the other as far as it goes, as lists cut them off."""
    is_long = shorter.is_cut_off or len(shorter.letters) > LONGEST_IN_LISTS
    return is_long and longer.letters.startswith(shorter.letters)


def _beginning(shorter: Title, longer: Title) -> Sign:
    """Return what two titles say of which one goes on where the other ends."""
    rest = set(longer.words[len(shorter.words) :])
    if not shorter.is_cut_off and (rest & (KINDS | COUNTED) or all(map(str.isdigit, rest))):
        return Sign(-1)
    points = _by_length(shorter.letters, 35, 50, 55)
    return Sign(points, "beginning of the title", "one title goes on")


def _nearly(one: Title, other: Title) -> Sign:
    """Return what two titles say that are not the same."""
    rest = [word for word in one.words if word not in other.words]
    other_rest = [word for word in other.words if word not in one.words]
    if _tells_apart(one.words, other.words, [*rest, *other_rest]):
        return Sign(-1)
    if _may_be_a_mistake("".join(rest), "".join(other_rest)):
        mistakes = OSA.distance(one.letters, other.letters, score_cutoff=3)
        if mistakes == 1:
            return Sign(_by_length(one.letters, 40, 45, 55), "title but for a letter")
        if mistakes <= 3:
            return Sign(35, "title but for a few letters")
    if fuzz.ratio(one.letters, other.letters) >= 80:
        return Sign(25, "title in other words")
    return Sign(-1)


def _tells_apart(words: tuple[str, ...], others: tuple[str, ...], differing: list[str]) -> bool:
    """Return whether two titles differ in what makes them titles of two publications."""
    return (
        _kinds_of(words) != _kinds_of(others)
        or _numbers_of(words) != _numbers_of(others)
        or any(len(word) == 1 for word in differing)
    )


def _kinds_of(words: tuple[str, ...]) -> set[str]:
    at_ends = {*words[:3], *words[-2:]} & AT_EITHER_END
    return (set(words) & KINDS - AT_EITHER_END) | at_ends


def _numbers_of(words: tuple[str, ...]) -> list[str]:
    """Return the numbers in a title, also those that are part of a name: `IL2`."""
    return sorted(NUMBER.findall(" ".join(words)))


def _may_be_a_mistake(rest: str, other_rest: str) -> bool:
    """Return whether a mistake in typing may have made one from the other, not another meaning.

    Args:
        rest: the words of a title that the other has not, as one.
        other_rest: the same of the other.
    """
    shorter, longer = sorted((rest, other_rest), key=len)
    if len(shorter) < SHORTEST_MISTYPED or longer.endswith(shorter):
        # `symptomatic` and `asymptomatic`.
        return False
    if longer.startswith(shorter) and len(longer) > len(shorter) + 2:
        # `with` and `without`; one letter or two are a plural.
        return False
    if len(longer) < 8 and len(longer) == len(shorter) and sorted(shorter) != sorted(longer):
        # `basal` and `nasal`.
        return False
    beginnings = ({shorter[: len(a)], longer[: len(b)]} for a, b in OPPOSITES)
    swapped = ({shorter[: len(b)], longer[: len(a)]} for a, b in OPPOSITES)
    return not any(
        set(pair) in (one, two)
        for pair, one, two in zip(OPPOSITES, beginnings, swapped, strict=True)
    )


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
