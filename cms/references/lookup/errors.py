"""Why a look-up has failed, for programs (a code) and for editors (a sentence)."""

from enum import StrEnum


class Failure(StrEnum):
    """What went wrong, as a code."""

    NO_IDENTIFIER = "no_identifier"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    UNREADABLE = "unreadable"


#: What an editor reads. `{subject}` is the service, or what was typed.
REASONS = {
    Failure.NO_IDENTIFIER: "“{subject}” is no DOI, PubMed id or PubMed Central id.",
    Failure.NOT_FOUND: "{subject} knows no publication by this identifier.",
    Failure.UNREACHABLE: "{subject} cannot be reached: the library may be offline.",
    Failure.TOO_SLOW: "{subject} took too long to answer.",
    Failure.BUSY: "{subject} asks us to wait before we ask again.",
    Failure.UNREADABLE: "{subject} sent an answer that cannot be used.",
}
#: And what to do.
ADVICE = {
    Failure.NO_IDENTIFIER: (
        "Copy it again (for example 10.1038/nri855, 12154376 or PMC2657211), or fill in the record "
        "by hand."
    ),
    Failure.NOT_FOUND: (
        "Check it for a typing mistake; if it is right, fill in the record by hand."
    ),
    Failure.UNREACHABLE: ("Nothing was changed. Try again later, or fill in the record by hand."),
    Failure.TOO_SLOW: "Nothing was changed. Try again later, or fill in the record by hand.",
    Failure.BUSY: (
        "Nothing was changed. Try again in some minutes, or fill in the record by hand."
    ),
    Failure.UNREADABLE: (
        "Nothing was changed. Fill in the record by hand, or try again another day."
    ),
}

#: The most that is repeated of what was typed.
LONGEST_SUBJECT = 80


class LookUpFailed(Exception):
    """A look-up has failed; `str()` says why and what to do, for an editor.

    Args:
        failure: what went wrong.
        subject: the service that was asked, or what was typed.
    """

    def __init__(self, failure: Failure, subject: str) -> None:
        shown = subject if len(subject) <= LONGEST_SUBJECT else subject[:LONGEST_SUBJECT] + "…"
        #: Why, without what to do.
        self.reason = REASONS[failure].format(subject=shown)
        super().__init__(f"{self.reason} {ADVICE[failure]}")
        self.failure = failure
        self.subject = subject
