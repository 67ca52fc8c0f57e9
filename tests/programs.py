"""The library's programs, each in a process of its own, on data that is made already.

Needs neither Django nor pytest, so that measurements can use it too.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_SECONDS = 120
ANSWER_SECONDS = 60
#: What a program of ours needs of the environment that it is started in.
KEPT = ("PATH", "HOME", "LANG")
#: Nobody listens there: a worker asks what has become of the library's references.
OFFLINE = dict.fromkeys(
    ("CROSSREF_URL", "DATACITE_URL", "NCBI_URL", "NCBI_ID_CONVERTER_URL", "EUROPEPMC_URL"),
    "http://127.0.0.1:9",
)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What a web process has answered."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes


class Program:
    """A program that runs, in a group of its own with all that it has started."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def kill(self) -> None:
        """End it as a crash does: at once, wherever it is."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Web(Program):
    """A web server with one process that answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        super().__init__(process)
        self.port = port
        #: Set while it does something that somebody wants to know of.
        self.busy = threading.Event()

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer:
        """Return the answer to one request, over a connection of its own.

        Raises:
            OSError: nobody answers there, or no longer.
            http.client.HTTPException: the answer broke off.
        """
        talk = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            host = {"Host": f"localhost:{self.port}"}
            talk.request(method, path, body=body, headers={**host, **(headers or {})})
            response = talk.getresponse()
            content = response.read()
        finally:
            talk.close()
        return Answer(response.status, response.headers, content)

    def wait(self) -> None:
        """Return when it answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self.process.poll() is None, "The web server has ended."
            try:
                self.ask("/robots.txt")
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, "The web server does not answer."
                # It can't tell anybody that it is ready.
                time.sleep(0.05)
            else:
                return


@dataclass(frozen=True)
class Programs:
    """Starts programs on one library.

    Args:
        folder: its data folder; what programs complain about is written there, into `errors`.
        environment: other settings.
    """

    folder: Path
    environment: Mapping[str, str]

    def web(self, application: str = "cms.wsgi:application", **more: str) -> Web:
        """Start a web server as `make run` does, with one process; `Web.wait` for it to answer.

        Args:
            application: what it serves.
            more: settings of it alone.
        """
        port = free_port()
        granian = Path(sys.executable).parent / "granian"
        process = self._start(
            [
                str(granian), "--interface=wsgi", f"--host={HOST}", f"--port={port}",
                "--workers=1", "--blocking-threads=1", "--log-level=warning", application,
            ],
            PORT=str(port), **more,
        )  # fmt: skip
        return Web(process, port)

    def worker(self) -> Program:
        """Start a worker."""
        return Program(self._start([sys.executable, "manage.py", "worker"]))

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self._environment(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def complaints(self) -> str:
        """Return what the programs have complained about."""
        return (self.folder / "errors").read_text()

    def _start(self, command: list[str], **more: str) -> "subprocess.Popen[bytes]":
        # A file takes any number of errors; a pipe that nobody reads would stop the program.
        with (self.folder / "errors").open("a") as errors:
            return subprocess.Popen(
                command, cwd=ROOT, env=self._environment(**more), stdin=subprocess.DEVNULL,
                stdout=errors, stderr=errors, start_new_session=True,
            )  # fmt: skip

    def _environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {
            **kept,
            **OFFLINE,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
            "DATA_DIR": str(self.folder),
            **self.environment,
            **more,
        }


@contextmanager
def ended(*programs: Program) -> Iterator[None]:
    """Let programs run, and end them, whatever happens."""
    try:
        yield
    finally:
        for program in programs:
            program.kill()
