"""`make bench`: how fast the library answers, beside nginx with the same bytes, and API v2.

Everything runs on this computer, in one run: a library with copies of the starter content's
trials, served as `make run` serves it, with and without the response cache; nginx with the answers
as files. Each figure is the median of several rounds in which the cases take turns; every answer
is compared with the one that was asked for before.
"""

import argparse
import json
import shutil
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from benchmarks.library import DATABASES, Library, library
from benchmarks.machine import get, nginx, peak_mb, rate, resident_mb, taking_turns

API = "/api/content/v1"
V2 = "/api/v2/pages/?type=trials.TrialPage&fields=*&limit=20"
#: How many pages a rotation has, and how many publishes a second go on meanwhile.
ROTATION, PUBLISHES = 300, 10
#: What is asked of lists, and what of API v2 is like it.
LISTS = {
    "list": (f"{API}/trials/", V2),
    # API v2 has no filter by phase, and needs none to find as many; facets it has none.
    "filtered list": (
        f"{API}/trials/?overall_status=COMPLETED&phase=PHASE1",
        f"{V2}&overall_status=COMPLETED",
    ),
    "filtered list with two facets": (
        f"{API}/trials/?overall_status=COMPLETED&facets=phase,condition",
        f"{V2}&overall_status=COMPLETED",
    ),
    "list of references": (f"{API}/references/", ""),
}
#: What is searched for: what few documents have, and what nearly all have.
SEARCHES = {"rare word": "G12D", "common word": "exosome"}
#: Of one type, because its search takes no pages in general; and no more than a hit shows.
V2_SEARCH = "/api/v2/pages/?type=trials.TrialPage&fields=title&limit=20&search="
#: How many references are exported.
EXPORTED = 5000
Row = tuple[str, str]


@dataclass(frozen=True)
class Options:
    """How long it is measured."""

    rounds: int
    seconds: float


def documents(made: Library, options: Options) -> Iterator[Row]:
    """One document and one page of the site, kept and made."""
    with made.served(cache=True) as kept, made.served(cache=False) as fresh:
        found = json.loads(get(f"{kept.address}{API}/pages/find/?path=/exosome-therapy/cancer/"))
        detail, page = f"{API}/topics/{found['id']}/", "/exosome-therapy/cancer/"
        listed = get(f"{fresh.address}/api/v2/pages/?slug=cancer&type=articles.TopicPage")
        v2 = f"/api/v2/pages/{json.loads(listed)['items'][0]['id']}/"
        files = {"detail.json": get(kept.address + detail), "page.html": get(kept.address + page)}
        with urllib.request.urlopen(kept.address + detail) as response:
            etag = response.headers["ETag"]
        with nginx(files) as plain:
            ask = partial(rate, seconds=options.seconds)
            cases: dict[str, Callable[[], float]] = {
                "nginx, JSON": partial(ask, f"{plain}/detail.json"),
                "nginx, HTML": partial(ask, f"{plain}/page.html"),
                "detail, kept": partial(ask, kept.address + detail),
                "page, kept": partial(ask, kept.address + page),
                "304": partial(rate, kept.address + detail, options.seconds,
                               f"If-None-Match: {etag}"),
                "detail, made": partial(ask, fresh.address + detail),
                "page, made": partial(ask, fresh.address + page),
                "API v2": partial(ask, fresh.address + v2),
            }  # fmt: skip
            figures = taking_turns(cases, options.rounds)
        for address in (kept.address, fresh.address):
            if get(address + detail) != files["detail.json"]:
                raise SystemExit("An answer is another one than before.")
        yield from _ratios(
            figures,
            ("detail, kept / nginx", "detail, kept", "nginx, JSON"),
            ("page of the site, kept / nginx", "page, kept", "nginx, HTML"),
            ("304 / 200, kept", "304", "detail, kept"),
            ("detail, made / API v2", "detail, made", "API v2"),
        )
        yield "page of the site, made, requests/s", f"{figures['page, made']:,.0f}"
        memory = max(resident_mb(kept.pid))
        yield "memory of a web process, MB", f"{memory:,.0f}"


