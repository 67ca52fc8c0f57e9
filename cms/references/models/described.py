"""What a table that holds a CSL record calls it."""

from typing import Any

from cms.references import csl as csl_json
from cms.references.formatting import title_text
from cms.references.match_keys import IDENTIFIERS


class DescribedByCsl:
    """Mixin: title and source of the publication in `csl`, in words."""

    csl: Any

    @property
    def title(self) -> str:
        """The title in words; of what is known by an identifier only, that."""
        named = (f"{name} {self.csl[name]}" for name in IDENTIFIERS if self.csl.get(name))
        return title_text(str(self.csl.get("title") or "")) or next(named, "No title")

    @property
    def source(self) -> str:
        """Authors, journal and year, as far as there are any."""
        parts = (
            csl_json.short_name(self.csl),
            title_text(str(self.csl.get("container-title") or "")),
            str(csl_json.year_of(self.csl) or ""),
        )
        return ", ".join(filter(None, parts))
