"""Reads over trials: what is derived of one, which ones a list shows, what a visitor can filter."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page

from cms.content.documents import page_link
from cms.content.queries import public_pages
from cms.delivery.models import Document
from cms.delivery.reading import documents_of, parsed
from cms.delivery.recording import once, recorder
from cms.references.csl import partial_date_of
from trials import choices
from trials.models import TrialIndexPage, TrialPage, TrialPublication
from trials.schemas import Enrollment, Openness, TrialCard, TrialDocument

#: Each database has its own place for a page whose date is not known: here it stands last.
NEWEST_FIRST = F("first_published_at").desc(nulls_last=True)


def public_trials(*, now: datetime.datetime) -> Any:
    """Return the trials that anybody may read."""
    return public_pages(TrialPage.objects.all(), now=now)


def trials_with_phase(trials: Any, phases: Iterable[str], *, negate: bool = False) -> Any:
    """Return those of `trials` that have one of `phases` (with `negate`, none of them).

    The column is a JSON list; its text holds each value in quotes, on every database.
    """
    condition = Q()
    for phase in phases:
        condition |= Q(phases_text__contains=f'"{phase}"')
    annotated = trials.annotate(phases_text=Cast("phases", TextField()))
    return annotated.exclude(condition) if negate else annotated.filter(condition)


def publications_of(trial: TrialPage) -> list[TrialPublication]:
    """Return a trial's publications with their references, in their order."""

    def find() -> list[TrialPublication]:
        return list(trial.publications.select_related("reference"))

    return once(("publications", trial.pk), find)


def publications_of_results(trial: TrialPage) -> list[TrialPublication]:
    """Return the publications that report a trial's own results; a sub-study's are those on it."""
    roles = {choices.PublicationRole.PRIMARY_RESULTS}
    if trial.part_of_id is not None:
        roles.add(choices.PublicationRole.SUB_STUDY)
    return [found for found in publications_of(trial) if found.role in roles]


def has_results(trial: TrialPage) -> bool:
    """Return whether results are known: posted in the registry, or published."""
    return bool(trial.results_first_posted_date or publications_of_results(trial))


def open_to_patients(trial: TrialPage) -> Openness:
    """Return whether people can take part, and as of when.

    The registry's status decides. Where none is known, published results mean that nobody joins
    any more, as of the first publication; else it is unknown.
    """
    if trial.overall_status:
        status = choices.OverallStatus(trial.overall_status)
        verified = trial.status_verified_on
        return Openness(
            value=choices.OPEN_BY_STATUS.get(status, choices.OpenToPatients.UNKNOWN),
            as_of=verified.isoformat() if verified else None,
        )
    published = [partial_date_of(found.reference.csl) for found in publications_of_results(trial)]
    if published:
        first = min(filter(None, published), default=None)
        return Openness(value=choices.OpenToPatients.NO, as_of=first)
    return Openness(value=choices.OpenToPatients.UNKNOWN, as_of=None)


def enrollment_of(trial: TrialPage) -> Enrollment | None:
    """Return how many people a trial has, or None where that is not known."""
    if trial.enrollment_count is None or not trial.enrollment_type:
        return None
    return Enrollment(count=trial.enrollment_count, type=trial.enrollment_type)


def trial_card(trial: TrialPage) -> TrialCard:
    """Return what a list shows of a trial."""
    return TrialCard(
        **page_link(trial).model_dump(),
        summary=trial.summary,
        phases=trial.phases,
        overall_status=trial.overall_status or None,
        enrollment=enrollment_of(trial),
    )


