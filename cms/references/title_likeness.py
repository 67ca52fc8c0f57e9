"""What two titles say of whether they are of one publication."""

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from cms.references.match_keys import Title, title_words
from cms.references.signs import Sign

#: Words that make another publication of a title, in the spelling that titles are compared in.
KINDS = set(
    title_words(
        "abstract addendum appendix commentary corrected correction corrections corrigenda "
        "corrigendum editorial errata erratum extension followup interim interview poster preface "
        "protocol rebuttal rejoinder replication reply retraction revisited supplement "
        "supplementary summary update updated"
    )
)
#: `Response to …` is one of them, `immune response to …` is not.
AT_EITHER_END = set(title_words("re response letter letters comment comments"))
#: Beginnings of words that differ in a letter or two and say the opposite.
OPPOSITES = (("hyper", "hypo"), ("inter", "intra"), ("micro", "macro"))
#: After one of these a title goes on as that of another publication.
COUNTED = set(title_words("part section volume year years month months week weeks"))
NUMBER = re.compile(r"\d+")
#: Letters of a title: up to here it says little, from here on it says much.
SHORT_TITLE, LONG_TITLE = 20, 40
#: Some lists have no more letters of a title.
LONGEST_IN_LISTS = 80
#: A shorter word that is mistyped is as often another word.
SHORTEST_MISTYPED = 5


def compare_titles(a: Title, b: Title) -> Sign:
    """Return what the titles say; points below 0 mean that they are of two publications."""
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
    return (set(words) & KINDS) | ({*words[:3], *words[-2:]} & AT_EITHER_END)


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
