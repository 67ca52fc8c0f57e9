"""How long an import takes and how much memory it needs, beside what the library holds already.

Run it with `DJANGO_SETTINGS_MODULE=cms.settings.local python -m benchmarks.imports`. It makes a
library of 50,000 references, then imports files of 10,000 and of 50,000 records, a tenth of them of
publications that the library has. Each step is a process of its own, and so is its peak of memory,
beside that of the pandocs that it starts. Records are made from their numbers: every run has the
same.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

EXISTING = 50_000
SIZES = (10_000, 50_000)
PREVIEW = 100
WORDS = tuple(
    word
    for line in (
        "exosome vesicle tumour immune melanoma dendritic antigen plasma cargo delivery uptake",
        "miRNA pancreatic hepatic cardiac renal neural bone marrow trial phase safety response",
        "survival biomarker isolation storage stability engineering loading surface protein lipid",
        "membrane inflammation repair fibrosis stroke sepsis arthritis wound skin cornea lung",
    )
    for word in line.split()
)
FAMILIES = ("Wang", "Li", "Zhang", "Chen", "Kim", "Smith", "Müller", "Garcia", "Rossi", "Silva")


def csl_of(number: int) -> dict[str, Any]:
    """Return the record of a number, always the same."""
    chosen = random.Random(number)  # noqa: S311 - not for secrets
    words = chosen.choices(WORDS, k=chosen.randint(7, 14))
    return {
        "type": "article-journal",
        "title": f"{' '.join(words).capitalize()}: study {chosen.randint(1, 9)} of cohorts",
        "author": [
            {"family": chosen.choice(FAMILIES) + chosen.choice(("", "", "ova", "son")),
             "given": chosen.choice("ABCDEFGHJKLM")}
            for _ in range(chosen.randint(1, 12))
        ],
        "container-title": f"Journal of {chosen.choice(WORDS).capitalize()} Research",
        "volume": str(chosen.randint(1, 80)),
        "issue": str(chosen.randint(1, 12)),
        "page": f"{(first := chosen.randint(1, 2000))}-{first + 9}",
        "issued": {"date-parts": [[chosen.randint(1990, 2025), chosen.randint(1, 12)]]},
        "DOI": f"10.5555/benchmark.{number}",
        "PMID": str(20_000_000 + number),
    }  # fmt: skip


def nbib_of(number: int) -> str:
    """Return the same record as PubMed writes it, with an abstract of the usual length."""
    csl = csl_of(number)
    year, month = csl["issued"]["date-parts"][0]
    authors = "".join(
        f"FAU - {name['family']}, {name['given']}\nAU  - {name['family']} {name['given']}\n"
        for name in csl["author"]
    )
    abstract = " ".join(random.Random(-number).choices(WORDS, k=220))  # noqa: S311 - see above
    return (
        f"PMID- {csl['PMID']}\nDP  - {year} {time.strftime('%b', (year, month, 1, *[0] * 6))}\n"
        f"TI  - {csl['title']}.\nPG  - {csl['page']}\n"
        f"LID - {csl['DOI']} [doi]\nAB  - {abstract}\n{authors}LA  - eng\n"
        f"PT  - Journal Article\nJT  - {csl['container-title']}\nVI  - {csl['volume']}\n"
        f"IP  - {csl['issue']}\n\n"
    )


def write_file(path: Path, size: int) -> None:
    """Write a file of `size` records, a tenth of which the library has."""
    with path.open("w", encoding="utf-8") as file:
        for place in range(size):
            is_known = place % 10 == 0
            file.write(nbib_of(place % EXISTING if is_known else EXISTING + size + place))


def fill(number: int) -> None:
    """Put references into the library, with citations that nobody formats."""
    from cms.references.formatting import STYLES
    from cms.references.models import Reference

    def made() -> Iterator[Reference]:
        for each in range(number):
            reference = Reference(csl=csl_of(each))
            reference.take_columns()
            words = f"{reference.authors_text}. {reference.title}."
            reference.citations = {style: {"text": words, "html": words} for style in STYLES}
            yield reference

    rest = made()
    while batch := list(islice(rest, 500)):
        Reference.objects.bulk_create(batch)


def measured(path: Path, *, dry: bool) -> dict[str, float]:
    """Import or examine a file; return the times in seconds, and the memory in MB."""
    from cms.references.examining import examine_records
    from cms.references.importing.formats import read_records
    from cms.references.saving import save_records

    start = time.perf_counter()
    first = 0.0
    statuses: dict[str, int] = {}
    with path.open("rb") as file:
        _, records = read_records(file)
        become = examine_records(records, batch_size=PREVIEW) if dry else save_records(records)
        for place, each in enumerate(become, start=1):
            statuses[each.status.value] = statuses.get(each.status.value, 0) + 1
            if place == PREVIEW:
                first = time.perf_counter() - start
                if dry:
                    break
    return {
        "first_100_s": first,
        "all_s": time.perf_counter() - start,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pandoc_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        **statuses,
    }


def run(library: Any, *command: str) -> dict[str, float]:
    """Run one step in a process of its own; return what it has measured."""
    out = library.run("-m", "benchmarks.imports", *command)
    found: dict[str, float] = json.loads(out.splitlines()[-1])
    return found


def measure_all(database: str) -> None:
    """Make a library, import files into it, and print a table."""
    from benchmarks.library import library

    with library(database, 0) as made, tempfile.TemporaryDirectory() as folder:
        run(made, "fill", str(EXISTING))
        say = sys.stdout.write
        say(
            f"{database}: {EXISTING:,} references in the library\n\n"
            "| records | first 100, s | all, s | peak, MB | of pandoc, MB | new | known |\n"
            "|---|---|---|---|---|---|---|\n"
        )
        for size in SIZES:
            path = Path(folder) / f"{size}.nbib"
            write_file(path, size)
            preview, whole = run(made, "preview", str(path)), run(made, "import", str(path))
            say(
                f"| {size:,} | {preview['first_100_s']:.1f} | {whole['all_s']:.0f} "
                f"| {whole['peak_mb']:.0f} | {whole['pandoc_peak_mb']:.0f} "
                f"| {whole.get('new', 0):,} | {whole.get('duplicate', 0):,} |\n"
            )


def main() -> None:
    """Do one step, or measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("step", nargs="?", choices=("fill", "preview", "import"))
    parser.add_argument("argument", nargs="?", default="")
    options = parser.parse_args()
    if not options.step:
        measure_all(options.database)
        return
    import django

    django.setup()
    if options.step == "fill":
        fill(int(options.argument))
        sys.stdout.write("{}\n")
        return
    figures = measured(Path(options.argument), dry=options.step == "preview")
    sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.returncode) from error
