"""Web processes and the worker are killed while editors publish: nothing is lost or damaged.

Real programs, started as `make run` starts them, and killed as a crash ends them. The test run does
it some times, `make crash` as often as one likes.
"""

import http.client
import json
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any

from django.utils import timezone

from cms.delivery import maintenance
from cms.delivery.models import Heartbeat
from cms.delivery.resources import ROOT
from tests.databases import databases
from tests.delivery.following import Follower
from tests.programs import Program, Programs, Web
from trials.models import TrialPage

WEBS = ("first web process", "second web process")
WORKER = "worker"
#: After so many crashes everything is looked at.
BOUT = 20
#: How long whoever waits for a program waits, and how long until it looks again.
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.05
#: The worker rests for a second; it is killed at any moment of its round.
ROUND_SECONDS = 1.5
#: What somebody gets whose web process is killed; not that they waited in vain.
BROKEN_OFF = (ConnectionError, http.client.HTTPException)


class Api:
    """The content API of a web process."""

    def __init__(self, web: Web) -> None:
        self.web = web

    def json(self, path: str = "", query: str = "") -> Any:
        """Return what a successful GET answers."""
        answer = self.web.ask(f"{ROOT}{path}{query}")
        assert answer.status == 200, (path, answer.status, answer.content)
        return json.loads(answer.content)


class Writer:
    """Somebody who publishes a page again and again: its title says for the how manieth time.

    Args:
        page: nobody else writes it.
        token: of API v3.
    """

    def __init__(self, page: TrialPage, token: str) -> None:
        self.page = page
        self.token = token
        self.tried = 0
        self.acknowledged = 0
        self.seen = 0
        self.cut_off = 0
        self.seconds: list[float] = []

    def publish(self, web: Web) -> None:
        """Publish once; what comes of it when the process is killed, nobody knows yet."""
        number = self.tried + 1
        data = {
            "meta": {"type": "trials.TrialPage", "action": "publish"},
            "title": self._title(number),
        }
        begun = time.monotonic()
        try:
            with web_is_busy(web):
                answer = web.ask(
                    f"/api/v3/pages/{self.page.pk}/",
                    {
                        "Authorization": f"Bearer {self.token}",
                        "Content-Type": "application/json",
                    },
                    method="PATCH",
                    body=json.dumps(data).encode(),
                )
        except ConnectionRefusedError:
            # Nobody was there to try it.
            raise
        except BROKEN_OFF:
            self.tried = number
            self.cut_off += 1
            raise
        assert answer.status == 200, (answer.status, answer.content)
        self.tried = self.acknowledged = number
        self.seconds.append(time.monotonic() - begun)

    def _title(self, number: int) -> str:
        return f"{number} of {self.page.slug}" if number else self.page.title

    @property
    def address(self) -> str:
        """Where the API has the page."""
        return f"trials/{self.page.translation_key}/"

    def look(self, web: Web) -> dict[str, Any]:
        """Return the page as the API of a web process has it; fail where a publish is lost."""
        document: dict[str, Any] = Api(web).json(self.address)
        self._see(document["title"])
        return document

    def _see(self, title: str) -> None:
        """Fail unless a title is the one that was acknowledged last, or tried since."""
        titles = [self._title(number) for number in range(self.tried + 1)]
        assert title in titles, f"Nobody has given {self.page.slug} the title {title}"
        number = titles.index(title)
        told = f"{number} is shown of {self.page.slug}"
        assert self.acknowledged <= number, f"{told}, not {self.acknowledged}"
        assert self.seen <= number, f"{told}, after {self.seen}"
        self.seen = number


@contextmanager
def web_is_busy(web: Web) -> Iterator[None]:
    """Tell whoever kills a web process that it is publishing."""
    web.busy.set()
    try:
        yield
    finally:
        web.busy.clear()