def lists(made: Library, options: Options) -> Iterator[Row]:
    """Lists, kept and made."""
    with made.served(cache=True) as kept, made.served(cache=False) as fresh:
        bodies = {name: get(kept.address + path) for name, (path, _) in LISTS.items()}
        files = {f"{number}.json": body for number, body in enumerate(bodies.values())}
        with nginx(files) as plain:
            ask = partial(rate, seconds=options.seconds)
            cases: dict[str, Callable[[], float]] = {}
            for number, (name, (path, v2)) in enumerate(LISTS.items()):
                cases[f"nginx {name}"] = partial(ask, f"{plain}/{number}.json")
                cases[f"kept {name}"] = partial(ask, kept.address + path)
                cases[f"made {name}"] = partial(ask, fresh.address + path)
                if v2:
                    cases[f"v2 {name}"] = partial(ask, fresh.address + v2)
            figures = taking_turns(cases, options.rounds)
        for name, (path, v2) in LISTS.items():
            if get(fresh.address + path) != bodies[name]:
                raise SystemExit("An answer is another one than before.")
            yield from _ratios(figures, (f"{name}, kept / nginx", f"kept {name}", f"nginx {name}"))
            if v2:
                yield from _ratios(figures, (f"{name}, made / v2", f"made {name}", f"v2 {name}"))
                yield f"{name}, found by us / by v2", _found(fresh.address, path, v2)
            yield f"{name}, made, requests/s", f"{figures[f'made {name}']:,.0f}"


def _found(address: str, path: str, v2: str) -> str:
    """Return how many there are for us, and for API v2: else they are not to be compared."""
    ours = json.loads(get(address + path))["total"]
    theirs = json.loads(get(address + v2))["meta"]["total_count"]
    return f"{ours:,} / {theirs:,}"


def searches(made: Library, options: Options) -> Iterator[Row]:
    """The search, kept and made."""
    paths = {name: f"{API}/search/?q={words}" for name, words in SEARCHES.items()}
    with made.served(cache=True) as kept, made.served(cache=False) as fresh:
        bodies = {name: get(kept.address + path) for name, path in paths.items()}
        files = {f"{number}.json": body for number, body in enumerate(bodies.values())}
        with nginx(files) as plain:
            ask = partial(rate, seconds=options.seconds)
            cases: dict[str, Callable[[], float]] = {}
            for number, (name, words) in enumerate(SEARCHES.items()):
                cases[f"nginx {name}"] = partial(ask, f"{plain}/{number}.json")
                cases[f"kept {name}"] = partial(ask, kept.address + paths[name])
                cases[f"made {name}"] = partial(ask, fresh.address + paths[name])
                cases[f"v2 {name}"] = partial(ask, fresh.address + V2_SEARCH + words)
            figures = taking_turns(cases, options.rounds)
        for name, words in SEARCHES.items():
            if get(fresh.address + paths[name]) != bodies[name]:
                raise SystemExit("An answer is another one than before.")
            yield from _ratios(
                figures,
                (f"search, {name}, kept / nginx", f"kept {name}", f"nginx {name}"),
                (f"search, {name}, made / v2", f"made {name}", f"v2 {name}"),
            )
            yield f"search, {name}, made, requests/s", f"{figures[f'made {name}']:,.0f}"
            yield (
                f"search, {name}, found by us / by v2",
                _found(fresh.address, paths[name], V2_SEARCH + words),
            )


