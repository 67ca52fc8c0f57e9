"""What the benchmarks use of the computer: ports, `wrk`, nginx, and turns."""

import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.programs import OFFLINE, free_port

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
#: Asks one path after the other, each connection from another one on.
ROTATION = """
local paths = {{ {paths} }}
local at = math.random(#paths)
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def get(url: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return bytes(response.read())


def wait_for(url: str) -> None:
    """Return when an address answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            get(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{url} does not answer")


def rate(url: str, seconds: float, *headers: str, paths: Sequence[str] = ()) -> float:
    """Return how many requests a second `wrk` gets answered. All of them must succeed.

    Args:
        url: the address; with `paths` only its host counts.
        seconds: how long.
        headers: of the requests.
        paths: asked in rotation.
    """
    options = [option for header in headers for option in ("-H", header)]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if paths:
            script.write(ROTATION.format(paths=", ".join(f'"{path}"' for path in paths)))
            script.flush()
            options += ["-s", script.name]
        out = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout=20s", *options, url],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    if "Non-2xx or 3xx" in out or "Socket errors" in out:
        raise SystemExit(f"{url}: {out}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    figure = float(found[1]) if found else 0.0
    if not figure:
        raise SystemExit(f"{url}: nothing was answered in {seconds:g} s. Measure for longer.")
    return figure


def taking_turns(cases: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median figure of each case; in each round every case has its turn."""
    figures: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, measure in cases.items():
            figures[name].append(measure())
    return {name: statistics.median(found) for name, found in figures.items()}


@contextmanager
def nginx(files: dict[str, bytes]) -> Iterator[str]:
    """Serve `files` by nginx; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for path, content in files.items():
            file = folder / "files" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", name])
        try:
            wait_for(f"http://localhost:{port}/{next(iter(files))}")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait()


def resident_mb(parent: int) -> list[float]:
    """Return how much memory the processes that another one has started hold, in MB."""
    return _memory(parent, "VmRSS")


def peak_mb(parent: int) -> list[float]:
    """Return the most that those processes ever held, in MB."""
    return _memory(parent, "VmHWM")


def _memory(parent: int, what: str) -> list[float]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if int(fields["PPid"]) == parent and what in fields:
            found.append(int(fields[what].split()[0]) / 1024)
    return found


def environment(**values: str) -> dict[str, str]:
    """Return the environment of a command, with some values."""
    return {**os.environ, **OFFLINE, **values}
