"""Sets what has become of a publication, by the notices on it. It can only get worse by itself.

What was told once is kept, with what editors have said of it: a notice that does not concern the
version that the library cites is not heard again.
"""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from wagtail.log_actions import log

from cms.references.choices import ReferenceStatus
from cms.references.lookup.notices import SEVERITY, worst_of
from cms.references.models import Reference, ReferenceNotice
from cms.references.refreshing.notices import ToldNotice, in_text

NOTICE = "library.notice"


def standing_notices(reference: Reference) -> list[ReferenceNotice]:
    """Return the notices on a reference that an editor has not put aside."""
    return list(reference.notices.filter(dismissed_at=None))


@transaction.atomic
def take_notices(
    reference: Reference, told: Iterable[ToldNotice], *, now: datetime.datetime
) -> list[ReferenceNotice]:
    """Take what is told of a reference, and let it stand at once; return what was not known yet.

    Args:
        reference: as it was read; it is read anew here, and is then as it is stored.
        told: all notices that services tell of it.
        now: the time.
    """
    reference.refresh_from_db(from_queryset=Reference.objects.select_for_update().order_by())
    known = {(row.key, row.status): row for row in reference.notices.all()}
    new = {
        (notice.key, notice.status): ReferenceNotice(
            reference=reference, key=notice.key, status=notice.status, text=notice.text,
            source=notice.source, found_at=now,
            # It is no news where the library knew it.
            told_at=now if reference.status == ReferenceStatus.RETRACTED else None,
        )
        for notice in told
        if (notice.key, notice.status) not in known
    }  # fmt: skip
    ReferenceNotice.objects.bulk_create(new.values())
    standing = [row for row in known.values() if row.dismissed_at is None]
    _let_stand(reference, [*standing, *new.values()], is_new=bool(new))
    return list(new.values())


def _let_stand(reference: Reference, standing: Sequence[ReferenceNotice], *, is_new: bool) -> None:
    """Give a reference the worst that notices say, if it is worse than what it has."""
    before = ReferenceStatus(reference.status)
    worst = worst_of([before, *(ReferenceStatus(row.status) for row in standing)])
    if worst == before and not is_new:
        return
    reference.notice = with_notices(reference.notice, standing)
    reference.status = worst
    # Not `updated_at`, which says when a person last changed it.
    reference.save(update_fields=["status", "notice"])
    log(
        instance=reference,
        action=NOTICE,
        data={"status": worst.value, "notices": [row.text for row in standing]},
    )


def with_notices(text: str, notices: Iterable[ReferenceNotice]) -> str:
    """Return a reference's text of notices with those that it does not name yet, the worst first.

    What else an editor has written there stays, behind them.
    """
    named = {notice.key for notice in in_text(text, ReferenceStatus.NORMAL, source="")}
    missing = [row for row in notices if row.key not in named]
    missing.sort(key=lambda row: SEVERITY.index(ReferenceStatus(row.status)), reverse=True)
    return "\n".join(filter(None, [*(row.text for row in missing), text]))
