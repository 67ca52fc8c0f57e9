"""Two web processes over one database, each with a response cache of its own, and who reads them.

What the processes answer after a commit has to be what a rendering from scratch says, whichever of
them is asked, and wherever its readings were when the commit came.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from django.test import Client

from cms.content.facts import page_types
from cms.delivery import reading
from cms.delivery.resources import ROOT
from tests.delivery.response_cache.ways import WAY
from tests.delivery.rich import settle
from tests.delivery.staleness.answers import Reader
from tests.delivery.staleness.gate import HEADER, PORT, Gate
from tests.delivery.staleness.truth import Answer, Truth
from tests.programs import Web, ended
from tests.running import programs

#: What they serve.
APPLICATION = "tests.delivery.staleness.application:application"
#: So often everything is read again until nobody settles anything meanwhile.
ATTEMPTS = 20
#: So many texts are looked for each time: everything is read some sixty times.
TEXTS = 1
#: So many pages of the site are read each time, of twelve.
PAGES = 2


class StaleError(AssertionError):
    """An answer that is not what there is."""


@dataclass
class Process:
    """A web process, and what it has answered."""

    name: str
    web: Web
    reader: Reader

    def page(self, path: str) -> bytes:
        """Return a page of the site."""
        answer = self.web.ask(path)
        assert answer.status == 200, f"{path} is {answer.status}"
        return answer.content


def asking(web: Web) -> Callable[[str, str], Answer]:
    """Return what asks the content API of a web process."""

    def ask(path: str, query: str = "") -> Answer:
        found = web.ask(f"{ROOT}{path}{query}")
        headers = found.headers
        return Answer(
            found.status, found.content, headers.get("ETag", ""), headers.get("Location", "")
        )

    return ask


@dataclass
class TwoProcesses:
    """Two web processes, and a writer: this one.

    Args:
        processes: both.
        gate: where their readings can be held.
        random: says which pages are read.
    """

    processes: list[Process]
    gate: Gate
    random: Random
    #: How often a reading was held while something was committed.
    held: int = 0

    def compare(self, *processes: Process, page: str = "") -> None:
        """Fail unless all that some processes answer is what there is.

        That is everything of the content API, and some pages of the site, which take long to make.

        Args:
            processes: are asked.
            page: the path of a page that is among those.

        Raises:
            StaleError: it is not.
        """
        for _ in range(ATTEMPTS):
            before = reading.content_version()
            for process in processes:
                process.reader.read_everything()
            settle()
            truth = Truth.now()
            settled = reading.content_version() == before
            for process in processes:
                process.reader.learn(truth)
                self._compare(process, truth, settled=settled)
            if settled:
                self._compare_pages(processes, truth, page)
                return
        raise AssertionError("It never comes to rest.")

    def _compare(self, process: Process, truth: Truth, *, settled: bool) -> None:
        try:
            process.reader.compare(truth, settled=settled)
        except AssertionError as error:
            raise StaleError(f"{process.name}: {error}") from error

    def _compare_pages(self, processes: tuple[Process, ...], truth: Truth, page: str) -> None:
        paths = sorted(document.path for document in truth.of_types(tuple(page_types())).values())
        chosen = self.random.sample(paths, min(PAGES, len(paths)))
        for path in [*chosen, *({page} & set(paths))]:
            wanted = Client().get(path).content
            for process in processes:
                if process.page(path) != wanted:
                    raise StaleError(f"{process.name}: {path}")

    def meet(self, process: Process, address: str, point: str, change: Callable[[], None]) -> None:
        """Commit a change while a process is busy with an answer that shows it.

        Args:
            process: whose reading is held.
            address: what it reads.
            point: where it is held.
            change: commits another change each time.
        """
        # So that the process has to make the answer.
        change()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(process.web.ask, address, {HEADER: point})
            with self.gate.held(answer) as held:
                self.held += held
                change()
                others = [other for other in self.processes if other is not process or not held]
                self.compare(*others, page=address)
            assert answer.result().status == 200
        self.compare(*self.processes, page=address)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let somebody else read at each process all the time: what is known now."""
        over = threading.Event()

        def read(process: Process, random: Random, addresses: list[str]) -> None:
            while not over.is_set():
                process.reader.read(random.choice(addresses))

        with ThreadPoolExecutor(len(self.processes)) as pool:
            readers = [
                pool.submit(read, process, Random(self.random.random()), process.reader.addresses())
                for process in self.processes
            ]
            try:
                yield
            finally:
                over.set()
            for reader in readers:
                reader.result()


@contextmanager
def two_processes(way: str, random: Random) -> Iterator[TwoProcesses]:
    """Run two web processes on the database in use.

    Args:
        way: how they read the content version: one of `WAYS`.
        random: says what is read, and in which order.
    """
    gate = Gate()
    library = programs(**{WAY: way, PORT: str(gate.port)})
    webs = [library.web(APPLICATION) for _ in range(2)]
    with ended(*webs):
        for web in webs:
            web.wait()
        first, second = (Reader(random, asking(web), texts=TEXTS) for web in webs)
        # Equal bytes have equal ETags, whoever answers.
        second.etags, second.contents = first.etags, first.contents
        readers = {"first process": first, "second process": second}
        processes = [
            Process(name, web, reader)
            for web, (name, reader) in zip(webs, readers.items(), strict=True)
        ]
        yield TwoProcesses(processes, gate, random)
        assert "Traceback" not in library.complaints()
    gate.close()
