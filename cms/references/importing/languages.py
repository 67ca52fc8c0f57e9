"""Languages as reference files write them, as BCP 47 has them: `eng`, `English`, `en_US` → `en`."""

import re
from functools import lru_cache

import pycountry

#: A code and what may follow it: `en`, `en-US`, `zh-Hans`.
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?")
#: ISO 639-2's codes for no language in particular.
NONE = {"und", "mul", "zxx", "mis"}


@lru_cache(maxsize=512)
def language_of(written: str) -> str:
    """Return a language's code, two letters where there are, or an empty text if it is none."""
    found = TAG.fullmatch(written.strip())
    if not found:
        return _code(written, by="name")
    code = _code(found[1].lower(), by="code") or _code(written, by="name")
    script, region = (found[2] or "").title(), (found[3] or "").upper()
    return "-".join(part for part in (code, script, region) if part) if code else ""


def _code(written: str, *, by: str) -> str:
    """Return the code of a language that is named, or coded in any part of ISO 639."""
    if written in NONE:
        return ""
    fields = ("name",) if by == "name" else ("alpha_2", "alpha_3", "bibliographic")
    for field in fields:
        language = pycountry.languages.get(**{field: written.strip()})
        if language is not None:
            return str(getattr(language, "alpha_2", language.alpha_3))
    return ""
