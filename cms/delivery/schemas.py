"""What every document of the content API has."""

import datetime
import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

#: Fields that lists leave out, because they are long; `fields` brings them.
LONG_FIELDS = frozenset(
    {"arms", "at_a_glance", "body", "changes", "citations", "csl", "discrepancies", "eligibility",
     "entries", "glossary", "key_points", "locations", "outcomes", "parts", "results"}
)  # fmt: skip


class Schema(BaseModel):
    """The base of every public shape: nothing unknown gets in, nothing changes after it is made."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        # Every key is always sent, also one that has a default in code.
        json_schema_serialization_defaults_required=True,
    )


class Document(Schema):
    """The public form of one page or library item."""

    id: uuid.UUID = Field(description="The public id. It never changes.")
    type: str
    version: int = Field(description="Grows with every change of this document.")
    locale: Literal["en"]
    published_at: datetime.datetime = Field(
        description="When it was first published; of a library item, when it was added."
    )
    updated_at: datetime.datetime = Field(description="When a person last published or saved it.")
    url: str = Field(description="The address of its page on the site.")
