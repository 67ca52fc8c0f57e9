"""What the starter content says: with its source, within its limits, in plain words.

The records that it is made from lie beside the project while it is written; where they are not,
the tests that compare with them are skipped.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from home.starter_content import source
from home.starter_content.source import CITATION

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="the records that the starter content is made from are not here"
)
PAGES = ["home.toml", "topics/exosome-therapy.toml", "topics/cancer.toml", "review-articles.toml",
         "trials.toml"]  # fmt: skip


@cache
def pages() -> dict[str, dict[str, Any]]:
    """Return every page's file by its path."""
    files = [*(source.read(name) for name in PAGES), *source.read_trials()]
    return {data["path"]: data for data in files}


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a page's file with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)


#: What is no prose: names, addresses, and registry facts in the registry's words.
RECORD = {
    "path", "slug", "official_title", "page", "image", "reference", "references", "sponsor",
    "collaborators", "conditions", "interventions", "eligibility_criteria", "pages", "part_of",
    "url", "cargo", "loading", "route", "dose", "schedule", "facility", "title", "seo_title",
    "note", "value", "ours", "field", "attribution", "study_kind", "reason",
}  # fmt: skip


#: What is known from a registry alone has a link to its record for a source.
OUTSIDE_LINK = re.compile(r'<a href="https://[^"]+">(.*?)</a>', re.DOTALL)


def is_sourced(text: str) -> bool:
    """Return whether a text names its source: a reference, or a record outside."""
    return bool(CITATION.search(text) or OUTSIDE_LINK.search(text))


def prose(path: str) -> Iterator[str]:
    """Yield the sentences of a page, with their citations and links outside as `[[…]]`."""
    for key, text in texts(pages()[path]):
        is_markup = text.lstrip().startswith("<")
        if (key in RECORD and not is_markup) or " " not in text:
            continue
        for block in re.split(r"</(?:p|li|h\d)>", OUTSIDE_LINK.sub(r"\1[[link]]", text)):
            words = " ".join(re.sub(r"<[^>]+>", " ", block).split())
            yield from (part for part in re.split(r"(?<=[.?!])\s+(?=[A-Z“])", words) if part)


def without_marks(sentence: str) -> str:
    return CITATION.sub("", sentence)


# References


@cache
def records() -> dict[str, dict[str, Any]]:
    """Return the references of the starter content by their keys."""
    return {record["id"]: record for record in source.read_references()}


@cache
def originals() -> dict[str, dict[str, Any]]:
    """Return the records that they were made from, by key."""
    files = ("references.json", "trial_publications.json")
    return {item["id"]: item for name in files for item in json.loads((DATA / name).read_text())}


def unsure_fields(record: dict[str, Any]) -> set[str]:
    """Return the fields of a record that nobody has checked: `author (from memory)` → `author`."""
    marked = record.get("custom", {}).get("to_check") or []
    return {match.group() for entry in marked if (match := re.match(r"[\w-]+", entry))}


@needs_data
def test_every_reference_is_one_of_the_records() -> None:
    assert set(records()) <= set(originals())


@needs_data
def test_what_nobody_has_checked_is_empty() -> None:
    for key, record in records().items():
        unsure = unsure_fields(originals()[key])
        assert "title" not in unsure, f"{key}: left out, as its title is not sure"
        # A type there must be; `document` claims nothing.
        assert record["type"] == "document" or "type" not in unsure, key
        assert not (unsure - {"type"}) & set(record), key


def bare(value: Any) -> str:
    """Return a value without what is only its form: `A. E.` and `AE` are the same initials."""
    return re.sub(r"[.\s]", "", json.dumps(value, ensure_ascii=False, sort_keys=True))


@needs_data
def test_no_reference_says_more_than_its_record() -> None:
    for key, record in records().items():
        original = dict(originals()[key])
        if original.get("language") == "zh":
            # Names are written in Latin letters; as printed, they stand in the note.
            assert len(record["author"]) == len(original["author"])
            original["author"] = record["author"]
        for name in ("DOI", "PMID", "PMCID", "volume", "issue", "page", "issued", "author"):
            if name in record:
                assert bare(record[name]) == bare(original.get(name)), f"{key}: {name}"


def test_references_have_identifiers_once() -> None:
    for name in ("id", "DOI", "PMID", "PMCID"):
        values = [str(record[name]).lower() for record in records().values() if record.get(name)]
        assert len(set(values)) == len(values), name


def test_no_abstract_was_copied() -> None:
    assert not any("abstract" in record for record in records().values())


def cited_keys(path: str) -> set[str]:
    """Return the keys that a page cites."""
    return {
        part.strip().partition(",")[0]
        for _, text in texts(pages()[path])
        for match in CITATION.finditer(text)
        for part in match.group(1).split(";")
    }


@pytest.mark.parametrize("path", pages())
def test_every_citation_is_of_a_reference(path: str) -> None:
    assert cited_keys(path) <= set(records())


@pytest.mark.parametrize("path", pages())
def test_every_page_names_its_sources(path: str) -> None:
    assert any(is_sourced(text) for _, text in texts(pages()[path]))


# Trials


@cache
def trials_of_record() -> dict[str, dict[str, Any]]:
    """Return the trials with exosomes by id."""
    found = json.loads((DATA / "trials.json").read_text())
    return {trial["id"]: trial for trial in found if trial["exosome_therapy"]}


def registry_numbers(trial: dict[str, Any]) -> set[str]:
    """Return the ids of a trial without the registry's name: `EudraCT 2020-…` → `2020-…`."""
    ids = trial.get("registry_ids", [])
    return {(found if isinstance(found, str) else found["id"]).split()[-1] for found in ids}


