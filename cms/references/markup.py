"""Markup of CSL titles: `<i>`, `<b>`, `<sub>` and `<sup>`; every other `<`, `>` and `&` is text.

What a processor makes of it is in CSL's documentation of rich text in JSON:
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html#html-like-formatting-tags
"""

import html
import re

#: A tag that is markup, however it is written, with the one way in which CSL writes it.
TAG = re.compile(r"<(/?)(i|em|italic|b|strong|bold|sub|sup)(?:\s[^<>]*)?>", re.IGNORECASE)
NAMES = {"em": "i", "italic": "i", "strong": "b", "bold": "b"}
#: A tag as `balanced_markup` leaves it.
CSL_TAG = re.compile(r"(</?(?:i|b|sub|sup)>)")


#: A character reference. Only with its semicolon: `&para` begins `&parameters` too.
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_references(text: str) -> str:
    """Return a text with `&amp;` and its like as the characters that they mean."""
    return REFERENCE.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def balanced_markup(text: str) -> str:
    """Return a title with its tags in CSL's one form; a tag without its partner is left out."""
    if "<" not in text:
        return text
    kept = _in_pairs(text)
    # What is left out may have stood in the middle of another tag.
    while kept != text:
        text, kept = kept, _in_pairs(kept)
    return kept


def _in_pairs(text: str) -> str:
    parts: list[str] = []
    begun: list[tuple[str, int]] = []
    done = 0
    for match in TAG.finditer(text):
        parts.append(text[done : match.start()])
        done = match.end()
        tag = NAMES.get(match[2].lower(), match[2].lower())
        if not match[1]:
            begun.append((tag, len(parts)))
            parts.append(f"<{tag}>")
        elif any(tag == name for name, _ in begun):
            while begun[-1][0] != tag:
                parts[begun.pop()[1]] = ""
            begun.pop()
            parts.append(f"</{tag}>")
    for _, place in begun:
        parts[place] = ""
    return "".join([*parts, text[done:]])
