"""Eight editors whose transactions end in any order, and an app that is killed while it follows."""

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from articles.models import TopicPage
from cms.content.models import Person
from cms.delivery import sync
from cms.delivery.reading import data_of, settle
from cms.references.models import Reference
from tests.api_client import ApiClient
from tests.databases import databases
from tests.delivery.following import Follower
from tests.delivery.rich import RichLibrary
from tests.delivery.staleness.truth import Truth
from tests.factories.articles import TopicPageFactory
from tests.factories.content import PersonFactory
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
ROUNDS = 6
PATIENCE_SECONDS = 60

overlapping = pytest.mark.skipif(
    databases.title == "SQLite", reason="SQLite's writers wait at their beginning: none overlap."
)


@pytest.fixture
def random() -> Random:
    """Return the source of chance; what a failure prints repeats it."""
    seed = int(os.environ.get("SYNC_SEED") or Random().randrange(1_000_000))
    print(f"SYNC_SEED={seed}")  # noqa: T201 - pytest shows it where a test fails
    return Random(seed)


@pytest.fixture(autouse=True)
def _no_tasks(settings: Any) -> None:
    """Leave Wagtail's search index alone: it would write rows of others here."""
    dummy = {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    settings.TASKS = dict.fromkeys(settings.TASKS, dummy)


class GaveUpError(Exception):
    """Ends a transaction."""


class Writer:
    """An editor with a thread, a connection and things of their own."""

    def __init__(self, rich: RichLibrary, number: int) -> None:
        self.name = f"Writer {number}"
        self.reference = ReferenceFactory()
        self.person = PersonFactory(name=self.name)
        self.topic = TopicPageFactory(
            parent=rich.home, title=self.name, slug=f"writer-{number}", reference=self.reference
        )
        self._numbers = itertools.count()
        self._thread = ThreadPoolExecutor(1)
        self._transaction = transaction.atomic()

    def run(self, work: Callable[[], Any]) -> None:
        """Do something in the writer's thread, and wait until it is done."""
        self._thread.submit(work).result(timeout=PATIENCE_SECONDS)

    def begin(self) -> None:
        """Begin a transaction."""
        self.run(self._transaction.__enter__)
        self.run(lambda: connection.cursor().execute("SET LOCAL lock_timeout = '20s'"))

    def end(self, *, commits: bool) -> None:
        """End the transaction."""
        error = None if commits else GaveUpError()
        kind = type(error) if error else None
        self.run(lambda: self._transaction.__exit__(kind, error, None))

    def close(self) -> None:
        # In its thread, which has a connection of its own.
        self.run(lambda: connection.close())
        self._thread.shutdown()

    # What a writer does

    def edit(self, random: Random) -> None:
        """Do one edit by chance, of what only this writer edits."""
        random.choice(self.edits())()

    def edits(self) -> list[Callable[[], None]]:
        return [
            self.correct_the_reference, self.rename_the_person, self.publish_the_topic,
            self.unpublish_the_topic, self.publish_a_page_below, self.delete_a_page_below,
            self.add_a_reference, self.save_a_draft,
        ]  # fmt: skip

    def words(self) -> str:
        return f"{self.name}, edit {next(self._numbers)}"

    def correct_the_reference(self) -> None:
        Reference.objects.filter(pk=self.reference.pk).update(notice=self.words())

    def rename_the_person(self) -> None:
        Person.objects.filter(pk=self.person.pk).update(credentials=self.words())

    def publish_the_topic(self) -> None:
        topic = TopicPage.objects.get(pk=self.topic.pk)
        topic.title = self.words()
        topic.save_revision().publish()

    def unpublish_the_topic(self) -> None:
        TopicPage.objects.get(pk=self.topic.pk).unpublish()

    def publish_a_page_below(self) -> None:
        topic = TopicPage.objects.get(pk=self.topic.pk)
        TopicPageFactory(parent=topic, title=self.words(), reference=self.reference)

    def delete_a_page_below(self) -> None:
        page = TopicPage.objects.get(pk=self.topic.pk).get_children().first()
        if page is not None:
            page.delete()

    def add_a_reference(self) -> None:
        ReferenceFactory()

    def save_a_draft(self) -> None:
        topic = TopicPage.objects.get(pk=self.topic.pk)
        topic.title = "A draft"
        topic.save_revision()


@pytest.fixture
def writers(rich: RichLibrary) -> Iterator[list[Writer]]:
    """Return eight writers."""
    found = [Writer(rich, number) for number in range(WRITERS)]
    yield found
    for writer in found:
        writer.close()


class KilledError(Exception):
    """Ends an app, wherever it is."""


class MortalFollower(Follower):
    """An app that may be killed between any two things that it writes down.

    It keeps each item of an answer, then where to go on; what it has kept is there when it is
    started again.
    """

    random: Random
    is_mortal = True

    def _keep(self, item: dict[str, Any]) -> None:
        if self.is_mortal and self.random.random() < 0.01:
            raise KilledError
        super()._keep(item)

    def walk(self) -> None:
        """Walk on, until it is killed or has everything."""
        try:
            for _ in self.steps(self.random.choice([2, 5, 20, 100])):
                if self.random.random() < 0.1:
                    # Killed when it has worked through an answer.
                    return
        except KilledError:
            return


@pytest.fixture
def follower(writers: list[Writer], random: Random) -> MortalFollower:
    """Return an app that has just begun its first walk."""
    found = MortalFollower(ApiClient())
    found.random = random
    return found


class NaiveFollower:
    """The control: numbers are given where something is written, and it reads those after its last.

    They are numbers of the very touches that the other follower is told of.
    """

    def __init__(self) -> None:
        self.last = 0
        self.seen: set[int] = set()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE early (number bigserial PRIMARY KEY)")
            cursor.execute(
                "CREATE FUNCTION number_early() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN INSERT INTO early DEFAULT VALUES; RETURN NULL; END$$"
            )
            cursor.execute(
                "CREATE TRIGGER number_early AFTER INSERT ON delivery_pending "
                "FOR EACH ROW EXECUTE FUNCTION number_early()"
            )

    def read(self) -> None:
        self.seen |= self._after(self.last)
        self.last = max(self.seen, default=0)

    @property
    def lost(self) -> set[int]:
        return self._after(0) - self.seen

    @staticmethod
    def _after(number: int) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM early WHERE number > %s", [number])
            return {row[0] for row in cursor.fetchall()}


def assert_has_everything(follower: MortalFollower) -> None:
    """Fail unless an app, woken a last time, has what a full read and the tables give."""
    everything = Follower(ApiClient())
    everything.catch_up()
    assert everything.documents == {
        key: data_of(document) for key, document in Truth.now().public.items()
    }
    follower.is_mortal = False
    follower.catch_up()
    assert follower.documents == everything.documents


class Meetings:
    """Lets things happen at some moment of the next answer of sync.

    Args:
        patch: is used to come between the steps of an answer.
    """

    #: Before the answer begins, when it knows what is public, when it knows what to send.
    MOMENTS = ("before", "settled", "listed")

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._due: dict[str, Callable[[], None]] = {}
        patch.setattr(sync, "settle", self._then(settle, "settled"))
        patch.setattr(sync, "_rows_after", self._then(sync._rows_after, "listed"))

    def _then(self, step: Callable[..., Any], moment: str) -> Callable[..., Any]:
        def with_meeting(*args: Any, **kwargs: Any) -> Any:
            found = step(*args, **kwargs)
            self.happen(moment)
            return found

        return with_meeting

    def arrange(self, moment: str, what: Callable[[], None]) -> None:
        """Let `what` happen at `moment`."""
        self._due[moment] = what
        self.happen("before")

    def happen(self, moment: str) -> None:
        """Let happen what is due at `moment`."""
        if what := self._due.pop(moment, None):
            what()


@overlapping
def test_nothing_is_lost_in_whatever_order_eight_transactions_end(
    writers: list[Writer],
    follower: MortalFollower,
    random: Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    naive, meetings = NaiveFollower(), Meetings(monkeypatch)
    for number in range(ROUNDS):
        for writer in writers:
            writer.begin()
            for _ in range(random.randint(1, 3)):
                writer.run(partial(writer.edit, random))
        # The first round backwards and one by one, so that the control has something to lose.
        left = writers[:] if number == 0 else random.sample(writers, WRITERS)
        while left:
            together = [
                left.pop() for _ in range(1 if number == 0 else random.randint(1, len(left)))
            ]

            def end(together: list[Writer] = together, *, everyone: bool = number == 0) -> None:
                for writer in together:
                    writer.end(commits=everyone or random.random() < 0.8)

            follower.walk()
            meetings.arrange(random.choice(Meetings.MOMENTS), end)
            follower.walk()
            naive.read()
    assert naive.lost
    assert_has_everything(follower)


def test_nothing_is_lost_while_eight_writers_meet_as_they_come(
    writers: list[Writer], follower: MortalFollower, random: Random
) -> None:
    seeds = {writer: random.random() for writer in writers}

    def write(writer: Writer) -> None:
        chance = Random(seeds[writer])
        for _ in range(ROUNDS):
            with transaction.atomic():
                for _ in range(chance.randint(1, 3)):
                    writer.edit(chance)

    running = [writer._thread.submit(write, writer) for writer in writers]
    while not all(done.done() for done in running):
        follower.walk()
    for done in running:
        done.result()
    assert_has_everything(follower)
