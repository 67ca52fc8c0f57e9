"""What services send as JSON, taken leniently: null is as good as absent, numbers are texts."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Sent(BaseModel):
    """An object that a service sends. What is not named in a subclass is passed over."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, sent: Any) -> Any:
        """Leave out what is null."""
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if value is not None}
