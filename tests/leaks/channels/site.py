"""The site: every page, every file, every way that leads somewhere else."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import PageViewRestriction

from cms.content.models import Document, Image
from cms.references.exporting import OFFERED
from tests.leaks.asking import Ask
from tests.leaks.channels.content_api import NEVER, id_of, ids, names_of
from tests.leaks.channels.wagtail_apis import NEVER as NEVER_KEY
from tests.leaks.channels.wagtail_apis import media_of
from tests.leaks.filling import MARK
from tests.leaks.world import World
from trials.models import TrialIndexPage
from trials.queries import VISITOR_FILTERS

#: Addresses that other modules ask, or that ask for an account first.
ASKED_ELSEWHERE = ("admin/", "api/")
#: How files are asked for, besides GET.
WAYS_TO_ASK: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("HEAD", ()),
    ("GET", (("HTTP_RANGE", "bytes=0-3"),)),
    ("GET", (("HTTP_IF_NONE_MATCH", "*"),)),
    ("GET", (("HTTP_IF_MODIFIED_SINCE", "Sat, 01 Jan 2050 00:00:00 GMT"),)),
    ("GET", (("HTTP_IF_RANGE", '"none"'), ("HTTP_RANGE", "bytes=0-3"))),
)
#: What only hidden things have, in parts, because a search is shown again; what public ones have.
WORDS = (*MARK.split("-"), "exosomes", "plain words")
REDIRECTS = ("/old-way-to-hidden/", f"/{MARK.lower()}-way/")


def _pages(world: World) -> Iterator[str]:
    yield from world.paths
    yield from (path.rstrip("/") for path in world.paths if path != "/")
    yield from REDIRECTS
    slugs = [item.slug for pair in world.items.values() for item in pair if hasattr(item, "slug")]
    for page in world.public:
        if isinstance(page, TrialIndexPage):
            for name, _ in VISITOR_FILTERS:
                for value in (*slugs, "PHASE1", "EARLY_PHASE1", MARK):
                    yield f"{page.get_url_parts()[2]}?{name}={value}"


def _restrictions() -> list[int]:
    """Return the keys that restrictions have, and will have."""
    return [*range(1, 4), *PageViewRestriction.objects.values_list("pk", flat=True), NEVER_KEY]


def _of_ids(name: str) -> Callable[[World], Iterator[str]]:
    """Return the addresses of all items, and of one hidden page and of nothing."""

    def addresses(world: World) -> Iterator[str]:
        others = {id_of(world.hidden[0]), NEVER}
        for identifier, type_name in ids(world).items():
            if type_name == name or identifier in others:
                yield reverse(name, args=[identifier])

    return addresses


def _library(world: World) -> Iterator[str]:
    """Return the list of references, narrowed by what is hidden, and looked for by its words."""
    yield "/library/"
    names = [name for page in (*world.public, *world.hidden) for name in names_of(page)]
    queries = [
        *({"topic": name} for name in (*names, NEVER, MARK)),
        *({"q": words} for words in WORDS),
        *({"csl_type": value} for value in ("article-journal", "book")),
        *({"year": value} for value in ("2020", str(world.marked.number), "two")),
        *({"open_access": value} for value in ("true", "false")),
        {"q": WORDS[0], "topic": id_of(world.hidden[0]), "year": "2020"},
        {"cursor": MARK},
    ]
    yield from (f"/library/?{urlencode(query)}" for query in queries)


def _exports(world: World) -> Iterator[str]:
    """Return the references of every page and of what is none, in every format, and in none."""
    for identifier in ids(world):
        for name in (*OFFERED, "text"):
            yield reverse("page_references", args=[identifier, name])


def _media(world: World) -> Iterator[str]:
    for image in media_of(world, "images"):
        for rendition in image.renditions.all():
            yield f"/media/{rendition.file.name}"
        yield f"/media/{image.file.name}"
    yield from (f"/media/{document.file.name}" for document in media_of(world, "documents"))
    yield "/media/images/none.webp"


def _documents(world: World) -> Iterator[str]:
    for document in media_of(world, "documents"):
        for key in (document.pk, NEVER_KEY):
            yield reverse("wagtaildocs_serve", args=[key, document.filename])
        yield reverse("wagtaildocs_serve", args=[document.pk, "other.txt"])


#: What each address of the site is asked with. A new address needs a line.
ROUTES: dict[str, Callable[[World], Iterator[str]]] = {
    "wagtail_serve": _pages,
    "robots": lambda world: iter(["/robots.txt"]),
    "glossary": lambda world: iter(["/glossary/"]),
    "library": _library,
    "page_references": _exports,
    "reference": _of_ids("reference"),
    "person": _of_ids("person"),
    "rendition": _media,
    "wagtaildocs_serve": _documents,
    "wagtaildocs_authenticate_with_password": lambda world: (
        reverse("wagtaildocs_authenticate_with_password", args=[key]) for key in _restrictions()
    ),
    "wagtailcore_authenticate_with_password": lambda world: (
        reverse("wagtailcore_authenticate_with_password", args=[key, page])
        for key in _restrictions()
        for page in (world.hidden[0].pk, world.inside[-1].pk, NEVER_KEY)
    ),
    "wagtailcore_login": lambda world: iter(["/_util/login/"]),
}
#: Which of them hand out files.
FILES = ("rendition", "wagtaildocs_serve")


def _leaves(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        address = above + str(found.pattern)
        if address.lstrip("^").startswith(ASKED_ELSEWHERE):
            continue
        if isinstance(found, URLResolver):
            yield from _leaves(found, address)
        else:
            yield address, found


def unasked_addresses() -> set[str]:
    """Return the addresses of the site that no line of `ROUTES` asks."""
    found = {pattern.name or address for address, pattern in _leaves(get_resolver())}
    return {name for name in found if name not in ROUTES and not name.startswith("^api(?:/|$)")}


def hashes(thing: Image | Document) -> tuple[tuple[str, str], ...]:
    """Return a request's header that guesses a file by its hash."""
    return (("HTTP_IF_NONE_MATCH", f'"{thing.get_file_hash()}"'),)


def is_large(address: str) -> bool:
    """Return whether an address is of one of the larger files that are made of an image."""
    return ".width-" in address and ".width-16." not in address


def asks(world: World) -> Iterator[Ask]:
    """Yield every request to the site."""
    for name, addresses in ROUTES.items():
        for address in addresses(world):
            yield Ask(address)
            if name in FILES and not is_large(address):
                yield from (Ask(address, method, headers) for method, headers in WAYS_TO_ASK)
    for path in world.paths:
        yield Ask(path, "HEAD")
    for document in media_of(world, "documents"):
        for address in _documents(world):
            yield Ask(address, headers=hashes(document))
    yield Ask(f"/people/{NEVER}")


def file_addresses(world: World, *things: Any) -> set[str]:
    """Return the addresses of the files of some images and documents, and no others'."""
    return {
        address
        for name in FILES
        for address in ROUTES[name](world)
        if any(f"/{thing.pk}/{thing.filename}" in address or thing.filename in address
               for thing in things)
    }  # fmt: skip
