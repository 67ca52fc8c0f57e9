"""How fast the search answers, beside the databases' own full text and Wagtail's API v2.

Run it on a library that is filled: `DATA_DIR=… python -m benchmarks.inside fill 3000`, then
`DATA_DIR=… python -m benchmarks.search`; with `DATABASE_URL` on PostgreSQL. It makes a full-text
table of the database's own beside the index for as long as it runs. Each figure is the smallest of
many rounds in which the cases take turns: what others do on this computer only ever adds to it.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cms.delivery import maintenance
from cms.delivery.models import SearchEntry, SearchPosting
from cms.delivery.search import index
from cms.delivery.search.highlighting import show
from cms.delivery.search.matching import rank
from cms.delivery.search.planning import Plan, plan

QUERIES = (
    "melanoma", "exosome", "exosome tumour", "exosome cancer", "exosomes in lung cancer",
    "KRAS G12D", "melanomma", "phase 1 trial of dexosomes in melanoma",
)  # fmt: skip
#: Of one type, because its search takes no pages in general.
V2 = "/api/v2/pages/?type=trials.TrialPage&fields=title&limit=20&search="
V1 = "/api/content/v1/search/?facets=type&q="
Case = Callable[[], object]


def smallest(cases: dict[str, Case], rounds: int) -> dict[str, float]:
    """Return the shortest time of each case, in ms; in each round every case has its turn."""
    figures = dict.fromkeys(cases, float("inf"))
    for _ in range(rounds):
        for name, work in cases.items():
            start = time.perf_counter()
            work()
            figures[name] = min(figures[name], (time.perf_counter() - start) * 1000)
    return figures


@contextmanager
def own_full_text() -> Iterator[None]:
    """Put the same terms into the full text of the database itself, for a while."""
    with connection.cursor() as cursor:
        for statement in OWN[connection.vendor].split(";"):
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE benchmark_text")


#: The terms of each document, once each, as both databases like to have them.
OWN = {
    "sqlite": """
        CREATE VIRTUAL TABLE benchmark_text
            USING fts5(terms, tokenize='ascii', detail=column, columnsize=0);
        INSERT INTO benchmark_text (rowid, terms) SELECT document_id, group_concat(term, ' ')
            FROM delivery_searchposting GROUP BY document_id
    """,
    "postgresql": """
        CREATE TABLE benchmark_text AS
            SELECT document_id, array_to_tsvector(array_agg(DISTINCT term::text)) AS terms
            FROM delivery_searchposting GROUP BY document_id;
        CREATE INDEX ON benchmark_text USING gin (terms);
        ANALYZE benchmark_text
    """,
}
MATCH = {
    "sqlite": "SELECT COUNT(*) FROM benchmark_text WHERE terms MATCH %s",
    "postgresql": "SELECT COUNT(*) FROM benchmark_text WHERE terms @@ %s::tsquery",
}


def own_match(asked: Plan) -> int:
    """Count by the database's own full text what has the words as they were written."""
    joiner = " AND " if connection.vendor == "sqlite" else " & "
    words = [f'"{unit[-1][0].terms[0]}"' for unit in asked.units]
    words = [word.replace('"', "'") if connection.vendor != "sqlite" else word for word in words]
    with connection.cursor() as cursor:
        cursor.execute(MATCH[connection.vendor], [joiner.join(words)])
        return int(cursor.fetchone()[0])


def cases_of(query: str) -> dict[str, Case]:
    """Return what is measured of a query."""
    asked = plan(query, timezone.now())
    rows = [row for row, _ in rank(asked).hits[:20]]
    client = Client(SERVER_NAME="localhost")
    return {
        "read": lambda: plan(query, timezone.now()),
        "rank": lambda: rank(asked),
        "own": lambda: own_match(asked),
        "show": lambda: show(rows, asked.terms),
        "answer": lambda: get(client, V1 + quote(query)),
        "v2": lambda: get(client, V2 + quote(query)),
    }


def get(client: Client, address: str) -> bytes:
    """Return what an address answers; it must be an answer."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.content!r}")
    return bytes(response.content)


def writing(rounds: int) -> float:
    """Return how long it takes to write the rows of one document anew, in ms."""
    entry = max(SearchEntry.objects.select_related("document"), key=lambda e: len(e.words))
    document = entry.document

    def work() -> None:
        with transaction.atomic():
            index.distrust(document.source)
            index.write(document)

    return smallest({"write": work}, rounds)["write"]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    while maintenance.render_ahead(timezone.now()):
        pass
    say = sys.stdout.write
    say(
        f"{connection.vendor}: {SearchEntry.objects.count():,} documents, "
        f"{SearchPosting.objects.count():,} postings; one long document written in "
        f"{writing(options.rounds):.1f} ms\n\n"
        "| query | found | read | rank | own match | show | whole answer | API v2 | v2 / ours |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    with own_full_text():
        for query in QUERIES:
            found = smallest(cases_of(query), options.rounds)
            figures = " | ".join(f"{figure:.1f}" for figure in found.values())
            total = rank(plan(query, timezone.now())).total
            ratio = found["v2"] / found["answer"]
            say(f"| {query} | {total:,} | {figures} | {ratio:.0f}× |\n")


if __name__ == "__main__":
    main()
