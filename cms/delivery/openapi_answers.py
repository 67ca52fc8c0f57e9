"""What the OpenAPI description says of answers: their headers, their problems, and examples.

The examples are answers that the API has really given; see `Examples`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.delivery.answers import CACHE, CORS, METHODS, NOT_KEPT
from cms.delivery.problems import CONTENT_TYPE, PROBLEM_TYPES, Problem, ProblemType

#: The problems that every address can answer, and those that only some can.
PROBLEMS_EVERYWHERE = ("invalid-parameter", "unauthorized", "too-many-requests", "server-error")
PROBLEMS_OF_ITEMS = ("not-found", "gone")
PROBLEMS_OF_SYNC = ("token-expired",)

NO_STORE = "no-store"


def _header(
    description: str, example: str, *, required: bool = True, **schema: Any
) -> dict[str, Any]:
    return {
        "description": description,
        "required": required,
        "schema": {"type": "string", **schema},
        "example": example,
    }


def _fixed(description: str, value: str) -> dict[str, Any]:
    """Return a header that has the same value in every answer."""
    return _header(description, value, const=value)


#: Every header that answers have, by the name of its component.
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": _header(
        "A hash of the answer. Send it as If-None-Match, and 304 says that nothing has changed. A "
        "compressed answer’s has `-gzip` or `-br` inside its quotes.",
        '"6439c9421bcb38863eeb12eaea53e72b"',
        pattern='^"[^"]+"$',
    ),
    "Last-Modified": _header(
        "When a person last published or saved it. For information: what it shows of other pages "
        "may be newer.",
        "Fri, 20 Nov 2026 09:30:00 GMT",
        required=False,
    ),
    "Cache-Control": _fixed(
        "Anybody may keep the answer, and asks each time whether it is still the same.", CACHE
    ),
    "Cache-Control-No-Store": _fixed("Nobody keeps this answer.", NO_STORE),
    "Vary": _header(
        "What the answer depends on besides its address.",
        "Accept-Encoding",
        pattern="Accept-Encoding",
    ),
    "Content-Version": _header(
        "The number of the library’s last change.", "1008", pattern="^[0-9]+$"
    ),
    "Surrogate-Key": _header(
        "The ids that the answer holds (the first 150), with spaces between, for a CDN that "
        "purges by them.",
        "e34738ec-c9a1-587f-a4cf-b2669bbe053f 33642157-9325-590a-838d-676b3d067102",
        required=False,
    ),
    "Request-Id": _header(
        "Name it when you report a problem.",
        "4dc217180c414474b29dae954a0deffe",
        pattern="^[0-9a-f]{32}$",
    ),
    **{
        name: _fixed("Any web page may read the answer, and these headers of it.", value)
        for name, value in CORS.items()
    },
    "Location": _header(
        "The address to ask from now on.",
        "/api/content/v1/pages/find/?path=/wound-healing/burns/",
        format="uri-reference",
    ),
    "Allow": _fixed("The methods that there are.", METHODS),
    "WWW-Authenticate": _header(
        "HTTP wants it beside 401. There are no credentials to send.", 'Bearer realm="none"'
    ),
    "Retry-After": _header(
        "How many seconds to wait before asking again.", "30", pattern="^[0-9]+$"
    ),
}
OF_EVERY_ANSWER = ("Request-Id", "Vary", *CORS)
OF_KEPT_ANSWERS = ("Cache-Control", "Content-Version", *OF_EVERY_ANSWER)
OF_DOCUMENTS = ("Last-Modified", "Surrogate-Key")
OF_PROBLEMS = {
    "unauthorized": ("WWW-Authenticate",),
    "method-not-allowed": ("Allow",),
    "too-many-requests": ("Retry-After",),
}


@dataclass(frozen=True)
class Examples:
    """Answers that the API has really given, by what they are an example of.

    Args:
        answers: the body of an answer to each path, as the description writes the path.
        problems: a problem of each type, by its code.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Examples":
        """Return what a file holds."""
        return cls(**json.loads(path.read_text()))

    def problem(self, code: str) -> Any:
        """Return an example of a problem; of one that has none, what all of its type have."""
        return self.problems.get(code) or Problem(code).document().model_dump(by_alias=True)


def headers(names: Iterable[str]) -> dict[str, Any]:
    """Return the headers of an answer, by name."""
    return {
        name.removesuffix("-No-Store"): {"$ref": f"#/components/headers/{name}"} for name in names
    }


def problem_responses(examples: Examples) -> dict[str, Any]:
    """Return the component of each type of problem."""
    return {
        _component_name(kind): _problem_response(kind, examples.problem(kind.code))
        for kind in PROBLEM_TYPES.values()
    }


def _component_name(kind: ProblemType) -> str:
    return "".join(part.title() for part in kind.code.split("-"))


def _problem_response(kind: ProblemType, example: Any) -> dict[str, Any]:
    kept = kind.status < 500 and kind.status not in NOT_KEPT
    names = ["ETag", *(OF_KEPT_ANSWERS if kept else ("Cache-Control-No-Store", *OF_EVERY_ANSWER))]
    if not kept and kind.status < 500:
        names.append("Content-Version")
    names += OF_PROBLEMS.get(kind.code, ())
    schema = "GoneProblem" if kind.code == "gone" else "Problem"
    return {
        "description": f"{kind.title}. {kind.meaning}",
        "headers": headers(names),
        "content": {
            CONTENT_TYPE: {
                "schema": {"$ref": f"#/components/schemas/{schema}"},
                "example": example,
            }
        },
    }


def _problems_of(path: str) -> tuple[str, ...]:
    """Return the codes of the problems that an address can answer."""
    if is_of_one(path):
        return PROBLEMS_EVERYWHERE + PROBLEMS_OF_ITEMS
    if path == "/sync/":
        return PROBLEMS_EVERYWHERE + PROBLEMS_OF_SYNC
    return PROBLEMS_EVERYWHERE


def is_of_one(path: str) -> bool:
    """Return whether an address answers one of many documents."""
    return "{" in path or path.endswith("/find/")


def complete_responses(path: str, operation: dict[str, Any], examples: Examples) -> None:
    """Add to an operation's answers what its routes do not say of them."""
    responses = operation["responses"]
    answer = responses["200"]
    of_documents = OF_DOCUMENTS if is_of_one(path) else OF_DOCUMENTS[1:]
    answer["headers"] = headers(["ETag", *of_documents, *OF_KEPT_ANSWERS])
    if path in examples.answers:
        answer["content"]["application/json"]["example"] = examples.answers[path]
    responses["304"] = {
        "description": "Nothing has changed since the ETag that was sent as If-None-Match.",
        "headers": headers(["ETag", *of_documents[:-1], *OF_KEPT_ANSWERS]),
    }
    if path.endswith("/find/"):
        responses["308"] = {
            "description": "The page has moved. Ask the address that Location names.",
            "headers": headers(["Location", *OF_KEPT_ANSWERS]),
        }
    for kind in (PROBLEM_TYPES[code] for code in _problems_of(path)):
        responses[str(kind.status)] = {"$ref": f"#/components/responses/{_component_name(kind)}"}
    operation["responses"] = dict(sorted(responses.items()))