def original_of(trial: dict[str, Any]) -> dict[str, Any] | None:
    """Return the record that a starter trial is about, by registry id or by its publication."""
    named = [found["reference"] for found in trial.get("publications", [])]
    for original in trials_of_record().values():
        if registry_numbers(original) & registry_numbers(trial) or original["id"] in named[:1]:
            return original
    return None


TRIALS = [trial["slug"] for trial in source.read_trials()]


def trial_called(slug: str) -> dict[str, Any]:
    (found,) = [trial for trial in source.read_trials() if trial["slug"] == slug]
    return found


@needs_data
def test_there_is_a_page_for_each_trial_with_exosomes() -> None:
    assert len(TRIALS) == len(trials_of_record()) == 15
    # One trial has neither a registry id that was verified nor a publication.
    without = [slug for slug in TRIALS if original_of(trial_called(slug)) is None]
    assert without == ["sting-exosomes-solid-tumours"]


@needs_data
@pytest.mark.parametrize("slug", TRIALS)
def test_a_trial_says_no_more_than_its_record(slug: str) -> None:
    trial = trial_called(slug)
    original = original_of(trial)
    if original is None:
        assert "enrollment_count" not in trial
        assert "registry_ids" not in trial
        return
    assert registry_numbers(trial) <= registry_numbers(original)
    if "enrollment_count" in trial:
        assert trial["enrollment_count"] == original["enrolment"]["count"]
        assert trial["enrollment_type"] == original["enrolment"]["type"]


@pytest.mark.parametrize("slug", TRIALS)
def test_a_status_is_a_registry_s_and_has_its_date(slug: str) -> None:
    trial = trial_called(slug)
    assert ("overall_status" in trial) == ("status_verified_on" in trial)
    if "overall_status" in trial:
        assert trial["registry_ids"]


@pytest.mark.parametrize("slug", TRIALS)
def test_every_part_of_a_trial_is_written_and_says_where_it_is_known_from(slug: str) -> None:
    trial = trial_called(slug)
    parts = trial["parts"]
    assert set(parts) == {"why", "what_was_done", "what_was_found", "what_it_means", "limitations"}
    assert all(len(text) > 80 for text in parts.values())
    for name in ("why", "what_was_done", "what_was_found"):
        nothing_to_cite = name == "what_was_found" and "no results" in parts[name]
        assert is_sourced(parts[name]) or nothing_to_cite, name


@pytest.mark.parametrize("slug", TRIALS)
def test_every_trial_says_what_it_cannot_show(slug: str) -> None:
    trial = trial_called(slug)
    words = " ".join(trial["parts"][name] for name in ("what_it_means", "limitations")).lower()
    assert re.search(
        r"can ?not|can’t|too (small|few)|does not|do not|not known|unknown|no one", words
    )


# Claims


@pytest.mark.parametrize("path", pages())
def test_safe_stands_only_in_doubt_or_with_its_source(path: str) -> None:
    in_doubt = re.compile(
        r"\b(cannot|can’t|not|no|nobody|nothing|whether|if|too small|too few|needed|never|yet|"
        r"it says|they say)\b|\?",
        re.IGNORECASE,
    )
    for sentence in prose(path):
        if re.search(r"\bsafe\b", sentence, re.IGNORECASE) and not CITATION.search(sentence):
            assert in_doubt.search(sentence), sentence


@pytest.mark.parametrize("path", pages())
def test_nothing_is_promised(path: str) -> None:
    promise = re.compile(
        r"\b(miracle|breakthrough|guarantee\w*|revolution\w*|game.chang\w*|cures?|cured|"
        r"promising|hope for|no side effects|risk.free|harmless)\b",
        re.IGNORECASE,
    )
    denied_or_said = re.compile(
        r"\b(no|none|not|never|cannot|can’t|nobody|reviews call)\b", re.IGNORECASE
    )
    for sentence in prose(path):
        if promise.search(sentence):
            assert denied_or_said.search(sentence), sentence


@pytest.mark.parametrize("path", [path for path in pages() if path != "/"])
def test_a_sentence_with_numbers_of_people_has_a_source_near_it(path: str) -> None:
    for key, text in texts(pages()[path]):
        if not text.lstrip().startswith("<"):
            continue
        for block in re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", text, re.DOTALL):
            if re.search(r"\b\d+ of (the )?\d+ (people|patients|women|men)\b", block):
                assert is_sourced(block), f"{key}: {block}"


# Plain words


@pytest.mark.parametrize("path", pages())
def test_a_summary_has_at_most_300_characters(path: str) -> None:
    page = pages()[path]
    assert 40 <= len(page["summary"]) <= 300
    assert len(page["search_description"]) <= 300


@pytest.mark.parametrize("path", pages())
def test_sentences_are_short(path: str) -> None:
    lengths = [len(without_marks(sentence).split()) for sentence in prose(path)]
    assert sum(lengths) / len(lengths) <= 16
    assert max(lengths) <= 45


@pytest.mark.parametrize("path", pages())
def test_spelling_is_british(path: str) -> None:
    american = re.compile(
        r"\b(tumors?|randomi[z]ed|leukemia|hematolog\w+|anemia|fib[e]rs|colors?|programs?|"
        r"center\w*|behavior\w*|pediatric\w*|esophag\w+|diarrhea|edema)\b",
        re.IGNORECASE,
    )
    for sentence in prose(path):
        assert not american.search(without_marks(sentence)), sentence


def test_the_glossary_explains_in_a_few_words() -> None:
    terms = source.read("glossary.toml")["terms"]
    assert len(terms) >= 20
    assert all(20 <= len(term["definition"]) <= 600 for term in terms)
