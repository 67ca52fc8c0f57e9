"""The read model's tables: what is delivered, what it was made from, and the number of each change.

Rows are marked by database triggers (see `cms.delivery.triggers`), never by signals: so it does not
matter who writes, and how.
"""

import secrets
import uuid
from typing import Any

from django.db import models

#: The one row of `State`.
STATE_ID = 1
#: The key that every answer depends on, besides its own.
EVERYTHING = "*"


def new_epoch() -> str:
    """Return the default of a field that the first migration makes, and the second removes."""
    return uuid.uuid4().hex


class ComparedByBytes:
    """Mixin of text fields: every database compares them byte by byte, as SQLite does by itself."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Return Django's parameters, with PostgreSQL's collation of bytes."""
        found: dict[str, Any] = super().db_parameters(connection)  # type: ignore[misc]  # a mixin
        if connection.vendor == "postgresql":
            found["collation"] = "C"
        return found


class ExactTextField(ComparedByBytes, models.TextField[str, str]):
    """A text that is compared byte by byte."""


def new_seal() -> int:
    """Return a random number above 0, as every storing of a document gives it one."""
    return secrets.randbits(62) + 1


def new_nonce() -> int:
    """Return a random number, as triggers give one to each number of a change."""
    return secrets.randbits(63)


class State(models.Model):
    """The content version, and what the stored documents belong to."""

    number = models.BigIntegerField(default=0)
    #: Of this number here: see `Lineage`.
    nonce = models.BigIntegerField(default=new_nonce)
    #: Of the triggers that are installed; empty when there are none, and then nothing is clean.
    signature = models.CharField(max_length=64, blank=True)
    #: Of the release and settings that documents were last rendered with.
    fingerprint = models.CharField(max_length=64, blank=True)
    #: Of the release and settings that every row of lists was written with.
    listed_fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "state"

    def __str__(self) -> str:
        return str(self.number)


class Lineage(models.Model):
    """Every number that there was, each with its nonce: what this database has been through.

    A database that was put back to an earlier state gives numbers a second time, with other nonces.
    Whoever remembers a number from before (a sync token, an answer in memory) remembers its nonce
    too, and so notices that this database was never there.
    """

    number = models.BigIntegerField(primary_key=True)
    nonce = models.BigIntegerField()

    class Meta:
        verbose_name = "number of a change"
        verbose_name_plural = "numbers of changes"

    def __str__(self) -> str:
        return str(self.number)


class Touch(models.Model):
    """When something that answers are made from last changed: one row a key."""

    key = models.CharField(max_length=200, primary_key=True)
    number = models.BigIntegerField()

    class Meta:
        verbose_name = "touch"
        verbose_name_plural = "touches"

    def __str__(self) -> str:
        return f"{self.key} at {self.number}"


class Pending(models.Model):
    """A touch that has no number yet: written by triggers, emptied by triggers at the commit.

    Anybody who wants to touch something inserts a row here (see `cms.delivery.touching`).
    """

    transaction = models.BigIntegerField(default=0)
    key = models.CharField(max_length=200)
    #: 1: the document of this source has changed itself; 0: what others are made from has.
    own = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = "pending touch"
        verbose_name_plural = "pending touches"
        indexes = [models.Index(fields=["transaction", "key", "own"], name="pending_touch")]

    def __str__(self) -> str:
        return self.key


class PendingTransaction(models.Model):
    """A transaction with pending touches (PostgreSQL); a deferred trigger hangs on its row."""

    transaction = models.BigIntegerField(primary_key=True)
    #: Counted up once at the commit, so that other deferred checks have run before the last hop.
    hop = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = "pending transaction"

    def __str__(self) -> str:
        return str(self.transaction)


class Mark(models.IntegerChoices):
    """What is to be done before a document can be handed out."""

    CLEAN = 0, "clean"
    #: Something that it shows was touched: its body is made anew.
    DEPENDS = 1, "depends"
    #: Its own facts were touched: whether it is public may have changed too.
    OWN = 2, "own"


class Standing(models.TextChoices):
    """Whether a document is public."""

    NEW = "new", "not rendered yet"
    PUBLIC = "public", "public"
    GONE = "gone", "was public"


