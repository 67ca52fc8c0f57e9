"""What the library answers while nothing hidden was ever public: all else is compared with it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.handlers.wsgi import WSGIHandler

from cms.delivery.resources import ROOT
from cms.urls import content_api as delivered
from tests.leaks.asking import (
    Answer,
    Answers,
    Ask,
    ask_all,
    from_memory,
    is_marked,
    is_of_content_api,
    lasting,
)
from tests.leaks.channels import content_api, site, wagtail_apis
from tests.leaks.ways import Way
from tests.leaks.world import World, make_world

CHANNELS = (content_api, site, wagtail_apis)
SYNC = f"{ROOT}sync/?limit=100"
LOGIN = "/_util/login/?next="
PASSWORD = ("/_util/authenticate_with_password/", "/documents/authenticate_with_password/")
#: Wagtail's own APIs, and files: slow, and alike for most ways, so each asks every fourth address.
BY_ROWS, OF_FILES = ("/api/v2/", "/api/v3/"), ("/media/", "/documents/")
ROUNDS = 4
#: What readers are told of what was public and is no more, besides what every problem has.
TOLD = {"reason", "note", "at", "replaced_by"}
PROBLEM = {"type", "title", "status", "detail", "errors"}


@dataclass(frozen=True)
class Control:
    """A library in which nothing hidden was ever public.

    Args:
        world: what is in it.
        answers: to everything that can be asked.
        copy: what an app has of it that synchronises.
        walks: its lists, walked by their cursors.
        paths: of its pages.
    """

    world: World
    answers: Answers
    copy: dict[str, Any]
    walks: list[str]
    paths: list[str]

    @property
    def plain_asks(self) -> list[Ask]:
        """Every address by itself, but descriptions, which are the same whatever there is."""
        return [
            asked
            for asked in self.answers
            if asked == Ask(asked.path) and not set("?.") & set(asked.path.removeprefix(ROOT))
        ]

    @property
    def kept_asks(self) -> list[Ask]:
        """Addresses that the response cache keeps: pages and lists, here and in the API."""
        pages = {f"{ROOT}pages/{content_api.id_of(page)}/" for page in self.world}
        lists = {f"{ROOT}{resource.name}/" for resource in delivered.resources}
        more = {f"{ROOT}navigation/", f"{ROOT}site/", f"{ROOT}search/", "/glossary/", "/library/"}
        paths = {*pages, *lists, *more, *self.paths}
        return [asked for asked in self.plain_asks if asked.path in paths]

    def asks(self, part: int, parts: int, *, files: bool = False) -> list[Ask]:
        """Return every public address, every address of a page, and one part of all else.

        Args:
            part: which part of the rest.
            parts: how many there are.
            files: whether every address of a file is asked too.
        """
        apart = BY_ROWS if files else (*BY_ROWS, *OF_FILES)
        kept, plain = set(self.kept_asks), self.plain_asks
        often = [asked for asked in plain if asked.path.startswith(apart)]
        always = kept.union(
            asked
            for asked in plain
            if not asked.path.startswith(apart) and self.answers[asked].status == 200
        )
        chosen = always.union(often)
        rest = [asked for asked in self.answers if asked not in chosen]
        return [*always, *often[part % ROUNDS :: ROUNDS], *rest[part % parts :: parts]]


@contextmanager
def silence() -> Iterator[None]:
    """Log nothing of thousands of addresses that are none."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def every_ask(world: World) -> list[Ask]:
    """Return every request that is made of the library."""
    return list(dict.fromkeys(asked for channel in CHANNELS for asked in channel.asks(world)))


def make_control() -> Control:
    """Fill an empty database with the library, and ask it everything."""
    world = make_world()
    library = WSGIHandler()
    with silence():
        items, _ = content_api.sync_from(library, SYNC)
        return Control(
            world=world,
            answers=ask_all(library, every_ask(world)),
            copy=content_api.copy_after({}, items),
            walks=list(content_api.walks(library)),
            paths=world.paths,
        )


# Comparing with it