@dataclass
class Crashes:
    """Kills programs, starts them again, and looks whether everything is right.

    Args:
        programs: starts them.
        writers: publish meanwhile.
        random: says which program is killed, and when.
        say: is told how far it is.
    """

    programs: Programs
    writers: Sequence[Writer]
    random: Random
    say: Callable[[str], object]
    running: dict[str, Program] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    follower: Follower = field(init=False)

    @contextmanager
    def library(self) -> Iterator[None]:
        """Run everything; end it, whatever happens."""
        try:
            for name in (*WEBS, WORKER):
                self._start(name)
            for name in self.running:
                self._wait_until_it_works(name)
            yield
        finally:
            for program in self.running.values():
                program.kill()

    def _start(self, name: str) -> None:
        self.running[name] = self.programs.worker() if name == WORKER else self.programs.web()

    def web(self, name: str) -> Web:
        """Return a web process by its name."""
        found = self.running[name]
        assert isinstance(found, Web)
        return found

    def _wait_until_it_works(self, name: str) -> None:
        if name != WORKER:
            self.web(name).wait()
            return
        beat = f"{socket.gethostname()}:{self.running[name].process.pid}"
        wait_until(lambda: Heartbeat.objects.filter(name=beat).exists(), "The worker is at work.")

    def crash(self, times: int) -> None:
        """Kill programs `times` times in all; look at everything now and then."""
        with self.library():
            self.follower = Follower(Api(self.web(WEBS[0])), quiet=False)
            for done in range(0, times, BOUT):
                self._crash_while_all_publish(min(BOUT, times - done))
                self.say(f"{self.killed.total()} of {times} crashes; {self.summary()}")
                self._look_at_everything()

    def _crash_while_all_publish(self, times: int) -> None:
        over = Event()
        with ThreadPoolExecutor(len(self.writers) + 1) as pool:
            seeds = [self.random.random() for _ in self.writers]
            busy = [
                pool.submit(self._publish, writer, Random(seed), over)
                for writer, seed in zip(self.writers, seeds, strict=True)
            ]
            busy.append(pool.submit(self._follow, Random(self.random.random()), over))
            try:
                for _ in range(times):
                    self._crash_once()
                    # Whoever has found something wrong ends the run.
                    for somebody in busy:
                        if somebody.done():
                            somebody.result()
            finally:
                over.set()
            for somebody in busy:
                somebody.result()

    def _crash_once(self) -> None:
        name = self.random.choice([*WEBS, WORKER])
        self._wait_until_it_works(name)
        longest = ROUND_SECONDS
        if name != WORKER:
            wait_until(self.web(name).busy.is_set, f"The {name} publishes.")
            known = [seconds for writer in self.writers for seconds in writer.seconds]
            longest = statistics.median(known or [ROUND_SECONDS])
        # At any moment of what it does.
        Event().wait(self.random.uniform(0, longest))
        self.running[name].kill()
        self.killed[name] += 1
        self._start(name)

    def _publish(self, writer: Writer, random: Random, over: Event) -> None:
        while not over.is_set():
            try:
                writer.publish(self.web(random.choice(WEBS)))
                # By any process, at once.
                writer.look(self.web(random.choice(WEBS)))
            except BROKEN_OFF:
                over.wait(PAUSE_SECONDS)

    def _follow(self, random: Random, over: Event) -> None:
        """Keep a copy, as an app does, by whichever process answers."""
        while not over.is_set():
            self.follower.api = Api(self.web(random.choice(WEBS)))
            try:
                self.follower.catch_up()
            except BROKEN_OFF:
                over.wait(PAUSE_SECONDS)

    def _look_at_everything(self) -> None:
        """Fail where a publish is lost, or anything is damaged."""
        for name in self.running:
            self._wait_until_it_works(name)
        self._check()
        for writer in self.writers:
            first, second = (writer.look(self.web(name)) for name in WEBS)
            assert first["title"] == second["title"]
        wait_until(lambda: maintenance.count_unclean(timezone.now()) == 0, "The worker is done.")
        assert self._check()["not_rendered_yet"] == 0
        self.follower.api = Api(self.web(WEBS[0]))
        self.follower.catch_up()
        for writer in self.writers:
            shown = writer.look(self.web(WEBS[0]))
            assert self.follower.documents[shown["id"]] == shown
        databases.check(databases.used())
        assert "Traceback" not in self.programs.complaints()

    def _check(self) -> dict[str, Any]:
        """Return what `manage.py delivery check` reports, which must be no mistake."""
        done = self.programs.manage("delivery", "check", "--json")
        assert done.returncode == 0, (done.stdout, done.stderr)
        report: dict[str, Any] = json.loads(done.stdout)
        assert report["mistakes"] == []
        return report

    def summary(self) -> str:
        """Return what has happened, in a line."""
        killed = ", ".join(f"{name} {self.killed[name]}" for name in (*WEBS, WORKER))
        acknowledged = sum(len(writer.seconds) for writer in self.writers)
        cut_off = sum(writer.cut_off for writer in self.writers)
        return f"{killed}; publishes acknowledged {acknowledged}, cut off {cut_off}"


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return when a condition holds; fail when it does not for too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"Not in {PATIENCE_SECONDS} seconds: {what}"
        time.sleep(PAUSE_SECONDS)
