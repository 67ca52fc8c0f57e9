"""Every way of changing the library, one module an area: `CHANGES` has them all.

A change is a generator. What comes before its first `yield` is there already when it begins; with
the second it tells which documents it must have marked: objects, or sources. A change of nothing
public tells of none.
"""

from tests.delivery.changes import admin, collections, drafts, items, media, pages, places, v3
from tests.delivery.changes.base import Change

CHANGES: dict[str, Change] = {
    name: change
    for module in (admin, collections, drafts, items, media, pages, places, v3)
    for name, change in vars(module).items()
    if isinstance(change, Change)
}
