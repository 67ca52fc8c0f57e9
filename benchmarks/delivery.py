"""`make bench`: how fast the library answers, beside nginx with the same bytes, and API v2.

Everything runs on this computer, in one run: a library with copies of the starter content's
trials, served as `make run` serves it, with and without the response cache; nginx with the answers
as files.
Each figure is the median of several rounds in which the cases take turns; every answer is compared
with the one that was asked for before.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 16
NGINX = """
worker_processes 2; daemon off; error_log stderr; pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; types {{ }} default_type application/json; sendfile on; etag on;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return bytes(response.read())


@dataclass(frozen=True)
class Library:
    """A data folder, and how its commands are run."""

    folder: Path

    def environment(self, port: int = 8000) -> dict[str, str]:
        """Return the environment of a command."""
        return {
            **os.environ,
            "DATA_DIR": str(self.folder),
            "PORT": str(port),
            "SITE_URL": "http://localhost:8000",
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *command: str) -> str:
        """Run a command to its end; return what it says."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment(), check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def script(self, name: str, *arguments: str) -> dict[str, float]:
        """Run one of the measurements below inside of Django; return its figures."""
        out = self.run("-m", "benchmarks.inside", name, *arguments)
        found: dict[str, float] = json.loads(out.splitlines()[-1])
        return found


@contextmanager
def served(library: Library, *, cache: bool) -> Iterator[str]:
    """Serve a library as `make run` does; yield its address."""
    port = free_port()
    environment = library.environment(port)
    environment["RESPONSE_CACHE"] = "on" if cache else "off"
    environment["ALLOWED_HOSTS"] = "localhost"
    server = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"), "--interface=wsgi", "--host=127.0.0.1",
            f"--port={port}", "--workers=2", "--blocking-threads=1", "--log-level=warning",
            "cms.wsgi:application",
        ],
        cwd=ROOT, env=environment, start_new_session=True,
    )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        _wait(f"{address}/robots.txt")
        yield address
    finally:
        server.terminate()
        server.wait()


@contextmanager
def nginx(files: dict[str, bytes]) -> Iterator[str]:
    """Serve `files` by nginx; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "files").mkdir()
        for path, content in files.items():
            (folder / "files" / path).write_bytes(content)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", name])
        try:
            _wait(f"http://localhost:{port}/{next(iter(files))}")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            get(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{url} does not answer")


def rate(url: str, seconds: float, *headers: str) -> float:
    """Return how many requests a second `wrk` gets answered. All of them must succeed."""
    options = [option for header in headers for option in ("-H", header)]
    out = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", *options, url],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    if "Non-2xx or 3xx" in out or "Socket errors" in out:
        raise SystemExit(f"{url}: {out}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    return float(found[1]) if found else 0.0


def taking_turns(cases: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median figure of each case; in each round every case has its turn."""
    figures: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, measure in cases.items():
            figures[name].append(measure())
    return {name: statistics.median(found) for name, found in figures.items()}


def answering(library: Library, rounds: int, seconds: float) -> Iterator[tuple[str, str]]:
    """Yield rows of the report: what was measured, and the figure."""
    api = "/api/content/v1"
    with served(library, cache=True) as kept, served(library, cache=False) as made:
        found = json.loads(get(f"{kept}{api}/pages/find/?path=/exosome-therapy/cancer/"))
        detail = f"{api}/topics/{found['id']}/"
        page = "/exosome-therapy/cancer/"
        v2_list = json.loads(get(f"{made}/api/v2/pages/?slug=cancer&type=articles.TopicPage"))
        v2 = f"/api/v2/pages/{v2_list['items'][0]['id']}/"
        files = {"detail.json": get(kept + detail), "page.html": get(kept + page)}
        with urllib.request.urlopen(kept + detail) as response:
            etag = response.headers["ETag"]
        with nginx(files) as plain:
            cases = {
                "nginx, JSON": lambda: rate(f"{plain}/detail.json", seconds),
                "nginx, HTML": lambda: rate(f"{plain}/page.html", seconds),
                "detail, kept": lambda: rate(kept + detail, seconds),
                "page, kept": lambda: rate(kept + page, seconds),
                "detail, 304": lambda: rate(kept + detail, seconds, f"If-None-Match: {etag}"),
                "detail, made": lambda: rate(made + detail, seconds),
                "page, made": lambda: rate(made + page, seconds),
                "API v2, same page": lambda: rate(made + v2, seconds),
            }
            figures = taking_turns(cases, rounds)
        if get(kept + detail) != files["detail.json"] or get(made + detail) != files["detail.json"]:
            raise SystemExit("An answer is another one than before.")
    for name, figure in figures.items():
        yield f"{name}, requests/s", f"{figure:,.0f}"
    for name, one, other in (
        ("detail, kept / nginx", "detail, kept", "nginx, JSON"),
        ("page, kept / nginx", "page, kept", "nginx, HTML"),
        ("304 / 200, kept", "detail, 304", "detail, kept"),
        ("detail, made / API v2", "detail, made", "API v2, same page"),
    ):
        yield name, f"{figures[one] / figures[other]:.2f}×"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="How many trials there are.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    for program in ("wrk", "nginx"):
        if not shutil.which(program):
            raise SystemExit(f"{program} is needed: apt-get install {program}")
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.run("-m", "cms.run", "--prepare-only")
        rows = [("trials in the library", f"{options.pages:,}")]
        library.script("fill", str(options.pages))
        costs = library.script("costs")
        rows.extend((name, f"{figure:,.1f}") for name, figure in costs.items())
        rows.extend(answering(library, options.rounds, options.seconds))
    width = max(len(name) for name, _ in rows)
    for name, figure in rows:
        sys.stdout.write(f"| {name:<{width}} | {figure:>12} |\n")


if __name__ == "__main__":
    main()
