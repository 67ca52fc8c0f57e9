"""Lists of names as BibTeX and BibLaTeX write them.

The grammar is BibTeX's: N. Markey, Tame the BeaST, section 11; a name wholly in braces is an
organisation's, or one that no program may take apart.
"""

import re

from cms.references.importing.tex import text_of

#: BibLaTeX's own form of a name (manual, section 3.4): `family=Waals, given=Jan, prefix=van der`.
LABELLED = re.compile(r"\s*(family|given|prefix|suffix|useprefix|\w+-i)\s*=\s*(.*)", re.DOTALL)
LABELS = {
    "family": "family", "given": "given", "prefix": "non-dropping-particle", "suffix": "suffix",
}  # fmt: skip
#: A space at which no line ends; `\\~` is an accent.
TIE = re.compile(r"(?<!\\)~")
#: Small words that stand in no person's name: `Corporation for Digital Scholarship`.
NOT_IN_NAMES = {"for", "of", "on", "the"}
#: What parts names, parts of a name and words. The space after one `and` comes before the next.
SEPARATORS = {
    " and ": re.compile(" and(?= )", re.IGNORECASE), ",": re.compile(","), " ": re.compile(" "),
}  # fmt: skip
MARKS = {
    separator: re.compile(rf"\\.|[{{}}]|{pattern.pattern}", pattern.flags)
    for separator, pattern in SEPARATORS.items()
}


def names_of(written: str) -> list[dict[str, str]]:
    """Return a list of names as CSL; `others` at its end is one, which cleaning takes out."""
    names = (_name(part) for part in _split(written, " and ") if part)
    return [name for name in names if name]


def _split(written: str, separator: str) -> list[str]:
    """Return the parts between separators that stand in no braces, without spaces at their ends.

    Args:
        written: names or words, as TeX.
        separator: a key of `SEPARATORS`.
    """
    text = f" {' '.join(written.split())} "
    if "{" not in text and "\\" not in text:
        return [part.strip() for part in SEPARATORS[separator].split(text)]
    parts: list[str] = []
    depth = start = 0
    for found in MARKS[separator].finditer(text):
        mark = found[0]
        if mark in ("{", "}"):
            depth += 1 if mark == "{" else -1
        elif depth <= 0 and not mark.startswith("\\"):
            parts.append(text[start : found.start()].strip())
            start = found.end()
    return [*parts, text[start:].strip()]


def _is_braced(word: str) -> bool:
    """Return whether one pair of braces holds all of it."""
    if not (word.startswith("{") and word.endswith("}")):
        return False
    depth = 0
    for place, letter in enumerate(word):
        if place and word[place - 1] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0 and place < len(word) - 1:
            return False
    return True


def _name(written: str) -> dict[str, str]:
    """Return one name; an empty one as nothing."""
    if _is_braced(written):
        name = {"literal": text_of(written)}
    else:
        parts = _split(written, ",")
        labels = [LABELLED.fullmatch(part) for part in parts]
        if all(labels):
            name = {
                LABELS[label[1]]: text_of(label[2])
                for label in labels
                if label and label[1] in LABELS
            }
        else:
            name = _by_commas(parts)
    return {part: text for part, text in name.items() if text}


def _by_commas(parts: list[str]) -> dict[str, str]:
    """Return `First von Last`, `von Last, First` or `von Last, Jr, First`."""
    if len(parts) == 1:
        words = _words(parts[0])
        small = [_is_small(word) for word in words]
        # All in small letters is a way of typing, not a particle.
        first = len(words) - 1 if all(small) or not any(small[:-1]) else small.index(True)
        if NOT_IN_NAMES & set(words[first:-1]):
            return {"literal": text_of(parts[0])}
        return {**_family(words[first:]), "given": text_of(" ".join(words[:first]))}
    name = _family(_words(parts[0]))
    name["given"] = text_of(", ".join(parts[2:]) if len(parts) > 2 else parts[1])
    if len(parts) > 2:
        name["suffix"] = text_of(parts[1])
    return name


def _words(written: str) -> list[str]:
    return [word for word in _split(TIE.sub(" ", written), " ") if word]


def _family(words: list[str]) -> dict[str, str]:
    """Return a family name with the particle before it: all up to the last small word."""
    small = [at for at, word in enumerate(words[:-1]) if _is_small(word)]
    count = small[-1] + 1 if small and small[0] == 0 else 0
    return {
        "non-dropping-particle": text_of(" ".join(words[:count])),
        "family": text_of(" ".join(words[count:])),
    }


def _is_small(word: str) -> bool:
    """Return whether a word begins with a small letter; one in braces has no case."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letters = [letter for letter in text_of(word) if letter.isalpha()]
    return bool(letters) and letters[0].islower()