class GoneReason(models.TextChoices):
    """Why something that was public is no more."""

    UNPUBLISHED = "unpublished", "Unpublished"
    EXPIRED = "expired", "Expired"
    RESTRICTED = "restricted", "Restricted"
    DELETED = "deleted", "Deleted"
    MERGED = "merged", "Merged with other content"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Document(models.Model):
    """The prepared public form of one page or library item; of one that is gone, its tombstone.

    `content` and `summary` are JSON with `rendering.PLACE` where the site's address belongs.
    """

    #: What it is made from: `page:7`, `reference:12`, `site`.
    source = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=30, blank=True)
    public_id = models.UUIDField(null=True, db_index=True)
    locale = models.CharField(max_length=10, default="en")
    #: The number of the last change that marked it.
    version = models.BigIntegerField(default=0)
    marked = models.SmallIntegerField(choices=Mark.choices, default=Mark.OWN)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.NEW)

    content = models.TextField(blank=True)
    #: The same without long fields, as lists show it.
    summary = models.TextField(blank=True)
    etag = models.CharField(max_length=40, blank=True)
    #: What it was made from, a key a line: what `DocumentKey` holds, in one piece.
    made_from = models.TextField(blank=True)
    #: The ids that it holds, for whoever purges by them.
    surrogate_key = models.TextField(blank=True)
    #: When the clock changes it next; null for never.
    valid_until = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    #: When a person last published or saved it.
    updated_at = models.DateTimeField(null=True)
    title = models.TextField(blank=True)
    #: Its path on the site; of one that is gone, its last one.
    path = models.TextField(blank=True, db_index=True)

    reason = models.CharField(max_length=20, choices=GoneReason.choices, blank=True)
    note = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True)
    #: The source of what stands in its place.
    replaced_by = models.CharField(max_length=80, blank=True)
    #: Another one each time it is stored: who changes the row without is not us, and a trigger
    #: puts it back and sets this to 0. Null before it was ever stored.
    seal = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "document"
        indexes = [
            models.Index(fields=["version", "id"], name="document_version"),
            models.Index(
                fields=["marked", "source"],
                condition=models.Q(marked__gt=0),
                name="document_marked",
            ),
            models.Index(
                fields=["valid_until"],
                condition=models.Q(valid_until__isnull=False),
                name="document_valid_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.standing})"


class DocumentKey(models.Model):
    """One thing that a document was made from: a touch of the key marks the document.

    A key that begins with `=` tells what the document contributes to others: see
    `recording.Recorder.contribute`.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = "document key"
        constraints = [
            models.UniqueConstraint(fields=["key", "document"], name="document_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class ListKey(models.Model):
    """Where a public document stands in one order of one list."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="list_keys")
    #: The name of the resource.
    list = models.CharField(max_length=40)
    order = models.CharField(max_length=40)
    #: As `cms.delivery.sorting` writes it.
    key = ExactTextField()
    public_id = models.UUIDField()

    class Meta:
        verbose_name = "list key"
        constraints = [
            models.UniqueConstraint(fields=["document", "list", "order"], name="list_key_once")
        ]
        indexes = [models.Index(fields=["list", "order", "key", "public_id"], name="list_key")]

    def __str__(self) -> str:
        return f"{self.key} in {self.list} by {self.order}"


class Value(models.Model):
    """One thing that a public document says of itself, for lists to be narrowed by."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(max_length=60)
    #: As `cms.delivery.sorting` writes it.
    value = ExactTextField()

    class Meta:
        verbose_name = "value"
        constraints = [
            models.UniqueConstraint(fields=["document", "name", "value"], name="value_once")
        ]
        indexes = [models.Index(fields=["name", "value", "document"], name="value")]

    def __str__(self) -> str:
        return f"{self.name} is {self.value}"


class OldPath(models.Model):
    """A path at which something was public before it moved."""

    path = models.TextField(primary_key=True)
    source = models.CharField(max_length=80)

    class Meta:
        verbose_name = "old path"

    def __str__(self) -> str:
        return self.path


class Heartbeat(models.Model):
    """When a worker was last seen at work."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "heartbeat"

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class TokenField(ComparedByBytes, models.CharField[str, str]):
    """A word of `a-z` and `0-9`, compared letter by letter."""


class SearchEntry(models.Model):
    """What a search shows of a document, and what it needs to take the document out again."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    #: JSON of what every hit shows, with `rendering.PLACE` where the site's address belongs.
    card = models.TextField()
    #: What snippets are cut from: the fields without title and summary, a line each.
    text = models.TextField()
    #: JSON of the names of those fields, and where each begins in `text`.
    starts = models.TextField()
    #: What it counts as in `SearchWord`, once each; and those of them that its title has.
    words = models.TextField()
    title_words = models.TextField()
    #: Of what its rows were made from: the same again is not written again.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.card


class SearchPosting(models.Model):
    """That a term is in a document."""

    term = TokenField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    #: The document's type, so that hits are counted by type without being looked up.
    type = models.CharField(max_length=30)
    #: How much the document is about it: more, where it is in the title, or again and again.
    weight = models.IntegerField()
    #: Where it is first in `SearchEntry.text`; -1 if only title or summary have it.
    place = models.IntegerField()

    class Meta:
        verbose_name = "search posting"
        # Not unique by a constraint: SQLite would look rows up by that, and read the table besides.
        indexes = [
            # All that matching asks for, so that it reads nothing else.
            models.Index(fields=["term", "document", "weight", "type"], name="search_posting")
        ]

    def __str__(self) -> str:
        return f"{self.term} in {self.document_id}"


class SearchWord(models.Model):
    """A word that public documents have: what beginnings and misspelt words are completed to."""

    word = TokenField(max_length=64, primary_key=True)
    term = TokenField(max_length=64, db_index=True)
    #: In how many documents it is, and in how many titles.
    documents = models.IntegerField()
    titles = models.IntegerField()

    class Meta:
        verbose_name = "search word"

    def __str__(self) -> str:
        return self.word


class SearchName(models.Model):
    """One of the names of what documents are about."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    #: The term by which what is about it is found.
    about = TokenField(max_length=64)
    #: The name's terms as one word, and one by one.
    key = TokenField(max_length=200, db_index=True)
    terms = models.TextField()

    class Meta:
        verbose_name = "search name"

    def __str__(self) -> str:
        return self.key
