"""Templates: components say what they take, and browsers get nothing inline or foreign."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import CSS, ROOT, TEMPLATES, shown, templates

#: Included with the whole context, because it asks who is looking.
WHOLE_CONTEXT = {"components/userbar.html"}

COMMENT = re.compile(r"{% comment.*?%}(.*?){% endcomment %}|{#(.*?)#}", re.DOTALL)
INCLUDE = re.compile(r"{%-?\s*include\s+(?P<what>\S+)(?P<rest>.*?)%}", re.DOTALL)
#: What runs or styles in place, which the Content-Security-Policy of the site refuses.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(application/(ld\+)?json)\")|<style\b"
    r"|<[a-z][^>]*\s(style|on[a-z]+)\s*=|javascript:",
    re.IGNORECASE,
)
#: What a browser fetches by itself from an address written in the template.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|track|form|use|image)\b[^>]*"
    r"\b(?:src|srcset|data|poster|action|href)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|<link\b[^>]*\bhref\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)

each_template = pytest.mark.parametrize("path", templates(), ids=shown)
each_component = pytest.mark.parametrize("path", templates("components"), ids=shown)
each_stylesheet = pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=shown)


def code(path: Path) -> str:
    """Return a template without its comments."""
    return COMMENT.sub("", path.read_text())


def parameters(path: Path) -> str:
    """Return what a component's comment says of its parameters."""
    comment = COMMENT.match(path.read_text())
    if comment is None:
        return ""
    return (comment[1] or comment[2]).partition("Parameters:")[2]


@each_template
def test_a_template_has_no_inline_script_style_or_handler(path: Path) -> None:
    assert not INLINE.search(code(path))


@each_template
def test_a_template_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert not FETCHED.search(code(path))


@each_template
def test_an_include_brings_only_what_it_names(path: Path) -> None:
    for include in INCLUDE.finditer(code(path)):
        if include["what"].strip("\"'") not in WHOLE_CONTEXT:
            assert include["rest"].rstrip().endswith(" only"), include[0]


@each_template
def test_an_include_gives_parameters_that_the_component_lists(path: Path) -> None:
    for include in INCLUDE.finditer(code(path)):
        name = include["what"].strip("\"'")
        if not name.startswith("components/"):
            continue
        listed = set(re.findall(r"\w+", parameters(TEMPLATES / name)))
        quoted = re.sub(r"\"[^\"]*\"", '""', include["rest"])
        assert set(re.findall(r"(\w+)=", quoted)) <= listed, include[0]


@each_component
def test_a_component_begins_with_what_it_is_and_its_parameters(path: Path) -> None:
    comment = COMMENT.match(path.read_text())
    assert comment
    if f"components/{path.name}" not in WHOLE_CONTEXT:
        assert parameters(path).strip()


@each_component
def test_a_component_is_used(path: Path) -> None:
    name = f"components/{path.name}"
    assert any(name in code(other) for other in templates())


@each_template
def test_public_pages_hold_no_csrf_token(path: Path) -> None:
    """A token would make each reader's page another one, so that none could be kept."""
    admin = ("modeladmin", "wagtailadmin", "wagtailcore")
    with_form = path == TEMPLATES / "cms" / "password_required.html"
    if path.relative_to(TEMPLATES).parts[0] not in admin and not with_form:
        assert "csrf_token" not in code(path)


@each_stylesheet
def test_a_stylesheet_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert not re.search(
        r"(https?:)?//[a-z]", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    )


def test_every_stylesheet_of_the_site_is_linked_once() -> None:
    imported = re.findall(r'@import "([^"]+)"', (CSS / "site.css").read_text())
    files = [path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")]
    linked_apart = {
        "site.css",
        "api_reference.css",
        *(name for name in files if name.startswith("admin/")),
    }
    assert sorted(imported) == sorted(set(files) - linked_apart)


def test_the_admins_own_files_are_all_used() -> None:
    using = [*(ROOT / "cms").rglob("*.py"), *templates("modeladmin")]
    code_ = "".join(path.read_text() for path in using)
    static = ROOT / "cms" / "static"
    for path in [*static.glob("css/admin/*"), *static.glob("js/admin/*")]:
        assert path.relative_to(static).as_posix() in code_
