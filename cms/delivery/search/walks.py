"""Walks through hits in order of relevance: what is left of them is frozen in the cursor.

Each edit moves the order of relevance, so a walk that asked anew would repeat and skip. A cursor
holds the rows of the documents that are still to come, signed together with what was asked for; the
server keeps nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core import signing

from cms.delivery.parameter_values import InvalidValue

SALT = "cms.delivery.search.walks"


def _signer(asked: Any) -> signing.Signer:
    """Return the signer of the cursors of one search: another one, another signer."""
    written = json.dumps(asked, sort_keys=True)
    return signing.Signer(sep=".", salt=f"{SALT}:{hashlib.sha256(written.encode()).hexdigest()}")


def seal(rows: Sequence[int], asked: Any) -> str:
    """Return the cursor that goes on with some documents, for what was asked for."""
    return _signer(asked).sign_object(list(rows), compress=True)


def open_sealed(cursor: str, asked: Any) -> list[int]:
    """Return what `seal` put into a cursor.

    Raises:
        InvalidValue: it was not made by this server for this search.
    """
    try:
        rows: list[int] = _signer(asked).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidValue(
            "This cursor is damaged, or of another search. Take it from the address called next, "
            "and keep q and types."
        ) from error
    return rows
