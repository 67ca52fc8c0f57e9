"""Which columns of a document nobody but us may change."""

from cms.delivery.models import Document

#: Not guarded: `marked` has a guard of its own, `version` goes with it, `seal` tells who writes,
#: and a `fingerprint` of another release makes the document stale by itself.
FREE = {"id", "version", "marked", "seal", "fingerprint"}


def guarded_columns() -> list[str]:
    """Return the columns of a stored document that triggers put back when somebody changes them."""
    columns = (str(field.column) for field in Document._meta.local_concrete_fields)
    return [column for column in columns if column not in FREE]
