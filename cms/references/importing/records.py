"""What is read from a file of references: record after record, each with what was noticed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms.references.choices import ReferenceStatus


class Level(StrEnum):
    """How bad it is."""

    #: Something was left out or read in one of several ways; the record can be imported.
    WARNING = "warning"
    #: The record cannot be imported.
    ERROR = "error"


class FileNotReadable(Exception):
    """Nothing can be read from a file; `str()` says why and what to do, for an editor."""


@dataclass(frozen=True)
class Message:
    """What an editor is told of a record.

    Args:
        level: how bad it is.
        text: a sentence.
        line: the line of the file that it is about, from 1; 0 where there is none.
    """

    level: Level
    text: str
    line: int = 0


@dataclass(frozen=True)
class ImportedRecord:
    """One record of a file.

    Args:
        index: which record of the file it is, from 1.
        line: the line in which it begins, from 1; 0 where lines mean nothing.
        csl: the publication as CSL-JSON, without `id` and `abstract`; None if it cannot be read.
        abstract: for the library's own use, never inside `csl`, which apps are given.
        status: what the source says has become of the publication.
        notice: the publisher's notice as the source names it; needed where `status` is not normal.
        is_open_access: whether everybody can read it, where the source says so.
        messages: what was noticed.
    """

    index: int
    line: int
    csl: dict[str, Any] | None
    abstract: str = ""
    status: ReferenceStatus = ReferenceStatus.NORMAL
    notice: str = ""
    is_open_access: bool | None = None
    messages: tuple[Message, ...] = ()

    @property
    def needs_lookup(self) -> bool:
        """Whether it has identifiers and no title: what else there is must be asked for."""
        return self.csl is not None and not self.csl.get("title")
