"""What is looked for by its words, compared with what an index made from scratch gives."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from cms.delivery import registry
from cms.delivery.models import Document
from cms.delivery.rendering import delivered_bytes
from cms.delivery.search import index, matching
from cms.delivery.search.api import searched_types
from cms.delivery.search.fields import SUMMARY, TITLE
from cms.delivery.search.kept import Kept
from cms.urls import content_api
from tests.delivery.following import relative
from tests.delivery.staleness.truth import Answer, Truth, ask, without_version

#: So many walks are gone on with.
WALKS = 4
#: How much of what is found is asked for at once: a part, to walk on from, or everything.
PART, WHOLE = 2, 100


@contextmanager
def index_from_scratch(truth: Truth) -> Iterator[None]:
    """For a while, let the index be one that is made of what there is, and of nothing else."""
    # The content version stays, so nothing that was counted at it may be taken.
    with mock.patch.object(matching, "_kept", Kept()), transaction.atomic():
        index.clear()
        for found in truth.rendered.values():
            index.write(found.document)
        yield
        transaction.set_rollback(True)


# Texts to look for


def _title(documents: list[Document], random: Random) -> str:
    return random.choice(documents).title


def _words_of_a_body(documents: list[Document], random: Random) -> str:
    """Return words that stand beside each other in fields that a snippet is taken from."""
    document = random.choice(documents)
    search = registry.get(document.type).search
    assert search is not None
    fields = search(json.loads(document.content)).fields
    words = " ".join(f.text for f in fields if f.name not in (TITLE, SUMMARY)).split()
    start = random.randrange(len(words) or 1)
    return " ".join(words[start : start + random.randint(1, 3)])


def _misspelt(documents: list[Document], random: Random) -> str:
    """Return a long word of a title without one of its letters."""
    words = [word for word in _title(documents, random).split() if len(word) > 4 and word.isalpha()]
    word = random.choice(words or [""])
    left_out = random.randrange(1, len(word) or 2)
    return word[:left_out] + word[left_out + 1 :]


def _beginning(documents: list[Document], random: Random) -> str:
    return random.choice(_title(documents, random).split())[: random.randint(2, 5)]


def _name(documents: list[Document], random: Random) -> str:
    """Return a name of something that pages may be about: a condition's synonym, for example."""
    document = random.choice(documents)
    names = registry.get(document.type).names
    assert names is not None
    return random.choice(list(names(json.loads(document.content))))


#: What is looked for: a text that some documents give, and of which types those are.
SORTS: tuple[tuple[Callable[[list[Document], Random], str], Callable[[], Iterable[str]]], ...] = (
    (_title, searched_types),
    (_words_of_a_body, searched_types),
    (_misspelt, searched_types),
    (_beginning, searched_types),
    (_name, lambda: (name for name, kind in registry.all_types().items() if kind.names)),
)


def _texts(truth: Truth, random: Random) -> Iterator[str]:
    """Yield a text of each sort, where there is anything to take it from."""
    for sort, types in SORTS:
        documents = list(truth.of_types(tuple(types())).values())
        if documents and (text := sort(documents, random).strip()):
            yield text


def _addresses_of(text: str, random: Random) -> list[str]:
    """Return where a text is looked for: in everything, and in one of the lists."""
    resource = random.choice([found for found in content_api.resources if found.is_searched])
    types = ",".join(random.sample(searched_types(), 2))
    order = random.choice([found.name for found in resource.orders])
    facets = {"facets": ",".join(resource.counted)} if resource.counted else {}
    queries: list[tuple[str, dict[str, Any]]] = [
        ("search", {"limit": WHOLE, "facets": "type"}),
        ("search", {"limit": PART}),
        ("search", {"limit": PART, "types": types}),
        (resource.name, {"limit": PART, **facets}),
        (resource.name, {"limit": WHOLE, "order": order, **facets}),
    ]
    return [_address(f"{name}/", {"q": text, **query}) for name, query in queries]


def _address(path: str, query: dict[str, Any]) -> str:
    """Return an address in the order in which the response cache asks for it.

    The address of the part that follows, in an answer, is in the same order.
    """
    return f"{path}?{urlencode(sorted(query.items()))}"


# Looking for them


@dataclass
class Searches:
    """What is looked for, and walks that began earlier, whatever has become of what they found.

    Args:
        random: chooses.
        count: so many texts are looked for at one time.
    """

    random: Random
    count: int
    walks: deque[str] = field(default_factory=lambda: deque(maxlen=WALKS))

    def __post_init__(self) -> None:
        #: The addresses where each is looked for.
        self.texts: deque[list[str]] = deque(maxlen=self.count)

    def learn(self, truth: Truth) -> None:
        """Look, from now on, for words of what is there: some longer than they stay."""
        found = list(_texts(truth, self.random))
        chosen = found if not self.texts else self.random.sample(found, min(2, len(found)))
        self.texts.extend(_addresses_of(text, self.random) for text in chosen)

    def addresses(self) -> list[str]:
        """Return every address to ask."""
        return [*(address for text in self.texts for address in text), *self.walks]

    def compare(
        self,
        answers: Mapping[str, Answer],
        truth: Truth,
        read: Callable[[str], Answer],
        *,
        settled: bool,
    ) -> None:
        """Fail unless what was found is what an index made from scratch finds.

        Args:
            answers: what was answered, by address.
            truth: what there is.
            read: reads an address, in the way that the answers were read.
            settled: whether versions can be compared, too.
        """
        given = {address: answers[address] for address in self.addresses()}
        following = [walk for answer in given.values() if (walk := _next(answer))]
        for address in self.random.sample(following, min(WALKS, len(following))):
            given[address] = read(address)
            self.walks.append(address)
        with index_from_scratch(truth):
            for address, answer in given.items():
                wanted = ask(*_parted(address))
                assert answer.status == wanted.status == 200, address
                if settled:
                    assert answer == wanted, address
                assert without_version(answer.content) == without_version(wanted.content), address
        for address, answer in given.items():
            _compare_with_documents(address, answer, truth)


def _parted(address: str) -> tuple[str, str]:
    path, mark, query = address.partition("?")
    return path, mark + query


def _next(answer: Answer) -> str:
    """Return the address of the part that follows, or nothing."""
    following = json.loads(answer.content)["next"]
    if not following:
        return ""
    path, query = relative(following)
    return _address(path, dict(parse_qsl(query.lstrip("?"))))


def _compare_with_documents(address: str, answer: Answer, truth: Truth) -> None:
    """Fail unless all that was found is public and shown as it is, and whole titles are found."""
    items = json.loads(answer.content)["items"]
    for item in items:
        document = truth.public.get(item["id"])
        assert document is not None, f"{address} shows {item}"
        data = json.loads(delivered_bytes(document.summary))
        shown = ("type", "title", "url") if address.startswith("search/") else ("type", "url")
        assert [item[name] for name in shown] == [data[name] for name in shown], address
    query = dict(parse_qsl(_parted(address)[1].lstrip("?")))
    if address.startswith("search/") and "facets" in query:
        called_so = truth.of_types(searched_types()).items()
        wanted = {key for key, document in called_so if document.title == query["q"]}
        assert wanted <= {item["id"] for item in items}, address