class Comparison:
    """Says of each answer what is wrong with it, after something was hidden. Make it before that.

    Args:
        control: what it is compared with.
        world: what is hidden.
        way: how.
    """

    def __init__(self, control: Control, world: World, way: Way) -> None:
        self.control = control
        self.way = way
        self.ids = {content_api.id_of(page) for page in world.secret_pages}
        public = {page.get_url_parts()[2] for page in world.public}
        hidden = set(world.paths) - public - {content_api.NOWHERE}
        files = site.file_addresses(world, world.image, world.document)
        self.addresses = {*hidden, *(path.rstrip("/") for path in hidden), *files}

    def is_own(self, asked: Ask) -> bool:
        """Return whether a request names what is hidden by its address."""
        parts = urlsplit(asked.path)
        named = {*parts.path.split("/"), parts.path}
        named |= set(parse_qs(parts.query).get("path", []))
        return bool(named & (self.ids | self.addresses))

    def faults(self, answers: Answers) -> list[str]:
        """Return what is wrong with some answers."""
        return [
            f"{asked}: {fault}"
            for asked, answer in answers.items()
            if (fault := self._fault(asked, answer, self.control.answers[asked]))
        ]

    def faults_from_memory(self, answers: Answers) -> list[str]:
        """Return what is wrong with some answers that came through the response cache."""
        return [
            f"{asked}, through the cache: {fault}"
            for asked, answer in answers.items()
            if (
                fault := self._fault(
                    asked,
                    from_memory(asked, answer),
                    from_memory(asked, self.control.answers[asked]),
                )
            )
        ]

    def _fault(self, asked: Ask, answer: Answer, before: Answer) -> str:
        if self._leads_to_withdrawn(asked, answer):
            return ""
        if is_marked(asked, answer):
            return f"tells the mark ({answer.status})"
        now, then = lasting(asked, answer), lasting(asked, before)
        if now == then or self._may_differ(asked, answer, before):
            return ""
        return _first_difference(now, then)

    def _leads_to_withdrawn(self, asked: Ask, answer: Answer) -> bool:
        """Return whether an editor's redirect leads to a page that says that it was withdrawn."""
        return (
            self.way.told == "withdrawn"
            and asked.path == site.REDIRECTS[0]
            and answer.status == 301
            and answer.header("location") in self.addresses
            and not answer.body
        )

    def _may_differ(self, asked: Ask, answer: Answer, before: Answer) -> bool:
        """Return whether an answer tells what readers may know of what was public."""
        if asked.path.startswith(PASSWORD):
            # There, too, are restrictions more or less than there were.
            return answer.status in (200, 404)
        if self.way.takes_along and asked.path.startswith(BY_ROWS):
            # They show what pages hold as it is stored, and that has changed. Wagtail can't write a
            # link to what was deleted as `db_markdown`.
            return answer.status == before.status or answer.status == 422
        if not self.is_own(asked):
            return False
        if is_of_content_api(asked):
            return bool(self.way.told) and tells_what_became(asked, answer, self.way.told)
        if answer.status == 302:
            return answer.header("location") == LOGIN + urlsplit(asked.path).path
        return answer.status in self.way.on_site


def tells_what_became(asked: Ask, answer: Answer, reason: str) -> bool:
    """Return whether an answer says of what was public why it is no more, and nothing else."""
    if asked.method != "GET":
        return answer.status == 410
    return (
        answer.status == 410
        and answer.header("content-type") == "application/problem+json"
        and set(answer.json) == PROBLEM | TOLD
        and answer.json["reason"] == reason
        and answer.json["replaced_by"] is None
    )


def _first_difference(now: Any, then: Any) -> str:
    """Return where two answers part."""
    if now[0] != then[0]:
        return f"status {now[0]}, not {then[0]}"
    if now[1] != then[1]:
        return f"headers {sorted(set(now[1]) ^ set(then[1]))}"
    one, other = str(now[2]), str(then[2])
    place = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return (
        f"…{one[max(0, place - 80) : place + 80]}… not …{other[max(0, place - 80) : place + 80]}…"
    )
