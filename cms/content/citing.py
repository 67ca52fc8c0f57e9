"""How to cite a page of the site itself: from its own facts, in the site's citation style.

Written by a plain template, not by pandoc: a web page has few facts, persons stand as they call
themselves, and pandoc takes a second. Forms after Citing Medicine, chapter 25 (NLM), and what the
manuals of AMA and APA say of web pages.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from cms.content.choices import CitationStyle
from cms.content.schemas import PageDocument


@dataclass(frozen=True)
class _Facts:
    """What a citation of a page is made from."""

    names: list[str]
    title: str
    site: str
    published: datetime.datetime
    updated: datetime.datetime
    address: str

    @property
    def is_updated(self) -> bool:
        """Whether it was changed on a later day."""
        return self.updated.date() > self.published.date()


def _nlm(facts: _Facts) -> list[str]:
    date = date_format(facts.published, "Y M j")
    if facts.is_updated:
        date += f" [updated {date_format(facts.updated, 'Y M j')}]"
    return [
        ", ".join(facts.names),
        f"{facts.title} [Internet]",
        f"{facts.site}; {date}" if facts.site else date,
        f"Available from: {facts.address}",
    ]


def _ama(facts: _Facts) -> list[str]:
    updated = f"Updated {date_format(facts.updated, 'F j, Y')}" if facts.is_updated else ""
    return [
        ", ".join(facts.names),
        facts.title,
        facts.site,
        f"Published {date_format(facts.published, 'F j, Y')}",
        updated,
        facts.address,
    ]


def _apa(facts: _Facts) -> list[str]:
    date = f"({date_format(facts.updated, 'Y, F j')})"
    *others, last = facts.names or [""]
    names = ", ".join([*others, f"& {last}"]) if others else last
    who = [f"{names} {date}", facts.title] if names else [facts.title, date]
    return [*who, facts.site, facts.address]


WRITERS: dict[CitationStyle, Callable[[_Facts], list[str]]] = {
    CitationStyle.NLM: _nlm,
    CitationStyle.AMA: _ama,
    CitationStyle.APA: _apa,
}


def page_citation(document: PageDocument, *, style: str, site_name: str, site_url: str) -> str:
    """Return how to cite a page, as text.

    Args:
        document: the page.
        style: a `CitationStyle`.
        site_name: of the whole site; may be empty.
        site_url: its address, without a slash at its end.
    """
    facts = _Facts(
        names=[person.name for person in document.authors],
        title=document.title,
        site=site_name,
        published=timezone.localtime(document.published_at),
        updated=timezone.localtime(document.updated_at),
        address=f"{site_url}{document.path}",
    )
    *said, address = (part for part in WRITERS[CitationStyle(style)](facts) if part)
    # An address ends without a point, which would be taken for a part of it.
    return " ".join([*(part if part[-1] in ".?!" else f"{part}." for part in said), address])
