"""Reading HTML as a browser and a validator do."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import html5lib
from lxml import html

#: What loads or sends something; a link that a reader may follow is not among them.
LOADING = (
    "//script/@src", "//img/@src", "//link[not(@rel='canonical')]/@href", "//iframe/@src",
    "//form/@action", "//source/@src", "//video/@src", "//object/@data", "//use/@href",
)  # fmt: skip


def tree_of(markup: str) -> html.HtmlElement:
    return html.document_fromstring(markup)


def parse_errors(markup: str) -> list[str]:
    """Return what the HTML standard's parser complains of."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(markup)
    return [f"line {position[0]}: {code} {details}" for position, code, details in parser.errors]


def doubled_ids(tree: html.HtmlElement) -> list[str]:
    return [found for found, count in Counter(tree.xpath("//@id")).items() if count > 1]


def dangling(tree: html.HtmlElement) -> list[str]:
    """Return references inside the page to ids that it has not."""
    ids = set(tree.xpath("//@id"))
    names = [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#") and href != "#"]
    names += tree.xpath("//label/@for")
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "headers"):
        names += [name for value in tree.xpath(f"//@{attribute}") for name in value.split()]
    return [name for name in names if name not in ids]


def inline_code(tree: html.HtmlElement) -> list[str]:
    """Return inline scripts and styles; data in a script that is none is no code."""
    found = [
        f"<script>{script.text[:40]}" for script in tree.iter("script")
        if not script.get("src") and script.get("type") != "application/ld+json"
    ]  # fmt: skip
    found += [f"<style>{(style.text or '')[:40]}" for style in tree.iter("style")]
    for element in tree.iter():
        if isinstance(element.tag, str):
            found += [
                f"<{element.tag} {name}>"
                for name in element.attrib
                if name == "style" or name.startswith("on")
            ]
    return found


def addresses_loaded(tree: html.HtmlElement) -> Iterator[str]:
    for path in LOADING:
        yield from tree.xpath(path)
    for srcset in tree.xpath("//@srcset"):
        for candidate in srcset.split(","):
            yield candidate.split()[0]


def third_parties(tree: html.HtmlElement) -> list[str]:
    """Return what is loaded from, or sent to, anybody else."""
    return [
        address for address in addresses_loaded(tree)
        if urlsplit(address).netloc or urlsplit(address).scheme not in {"", "data"}
    ]  # fmt: skip


def skipped_levels(tree: html.HtmlElement) -> list[str]:
    """Return headings that are more than one level below the one before."""
    found, last = [], 0
    for heading in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6"):
        level = int(heading.tag[1])
        if level > last + 1:
            found.append(f"{heading.tag}: {heading.text_content().strip()[:60]}")
        last = level
    return found


def without_alt(tree: html.HtmlElement) -> list[str]:
    return [image.get("src", "") for image in tree.iter("img") if image.get("alt") is None]


def nameless(tree: html.HtmlElement) -> list[str]:
    """Return links and buttons that say nothing to somebody who cannot see them."""
    found = []
    for element in tree.xpath("//a[@href]|//button|//summary"):
        words = element.text_content().strip() or element.get("aria-label", "")
        words += "".join(element.xpath(".//img/@alt"))
        if not words.strip():
            found.append(html.tostring(element, encoding="unicode")[:80])
    return found


def internal_paths(tree: html.HtmlElement) -> set[str]:
    """Return the addresses on this site that a page leads to or loads."""
    found = {urlsplit(address) for address in [*tree.xpath("//a/@href"), *addresses_loaded(tree)]}
    return {
        parts.path + (f"?{parts.query}" if parts.query else "")
        for parts in found
        if not parts.netloc and not parts.scheme and parts.path
    }
