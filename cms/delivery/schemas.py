"""What every document of the content API has."""

import datetime
import uuid
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cms.delivery import registry

#: Fields that lists leave out, because they are long; `fields` brings them.
LONG_FIELDS = frozenset(
    {"arms", "at_a_glance", "body", "changes", "citations", "cite_as", "csl", "discrepancies",
     "eligibility", "entries", "glossary", "key_points", "locations", "outcomes", "parts",
     "results"}
)  # fmt: skip


class Schema(BaseModel):
    """The base of every public shape: nothing unknown gets in, nothing changes after it is made."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        # Every key is always sent, also one that has a default in code.
        json_schema_serialization_defaults_required=True,
    )


def union_of(schemas: Sequence[type[Schema]]) -> Any:
    """Return the type of what is of one of these schemas."""
    return reduce(or_, schemas)


class TypeNames:
    """Describes a text as the name of a document type: of any, or of any of one kind.

    Which there are is known when the apps have registered theirs, so it is asked late.
    """

    def __init__(self, kind: str | None = None) -> None:
        self.kind = kind

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        names = [
            name
            for name, deliverable in registry.all_types().items()
            if self.kind in (None, deliverable.kind)
        ]
        return {"type": "string", "enum": names}


#: The name of any document type.
TypeName = Annotated[str, TypeNames()]


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