def export(made: Library, options: Options) -> Iterator[Row]:
    """All references of a large library in another format, and what memory that takes."""
    made.script("references", str(EXPORTED))
    with made.served(cache=False) as fresh:
        address = f"{fresh.address}{API}/references/?format=ris"
        for _ in range(2):
            # Until each process has what it imports only then.
            get(f"{address}&year=2005")
        before = max(peak_mb(fresh.pid))
        seconds = []
        for _ in range(options.rounds):
            start = time.perf_counter()
            written = get(address)
            seconds.append(time.perf_counter() - start)
        if written.count(b"ER  -") < EXPORTED:
            raise SystemExit("The export is not whole.")
        more = max(peak_mb(fresh.pid)) - before
    yield f"export of {EXPORTED:,} references, s", f"{statistics.median(seconds):.1f}"
    yield "that, peak memory of a web process more than before, MB", f"{more:.1f}"


def rotation(made: Library, options: Options) -> Iterator[Row]:
    """300 pages in rotation while an editor publishes ten times a second."""
    with made.served(cache=True) as kept:
        paths: list[str] = []
        following: str | None = f"{kept.address}{API}/trials/?limit=100&fields=id"
        while following and len(paths) < ROTATION:
            part = json.loads(get(following.replace("http://localhost:8000", kept.address)))
            paths += [f"{API}/trials/{item['id']}/" for item in part["items"]]
            following = part["next"]
        files = {f"{path.strip('/')}.json": get(kept.address + path) for path in paths[:ROTATION]}
        with nginx(files) as plain, made.working("publish", str(PUBLISHES)):
            cases: dict[str, Callable[[], float]] = {
                "nginx": partial(
                    rate, plain, options.seconds, paths=[f"/{name}" for name in files]
                ),
                "kept": partial(rate, kept.address, options.seconds, paths=paths[:ROTATION]),
            }
            figures = taking_turns(cases, options.rounds)
    name = f"{len(files)} documents in rotation, {PUBLISHES} publishes/s, kept / nginx"
    yield from _ratios(figures, (name, "kept", "nginx"))


def growth(small: Library, large: Library, options: Options) -> Iterator[Row]:
    """The same questions to a library ten times as large."""
    with small.served(cache=False) as few, large.served(cache=False) as many:
        cases: dict[str, Callable[[], float]] = {}
        for served, name in ((few, "few"), (many, "many")):
            find = f"{served.address}{API}/pages/find/?path=/exosome-therapy/cancer/"
            paths = {name: path for name, (path, _) in LISTS.items()}
            paths |= {f"search, {n}": f"{API}/search/?q={w}" for n, w in SEARCHES.items()}
            paths["detail"] = f"{API}/topics/{json.loads(get(find))['id']}/"
            for question, path in paths.items():
                cases[f"{name} {question}"] = partial(rate, served.address + path, options.seconds)
        figures = taking_turns(cases, options.rounds)
    for question in paths:
        words = f"{question}, made: time with many / with few"
        yield from _ratios(figures, (words, f"few {question}", f"many {question}"))


def _ratios(figures: dict[str, float], *wanted: tuple[str, str, str]) -> Iterator[Row]:
    for name, one, other in wanted:
        yield name, f"{figures[one] / figures[other]:.2f}×"


def report(database: str, pages: int, options: Options) -> Iterator[Row]:
    """Yield what was measured, and the figure."""
    with ExitStack() as stack:
        small = stack.enter_context(library(database, ROTATION))
        large = stack.enter_context(library(database, pages))
        yield "trials in the library", f"{ROTATION:,}"
        yield from documents(small, options)
        yield from lists(small, options)
        yield from searches(small, options)
        yield from rotation(small, options)
        yield f"against {pages:,} trials", ""
        yield from growth(small, large, options)
        for made in (small, large):
            for name, figure in made.script("costs").items():
                yield name, f"{figure:,.2f}"
        yield from export(small, options)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--pages", type=int, default=3000, help="Trials in the large library.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    for program in ("wrk", "nginx"):
        if not shutil.which(program):
            raise SystemExit(f"{program} is needed: apt-get install {program}")
    for name, figure in report(
        options.database, options.pages, Options(options.rounds, options.seconds)
    ):
        sys.stdout.write(f"| {name} | {figure} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