def listed_trials(
    *,
    picked: Sequence[Page] | None,
    topic: Page | None,
    phases: Sequence[str],
    statuses: Sequence[str],
    now: datetime.datetime,
) -> list[TrialCard]:
    """Return what a trial list shows: the trials picked, in their order, or those that fit.

    A list picked by hand stays one when all of its trials are gone; None is no such list.
    """
    recorder().use("type:trial")
    trials = public_trials(now=now)
    if picked is not None:
        order = {page.pk: position for position, page in enumerate(picked)}
        found = trials.filter(pk__in=order)
        return [trial_card(trial) for trial in sorted(found, key=lambda trial: order[trial.pk])]
    if topic is not None:
        # Its place in the tree counts.
        recorder().use(f"page:{topic.pk}")
        trials = trials.descendant_of(topic)
    if phases:
        trials = trials_with_phase(trials, phases)
    if statuses:
        trials = trials.filter(overall_status__in=statuses)
    return [trial_card(trial) for trial in trials.order_by("title", "pk")]


#: What a visitor can filter the list of trials by: parameter, what the form calls it.
VISITOR_FILTERS = (
    ("condition", "Condition"),
    ("phase", "Phase"),
    ("overall_status", "Status"),
    ("open_to_patients", "Open to new patients"),
)


def _values(document: Any, name: str) -> dict[str, str]:
    """Return what one trial has under one filter: value → words."""
    if name == "condition":
        return {condition.slug: condition.name for condition in document.conditions}
    if name == "phase":
        return {phase: choices.Phase(phase).label for phase in document.phases}
    if name == "overall_status":
        status = document.overall_status
        return {status: choices.OverallStatus(status).label} if status else {}
    value = document.open_to_patients.value
    return {value: choices.OpenToPatients(value).label}


def trials_of(index: TrialIndexPage) -> list[Document]:
    """Return the prepared documents of the public trials of an index, newest first."""
    now = timezone.now()
    pages = public_trials(now=now).child_of(index).order_by(NEWEST_FIRST, "pk")
    sources = [page.source for page in pages.only("pk")]
    found = documents_of(sources, now)
    return [found[source] for source in sources if source in found]


def filtered_trials(prepared: Sequence[Document], parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return those of some trials that a visitor's choices leave, and the form's options.

    Args:
        prepared: the trials.
        parameters: the query string; a value that no trial has is ignored, as the form can't send
            it.

    Returns:
        `trials` (documents), `filters` (name, label and options with counts), `total`, `shown`
        and `taking_part`.
    """
    documents = [parsed(found, TrialDocument, base_url="") for found in prepared]
    chosen: dict[str, str] = {}
    filters = []
    for name, label in VISITOR_FILTERS:
        counts: dict[str, int] = {}
        words: dict[str, str] = {}
        for document in documents:
            for value, label_of_value in _values(document, name).items():
                counts[value] = counts.get(value, 0) + 1
                words[value] = label_of_value
        wanted = parameters.get(name, "")
        if wanted in counts:
            chosen[name] = wanted
        filters.append(
            {
                "name": name,
                "label": label,
                "options": [
                    {
                        "value": value,
                        "label": words[value],
                        "count": counts[value],
                        "selected": chosen.get(name) == value,
                    }
                    for value in sorted(counts, key=lambda found: words[found])
                ],
            }
        )
    shown = [
        document
        for document in documents
        if all(value in _values(document, name) for name, value in chosen.items())
    ]
    return {
        "trials": shown,
        "filters": filters,
        "total": len(documents),
        "shown": len(shown),
        "taking_part": taking_part(documents),
    }


def taking_part(documents: Sequence[TrialDocument]) -> dict[str, Any] | None:
    """Return how many trials take patients, and between which dates registries said so.

    Args:
        documents: all trials of an index, whatever the visitor has chosen.

    Returns:
        Counts by openness, `total`, and the first and last `status_verified_on`; None without
        trials.
    """
    if not documents:
        return None
    counts = Counter(document.open_to_patients.value for document in documents)
    dates = sorted(found for document in documents if (found := document.status_verified_on))
    return {
        "open": counts[choices.OpenToPatients.YES],
        "not_yet": counts[choices.OpenToPatients.NOT_YET],
        "by_invitation": counts[choices.OpenToPatients.BY_INVITATION],
        "unknown": counts[choices.OpenToPatients.UNKNOWN],
        "total": len(documents),
        "as_of_from": dates[0] if dates else None,
        "as_of_to": dates[-1] if dates else None,
    }
