"""Every public answer of the content API, compared with what a rendering from scratch gives."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms.content.facts import page_types
from cms.content.queries import public_pages
from cms.delivery.filters import Filter
from cms.delivery.models import Document
from cms.delivery.reading import TOLD
from cms.delivery.rendering import delivered_bytes
from cms.delivery.resources import Resource
from cms.references.api import REFERENCES, CitedBelowFilter
from cms.urls import content_api
from tests.delivery.following import relative
from tests.delivery.staleness.searching import Searches
from tests.delivery.staleness.truth import Answer, Truth, ask, without_version

SINGLES = ("site", "navigation", "vocabularies")


@dataclass
class Reader:
    """Reads everything that there is, in any order, and remembers what was ever there.

    Args:
        random: says in which order.
        ask: gets the answer to a path below the API's root, and a query.
        texts: so many texts are looked for each time.
    """

    random: Random
    ask: Callable[[str, str], Answer] = ask
    texts: int = 5
    #: The types of all ids that were ever public, and every path.
    ids: dict[str, str] = field(default_factory=dict)
    paths: dict[str, set[str]] = field(default_factory=dict)
    etags: dict[str, bytes] = field(default_factory=dict)
    contents: dict[bytes, str] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    settled: bool = True

    def __post_init__(self) -> None:
        self.searches = Searches(self.random, self.texts)

    def addresses(self) -> list[str]:
        """Return every address to ask."""
        return [
            *(f"{name}/" for name in SINGLES),
            *(list_address(resource) for resource in content_api.resources),
            *(f"references/?format={found.name}" for found in REFERENCES.formats),
            *(f"pages/find/?path={path}" for path in self.paths),
            *(
                f"{resource.name}/{public_id}/"
                for public_id, type_name in self.ids.items()
                for resource in content_api.resources
                if type_name in resource.types
            ),
            *self.searches.addresses(),
        ]

    def read(self, address: str) -> Answer:
        """Read one address; equal bytes have equal ETags, whenever and whatever they are."""
        path, mark, query = address.partition("?")
        answer = self.ask(path, mark + query)
        # An export's ETag is of a number, not of its bytes.
        if answer.status == 200 and "format=" not in address:
            assert answer.etag, address
            assert self.etags.setdefault(answer.etag, answer.content) == answer.content, address
            assert self.contents.setdefault(answer.content, answer.etag) == answer.etag, address
        return answer

    def read_some(self, count: int) -> None:
        for address in self.random.sample(self.addresses(), count):
            self.read(address)

    def read_everything(self) -> None:
        """Read everything there is, in any order, and everything again that has come to light."""
        addresses = self.addresses()
        self.random.shuffle(addresses)
        self.answers = {address: self.read(address) for address in addresses}

    def read_after_the_clock(self) -> None:
        """Read everything twice: what the clock has changed gets its number from who reads first.

        Only the version of what shows it may rise with that.
        """
        self.read_everything()
        first = self.answers
        self.read_everything()
        for address, answer in self.answers.items():
            assert answer.status == first[address].status, address
            now, before = answer.content, first[address].content
            assert without_version(now) == without_version(before), address

    def learn(self, truth: Truth) -> None:
        """Remember what is there, to ask for it ever after."""
        for public_id, document in truth.public.items():
            if document.type not in SINGLES:
                self.ids[public_id] = document.type
            if document.type in page_types():
                self.paths.setdefault(document.path, set()).add(public_id)
        self.searches.learn(truth)

    def compare(self, truth: Truth, *, settled: bool = True) -> None:
        """Fail unless what was read is what there is.

        Args:
            truth: what there is.
            settled: whether nobody has settled a document since: that changes no content, but the
                version of what shows it.
        """
        self.settled = settled
        for address in self.addresses():
            if address not in self.answers:
                # Not known when everything was read.
                self.answers[address] = self.read(address)
        for name in SINGLES:
            self._is(f"{name}/", next(d for d in truth.public.values() if d.type == name))
        for resource in content_api.resources:
            self._compare_list(resource, truth)
        self._compare_exports(truth.of_types(REFERENCES.types))
        for address, answer in self.answers.items():
            public_id = address.rstrip("/").rpartition("/")[2]
            if public_id in self.ids:
                self._compare_item(address, answer, public_id, truth)
        for path, ids in self.paths.items():
            self._compare_path(path, ids, truth)
        self.searches.compare(self.answers, truth, self.read, settled=settled)

    def _is(self, address: str, document: Document) -> None:
        answer = self.answers[address]
        assert answer.status == 200, f"{address} is {answer.status}"
        content = delivered_bytes(document.content)
        if self.settled:
            assert answer.content == content, address
            assert answer.etag == document.etag, address
        assert self._parse(answer.content) == self._parse(content), address

    def _parse(self, content: bytes) -> Any:
        """Return JSON values, without versions as long as those may move."""
        return json.loads(content if self.settled else without_version(content))

    def _compare_item(self, address: str, answer: Answer, public_id: str, truth: Truth) -> None:
        if public_id in truth.public:
            self._is(address, truth.public[public_id])
            return
        found = next(r for r in truth.rendered.values() if str(r.document.public_id) == public_id)
        reason = found.document.reason
        assert answer.status == (410 if reason in TOLD else 404), f"{address}: {reason}"

    def _compare_list(self, resource: Resource, truth: Truth) -> None:
        """The items, in their order, what is sent along with them, and what is counted."""
        address = list_address(resource)
        documents = truth.of_types(resource.types)
        answer = self._parse(self.answers[address].content)
        wanted = {
            public_id: self._parse(delivered_bytes(document.summary))
            for public_id, document in documents.items()
        }
        assert {item["id"]: item for item in answer["items"]} == wanted, address
        assert answer["total"] == len(wanted), address
        keys = [(-_moment(item["published_at"]), item["id"]) for item in answer["items"]]
        assert keys == sorted(keys), address
        whole = {key: json.loads(delivered_bytes(d.content)) for key, d in documents.items()}
        for name, counted in answer.get("facets", {}).items():
            _compare_facet(resource.counted[name], counted, whole.values(), truth)
        named = {
            str(found)
            for include in resource.includes
            for data in whole.values()
            for found in include.find(data)
        }
        sent = {
            key: self._parse(delivered_bytes(truth.public[key].content))
            for key in named & set(truth.public)
        }
        assert answer.get("included", {}) == sent, address

    def _compare_exports(self, documents: dict[str, Document]) -> None:
        """Each reference is in each format, in the order of the list."""
        data = [json.loads(delivered_bytes(document.content)) for document in documents.values()]
        data.sort(key=lambda found: (-_moment(found["published_at"]), found["id"]))
        for found in REFERENCES.formats:
            address = f"references/?format={found.name}"
            assert self.answers[address].content.decode() == "".join(found.write(data)), address

    def _compare_path(self, path: str, ids: set[str], truth: Truth) -> None:
        here = [d for d in truth.of_types(tuple(page_types())).values() if d.path == path]
        address = f"pages/find/?path={path}"
        answer = self.answers[address]
        if here:
            self._is(address, here[0])
        elif answer.status == 308:
            _, query = relative(f"http://localhost:8000{answer.location}")
            there = json.loads(self.ask("pages/find/", query).content)
            assert there["id"] in ids & set(truth.public), address
            assert there["path"] != path, address
        else:
            assert answer.status in (404, 410), f"{address} is {answer.status}"


def list_address(resource: Resource) -> str:
    """Return the address of a whole list, with everything that is counted and sent along."""
    query = "limit=100"
    if resource.counted:
        query += f"&facets={','.join(resource.counted)}"
    if resource.includes:
        query += f"&include={','.join(include.name for include in resource.includes)}"
    return f"{resource.name}/?{query}"


def _compare_facet(
    narrowing: Filter,
    counted: list[dict[str, Any]],
    documents: Collection[dict[str, Any]],
    truth: Truth,
) -> None:
    """The counts of a filter are how many documents have each value."""
    facet = narrowing.facet
    assert facet is not None
    told = [_values(narrowing, data, truth) for data in documents]
    values = {value for found in told for value in found}
    wanted: dict[str, int] = {}
    for value in values:
        count = sum(value in found for found in told)
        if facet.label is None:
            scope, _, by = facet.by.partition(".")
            for key, document in truth.public.items():
                is_of_scope = scope in (document.type, document.source.partition(":")[0])
                if is_of_scope and value == (document.path if by == "path" else key):
                    wanted[key] = count
        else:
            wanted[facet.write(narrowing.encode(value))] = count
    assert {found["value"]: found["count"] for found in counted} == wanted, narrowing.name


def _values(narrowing: Filter, data: dict[str, Any], truth: Truth) -> set[Any]:
    """Return what a document has under a filter; topics are those that its citing pages are in."""
    if not isinstance(narrowing, CitedBelowFilter):
        return set(narrowing.find(data))
    topics = [found.path for found in truth.public.values() if found.type == "topic"]
    return {
        path for path in topics if any(page["path"].startswith(path) for page in data["cited_by"])
    }


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def compare_with_tables(truth: Truth) -> None:
    """Fail unless what is public is what the tables say, and each reference knows who cites it."""
    now = timezone.now()
    pages = Page.objects.type(*page_types().values())
    assert not any(page.get_view_restrictions() for page in public_pages(pages, now=now))
    public = {
        str(key) for key in public_pages(pages, now=now).values_list("translation_key", flat=True)
    }
    assert set(truth.of_types(tuple(page_types()))) == public
    citing: dict[str, set[str]] = {}
    for key, document in truth.of_types(tuple(page_types())).items():
        data = json.loads(document.content)
        for reference in _cited(data):
            citing.setdefault(reference, set()).add(key)
    for key, document in truth.of_types(("reference",)).items():
        told = {page["id"] for page in json.loads(document.content)["cited_by"]}
        assert told == citing.get(key, set()), key


def _cited(data: Any) -> set[str]:
    """Return the ids of the references that a page's document names."""
    return {
        *(citation["reference"] for citation in data["citations"]),
        *(entry["reference"] for entry in data.get("entries", ())),
        *(found["reference"] for found in data.get("publications", ())),
        *(reference for block in data.get("body", ()) if block["type"] == "reference_list"
          for reference in block["value"]["references"]),
    }  # fmt: skip


def compare_with_storage(truth: Truth) -> None:
    """Fail unless what is stored and clean is what a rendering from scratch gives."""
    for source, found in truth.rendered.items():
        stored = Document.objects.get(source=source)
        if stored.marked == 0 and stored.fingerprint:
            assert stored.content == found.document.content, source
            assert set(stored.keys.values_list("key", flat=True)) == found.keys, source
