"""What the API answers, and what every document is when it is rendered from scratch."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.test import Client
from django.utils import timezone

from cms.delivery.models import Document, Standing
from cms.delivery.rendering import Rendered, render
from cms.delivery.resources import ROOT

VERSION = re.compile(rb'"version":\d+')


@dataclass(frozen=True)
class Answer:
    """What the API has answered."""

    status: int
    content: bytes
    etag: str
    location: str


def ask(path: str, query: str = "") -> Answer:
    response = Client().get(f"{ROOT}{path}{query}")
    return Answer(
        response.status_code,
        response.getvalue(),
        response.get("ETag", ""),
        response.get("Location", ""),
    )


@dataclass(frozen=True)
class Truth:
    """Every document rendered from scratch, at one moment."""

    rendered: dict[str, Rendered]

    @classmethod
    def now(cls) -> "Truth":
        sources = Document.objects.exclude(standing=Standing.NEW).values_list("source", flat=True)
        return cls({source: render(source, timezone.now()) for source in sources})

    @cached_property
    def public(self) -> dict[str, Document]:
        """The documents that anybody may read, by id."""
        documents = (found.document for found in self.rendered.values())
        return {str(d.public_id): d for d in documents if d.standing == Standing.PUBLIC}

    def of_types(self, types: tuple[str, ...]) -> dict[str, Document]:
        return {key: document for key, document in self.public.items() if document.type in types}


def without_version(content: bytes) -> bytes:
    return VERSION.sub(b'"version":0', content)
