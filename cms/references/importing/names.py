"""Names of people and groups as reference files write them, as CSL names."""

import re

#: What stands behind a name: `William R Jr`. A V alone is an initial more often than the fifth.
SUFFIX = re.compile(r"(.*[^\s,])[ ,]+(Jr\.?|Sr\.?|[23456](?:nd|rd|th)|I{2,3}|IV)")
#: The initials in `van Raaij MJ` and `Jacobs WR Jr`.
INITIALS = re.compile(r"[A-ZÀ-ÖØ-Þ]{1,5}(?:-[A-ZÀ-ÖØ-Þ])?")

Name = dict[str, str]


def _with_suffix(name: Name) -> Name:
    """Return a person with what stands behind the given names as a suffix."""
    if found := SUFFIX.fullmatch(name.get("given", "")):
        return {**name, "given": found[1], "suffix": found[2]}
    return name


def person(written: str) -> Name:
    """Return the person of `Family, Given`, or of a family name alone."""
    family, _, given = (part.strip() for part in written.partition(","))
    return _with_suffix({"family": family, "given": given}) if given else {"family": family}


def person_with_initials(written: str) -> Name:
    """Return the person of `Family GM` or `Family GM Jr`, as MEDLINE's short form has it.

    A name that is not of that form is a family name as a whole.
    """
    if "," in written:
        return person(written)
    found = SUFFIX.fullmatch(written)
    # IV may be two initials: Petrov IV.
    for name, suffix in ((found[1], found[2]) if found else (written, ""), (written, "")):
        family, _, initials = name.rpartition(" ")
        if family and INITIALS.fullmatch(initials):
            short = {"family": family, "given": initials}
            return {**short, "suffix": suffix} if suffix else short
    return {"family": written}


def group(written: str) -> Name:
    """Return a group or an organisation."""
    return {"literal": written}


def is_et_al(written: str) -> bool:
    """Return whether this stands for names that are not named."""
    return written.lower().strip(" .,") in {"et al", "others", "and others", "etal"}
