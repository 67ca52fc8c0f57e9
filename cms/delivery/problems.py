"""Problems: what goes wrong for a reader of the API, in one form (RFC 9457).

A `Problem` is raised where it is noticed and becomes an answer at the edge, in `answers`.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Literal

from django.http import HttpResponse
from pydantic import Field

from cms.delivery.schemas import Schema

CONTENT_TYPE = "application/problem+json"
#: Where each problem type is explained; it is the `type` of the problem as well.
ADDRESS = "/api/content/v1/problems/{code}/"


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem.

    Args:
        code: its name, the last part of its address.
        status: the HTTP status of its answers.
        title: the same few words in each of its answers.
        meaning: when it is answered, for a developer who looks it up.
        remedy: what the app does about it.
    """

    code: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def address(self) -> str:
        """The address of the page that explains it."""
        return ADDRESS.format(code=self.code)


PROBLEM_TYPES = {
    problem_type.code: problem_type
    for problem_type in (
        ProblemType(
            code="invalid-parameter",
            status=400,
            title="A parameter is not valid",
            meaning="The address has a parameter that is not known there, or a value that the "
            "parameter cannot have: wrong, empty, wrongly cased, or given twice where one is "
            "expected. Nothing was looked up.",
            remedy="Read the list called errors. It names each parameter, says what is wrong, "
            "lists what is allowed and guesses what was meant.",
        ),
        ProblemType(
            code="not-found",
            status=404,
            title="There is nothing here",
            meaning="There is no such address, or nothing public under it. Content that is not "
            "published, has expired or is restricted is answered in the same way as content "
            "that never existed.",
            remedy="Check the address and the id. If your app kept the id from an earlier "
            "answer, stop showing that content.",
        ),
        ProblemType(
            code="gone",
            status=410,
            title="It was public and is no more",
            meaning="The content was taken back, deleted or merged with other content.",
            remedy="Stop showing it. Where replaced_by names an id, show that instead.",
        ),
        ProblemType(
            code="unauthorized",
            status=401,
            title="This API takes no credentials",
            meaning="The request has an Authorization header. Everything here is public, so "
            "a token that was sent by mistake is refused, not ignored.",
            remedy="Leave the header out.",
        ),
        ProblemType(
            code="method-not-allowed",
            status=405,
            title="This API is read-only",
            meaning="The request asks to change something.",
            remedy="Use GET, HEAD or OPTIONS. Tools that write use /api/v3/.",
        ),
        ProblemType(
            code="too-many-requests",
            status=429,
            title="Too many requests",
            meaning="More requests came from one place than the server takes in that time.",
            remedy="Wait for as many seconds as the Retry-After header says.",
        ),
        ProblemType(
            code="token-expired",
            status=410,
            title="The token is too old",
            meaning="The library was restored from a backup since the token was given out.",
            remedy="Start over without a token.",
        ),
        ProblemType(
            code="server-error",
            status=500,
            title="The server made a mistake",
            meaning="Something went wrong here that the request is not to blame for.",
            remedy="Try again later. If it stays, report it with the Request-Id header.",
        ),
    )
}


class ParameterError(Schema):
    """What is wrong with one part of a request."""

    in_: Literal["query", "path", "header"] = Field(serialization_alias="in", alias="in")
    name: str
    detail: str
    allowed: list[str] | None = Field(description="What could stand there, where that is a list.")
    did_you_mean: str | None


class ProblemDocument(Schema):
    """A problem, as RFC 9457 describes it."""

    type: str = Field(
        description="The address of the page that explains this kind of problem.",
        json_schema_extra={"enum": [kind.address for kind in PROBLEM_TYPES.values()]},
    )
    title: str
    status: int
    detail: str
    errors: list[ParameterError]


class Gone(Schema):
    """What has become of something that was public."""

    reason: Literal["withdrawn", "deleted", "merged"]
    note: str = Field(description="Why, in words for readers; empty where there is nothing to say.")
    at: datetime.datetime
    replaced_by: uuid.UUID | None = Field(
        description="The id of what stands in its place; null where that is not public."
    )


class GoneDocument(ProblemDocument, Gone):
    """The problem of something that was public and is no more."""


class Problem(Exception):
    """A request that can't be answered.

    Args:
        code: one of PROBLEM_TYPES.
        detail: what is wrong this time; the same for everything that a reader must not tell apart.
        errors: which parts of the request are wrong.
        headers: what the answer's header says besides.
        gone: what has become of what was asked for, of a problem that says so.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: tuple[ParameterError, ...] = (),
        headers: dict[str, str] | None = None,
        gone: Gone | None = None,
    ) -> None:
        self.kind = PROBLEM_TYPES[code]
        self.detail = detail or self.kind.meaning
        self.errors = errors
        self.headers = headers or {}
        self.gone = gone
        super().__init__(code, self.detail)

    def document(self) -> ProblemDocument:
        """Return its public form."""
        document = ProblemDocument(
            type=self.kind.address,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            errors=list(self.errors),
        )
        if self.gone is None:
            return document
        return GoneDocument(**dict(document), **dict(self.gone))

    def response(self) -> HttpResponse:
        """Return the answer that tells the reader."""
        return HttpResponse(
            self.document().model_dump_json(by_alias=True).encode(),
            status=self.kind.status,
            content_type=CONTENT_TYPE,
            headers=self.headers,
        )


def not_found() -> Problem:
    """Return the one problem for what is missing, private, unpublished or expired."""
    return Problem("not-found", "There is nothing public at this address.")
