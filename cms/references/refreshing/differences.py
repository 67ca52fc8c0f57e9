"""In what a service's record says something else than the library's, or something more.

Services write the same in many ways: what is compared is what they agree on (`match_keys`), so that
an editor is shown what has changed, and no spelling. Where a service says less, nothing is said.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cms.references import csl as csl_json
from cms.references.formatting import title_text
from cms.references.match_keys import WORD, Author, Work, fold, title_words

Same = Callable[[Work, Work], bool]


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a service has otherwise, by their CSL variables."""
    our_work, their_work = Work.of(ours), Work.of(theirs)
    return {
        variable: theirs[variable]
        for variable, is_same in SAME.items()
        if theirs.get(variable)
        and not (ours.get(variable) and is_same(our_work, their_work))
    }  # fmt: skip


def _same_title(ours: Work, theirs: Work) -> bool:
    # Without its subtitle it is the same.
    return ours.title.letters.startswith(theirs.title.letters)


def _same_authors(ours: Work, theirs: Work) -> bool:
    known = {_name(author) for author in ours.authors}
    return all(_name(author) in known for author in theirs.authors)


def _name(author: Author) -> str:
    """Return a name without given names, of which services have all or initials only."""
    return "".join(author.family)


def _same_container(ours: Work, theirs: Work) -> bool:
    short = str(theirs.csl.get("container-title-short") or "")
    return ours.container in (theirs.container, title_words(short))


def _same_year(ours: Work, theirs: Work) -> bool:
    return ours.year == theirs.year


def _same_volume(ours: Work, theirs: Work) -> bool:
    return ours.volume == theirs.volume


def _same_issue(ours: Work, theirs: Work) -> bool:
    first, second = (WORD.findall(fold(str(work.csl.get("issue")))) for work in (ours, theirs))
    return first == second


def _same_pages(ours: Work, theirs: Work) -> bool:
    if ours.first_page != theirs.first_page:
        return False
    return ours.is_page_range or not theirs.is_page_range


SAME: Mapping[str, Same] = {
    "title": _same_title,
    "author": _same_authors,
    "container-title": _same_container,
    "issued": _same_year,
    "volume": _same_volume,
    "issue": _same_issue,
    "page": _same_pages,
}
LABELS = {
    "title": "Title",
    "author": "Authors",
    "container-title": "Published in",
    "issued": "Date",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
}


def in_words(variable: str, value: Any) -> str:
    """Return a value of a record as an editor reads it; an empty text for none."""
    if not value:
        return ""
    if variable == "author":
        names = csl_json.names_of({"author": value})
        return "; ".join(
            name.get("literal") or f"{name['family']} {name['given']}".strip() for name in names
        )
    if variable == "issued":
        return csl_json.partial_date_of({"issued": value})
    return title_text(str(value))
