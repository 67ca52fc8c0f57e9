"""An app that keeps a copy of the library by `sync/`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

from cms.delivery.resources import ROOT


def relative(address: str) -> tuple[str, str]:
    """Return an address that the API has given as the client wants it: path and query."""
    parts = urlsplit(address)
    assert address.startswith(settings.SITE_URL + ROOT)
    return parts.path.removeprefix(ROOT), f"?{parts.query}"


def with_limit(query: str, limit: int) -> str:
    pairs = [pair for pair in parse_qsl(query.lstrip("?")) if pair[0] != "limit"]
    return f"?{urlencode([*pairs, ('limit', limit)])}"


class Api(Protocol):
    """What a follower asks."""

    def json(self, path: str = "", query: str = "") -> Any:
        """Return what a successful GET answers."""


@dataclass
class Follower:
    """Keeps documents by id, and remembers where to go on.

    Args:
        api: the client it asks with.
        query: what its first walk asks for.
        quiet: whether nobody writes while it walks. What has changed since it was listed comes as
            it is then, out of turn, and later again.
    """

    api: Api
    query: str = ""
    quiet: bool = True
    documents: dict[str, Any] = field(default_factory=dict)
    gone: dict[str, dict[str, Any]] = field(default_factory=dict)

    def steps(self, limit: int) -> Iterator[list[dict[str, Any]]]:
        """Walk to the end, an answer at a time; whoever stops goes on later where it stopped."""
        while True:
            answer = self.api.json("sync/", with_limit(self.query, limit))
            items = answer["items"]
            assert len(items) <= limit
            assert len({item["id"] for item in items}) == len(items)
            if self.quiet:
                assert items == sorted(items, key=lambda item: item["version"])
            assert (answer["next"] is None) != (answer["sync"] is None)
            for item in items:
                self._keep(item)
            _, self.query = relative(answer["next"] or answer["sync"])
            yield items
            if answer["next"] is None:
                return

    def catch_up(self, limit: int = 100) -> list[dict[str, Any]]:
        """Walk to the end; return every item that came."""
        return [item for items in self.steps(limit) for item in items]

    def _keep(self, item: dict[str, Any]) -> None:
        if item["op"] == "put":
            document = item["document"]
            # What there is once has no id of its own.
            told = {name: document.get(name, item[name]) for name in ("id", "type", "version")}
            assert told.items() <= item.items()
            self.documents[item["id"]] = document
            self.gone.pop(item["id"], None)
        else:
            self.documents.pop(item["id"], None)
            self.gone[item["id"]] = item
