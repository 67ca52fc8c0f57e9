"""What a CSL record loses when it is written in another format and read again.

One list, for the documentation and for the tests: `tests/references/importing/test_round_trips.py`
holds that a record comes back whole but for what stands here.
"""

#: Fields that each format keeps; a field that is not here is not written.
KEPT = {
    "bibtex": frozenset(
        {
            "type", "title", "title-short", "container-title", "container-title-short",
            "collection-title", "collection-number", "event-title", "event-place", "volume",
            "issue", "number", "page", "number-of-pages", "number-of-volumes", "chapter-number",
            "edition", "version", "genre", "status", "publisher", "publisher-place", "language",
            "keyword", "note", "DOI", "PMID", "PMCID", "ISSN", "ISBN", "URL", "issued", "accessed",
            "original-date", "event-date", "author", "editor", "translator", "container-author",
        }
    ),
    "ris": frozenset(
        {
            "type", "title", "title-short", "container-title", "container-title-short",
            "collection-title", "event-title", "volume", "issue", "number", "page",
            "number-of-pages", "edition", "version", "genre", "publisher", "publisher-place",
            "language", "keyword", "note", "DOI", "PMID", "PMCID", "ISSN", "ISBN", "URL", "issued",
            "accessed", "submitted", "author", "editor", "collection-editor", "translator",
        }
    ),
}  # fmt: skip

#: What is lost of the fields that are kept, in words.
LOSSES = {
    "bibtex": (
        (
            "The `number` of an article without `page` comes back as `page`. A book, "
            "chapter or conference paper keeps `collection-number` if it is in a series, "
            "else `number`; other types have no `collection-number`."
        ),
        (
            "A particle that is dropped in sorting (`dropping-particle`) comes back at the "
            "end of the given names; a particle with a capital letter as part of the family "
            "name."
        ),
        "A brace or backslash in a URL comes back as `%7B`, `%7D` or `%5C`.",
        (
            "Of a range with a season only the year of its start. A year is from 0 to 9999. A "
            "date in words is kept of `issued` only."
        ),
        "A date in words that says “in press” or the like comes back as `status`.",
    ),
    "ris": (
        (
            "Markup of titles: RIS is plain text. A short title that is the title is not "
            "kept; a short container title without the full one comes back as `container- "
            "title`."
        ),
        "`review` comes back as `article-journal`: RIS has one type for both.",
        (
            "`number` is kept where a type has no issue (report, patent, standard, law, "
            "dataset, software), `issue` in all other types; `version` of software only, "
            "and `edition` of all others."
        ),
        (
            "`number-of-pages` is kept of books, theses and reports without `page`; one "
            "single page of such a work comes back as `number-of-pages`."
        ),
        "`event-title` is kept of a conference paper that has a `container-title`.",
        (
            "Particles come back as part of the family name, or of the given names; a name "
            "of one part as an organisation's; a comma inside a part of a name parts it."
        ),
        (
            "Of a range only its first day, and not that a date is uncertain. A season is "
            "kept where the date is a year. `accessed` in words is not kept."
        ),
        "`note` comes back as `annote`, which nobody outside is shown.",
        "Only a patent keeps `submitted`; it keeps no `accessed` and no `editor`.",
        "A date in words that says “in press” or the like comes back as `status`.",
    ),
}
